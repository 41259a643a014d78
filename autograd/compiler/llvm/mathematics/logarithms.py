"""Logarithms, and the power that is made of one.

x = 2ᵏ m with m near 1; log(m) = 2 artanh(s), s = (m − 1)/(m + 1), by a polynomial, as
in Sun's fdlibm.
"""

from __future__ import annotations

import math

from autograd.compiler.llvm.lanes import Lanes, fma, magnitude, muladd
from autograd.compiler.llvm.mathematics import coefficients
from autograd.compiler.llvm.mathematics.doubled import (
    LN2_HIGH,
    LN2_LOW,
    MAGIC,
    Pair,
    knuth_sum,
    polynomial,
    two_product,
    two_sum,
)
from autograd.compiler.llvm.mathematics.exponentials import exp_pair, times_power_of_2


def log(x: Lanes) -> Lanes:
    """Taken of x = 2ᵏ m in parts."""
    return _outside_log(x, x, _log(*normalized(x)))


def normalized(x: Lanes) -> Pair:
    """The k and m of x = 2ᵏ m, √½ ≤ m < √2."""
    tiny = x < 2.0**-1022
    bits = tiny.select(x * 2.0**54, x).bits()
    offset = 0x3FE6A09E667F3BCD  # √½: m begins there
    moved = bits - offset
    # The exponent, read as the last digits of a double.
    biased = ((moved >> 52) | 0x4330000000000000).double()
    # Below √½ the number of the exponent is negative in two's complement of 12 bits.
    k = biased - 2.0**52
    k = (k > 2047.0).select(k - 4096.0, k)
    k = k - tiny.select(54.0, 0.0)
    m = ((moved & 0x000FFFFFFFFFFFFF) + offset).double()
    return k, m


def _log(k: Lanes, m: Lanes) -> Lanes:
    return _log_near(k, m - 1.0, None)


def _log_near(k: Lanes, f: Lanes, correction: Lanes | None) -> Lanes:
    """The sum of k ln(2), log(1 + f) and a correction."""
    s = f / (2.0 + f)
    z = s * s
    half_square = 0.5 * f * f
    # log(1 + f) = f − s (f − tail), and s f = f²/2 − s f²/2
    tail = muladd(z, polynomial(z, coefficients.LOG), half_square)
    rest = muladd(k, LN2_LOW, s * tail)
    if correction is not None:
        rest = rest + correction
    return muladd(k, LN2_HIGH, f - (half_square - rest))


def _outside_log(x: Lanes, argument: Lanes, found: Lanes) -> Lanes:
    """What log gives at 0, below and at inf; NaN at NaN."""
    found = argument.equals(0.0).select(-math.inf, found)
    found = (argument < math.inf).select(found, argument)
    return (argument < 0.0).select(math.nan, found)


def log1p(x: Lanes) -> Lanes:
    """log(1 + x), and what 1 + x has lost."""
    u = x + 1.0
    lost = (x >= 1.0).select(1.0 - (u - x), x - (u - 1.0))
    k, m = normalized(u)
    at_one = k.equals(0.0)
    f = at_one.select(x, m - 1.0)
    correction = at_one.select(0.0, lost / u)
    found = _log_near(k, f, correction)
    small = magnitude(x) < 1e-300
    return small.select(x, _outside_log(x, u, found))


TWO_THIRDS_LOW = float.fromhex("0x1.5555555555555p-55")


def power(x: Lanes, y: Lanes) -> Lanes:
    """exp(y log(x)) in doubled precision for x > 0; the rest is left to libm."""
    k, m = normalized(x)
    log_high, log_low = _log_pair(k, m)
    high = y * log_high
    low = fma(y, log_high, -high) + y * log_low
    (found, lost), shifted = exp_pair(high, low, MAGIC + 2046.0)
    found = times_power_of_2(found + lost, shifted)
    usual = (x > 0.0) & (x < math.inf) & (magnitude(high) < 700.0)
    emitter = x.emitter
    return emitter.unless(~usual, found, lambda: emitter.lanewise("pow", x, y))


def _log_pair(k: Lanes, m: Lanes) -> Pair:
    """The sum of k ln(2) and log(m) as high + low, to some 2⁻⁶⁶ of it."""
    f = m - 1.0
    d, d_lost = knuth_sum(m, m.emitter.lanes(1.0))
    inverse = 1.0 / d
    s = f * inverse
    s_low = (fma(-s, d, f) - s * d_lost) * inverse
    z, z_low = two_product(s, s)
    z_low = muladd(s + s, s_low, z_low)
    # 2 artanh(s) = 2s + s z (2/3 + z rest)
    rest = polynomial(z, coefficients.LOG_REST)
    factor, factor_low = two_sum(m.emitter.lanes(2.0 / 3.0), z * rest)
    factor_low = factor_low + TWO_THIRDS_LOW
    cube, cube_low = two_product(s, z)
    cube_low = cube_low + muladd(s, z_low, s_low * z)
    t, t_low = two_product(cube, factor)
    t_low = t_low + muladd(cube, factor_low, cube_low * factor)
    high, low = two_sum(k * LN2_HIGH, s + s)
    high, more = knuth_sum(high, t)
    low = low + more + (t_low + muladd(k, LN2_LOW, s_low + s_low))
    return two_sum(high, low)
