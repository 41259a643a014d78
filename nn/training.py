"""Training a model on a table, and what it says afterwards.

`fit` takes a model, rows, targets, a loss and an optimizer, runs over the table in
shuffled batches, and returns the mean loss of every epoch. `predict` and `accuracy`
tell what the trained model says and how often it is right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from tqdm import tqdm

from nn.initialization import size
from nn.labels import as_row
from nn.losses import Loss
from nn.optimizers import Optimizer
from nn.preparation import records

Model = Callable[[Any], Any]
"""What takes a row and returns a Value or a list of them; an `MLP`, for example."""


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """How a training went.

    Attributes:
        losses: the mean loss of a record in each epoch, as the model stood when it met
            the record.
    """

    losses: tuple[float, ...]

    def __repr__(self) -> str:
        first, last = self.losses[0], self.losses[-1]
        return f"History({len(self.losses)} epochs, mean loss {first:.4g} → {last:.4g})"


def fit(
    model: Model,
    X: Iterable[Any],
    y: Iterable[Any],
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int = 100,
    batch_size: int | None = None,
    seed: int = 0,
    progress: bool = True,
) -> History:
    """Train a model: a step of the optimizer for every batch of every epoch.

    The gradient is that of the mean loss of the batch, so that the learning rate need
    not change with the batch size.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.
        y: the target or targets of each record, as the loss takes them.
        loss: of one record.
        optimizer: it holds the parameters to change.
        epochs: how often to go through the table.
        batch_size: records for a step; None for all.
        seed: of the order in which the records come.
        progress: show a bar, where stderr is a terminal.

    Raises:
        ValueError: X and y differ in length, or a number is below 1.
        FloatingPointError: the loss is infinite or not a number.
    """
    rows, targets = records(X, y)
    epochs = size("epochs", epochs)
    batch_size = len(rows) if batch_size is None else size("batch_size", batch_size)
    shuffler = random.Random(seed)
    losses: list[float] = []
    bar = tqdm(range(epochs), desc="training", disable=None if progress else True)
    for epoch in bar:
        order = shuffler.sample(range(len(rows)), len(rows))
        added = 0.0
        for batch in _batches(order, batch_size):
            optimizer.zero_grad()
            y_hats = [model(rows[i]) for i in batch]
            cost = loss.cost(y_hats, [targets[i] for i in batch], reduction="mean")
            _check_finite(cost.data, epoch)
            cost.backward()
            optimizer.step()
            added += cost.data * len(batch)
        losses.append(added / len(rows))
        bar.set_postfix(loss=f"{losses[-1]:.4g}")
    return History(tuple(losses))


def predict(model: Model, X: Iterable[Any], threshold: float = 0.5) -> list[int]:
    """The class the model decides on, for each row.

    Of several outputs it is the number of the largest, from 0, the first where two are
    equal. Of one output it is 1 from the threshold up, and 0 below.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.
        threshold: 0.5 for probabilities; 0.0 if the one output is a logit.
    """
    return [_decision(as_row(model(row)), threshold) for row in X]


def accuracy(predicted: Iterable[Any], actual: Iterable[Any]) -> float:
    """The share of the predictions that are right.

    Raises:
        ValueError: there are none, or not as many as actual classes.

    >>> accuracy([0, 1, 1, 2], [0, 1, 2, 2])
    0.75
    """
    said, true = list(predicted), list(actual)
    if not said or len(said) != len(true):
        raise ValueError(
            f"accuracy of {len(said)} predictions and {len(true)} actual classes: give "
            "one or more of each, and as many"
        )
    right = sum(bool(one == other) for one, other in zip(said, true, strict=True))
    return right / len(said)


def _batches(order: list[int], batch_size: int) -> Iterator[list[int]]:
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]


def _decision(outputs: tuple[Any, ...], threshold: float) -> int:
    numbers = [float(output) for output in outputs]
    if len(numbers) == 1:
        return int(numbers[0] >= threshold)
    return numbers.index(max(numbers))


def _check_finite(cost: float, epoch: int) -> None:
    if not isfinite(cost):
        raise FloatingPointError(
            f"the cost became {cost} in epoch {epoch + 1}: take smaller steps (lr), "
            "scale the inputs (Standardizer), or see autograd.explain_nonfinite(cost)"
        )
