"""Numbers that a user chooses, checked where they are given.

Each check returns the number as a float, or raises an error that names whose option it
is, its value, and what may be given instead.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any


def positive(owner: str, name: str, number: Any) -> float:
    """A finite number above 0.

    Raises:
        ValueError, TypeError: it is not.

    >>> positive("Huber", "delta", 2)
    2.0
    """
    return _within(
        owner, name, number, lambda given: 0.0 < given < inf, "a number above 0"
    )


def not_negative(owner: str, name: str, number: Any) -> float:
    """A finite number, 0 or above.

    Raises:
        ValueError, TypeError: it is not.
    """
    return _within(
        owner, name, number, lambda given: 0.0 <= given < inf, "0 or a number above"
    )


def below_one(owner: str, name: str, number: Any) -> float:
    """A number in [0, 1).

    Raises:
        ValueError, TypeError: it is not.
    """
    return _within(
        owner, name, number, lambda given: 0.0 <= given < 1.0, "a number in [0, 1)"
    )


def up_to_one(owner: str, name: str, number: Any) -> float:
    """A number in (0, 1].

    Raises:
        ValueError, TypeError: it is not.
    """
    return _within(
        owner, name, number, lambda given: 0.0 < given <= 1.0, "a number in (0, 1]"
    )


def finite(owner: str, name: str, number: Any) -> float:
    """A finite number.

    Raises:
        ValueError, TypeError: it is not.
    """
    return _within(
        owner, name, number, lambda given: -inf < given < inf, "a finite number"
    )


def flag(owner: str, name: str, given: Any) -> bool:
    """True or False.

    Raises:
        TypeError: it is neither.
    """
    if not isinstance(given, bool):
        raise TypeError(f"{owner}: {name} is True or False, not {given!r}")
    return given


def _within(
    owner: str, name: str, number: Any, fits: Callable[[float], bool], wanted: str
) -> float:
    if isinstance(number, str) or not hasattr(number, "__float__"):
        raise TypeError(f"{owner}: {name} is a number, not {number!r}")
    if not fits(float(number)):
        raise ValueError(f"{owner}: {name} = {number!r}: give {wanted}")
    return float(number)
