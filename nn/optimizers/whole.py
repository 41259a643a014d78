"""All parameters that move as one, so that a step of a compiled run is a few array ops.

A rule's `direction` runs on it unchanged: `data` and `grad` are arrays, and the rule's
states, kept by parameter, become arrays for the time of the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from autograd import Value


def root(x: float) -> float:
    """√x of a float, or of every number of an array."""
    if isinstance(x, float):
        return sqrt(x)
    from numpy import sqrt as of_each  # an array is there, so numpy is; ** is slow

    root: float = of_each(x)
    return root


class Whole:
    """Parameters as one.

    Attributes:
        parameters: the Values.
        data: their numbers, an array.
        grad: their gradients, an array.
    """

    def __init__(self, parameters: Sequence[Value], data: Any) -> None:
        self.parameters = list(parameters)
        self.data = data
        self.grad = data * 0.0


State = dict[Any, Any]


def states(optimizer: object) -> list[State]:
    """What an optimizer keeps for each parameter."""
    return [
        each
        for each in vars(optimizer).values()
        if isinstance(each, dict) and all(isinstance(key, Value) for key in each)
    ]


def gathered(optimizer: object, whole: Whole, array: Any) -> bool:
    """Keep the states of the parameters for the whole; False if they differ in age.

    Args:
        optimizer: whose states.
        whole: the parameters.
        array: makes an array of a list of floats.
    """
    made: list[tuple[State, Any]] = []
    for state in states(optimizer):
        known = [state[each] for each in whole.parameters if each in state]
        if not known:
            continue
        if len(known) < len(whole.parameters):
            return False
        made.append((state, _joined(known, array)))
    if any(entry is None for _, entry in made):
        return False
    for state, entry in made:
        state[whole] = entry
    return True


def _joined(entries: list[Any], array: Any) -> Any:
    """One entry for all; None where their counts of steps differ."""
    if not isinstance(entries[0], tuple):
        return array(entries)
    columns = list(zip(*entries, strict=True))
    if any(type(column[0]) is int and len(set(column)) > 1 for column in columns):
        return None
    return tuple(
        column[0] if type(column[0]) is int else array(list(column))
        for column in columns
    )


def scattered(optimizer: object, whole: Whole) -> None:
    """Give the states back to the parameters."""
    for state in vars(optimizer).values():
        if not isinstance(state, dict) or whole not in state:
            continue
        entry = state[whole]
        count = len(whole.parameters)
        columns = [
            each.tolist() if hasattr(each, "tolist") else [each] * count
            for each in (entry if isinstance(entry, tuple) else (entry,))
        ]
        rows = zip(*columns, strict=True)
        for parameter, row in zip(whole.parameters, rows, strict=True):
            state[parameter] = row if isinstance(entry, tuple) else row[0]
        del state[whole]  # last, so that a Ctrl-C before leaves all to do again
