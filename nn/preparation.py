"""What happens to a table before training: split it, scale it, encode its classes.

Rows of numbers and labels go in, new lists come out; nothing is changed in place. The
means and deviations are those of the training rows, so that nothing of the test rows
reaches the model.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt
from typing import Any


def train_test_split(
    X: Iterable[Any], y: Iterable[Any], test: float = 0.3, seed: int = 0
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Shuffle the records and set a share of them apart for testing.

    Args:
        X: rows, one for each record.
        y: as many targets.
        test: the share of the test records, between 0 and 1.
        seed: the same seed gives the same split.

    Returns:
        X_train, X_test, y_train, y_test.

    Raises:
        ValueError: X and y differ in length, or one of the parts would be empty.

    >>> train_test_split([[1], [2], [3], [4]], [1, 2, 3, 4], test=0.25)
    ([[3], [1], [2]], [[4]], [3, 1, 2], [4])
    """
    rows, targets = records(X, y)
    count = round(test * len(rows))
    if not 0 < count < len(rows):
        raise ValueError(
            f"test = {test!r} sets {count} of {len(rows)} records apart: give a share "
            "between 0 and 1 that leaves records on both sides"
        )
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    train, held = order[:-count], order[-count:]
    return (
        [rows[i] for i in train],
        [rows[i] for i in held],
        [targets[i] for i in train],
        [targets[i] for i in held],
    )


@dataclass(frozen=True, slots=True)
class Standardizer:
    """Scales columns to mean 0 and standard deviation 1: (x - mean) / deviation.

    Attributes:
        means: of the columns it was fitted to.
        deviations: their standard deviations, √(Σ(x - mean)² / n). A constant column
            has 0, and is only moved to 0.

    >>> scaler = Standardizer.fit([[1.0, 5.0], [3.0, 5.0]])
    >>> scaler.transform([[1.0, 5.0], [5.0, 5.0]])
    [[-1.0, 0.0], [3.0, 0.0]]
    """

    means: tuple[float, ...]
    deviations: tuple[float, ...]

    @classmethod
    def fit(cls, X: Iterable[Iterable[float]]) -> Standardizer:
        """The scaler of the columns of X.

        Raises:
            ValueError: there are no rows, rows of different lengths, or numbers that
                are not finite.
        """
        rows = [tuple(map(float, row)) for row in plain_list(X)]
        if not rows or len(set(map(len, rows))) > 1:
            raise ValueError(
                "a Standardizer is fitted to one or more rows of one length, and got "
                f"rows of {sorted(set(map(len, rows))) or 'no'} numbers"
            )
        columns = list(zip(*rows, strict=True))
        for number, column in enumerate(columns, start=1):
            if not all(map(isfinite, column)):
                raise ValueError(
                    f"a Standardizer is fitted to finite numbers, and column {number} "
                    "holds NaN or an infinity: leave those records out, or fill them"
                )
        # The mean of equal numbers may differ from them in the last bit, and dividing
        # by what is left would blow that bit up: a constant column has deviation 0.
        means = tuple(
            column[0] if min(column) == max(column) else fsum(column) / len(column)
            for column in columns
        )
        deviations = tuple(
            sqrt(fsum((x - mean) ** 2 for x in column) / len(column))
            for column, mean in zip(columns, means, strict=True)
        )
        return cls(means, deviations)

    def transform(self, X: Iterable[Iterable[float]]) -> list[list[float]]:
        """The scaled rows.

        Raises:
            ValueError: a row has not as many numbers as those it was fitted to.
        """
        return [
            [
                (x - mean) / (deviation or 1.0)
                for x, mean, deviation in self._columns(row)
            ]
            for row in plain_list(X)
        ]

    def inverse_transform(self, X: Iterable[Iterable[float]]) -> list[list[float]]:
        """The rows that were scaled to these: x · deviation + mean.

        So the predictions for a scaled target are had in its own unit.

        Raises:
            ValueError: a row has not as many numbers as those it was fitted to.

        >>> Standardizer.fit([[1.0], [3.0]]).inverse_transform([[-1.0], [2.0]])
        [[1.0], [4.0]]
        """
        return [
            [x * (deviation or 1.0) + mean for x, mean, deviation in self._columns(row)]
            for row in plain_list(X)
        ]

    def _columns(self, row: Iterable[float]) -> Iterable[tuple[float, float, float]]:
        """Each number of a row with the mean and the deviation of its column."""
        numbers = [float(x) for x in row]
        if len(numbers) != len(self.means):
            raise ValueError(
                f"this Standardizer was fitted to rows of {len(self.means)} numbers, "
                f"and got one of {len(numbers)}"
            )
        return zip(numbers, self.means, self.deviations, strict=True)


def one_hot(labels: Iterable[Any], classes: Sequence[Any] = ()) -> list[list[float]]:
    """A row for each label: 1 in the column of its class and 0 in the others.

    Args:
        labels: the class of each record, numbers or names.
        classes: the classes in the order of the columns; those that occur, sorted, if
            none are given. Give them where a part of the data may lack a class.

    Raises:
        ValueError: a label is not among the classes, or a class stands there twice.

    >>> one_hot(["Good", "Bad", "Good"])
    [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    >>> one_hot([2, 0], classes=range(3))
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    labels = plain_list(labels)
    order = list(classes) if len(classes) else sorted(set(labels))
    column = {name: i for i, name in enumerate(order)}
    if len(column) < len(order):
        raise ValueError(f"one_hot: a class stands twice in classes={order!r}")
    for label in labels:
        if label not in column:
            raise ValueError(f"one_hot: {label!r} is not among the classes {order!r}")
    return [[float(i == column[label]) for i in range(len(order))] for label in labels]


def records(X: Iterable[Any], y: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Rows and targets as lists, checked to be as many.

    Raises:
        ValueError: there are no rows, or X and y differ in length.
    """
    rows, targets = plain_list(X), plain_list(y)
    if not rows or len(rows) != len(targets):
        raise ValueError(
            f"X has {len(rows)} rows and y has {len(targets)}: give one or more rows "
            "and a target for each"
        )
    return rows, targets


def plain_list(table: Iterable[Any]) -> list[Any]:
    """A list of rows or numbers from a list, a numpy array, a pandas frame or column.

    The numbers of arrays and frames become Python's own.

    >>> import numpy as np
    >>> plain_list(np.array([[1, 2], [3, 4]]))
    [[1, 2], [3, 4]]
    """
    if isinstance(table, list):
        return table
    if hasattr(table, "to_numpy"):
        table = table.to_numpy()
    return list(table.tolist()) if hasattr(table, "tolist") else list(table)
