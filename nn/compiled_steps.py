"""The steps of a training over a compiled table.

Batches are computed by the compiled program and all parameters move as one array. Where
that cannot be right, a step is left to the eager way: numbers that are not finite,
graphs that change as the parameters do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.compiled_table import CompiledTable, records_alike
from nn.optimizers import SGD, Adagrad, Adam, AdamW, Optimizer, RMSProp
from nn.optimizers.taken import Taken
from nn.optimizers.whole import Whole, gathered, scattered

RULES = (SGD, Adagrad, Adam, AdamW, RMSProp)
"""The optimizers whose `direction` takes arrays."""


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
        self.as_one = type(optimizer) in RULES and optimizer.clip is None
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
        if not (np.isfinite(loss) and np.isfinite(gradient).all() and gradient.any()):
            return None
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
