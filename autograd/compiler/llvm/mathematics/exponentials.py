"""Exponentials and hyperbolas: x less a multiple n ln(2), then times 2ⁿ.

What is left, up to ln(2)/2, goes into a polynomial (Cody and Waite 1980).
"""

from __future__ import annotations

import math

from autograd.compiler.llvm.lanes import Lanes, fma, magnitude, muladd, signed_as
from autograd.compiler.llvm.mathematics import coefficients
from autograd.compiler.llvm.mathematics.doubled import (
    LN2_HIGH,
    LN2_LOW,
    MAGIC,
    Pair,
    clamped,
    polynomial,
    quotient,
    two_sum,
)


def exp(x: Lanes) -> Lanes:
    """Reduced by multiples of ln(2), which are powers of 2."""
    x = clamped(x, -746.0, 710.0)
    shift = MAGIC + 2046.0
    shifted = muladd(x, 1.0 / math.log(2.0), shift)
    n = shifted - shift
    r = muladd(n, -LN2_LOW, muladd(n, -LN2_HIGH, x))
    return times_power_of_2(1.0 + (r + expm1_rest(r)), shifted)


def expm1_rest(r: Lanes) -> Lanes:
    """exp(r) − 1 − r for |r| ≤ ln(2)/2."""
    return r * r * muladd(r, polynomial(r, coefficients.EXP), 0.5)


def times_power_of_2(y: Lanes, shifted: Lanes) -> Lanes:
    """Scaled by 2ⁿ, shifted = n + MAGIC + 2046, in two factors: 2ⁿ may be no double."""
    bits = shifted.bits()
    half = bits >> 1  # ends with 1023 + n/2: the exponent of a double
    other = bits - half
    return y * (half << 52).double() * (other << 52).double()


def expm1(x: Lanes) -> Lanes:
    """The sum of 2ⁿ (exp(r) − 1) and 2ⁿ − 1."""
    high, low = _expm1(clamped(x, -40.0, 709.0), exact=True)
    found = (x > 700.0).select(exp(x), high + low)
    return (magnitude(x) < 1e-300).select(x, found)  # r² would lose bits, and −0.0


def _expm1(x: Lanes, exact: bool) -> Pair:
    """exp(x) − 1 for −40 ≤ x ≤ 709 as high + low; but for the error of r if asked."""
    shift = MAGIC + 1023.0
    shifted = muladd(x, 1.0 / math.log(2.0), shift)
    n = shifted - shift
    first = muladd(n, -LN2_HIGH, x)
    r = muladd(n, -LN2_LOW, first)
    power = (shifted.bits() << 52).double()
    whole = power - 1.0
    high = fma(power, r, whole)
    lost = fma(power, r, whole - high)  # exact: whole is 0 or the larger
    rest = expm1_rest(r)
    if exact:
        rest = rest + muladd(n, -LN2_LOW, first - r)
    return two_sum(high, muladd(power, rest, lost))


def tanh(x: Lanes) -> Lanes:
    """The quotient e / (e + 2), e = exp(2|x|) − 1."""
    a = magnitude(x)
    a = (a > 19.1).select(19.1, a)
    high, low = _expm1(a + a, exact=False)
    below = high + 2.0
    lost = (high - (below - 2.0)) + low
    return signed_as(quotient((high, low), (below, lost)), x)


def exp_pair(x: Lanes, low: Lanes | float, shift: float) -> tuple[Pair, Lanes]:
    """The y and s with exp(x + low) = y · 2ⁿ, s = n + shift; shift > MAGIC."""
    shifted = muladd(x, 1.0 / math.log(2.0), shift)
    n = shifted - shift
    first = muladd(n, -LN2_HIGH, x)
    r = muladd(n, -LN2_LOW, first)
    low = muladd(n, -LN2_LOW, first - r) + low
    rest = expm1_rest(r)
    p, lost = two_sum(r, rest + muladd(low, r + rest, low))
    high, more = two_sum(x.emitter.lanes(1.0), p)
    return (high, more + lost), shifted


def _hyperbolic(x: Lanes, sign: float) -> Lanes:
    """(exp(|x|) + sign · exp(−|x|)) / 2; for a difference |x| ≥ 1."""
    a = magnitude(x)
    a = (a > 720.0).select(720.0, a)
    (high, low), shifted = exp_pair(a, 0.0, MAGIC + 2045.0)
    decayed = exp(-a) * (0.5 * sign)
    above = times_power_of_2(high, shifted)
    return above + (times_power_of_2(low, shifted) + decayed)


def sinh(x: Lanes) -> Lanes:
    """A polynomial up to 1; beyond, half the difference of exponentials."""
    z = x * x
    near = muladd(x, z * polynomial(z, coefficients.SINH), x)
    far = signed_as(_hyperbolic(x, -1.0), x)
    found = (magnitude(x) < 1.0).select(near, far)
    return x.equals(x).select(found, x)


def cosh(x: Lanes) -> Lanes:
    """Half the sum of exponentials."""
    return x.equals(x).select(_hyperbolic(x, 1.0), x)
