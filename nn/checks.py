"""Numbers that a user chooses, checked where they are given.

Each check returns the number as a float, or raises an error that names whose option it
is, its value, and what may be given instead.
"""

from __future__ import annotations

from math import inf
from typing import Any


def positive(owner: str, name: str, number: Any) -> float:
    """A finite number above 0.

    Raises:
        ValueError, TypeError: it is not.

    >>> positive("Huber", "delta", 2)
    2.0
    """
    given = _number(owner, name, number)
    if not 0.0 < given < inf:
        raise ValueError(f"{owner}: {name} = {number!r}: give a number above 0")
    return given


def not_negative(owner: str, name: str, number: Any) -> float:
    """A finite number, 0 or above.

    Raises:
        ValueError, TypeError: it is not.
    """
    given = _number(owner, name, number)
    if not 0.0 <= given < inf:
        raise ValueError(f"{owner}: {name} = {number!r}: give 0 or a number above")
    return given


def below_one(owner: str, name: str, number: Any) -> float:
    """A number in [0, 1).

    Raises:
        ValueError, TypeError: it is not.
    """
    given = _number(owner, name, number)
    if not 0.0 <= given < 1.0:
        raise ValueError(f"{owner}: {name} = {number!r}: give a number in [0, 1)")
    return given


def up_to_one(owner: str, name: str, number: Any) -> float:
    """A number in (0, 1].

    Raises:
        ValueError, TypeError: it is not.
    """
    given = _number(owner, name, number)
    if not 0.0 < given <= 1.0:
        raise ValueError(f"{owner}: {name} = {number!r}: give a number in (0, 1]")
    return given


def finite(owner: str, name: str, number: Any) -> float:
    """A finite number.

    Raises:
        ValueError, TypeError: it is not.
    """
    given = _number(owner, name, number)
    if not -inf < given < inf:
        raise ValueError(f"{owner}: {name} = {number!r}: give a finite number")
    return given


def _number(owner: str, name: str, number: Any) -> float:
    if isinstance(number, str) or not hasattr(number, "__float__"):
        raise TypeError(f"{owner}: {name} is a number, not {number!r}")
    return float(number)
