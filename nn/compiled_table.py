"""A table of records, compiled with a model and a loss, or found unfit for it.

Each record is recorded once, eagerly; from then on batches of them are computed by the
compiled program. `of_this_package` says for which models and losses that is surely
right; of others a record now and then is compared with the eager way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import isclose
from typing import Any

import numpy as np

from autograd import CompiledRecords, Value, compile_records, compile_rows
from nn.blame import ERRORS
from nn.dropout import Dropout
from nn.labels import as_row
from nn.layers import MLP, Layer
from nn.losses import Loss
from nn.module import Module
from nn.neuron import Neuron
from nn.optimizers import Optimizer

KINDS = 16
"""With more structures than these among the records a batch gains nothing."""
CLOSE = 1e-9
"""How far a compiled and an eager loss may differ."""


def of_this_package(model: object, loss: Loss) -> bool:
    """Whether model and loss surely record the same ops whatever their parameters hold.

    What a user writes may choose by Python's `if`, as z if z > 0 else 0.1 * z does, and
    a step compiled before a parameter changed its choice would go wrong in silence.
    """
    if not isinstance(model, Module):
        return False
    modules = [*model.modules(), loss]
    activations = [each.activation for each in modules if isinstance(each, Neuron)]
    return all(type(each).__module__.startswith("nn.") for each in modules) and all(
        isinstance(each, str | Module) for each in activations
    )


def records_alike(model: object, loss: Loss) -> bool:
    """Whether every record surely has the same graph, so that one need be recorded."""
    return (
        type(model) in (Neuron, Layer, MLP)
        and type(loss).__module__.startswith("nn.losses.")
        and of_this_package(model, loss)
    )


def backend_for(model: object, loss: Loss, work: float, steps: int) -> str:
    """What computes a training first: numpy, with no machine code, if it is short.

    It depends on nothing but the size, so that the same training gives the same numbers
    in their last digits too, whatever ran before.

    Args:
        model: what is trained.
        loss: of one record.
        work: how many records are met in all epochs, times how many parameters.
        steps: how many are taken.
    """
    if not records_alike(model, loss):
        return "auto"  # their work is not known from the parameters
    numpy = steps * 1e-4 + work * 5e-10  # seconds, measured
    llvm = 0.2 + work * 1.7e-10  # making it took 0.3, but once in a process
    return "numpy" if numpy < llvm else "auto"


class _NotRecorded(Exception):
    """A record that the model or the loss refuses."""


class CompiledTable:
    """Rows and targets, compiled with the model and the loss.

    Args:
        model: what takes a row and gives its outputs.
        loss: of one record.
        X: the rows.
        y: the targets.
        optimizer: it holds the parameters.
        backend: as for `compile`.
        outputs: whether the outputs are wanted beside the loss.
    """

    def __init__(
        self,
        model: Callable[[Any], Any],
        loss: Loss,
        X: Sequence[Any],
        y: Sequence[Any],
        optimizer: Optimizer,
        backend: str,
        outputs: bool,
    ) -> None:
        self.outputs, self.looks = outputs, 0
        self.model, self.loss, self.X, self.y = model, loss, X, y
        self.moving = optimizer.moving()
        known = dict.fromkeys(self.moving)
        known |= dict.fromkeys(optimizer.parameters)
        for module in (model, loss):
            if isinstance(module, Module):
                known |= dict.fromkeys(module.parameters())
        self.parameters = list(known)
        before = random.getstate()
        wanted = self.parameters, len(self.moving), backend
        self.records: CompiledRecords | None = (
            compile_rows(self._row, self._table(), *wanted)
            if records_alike(model, loss)
            else compile_records(self._record, len(X), *wanted, KINDS)
        )
        if random.getstate() != before:  # a model that draws is another in every step
            random.setstate(before)
            self.records = None
        for i in {0, len(X) // 2, len(X) - 1}:
            self.check(i, self.numbers())

    def _record(self, i: int) -> list[Value]:
        try:
            y_hat = self.model(self.X[i])
            loss = self.loss(y_hat, self.loss.compiled_targets(y_hat, self.y[i]))
        except ERRORS as error:
            raise _NotRecorded from error
        return [loss, *as_row(y_hat)] if self.outputs else [loss]

    def _row(self, leaves: Sequence[Value]) -> list[Value]:
        """The outputs for a row of the table, inputs and targets."""
        width = len(as_row(self.X[0]))
        try:
            y_hat = self.model(leaves[:width])
            loss = self.loss(y_hat, leaves[width:])
        except ERRORS as error:
            raise _NotRecorded from error
        return [loss, *as_row(y_hat)] if self.outputs else [loss]

    def _table(self) -> list[list[float]]:
        """Inputs and targets of every record, the targets tried on the loss."""
        met: dict[tuple[float, ...], None] = {}
        table: list[list[float]] = []
        try:
            y_hat = self.model(self.X[0])
            count = len(as_row(y_hat))
            for x, y in zip(self.X, self.y, strict=True):
                targets = tuple(map(float, self.loss.targets(y, count)))
                if targets not in met:
                    self.loss(y_hat, targets)
                    met[targets] = None
                table.append([*map(float, as_row(x)), *targets])
        except ERRORS as error:
            raise _NotRecorded from error
        return table

    def numbers(self) -> Any:
        """What the parameters hold, as an array."""
        return np.array([each.data for each in self.parameters])

    def check(self, i: int, numbers: Any) -> None:
        """Compare a record with the eager way; give up the compiled one if they part.

        So ends a run whose graph depends on its parameters by Python's own `if`, or on
        chance.
        """
        if self.records is None:
            return
        try:
            (found, *_), *_ = self.records.each([i], numbers).tolist()
        except FloatingPointError:
            return
        eager = self.loss(self.model(self.X[i]), self.y[i]).data
        if not isclose(found, eager, rel_tol=CLOSE, abs_tol=CLOSE):
            self.records = None

    def look(self) -> tuple[float, list[list[float]]] | None:
        """Mean loss of all records and their outputs; None for the eager way."""
        numbers = self.numbers()
        self.looks += 1
        self.check(self.looks % len(self.X), numbers)
        if self.records is None:
            return None
        try:
            found = self.records.each(range(len(self.X)), numbers)
        except FloatingPointError:
            return None
        loss = float(found[:, 0].mean())
        return (loss, found[:, 1:].tolist()) if np.isfinite(found).all() else None


def compiled_table(
    model: Callable[[Any], Any],
    loss: Loss,
    optimizer: Optimizer,
    table: tuple[Sequence[Any], Sequence[Any]],
    backend: str,
    outputs: bool,
) -> CompiledTable | None:
    """A table compiled, see `CompiledTable`; None where the eager way is to be taken.

    While Dropout leaves out numbers, others in every step, no two graphs are alike. And
    a loss with a `cost` of its own may add what belongs to no record: a penalty.
    """
    if getattr(loss.cost, "__func__", None) is not Loss.cost:
        return None
    if isinstance(model, Module) and any(
        isinstance(each, Dropout) and each.training and each.probability
        for each in model.modules()
    ):
        return None
    try:
        compiled = CompiledTable(model, loss, *table, optimizer, backend, outputs)
    except _NotRecorded:
        return None  # the eager way says at which record and why
    return compiled if compiled.records else None
