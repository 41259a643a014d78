"""How many digits make a printed equation true.

1 · (1 − 1) = 1.11e-16 is what six digits make of the slope of a saturated unit. What is
printed is computed again from the rounded numbers; where that differs from the result,
more digits are taken, up to those that say a float exactly.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd.higher import partials_function
from autograd.recording import data_of, has_values
from autograd.value import Value

EXACT = 17
"""Significant digits that say a float exactly."""

MORE = (9, 12, 15, EXACT)
"""The numbers of significant digits that are tried after those asked for."""


def check_digits(digits: int) -> None:
    """Raise an error if numbers cannot have so many significant digits."""
    if type(digits) is not int or not 1 <= digits <= EXACT:
        raise ValueError(f"digits is a whole number from 1 to {EXACT}, not {digits!r}")


def rounded(x: float, digits: int) -> float:
    """A number as it is printed."""
    return float(f"{x:.{digits}g}")


def enough(digits: int, computed: Callable[[int], float], result: float) -> int | None:
    """The fewest digits with which what is printed gives the result; None for never.

    Args:
        digits: the fewest to try; the result is printed with these.
        computed: what follows from the numbers printed with so many digits.
        result: the number behind the last equals sign.

    >>> enough(6, lambda digits: 1.0 - rounded(0.999999999, digits), 1e-9)
    9
    """
    check_digits(digits)
    allowed = 10.0 ** (2 - digits) * abs(result)
    for number in (digits, *(each for each in MORE if each > digits)):
        try:
            found = computed(number)
        except (ArithmeticError, ValueError):
            continue
        if found == result or abs(found - result) <= allowed or result != result:
            return number
    return None


def partial_from(node: Value, place: int, digits: int) -> float:
    """The partial for the parent at a place, from operands and value as printed."""
    assert node.op is not None

    def shown(operand: object) -> object:
        if isinstance(operand, tuple):
            return tuple(shown(each) for each in operand)
        number = data_of(operand)
        return rounded(number, digits) if isinstance(operand, Value) else number

    data = [shown(operand) for operand in node.operands]
    out = rounded(node.data, digits)
    wanted = [has_values(operand) for operand in node.operands]
    found = partials_function(node.op)(data, out, data, out, wanted)
    kept: list[float] = []
    for operand, partial in zip(node.operands, found, strict=True):
        if isinstance(operand, tuple) and partial is not None:
            pairs = zip(operand, partial, strict=True)
            kept += [float(of) for each, of in pairs if isinstance(each, Value)]
        elif partial is not None:
            kept.append(float(partial))
    return kept[place]
