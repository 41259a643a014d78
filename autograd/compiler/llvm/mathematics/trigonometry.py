"""Angles, reduced by quarter turns or halved, to where a polynomial serves.

The quarter turn is known to three doubles, so that what is left of angles up to 10⁸ is
exact (Cody and Waite); beyond, the C library is called lane by lane.
"""

from __future__ import annotations

import math

from autograd.compiler.llvm.lanes import Lanes, fma, magnitude, muladd, root, signed_as
from autograd.compiler.llvm.mathematics import coefficients
from autograd.compiler.llvm.mathematics.doubled import (
    MAGIC,
    Pair,
    polynomial,
    quotient,
    two_product,
    two_sum,
)

HALF_PI = (
    float.fromhex("0x1.921fb54442d18p0"),
    float.fromhex("0x1.1a62633145c07p-54"),
    float.fromhex("-0x1.f1976b7ed8fbcp-110"),
)
LARGEST_ANGLE = 1e8
"""Up to here three doubles of π/2 leave an exact remainder; beyond, libm is called."""


def _quarter_turns(x: Lanes) -> tuple[Lanes, Lanes, Lanes]:
    """The number n of quarter turns (as bits), and r + low = x − n π/2."""
    shifted = fma(x, 2.0 / math.pi, MAGIC)
    n = shifted - MAGIC
    first = fma(-n, HALF_PI[0], x)  # exact: |first| ≤ π/4 on the grid of n · π/2
    product, error = two_product(n, HALF_PI[1])
    high = first - product
    back = high - first
    low = (first - (high - back)) - (product + back)
    low = fma(-n, HALF_PI[2], low - error)
    return (shifted.bits(), *two_sum(high, low))


def _sine(r: Lanes, low: Lanes) -> Pair:
    """sin(r + low) as high + low, |r| ≤ π/4."""
    z = r * r
    rest = muladd(z * r, polynomial(z, coefficients.SIN), low * (1.0 - 0.5 * z))
    return two_sum(r, rest)


def _cosine(r: Lanes, low: Lanes) -> Pair:
    """cos(r + low) as high + low, |r| ≤ π/4."""
    z = r * r
    half, error = two_product(r * 0.5, r)
    high = 1.0 - half
    lost = (1.0 - high) - half
    rest = muladd(z * z, polynomial(z, coefficients.COS), -(r * low))
    return two_sum(high, lost + (rest - error))


def _of_angle(x: Lanes, name: str, turns: int) -> Lanes:
    """The sine of an angle and so many quarter turns more."""
    bits, r, low = _quarter_turns(x)
    bits = bits + turns
    sine, cosine = _sine(r, low), _cosine(r, low)
    odd = _is_set(bits, 1)
    found = odd.select(cosine[0] + cosine[1], sine[0] + sine[1])
    found = _xor(found, (bits >> 1) << 63)
    return _unless_huge(x, found, name)


def _unless_huge(x: Lanes, found: Lanes, name: str) -> Lanes:
    huge = magnitude(x) > LARGEST_ANGLE
    emitter = x.emitter
    return emitter.unless(huge, found, lambda: emitter.lanewise(name, x))


def _is_set(bits: Lanes, which: int) -> Lanes:
    chosen = bits & which
    words = f"icmp ne {chosen.type} {chosen.text}, {bits.emitter.integers(0).text}"
    return Lanes(bits.emitter, bits.emitter.value(words), "i1")


def _xor(x: Lanes, signs: Lanes) -> Lanes:
    both = x.bits()
    words = f"xor {both.type} {both.text}, {signs.text}"
    return Lanes(x.emitter, x.emitter.value(words), "i64").double()


def sin(x: Lanes) -> Lanes:
    """±sin or cos of what is left of quarter turns."""
    return x.equals(0.0).select(x, _of_angle(x, "sin", 0))


def cos(x: Lanes) -> Lanes:
    """The sine, a quarter turn on."""
    return _of_angle(x, "cos", 1)


def tan(x: Lanes) -> Lanes:
    """Sine through cosine, or −cosine through sine after an odd quarter turn."""
    bits, r, low = _quarter_turns(x)
    sine, cosine = _sine(r, low), _cosine(r, low)
    odd = _is_set(bits, 1)
    above = tuple(odd.select(c, s) for s, c in zip(sine, cosine, strict=True))
    below = tuple(odd.select(-s, c) for s, c in zip(sine, cosine, strict=True))
    found = quotient(above, below)  # type: ignore[arg-type]
    return _unless_huge(x, x.equals(0.0).select(x, found), "tan")


def _asin_tail(z: Lanes) -> Lanes:
    return polynomial(z, coefficients.ASIN)


def asin(x: Lanes) -> Lanes:
    """A polynomial up to ½; beyond, by that of the half angle."""
    a = magnitude(x)
    large = a > 0.5
    z = large.select((1.0 - a) * 0.5, a * a)
    tail = z * _asin_tail(z)
    near = muladd(a, tail, a)
    high, low = _root_pair(z)
    far = HALF_PI[0] - (2.0 * high - (HALF_PI[1] - 2.0 * muladd(high, tail, low)))
    # π/2 − 2 high is exact up to one rounding; its loss is small against the result
    return signed_as(large.select(far, near), x)


def _root_pair(z: Lanes) -> Pair:
    """√z as high + low."""
    high = root(z)
    low = fma(-high, high, z) / (2.0 * high)
    return high, z.equals(0.0).select(0.0, low)


def acos(x: Lanes) -> Lanes:
    """π/2 − asin(x) up to ½; beyond, 2 asin(√((1 − x)/2)), or π minus that."""
    a = magnitude(x)
    large = a > 0.5
    z = large.select((1.0 - a) * 0.5, x * x)
    tail = z * _asin_tail(z)
    near = HALF_PI[0] - (x - muladd(-x, tail, HALF_PI[1]))
    high, low = _root_pair(z)
    small = 2.0 * (high + muladd(high, tail, low))
    opposite = 2.0 * HALF_PI[0] - 2.0 * (high + (muladd(high, tail, low) - HALF_PI[1]))
    return large.select((x > 0.0).select(small, opposite), near)


def atan(x: Lanes) -> Lanes:
    """That of c and that of (|x| − c)/(1 + c |x|), c the nearest of 0, ½, 1, 3/2, ∞."""
    a = magnitude(x)
    above, below = a, x.emitter.lanes(1.0)
    high, low = x.emitter.lanes(0.0), x.emitter.lanes(0.0)
    for begin, c, angle in _CENTRES:
        beyond = a > begin
        above = beyond.select(a - c if c < 2.0 else -1.0, above)
        below = beyond.select(muladd(a, c, 1.0) if c < 2.0 else a, below)
        high = beyond.select(angle[0], high)
        low = beyond.select(angle[1], low)
    t = above / below
    z = t * t
    found = high - ((-t * (z * polynomial(z, coefficients.ATAN)) - low) - t)
    return signed_as(found, x)


_CENTRES = (
    (7 / 16, 0.5, (math.atan(0.5), 2.2698777452961687e-17)),
    (11 / 16, 1.0, (math.pi / 4, HALF_PI[1] / 2)),
    (19 / 16, 1.5, (math.atan(1.5), 1.3903311031230998e-17)),
    (39 / 16, math.inf, HALF_PI[:2]),
)
