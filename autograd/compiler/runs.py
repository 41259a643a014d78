"""Steps taken: all of a schedule, or one and then another.

A backend that takes steps in machine code is a `Trainer`; for others the rule is
printed for numpy, and each step calls for a gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from autograd.compiler.running import Array, Runner
from autograd.compiler.training import STEP, Rule, Schedule
from autograd.expression import parse
from autograd.languages.arrays import Numpy, numpy_namespace


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


class Run(Protocol):
    """Steps of a rule, ready to be taken; what `run` of a runner gives.

    Attributes:
        parameters: (parameters,); the array is read and changed by every step.
        states: (states, parameters), changed alike.
        values: (steps,): the sum of the outputs, times the scale, before each step.
    """

    parameters: Array
    states: Array
    values: Array

    def take(self, table: Array) -> int:
        """Take the steps of the schedule; says how many, see `Outcome`."""
        ...

    def place(self, table: Array, stays: bool) -> None:
        """Say what records `again` takes: all of a table.

        Where it `stays`, its numbers may change, but not where they are.
        """
        ...

    def again(self) -> bool:
        """Take the one step of a schedule, with the table in place.

        False says that a number was not finite, and that nothing has changed.
        """
        ...


@runtime_checkable
class Trainer(Protocol):
    """A runner that takes all steps in one call, in its own memory."""

    def run(self, rule: Rule, schedule: Schedule, states: Array) -> Run:
        """See `begun`; of several of one runner the last may be used."""
        ...


def take_steps(
    runner: Runner,
    rule: Rule,
    schedule: Schedule,
    parameters: Array,
    table: Array,
    outputs: int = 1,
    states: Array | None = None,
) -> Outcome:
    """Take the steps of a schedule.

    Args:
        runner: of the program whose outputs are to become small.
        rule: how a parameter moves.
        schedule: what each step takes.
        parameters: where they begin, (parameters,).
        table: (records, inputs).
        outputs: how many the program has.
        states: from an earlier run, (states, parameters). Default: 0.
    """
    run = begun(runner, rule, schedule, outputs, states)
    run.parameters[:] = parameters
    taken = run.take(table)
    return Outcome(taken, run.parameters.copy(), run.states, run.values[:taken])


def begun(
    runner: Runner,
    rule: Rule,
    schedule: Schedule,
    outputs: int = 1,
    states: Array | None = None,
) -> Run:
    """A run whose parameters are to be filled in; see `take_steps`."""
    shape = (len(rule.states), len(schedule.moves))
    kept = np.zeros(shape) if states is None else np.array(states, dtype=float)
    if isinstance(runner, Trainer):
        return runner.run(rule, schedule, kept)
    return PlainRun(runner, rule, schedule, kept, outputs)


class PlainRun:
    """A run by a runner that gives gradients: a call, and the rule in numpy."""

    def __init__(
        self,
        runner: Runner,
        rule: Rule,
        schedule: Schedule,
        states: Array,
        outputs: int,
    ) -> None:
        self._runner, self._rule, self._schedule = runner, rule, schedule
        self.parameters: Array = np.zeros(len(schedule.moves))
        self.states = states
        self.values: Array = np.zeros(len(schedule.numbers))
        self._update = _update(rule)
        self._outputs = outputs

    def take(self, table: Array) -> int:
        """Take the steps of the schedule."""
        for step, (begin, end) in enumerate(self._schedule.batches.tolist()):
            if not self._step(table[begin:end], step):
                return step
        return len(self.values)

    def place(self, table: Array, stays: bool) -> None:
        """Say what records `again` takes."""
        self._table = table

    def again(self) -> bool:
        """Take the one step of a schedule, with the table in place."""
        return self._step(self._table, 0)

    def _step(self, rows: Array, step: int) -> bool:
        rule, schedule = self._rule, self._schedule
        numbers = schedule.numbers[step]
        seeds = np.full(self._outputs, numbers[0])
        try:
            value, gradient, _ = self._runner.value_and_grad(
                self.parameters, rows, seeds
            )
        except FloatingPointError:
            return False
        self.values[step] = float(value.sum()) * numbers[0]
        names = dict(zip(rule.constants, schedule.constants, strict=True))
        names |= dict(zip((*STEP, *rule.changing), numbers, strict=True))
        move = self._update(names | {"w": self.parameters, "g": gradient}, self.states)
        self.parameters -= schedule.moves * numbers[1] * move
        return True


def _update(rule: Rule) -> Callable[[dict[str, Any], Array], Array]:
    """The rule as a function of its names and the states, which it changes."""
    printer = Numpy({}, ())
    texts = [(name, text) for name, text in rule.states]
    sources = [
        (name, compile(printer(parse(text, rule.names)).text, f"<{name}>", "eval"))
        for name, text in [*texts, ("direction", rule.direction)]
    ]
    functions = numpy_namespace(np)

    def update(names: dict[str, Any], kept: Array) -> Array:
        names |= {name: kept[k] for k, (name, _) in enumerate(rule.states)}
        for k, (name, source) in enumerate(sources):
            names[name] = eval(source, functions, names)
            if k < len(kept):
                kept[k] = names[name]
        direction: Array = names["direction"]
        return direction

    return update
