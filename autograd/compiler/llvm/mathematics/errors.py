"""The error function: an odd polynomial near 0, and exp(−x²) g(t) / (1 + 2x) far off.

g is smooth in t = (x − 4)/(x + 4), so one polynomial serves for all of it (Shepherd and
Laframboise 1981).
"""

from __future__ import annotations

from autograd.compiler.llvm.lanes import Lanes, fma, magnitude, muladd, signed_as
from autograd.compiler.llvm.mathematics import coefficients
from autograd.compiler.llvm.mathematics.doubled import (
    MAGIC,
    polynomial,
    quotient,
    two_product,
    two_sum,
)
from autograd.compiler.llvm.mathematics.exponentials import exp_pair, times_power_of_2

TWO_BY_ROOT_PI = (1.1283791670955126, 1.533545961316588e-17)


def _erf_small(x: Lanes) -> Lanes:
    """erf(x) for |x| ≤ 1."""
    z = x * x
    high, low = two_product(x, TWO_BY_ROOT_PI[0])
    low = muladd(x, TWO_BY_ROOT_PI[1], low)
    return high + muladd(x * z, polynomial(z, coefficients.ERF), low)


def _erfc_large(x: Lanes) -> Lanes:
    """erfc(x) for x ≥ ¼: exp(−x²) g(t) / (1 + 2x), t = (x − 4)/(x + 4)."""
    x = (x > 28.0).select(28.0, x)
    below, lost = x + 4.0, x - ((x + 4.0) - 4.0)
    t = (x - 4.0) / below
    rest = (fma(-t, below, x - 4.0) - t * lost) / below
    first, *others = coefficients.ERFC
    tail = polynomial(t, others)
    g, g_lost = two_sum(x.emitter.lanes(first), t * tail)
    g_lost = g_lost + (fma(t, tail, -(t * tail)) + rest * tail)
    scale = muladd(x, 2.0, 1.0)
    scale_lost = muladd(x, 2.0, -(scale - 1.0))
    q = quotient((g, g_lost), (scale, scale_lost))
    square, error = two_product(x, x)
    (high, low), shifted = exp_pair(-square, -error, MAGIC + 2046.0)
    return times_power_of_2(muladd(high, q, low * q), shifted)


def erf(x: Lanes) -> Lanes:
    """A polynomial up to ¾; beyond, 1 − erfc(|x|)."""
    a = magnitude(x)
    far = signed_as(1.0 - _erfc_large(a), x)
    found = (a < 0.75).select(_erf_small(x), far)
    return x.equals(x).select(x.equals(0.0).select(x, found), x)


def erfc(x: Lanes) -> Lanes:
    """1 − erf(x) up to ¼; beyond, as it is; 2 − that on the left."""
    tail = _erfc_large(magnitude(x))
    found = (x < 0.25).select(1.0 - _erf_small(x), tail)
    found = (x < -0.25).select(2.0 - tail, found)
    return x.equals(x).select(found, x)
