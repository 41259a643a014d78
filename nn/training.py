"""Training a model on a table.

`fit` takes a model, rows, targets, a loss and an optimizer, runs over the table in
shuffled batches, and returns the `History`: mean loss and metric of every epoch.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from autograd import Value
from nn.arguments import (
    Table,
    check_kinds,
    check_reached,
    check_recorded,
    in_random_order,
    list_of,
    shuffler,
    validation_table,
)
from nn.blame import ERRORS, at, gone_wrong
from nn.callbacks import Callback
from nn.dropout import set_training
from nn.history import Epoch, History
from nn.initialization import size
from nn.losses import Loss
from nn.metrics import Metric, accuracy, measured, named_metric
from nn.module import Module
from nn.optimizers import Optimizer
from nn.prediction import Model, numbers, predict
from nn.progress import progress_bar
from nn.recommend import warn_of_mismatch

if TYPE_CHECKING:
    from nn.compiled_steps import CompiledSteps
    from nn.compiled_table import CompiledTable

__all__ = ["History", "Model", "accuracy", "fit", "predict"]

EVALUATED = 100
"""How many validation records are recorded at once; more would only take memory."""
WORTH = 3
"""Epochs from which on compiling takes less time than it saves."""


def fit(
    model: Model,
    X: Iterable[Any],
    y: Iterable[Any],
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int = 100,
    batch_size: int | None = None,
    validation: tuple[Iterable[Any], Iterable[Any]] | None = None,
    metric: str | Metric | None = None,
    callbacks: Sequence[Callback] = (),
    seed: int = 0,
    progress: bool = True,
    compiled: bool | str = "auto",
) -> History:
    """Train a model: a step of the optimizer for every batch of every epoch.

    The gradient is that of the mean loss of the batch, so that the learning rate need
    not change with the batch size. Ctrl-C ends the training and keeps what was learned.
    Afterwards every Dropout of the model is switched off.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record: a list, a numpy array or a pandas frame.
        y: the target or targets of each record, as the loss takes them.
        loss: of one record.
        optimizer: it holds the parameters to change.
        epochs: how often to go through the table.
        batch_size: records for a step; None for all.
        validation: rows and targets that are only looked at, after every epoch.
        metric: what to measure beside the loss: "accuracy", "r2", or a function of the
            outputs (a list of floats for each record) and the targets.
        callbacks: called with each `Epoch`; one that returns something true ends the
            training.
        seed: of the order in which the records come.
        progress: show a bar, in a terminal or a notebook.
        compiled: "auto" records every record of a model of this package once and
            computes the steps with `autograd.compile`'s fastest backend, unless the
            graphs differ too much, as with Dropout. True or the name of a backend does
            so with a model of your own too: it must not choose by Python's `if` what it
            computes as its parameters change. False records every step anew.

    Raises:
        ValueError: X and y differ in length, a number is below 1, the optimizer changes
            nothing of the model, or there is no such metric.
        FloatingPointError: a loss or gradient is infinite or NaN, or an op overflows;
            the message names the node. The parameters are as before that step.
    """
    check_kinds(model, loss, optimizer, callbacks)
    table = Table.of(model, X, y, ("X", "y"))
    held = None if validation is None else validation_table(model, validation)
    check_reached(model, loss, optimizer)
    warn_of_mismatch(model, loss, table.y)
    name, measure = named_metric(metric, loss)
    run = _Run(model, loss, optimizer, measure, shuffler(seed))
    callbacks = list_of(callbacks)
    epochs = size("epochs", epochs)
    count = len(table.X) if batch_size is None else size("batch_size", batch_size)
    if isinstance(model, Module):
        model.gives = loss.takes
    found: list[Epoch] = []
    stopped = ""
    with progress_bar(epochs, progress) as bar:
        try:
            run.compile(table, held, compiled, (epochs, count), bool(callbacks))
            while len(found) < epochs and not stopped:
                found.append(run.epoch(len(found) + 1, table, held, count))
                bar.set_postfix(found[-1].shown(name), refresh=False)
                bar.update()
                # each is called, so that none misses the last epoch
                if any([bool(callback(found[-1])) for callback in callbacks]):
                    stopped = "by a callback"
                run.training = None if callbacks else run.training
        except KeyboardInterrupt:
            stopped = "interrupted"
        finally:
            run.finish()
    return History.of(found, name, stopped)


@dataclass(slots=True)
class _Run:
    """What stays the same over the epochs of a training."""

    model: Model
    loss: Loss
    optimizer: Optimizer
    metric: Metric | None
    shuffler: random.Random
    steps: CompiledSteps | None = None
    held: CompiledTable | None = None
    training: bool | None = None

    def compile(
        self,
        table: Table,
        held: Table | None,
        compiled: bool | str,
        sizes: tuple[int, int],
        watched: bool,
    ) -> None:
        """Compile the tables, if that is wanted and can be; for epochs, batch size."""
        epochs, size = sizes
        if compiled is False or (compiled == "auto" and epochs < WORTH):
            return
        from nn.compiled_steps import CompiledSteps  # these load numpy
        from nn.compiled_table import backend_for, compiled_table, of_this_package

        if compiled == "auto" and not of_this_package(self.model, self.loss):
            return
        backend = "auto" if compiled is True else compiled
        if backend == "auto":
            work = epochs * len(table.X) * len(self.optimizer.parameters)
            steps = epochs * -(-len(table.X) // size)
            backend = backend_for(self.model, self.loss, work, steps)
        outputs = self.metric is not None
        means = self.model, self.loss, self.optimizer
        self.set_training(True)
        found = compiled_table(*means, (table.X, table.y), backend, outputs)
        if found:
            watched = watched or held is not None
            self.steps = CompiledSteps(found, self.optimizer, watched)
        if held is not None:
            self.set_training(False)
            self.held = compiled_table(*means, (held.X, held.y), backend, outputs)

    def epoch(self, number: int, table: Table, held: Table | None, size: int) -> Epoch:
        """One pass over the table, then a look at the validation records."""
        try:
            loss, metric = self._train(table, size)
            held_loss, held_metric = self._look(held)
        except (FloatingPointError, OverflowError) as error:
            raise FloatingPointError(
                f"in epoch {number} {error}; take smaller steps (lr) or scale the "
                "inputs (Standardizer)"
            ) from error
        parameters = tuple(self.optimizer.parameters)
        return Epoch(number, loss, metric, held_loss, held_metric, parameters)

    def _train(self, table: Table, size: int) -> tuple[float, float | None]:
        self.set_training(True)
        order = in_random_order(len(table.X), self.shuffler)
        batches = _batches(order, size)
        if self.steps is None or not self.steps.begin():
            return self._pass(table, batches, training=True)
        try:
            return self._pass(table, batches, training=True, steps=self.steps)
        finally:
            if self.steps.watched:
                self.steps.end()

    def finish(self) -> None:
        """Leave model and optimizer as after the last step, for use."""
        if self.steps:
            self.steps.end()
        self.set_training(False)

    def _look(self, held: Table | None) -> tuple[float | None, float | None]:
        if held is None:
            return None, None
        self.set_training(False)
        if self.held and (found := self.held.look()):
            loss, outputs = found
            return loss, measured(self.metric, outputs, held.y) if self.metric else None
        batches = _batches(range(len(held.X)), EVALUATED)
        return self._pass(held, batches, training=False)

    def set_training(self, training: bool) -> None:
        if isinstance(self.model, Module) and self.training is not training:
            set_training(self.model, training)
            self.training = training

    def _pass(
        self,
        table: Table,
        batches: Sequence[Sequence[int]],
        training: bool,
        steps: CompiledSteps | None = None,
    ) -> tuple[float, float | None]:
        """Mean loss and metric of a table, with a step for each batch in training."""
        added = 0.0
        outputs: list[list[float]] = []
        met: list[Any] = []
        at = 0
        while at < len(batches):
            done = steps.take(batches, at, self.metric is not None) if steps else []
            done = done or [self._eagerly(table, batches[at], training, steps)]
            for loss, found in done:
                batch, at = batches[at], at + 1
                added += loss * len(batch)
                if self.metric:
                    outputs += found
                    met += [table.y[i] for i in batch]
        metric = measured(self.metric, outputs, met) if self.metric else None
        return added / len(table.X), metric

    def _eagerly(
        self,
        table: Table,
        batch: Sequence[int],
        training: bool,
        steps: CompiledSteps | None,
    ) -> tuple[float, list[list[float]]]:
        """Mean loss and outputs of a batch, recorded; in training also a step."""
        if steps:
            steps.end()
        y_hats, cost = self._forward(table, batch)
        if training:
            self._step(cost, y_hats)
        if steps:
            steps.begin()
        found = [numbers(y_hat) for y_hat in y_hats.values()] if self.metric else []
        return cost.data, found

    def _forward(
        self, table: Table, batch: Sequence[int]
    ) -> tuple[dict[str, Any], Value]:
        """The outputs for the records of a batch, and their mean loss."""
        y_hats = {}
        for i in batch:
            name = f"{table.name}[{i}]"
            with at(name):
                y_hats[name] = self.model(table.X[i])
        targets = [table.y[i] for i in batch]
        try:
            cost = self.loss.cost(list(y_hats.values()), targets, reduction="mean")
        except ERRORS:
            for (name, y_hat), target in zip(y_hats.items(), targets, strict=True):
                with at(f"{name}, in the loss"):
                    self.loss(y_hat, target)
            raise
        if not isfinite(cost.data):
            self._stop(cost, f"the cost became {cost.data}", y_hats)
        return y_hats, cost

    def _step(self, cost: Value, y_hats: dict[str, Any]) -> None:
        """Backward and update, for one batch."""
        self.optimizer.zero_grad()
        cost.backward()
        moving = self.optimizer.moving()
        if not all(isfinite(each.grad) for each in moving):
            self._stop(cost, "a gradient became infinite or NaN", y_hats)
        if not any(each.grad for each in moving):
            check_recorded(cost, moving)
        self.optimizer.step()

    def _stop(self, cost: Value, why: str, y_hats: dict[str, Any]) -> NoReturn:
        said = gone_wrong(cost, y_hats, self.optimizer.parameters)
        raise FloatingPointError(f"{why}: {said}")


def _batches(order: Sequence[int], size: int) -> list[Sequence[int]]:
    return [order[at : at + size] for at in range(0, len(order), size)]
