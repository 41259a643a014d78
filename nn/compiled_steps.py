"""The steps of a training over a compiled table.

Batches are computed by the compiled program and all parameters move as one array. Where
that cannot be right, a step is left to the eager way: numbers that are not finite,
graphs that change as the parameters do.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite
from typing import Any

import numpy as np

from nn.compiled_rules import KINDS, keep_states, rule_of, states_of
from nn.compiled_table import CompiledTable, records_alike
from nn.optimizers import Optimizer
from nn.optimizers.taken import Taken
from nn.optimizers.whole import Whole, gathered, scattered

FEW = 2
"""With fewer steps a call of its own gains nothing."""
AT_ONCE = 200_000_000
"""Records times parameters for one call, some 50 ms, so that Ctrl-C need not wait."""


class CompiledSteps:
    """Batches and updates of one training.

    Between `begin` and `end` the parameters are in `whole`; outside, in the Values,
    with the gradients of the last step. Frozen parameters get none.

    Attributes:
        watched: whether the parameters are to be in the Values after every epoch.
    """

    def __init__(
        self, table: CompiledTable, optimizer: Optimizer, watched: bool
    ) -> None:
        self.table, self.optimizer = table, optimizer
        self.watched = watched or not records_alike(table.model, table.loss)
        self.as_one = type(optimizer) in KINDS and optimizer.clip is None
        self.learns = False  # not known before a gradient is not 0
        self.numbers: Any = None
        self.whole: Whole | None = None
        self.last: tuple[float, Any, Any, Any] | None = None
        self.epochs = 0

    def begin(self) -> bool:
        """Take the parameters from the Values; False if an epoch is to go eagerly."""
        table = self.table
        if self.whole is not None:
            return True
        self.numbers = table.numbers()
        table.check(self.epochs % len(table.X), self.numbers)
        self.epochs += 1
        if table.records is None or self.optimizer.moving() != table.moving:
            return False
        moving = len(table.moving)
        self.whole = Whole(table.moving, self.numbers[:moving].copy())
        if self.as_one and not gathered(self.optimizer, self.whole, np.array):
            self.as_one = False
        return True

    def take(
        self, batches: Sequence[Sequence[int]], at: int, outputs: bool
    ) -> list[tuple[float, Any]]:
        """Steps for some batches, many in one call where that can be.

        Args:
            batches: the records of each.
            at: which is the first.
            outputs: whether the outputs of records are wanted.

        Returns:
            What `step` gives for each of those batches; nothing if the eager way is to
            do the first.
        """
        done: list[tuple[float, Any]] = []
        if not outputs and self.as_one and self.learns:
            most = max(1, AT_ONCE // (len(batches[at]) * len(self.numbers)))
            # the last is taken by itself, for the account of it
            chosen = batches[at : min(at + most, len(batches) - 1)]
            if len(chosen) >= FEW:
                done = self._take_in_one_call(chosen)
        last = self.step(batches[at + len(done)], outputs)
        return done if last is None else [*done, last]

    def _take_in_one_call(
        self, chosen: Sequence[Sequence[int]]
    ) -> list[tuple[float, Any]]:
        """As many steps as go well; none with a backend that cannot do so."""
        records, whole, optimizer = self.table.records, self.whole, self.optimizer
        assert records is not None and whole is not None
        if not records.in_one_call:
            return []
        name, constants = rule_of(optimizer)
        rates = [optimizer.lr_of(optimizer.steps + k) for k in range(len(chosen))]
        states, time = states_of(optimizer, whole)
        found = records.take_steps(
            name, constants, rates, chosen, self.numbers, states, time
        )
        if found.steps:
            self.numbers = found.parameters
            whole.data = self.numbers[: len(self.table.moving)].copy()
            keep_states(optimizer, whole, found.states, time + found.steps)
            optimizer.lr = rates[found.steps - 1]
            optimizer.steps += found.steps
            self.last = None
        return [(value, None) for value in found.values.tolist()]

    def step(self, batch: Sequence[int], outputs: bool) -> tuple[float, Any] | None:
        """Mean loss of a batch and, if wanted, the outputs of its records; then a step.

        Returns:
            None if the eager way is to do this batch.
        """
        records = self.table.records
        assert records is not None and self.whole is not None
        try:
            loss, gradient = records.value_and_grad(
                batch, self.numbers, 1.0 / len(batch)
            )
            found = (
                records.each(batch, self.numbers)[:, 1:].tolist() if outputs else None
            )
        except (FloatingPointError, ArithmeticError, ValueError):
            return None
        gradient = gradient[: len(self.table.moving)]
        largest = np.abs(gradient).max()  # NaN where one is NaN
        if not (isfinite(loss) and 0.0 < largest < inf):
            return None
        self.learns = True
        if self.as_one:
            self._step_as_one(gradient)
        else:
            self._step_by_values(gradient)
        return loss, found

    def _step_as_one(self, gradient: Any) -> None:
        optimizer, whole = self.optimizer, self.whole
        assert whole is not None
        lr = optimizer.next_lr()
        whole.grad = gradient
        direction = optimizer.direction(whole)  # type: ignore[arg-type]
        before = whole.data
        whole.data = before - lr * direction
        self.numbers[: len(gradient)] = whole.data
        optimizer.steps += 1
        self.last = lr, before, gradient, direction

    def _step_by_values(self, gradient: Any) -> None:
        assert self.whole is not None
        self.optimizer.zero_grad()
        for parameter, number in zip(self.table.moving, gradient.tolist(), strict=True):
            parameter.grad = number
        self.optimizer.step()
        self.numbers = self.table.numbers()
        self.whole.data = self.numbers[: len(gradient)]

    def end(self) -> None:
        """Put parameters, gradients and the optimizer's states back."""
        whole = self.whole
        if whole is not None and self.as_one:
            self._give_back(whole)
        self.whole = None  # last: what a Ctrl-C cuts short is done again

    def _give_back(self, whole: Whole) -> None:
        scattered(self.optimizer, whole)
        for parameter, number in zip(
            whole.parameters, whole.data.tolist(), strict=True
        ):
            parameter.data = number
        if self.last is None:
            return
        lr, before, gradient, direction = self.last
        gradients = gradient.tolist()
        self.optimizer.zero_grad()
        for parameter, number in zip(whole.parameters, gradients, strict=True):
            parameter.grad = number
        directions = np.broadcast_to(direction, before.shape).tolist()
        self.optimizer.took(
            Taken(
                lr, whole.parameters, before.tolist(), gradients, gradients, directions
            )
        )
        self.last = None
