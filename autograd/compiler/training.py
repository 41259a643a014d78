"""Steps of an optimizer, as data that a backend can run in one call.

A `Rule` says in the text of rows how a parameter moves, so that it too is written once
and printed for the machine. A `Schedule` says what each step takes: its records, and
its numbers. `runs` takes the steps.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        changing: names of numbers that each step has, besides scale and lr: for a
            constant β, "β_rest" is 1 − βᵗ in step t = 1, 2, ….

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
ADAMW = Rule(
    _ADAM + " + weight_decay * w",
    tuple((name, text.format(g="g")) for name, text in _MEANS),
    _ADAM_CONSTANTS,
    ADAM.changing,
)
_DECAYED = "(g + weight_decay * w)"
ADAGRAD = Rule(
    f"{_DECAYED} / (sqrt(s) + eps)",
    (("s", f"s + {_DECAYED} * {_DECAYED}"),),
    ("weight_decay", "eps"),
)
RMSPROP = Rule(
    ADAGRAD.direction,
    (("s", f"alpha * s + (1.0 - alpha) * {_DECAYED} * {_DECAYED}"),),
    ("weight_decay", "eps", "alpha"),
)
RULES = {
    "SGD": SGD,
    "momentum": MOMENTUM,
    "Nesterov": NESTEROV,
    "Adam": ADAM,
    "AdamW": ADAMW,
    "Adagrad": ADAGRAD,
    "RMSProp": RMSPROP,
}


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


def regular(
    rule: Rule,
    constants: Mapping[str, float],
    lr: float,
    steps: int,
    records: int,
    batch: int | None,
    parameters: int,
) -> Schedule:
    """Steps over batches of a table in its order, again and again; means of records.

    Args:
        rule: whose constants and changing numbers are wanted.
        constants: those of the rule, by name.
        lr: the learning rate of every step.
        steps: how many.
        records: how many rows the table has.
        batch: how many of them a step takes, the last of the table maybe fewer; None
            for all.
        parameters: how many there are.
    """
    batch = batch or records
    begins = np.arange(steps) * batch % (-(-records // batch) * batch)
    ends = np.minimum(begins + batch, records)
    batches, rates = np.stack([begins, ends], axis=1), np.full(steps, lr)
    return scheduled(rule, constants, rates, batches, np.ones(parameters))


def scheduled(
    rule: Rule,
    constants: Mapping[str, float],
    rates: Array,
    batches: NDArray[np.int64],
    moves: Array,
    before: int = 0,
) -> Schedule:
    """Steps down the mean of the records of each batch.

    Args:
        rule: whose constants and changing numbers are wanted.
        constants: those of the rule, by name.
        rates: the learning rate of each step.
        batches: as in `Schedule`.
        moves: as in `Schedule`.
        before: steps that were taken before these.
    """
    times = np.arange(before + 1, before + len(rates) + 1)
    rests = [1.0 - decay**times for decay in decays(rule, constants)]
    scales = 1.0 / (batches[:, 1] - batches[:, 0])
    numbers = np.stack([scales, rates, *rests], axis=1)
    fixed = np.array([constants[name] for name in rule.constants], dtype=float)
    return Schedule(batches, numbers, fixed, moves)


def decays(rule: Rule, constants: Mapping[str, float]) -> Array:
    """The β whose rests change from step to step."""
    names = [name.removesuffix("_rest") for name in rule.changing]
    return np.array([constants[name] for name in names], dtype=float)
