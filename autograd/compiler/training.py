"""A whole run of optimizer steps, as data that a backend can run in one call.

A `Rule` says in the text of rows how a parameter moves, so that it too is written once
and printed for the machine. A `Schedule` says what each step takes: its records, and
its numbers (the learning rate, what corrects Adam's means).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.running import Array

STEP = ("scale", "lr")
"""The numbers that every step has: the seed of its outputs, the learning rate."""


@dataclass(frozen=True, slots=True)
class Rule:
    """w ← w − lr · direction, for every parameter alike.

    Attributes:
        direction: text over w (the parameter), g (∂L/∂w), the states as they become,
            the constants and what is said for each step.
        states: name and text of what is kept for each parameter from step to step, 0
            at first; the text may use the state's old value and states before it.
        constants: names of numbers that stay the same in a run.
        changing: names of numbers that each step has, besides scale and lr.

    >>> Rule("v", states=(("v", "momentum * v + g"),), constants=("momentum",))
    Rule(direction='v', states=(('v', 'momentum * v + g'),), constants=('momentum',), \
changing=())
    """

    direction: str
    states: tuple[tuple[str, str], ...] = ()
    constants: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names that the texts may use."""
        states = tuple(name for name, _ in self.states)
        return ("w", "g", *states, *self.constants, *STEP, *self.changing)


SGD = Rule("g + weight_decay * w", constants=("weight_decay",))
MOMENTUM = Rule(
    "v",
    states=(("v", "momentum * v + (g + weight_decay * w)"),),
    constants=("weight_decay", "momentum"),
)
NESTEROV = Rule(
    "g + weight_decay * w + momentum * v",
    states=MOMENTUM.states,
    constants=MOMENTUM.constants,
)
_MEANS = (
    ("m", "first * m + (1.0 - first) * ({g})"),
    ("s", "second * s + (1.0 - second) * ({g}) * ({g})"),
)
_ADAM = "m / first_rest / (sqrt(s / second_rest) + eps)"
_ADAM_CONSTANTS = ("weight_decay", "first", "second", "eps")
ADAM = Rule(
    _ADAM,
    tuple((name, text.format(g="g + weight_decay * w")) for name, text in _MEANS),
    _ADAM_CONSTANTS,
    ("first_rest", "second_rest"),
)
"""Each step says 1 − firstᵗ and 1 − secondᵗ, t = 1, 2, …."""
ADAMW = Rule(
    _ADAM + " + weight_decay * w",
    tuple((name, text.format(g="g")) for name, text in _MEANS),
    _ADAM_CONSTANTS,
    ADAM.changing,
)


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """What each step of a run takes.

    Attributes:
        batches: (steps, 2): first and last + 1 of its rows of the table.
        numbers: (steps, 2 + changing): scale, lr, and what the rule says changes.
        constants: in the order of the rule's.
        moves: (parameters,), 1 for those that move, 0 for those that stay.
    """

    batches: NDArray[np.int64]
    numbers: Array
    constants: Array
    moves: Array


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run leaves.

    Attributes:
        steps: how many were taken; fewer than asked where a number was not finite,
            and then all is as before that step.
        parameters: as they have become.
        states: (states, parameters), to go on from.
        values: the sum of the outputs, each times the scale, before each step.
    """

    steps: int
    parameters: Array
    states: Array
    values: Array
