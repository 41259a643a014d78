"""What happens to a table before training: split it, scale it, encode its classes.

Rows of numbers and labels go in, new lists come out; nothing is changed in place. The
means and deviations are those of the training rows, so that nothing of the test rows
reaches the model.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

from nn.checks import finite
from nn.initialization import size
from nn.labels import as_row
from nn.tables import check_numbers, label_of, ordered, plain_list, records


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
    count = round(finite("train_test_split", "test", test) * len(rows))
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

    means: tuple[float, ...] = ()
    deviations: tuple[float, ...] = ()

    @classmethod
    def fit(cls, X: Iterable[Iterable[float]]) -> Standardizer:
        """The scaler of the columns of X.

        Raises:
            ValueError: there are no rows, rows of different lengths, or numbers that
                are not finite.
        """
        rows = plain_list(X, "X")
        check_numbers(rows)
        if not rows:
            raise ValueError(
                "a Standardizer is fitted to one or more rows of one length, not none"
            )
        columns = list(zip(*(map(float, as_row(row)) for row in rows), strict=True))
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
            for row in plain_list(X, "X")
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
            for row in plain_list(X, "X")
        ]

    def _columns(self, row: Iterable[float]) -> Iterable[tuple[float, float, float]]:
        """Each number of a row with the mean and the deviation of its column."""
        if not self.means:
            raise ValueError(
                "this Standardizer knows no means yet: make it with "
                "scaler = Standardizer.fit(X)"
            )
        numbers = [float(x) for x in as_row(row)]
        if len(numbers) != len(self.means):
            raise ValueError(
                f"this Standardizer was fitted to rows of {len(self.means)} numbers, "
                f"and got one of {len(numbers)}"
            )
        return zip(numbers, self.means, self.deviations, strict=True)


def one_hot(
    labels: Iterable[Any], classes: Sequence[Any] | int = ()
) -> list[list[float]]:
    """A row for each label: 1 in the column of its class and 0 in the others.

    Args:
        labels: the class of each record, numbers or names.
        classes: the classes in the order of the columns, or how many there are, from 0;
            those that occur, sorted, if none are given. Give them where a part of the
            data may lack a class.

    Raises:
        ValueError: a label is not among the classes, or a class stands there twice.
        TypeError: the classes are neither a list nor a whole number.

    >>> one_hot(["Good", "Bad", "Good"])
    [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    >>> one_hot([2, 0], classes=3)
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    labels = [label_of(each) for each in plain_list(labels, "one_hot: labels")]
    order = _listed(classes) or ordered("one_hot", labels)
    column = {name: i for i, name in enumerate(order)}
    if len(column) < len(order):
        raise ValueError(f"one_hot: a class stands twice in classes={order!r}")
    for label in labels:
        if label not in order:
            raise ValueError(f"one_hot: {label!r} is not among the classes {order!r}")
    return [[float(i == column[label]) for i in range(len(order))] for label in labels]


def _listed(classes: Any) -> list[Any]:
    """The classes that were given, one by one or by their number."""
    if not isinstance(classes, Iterable):
        return list(range(size("one_hot: classes", classes)))
    return list(classes)
