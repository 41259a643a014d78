"""Polynomials, and numbers kept as the sum of two doubles where one is not enough."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.compiler.llvm.lanes import Lanes, fma, muladd

MAGIC = 1.5 * 2.0**52  # a number to which small ones are added has no digits after it
LN2_HIGH = float.fromhex("0x1.62e42fefa0000p-1")  # 38 bits: its multiples are exact
LN2_LOW = float.fromhex("0x1.cf79abc9e3b3ap-40")
Pair = tuple[Lanes, Lanes]


def polynomial(x: Lanes, coefficients: Sequence[float]) -> Lanes:
    """Σ cₖ xᵏ, in pairs (Estrin 1960): a short chain for the processor."""
    parts: list[Lanes | float] = list(coefficients)
    power = x
    while len(parts) > 1:
        odd = parts[1::2]
        joined: list[Lanes | float] = [
            muladd(power, high, low) for low, high in zip(parts[::2], odd, strict=False)
        ]
        parts = joined + parts[2 * len(odd) :]
        if len(parts) > 1:
            power = power * power
    return x.emitter.lanes(parts[0])


def clamped(x: Lanes, low: float, high: float) -> Lanes:
    """A number between two bounds; NaN stays NaN."""
    x = (x > high).select(high, x)
    return (x < low).select(low, x)


def two_sum(x: Lanes, y: Lanes) -> Pair:
    """The exact sum (Dekker 1971), for |x| ≥ |y|."""
    high = x + y
    return high, (x - high) + y


def two_product(x: Lanes, y: Lanes | float) -> Pair:
    """The exact product."""
    high = x * y
    return high, fma(x, y, -high)


def quotient(numerator: Pair, denominator: Pair) -> Lanes:
    """(a + α) / (b + β), rounded nearly once."""
    (a, alpha), (b, beta) = numerator, denominator
    inverse = 1.0 / b
    first = a * inverse
    rest = fma(-first, b, a) + muladd(-first, beta, alpha)
    return muladd(rest, inverse, first)


def knuth_sum(x: Lanes, y: Lanes) -> Pair:
    """The exact sum (Knuth), whichever is larger."""
    high = x + y
    back = high - x
    return high, (x - (high - back)) + (y - back)
