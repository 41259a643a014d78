"""How good predictions are: accuracy, confusion matrix, r².

What a model predicted and what was actually there go in, in this order, that of
`loss(ŷ, y)`, and as many; numbers come out. scikit-learn has the same names with the
actual ones first. Lists, numpy arrays and pandas columns are taken alike.
`named_metric` is what `fit` measures while it trains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import fsum, isnan
from typing import Any

from nn.labels import as_row
from nn.losses import Loss
from nn.tables import check_numbers, label_of, ordered, plain_list

Metric = Callable[[list[list[float]], list[Any]], float]
"""What takes the outputs of records and their targets and returns a number."""

THRESHOLDS = {
    "": 0.5,
    "numbers": 0.5,
    "probabilities": 0.5,
    "logits": 0.0,
    "scores": 0.0,
}
"""From where on one output means class 1, by what a model gives and a loss takes."""


def threshold(probability: Any, at: float = 0.5) -> int:
    """The class that a probability decides for: 1 from 0.5 up, else 0.

    A decision is a plain number, not a node: it has no derivative.

    Args:
        probability: a number or a Value.
        at: from where on it is class 1; 0.0 for a logit.

    Raises:
        ValueError: the probability is NaN.
        TypeError: it is not one number.

    >>> threshold(0.5), threshold(0.4999)
    (1, 0)
    """
    if not hasattr(probability, "__float__") or getattr(probability, "ndim", 0) > 0:
        raise TypeError(
            f"threshold decides on one number, not {probability!r}: write "
            "[threshold(p) for p in …], or predict(model, X) for the rows of a table"
        )
    number = float(probability)
    if isnan(number):
        raise ValueError("the output is NaN, and decides for no class")
    return int(number >= at)


def decision(outputs: Sequence[float], at: float = 0.5) -> int:
    """The class that the outputs for a record decide for.

    Args:
        outputs: one for each class; or a single one, of class 1.
        at: from where on a single output means class 1.

    Returns:
        The number of the largest output, the first of equal ones.

    Raises:
        ValueError: an output is not a number (NaN).

    >>> decision([0.2, 0.7, 0.1]), decision([0.5])
    (1, 1)
    """
    if len(outputs) == 1:
        return threshold(outputs[0], at)
    if any(map(isnan, outputs)):
        raise ValueError(f"the outputs {outputs} hold NaN, and decide for no class")
    return outputs.index(max(outputs))


def accuracy(predicted: Iterable[Any], actual: Iterable[Any]) -> float:
    """The share of the predictions that are right.

    Args:
        predicted: a class for each record.
        actual: as many.

    Raises:
        ValueError: there are none, or not as many as actual classes.

    >>> accuracy([0, 1, 1, 2], [0, 1, 2, 2])
    0.75
    """
    said, true = _pairs("accuracy", predicted, actual)
    right = sum(bool(one == other) for one, other in zip(said, true, strict=True))
    return right / len(said)


def confusion_matrix(
    predicted: Iterable[Any], actual: Iterable[Any], classes: Sequence[Any] = ()
) -> list[list[int]]:
    """How often each class was taken for each.

    Args:
        predicted: a class for each record; first here, second in scikit-learn.
        actual: as many.
        classes: in the order of rows and columns; those that occur, sorted, if none
            are given.

    Returns:
        A row for each actual class, a column for each predicted one.

    Raises:
        ValueError: there are no records, not as many of both, or a class is not among
            the classes.

    >>> confusion_matrix(["a", "b", "b"], ["a", "a", "b"])
    [[1, 1], [0, 1]]
    """
    said, true = _pairs("confusion_matrix", predicted, actual)
    order = (
        list(classes) if len(classes) else ordered("confusion_matrix", [*said, *true])
    )
    place = {name: i for i, name in enumerate(order)}
    counts = [[0] * len(order) for _ in order]
    for one, other in zip(said, true, strict=True):
        if one not in order or other not in order:
            raise ValueError(
                f"confusion_matrix: {one!r} or {other!r} is not among the classes "
                f"{order!r}"
            )
        counts[place[other]][place[one]] += 1
    return counts


def r2_score(predicted: Iterable[Any], actual: Iterable[Any]) -> float:
    """The share of the variance that is explained: r² = 1 - Σ(y - ŷ)² / Σ(y - mean)².

    1 is perfect; 0 is as good as always saying the mean; worse is negative.

    Of several numbers for each record it is the mean over them, each by itself.

    Args:
        predicted: a number for each record, or a row of as many for each; first here,
            second in scikit-learn.
        actual: as many.

    Raises:
        ValueError: there are none, not as many of both, or the actual ones are equal.
        TypeError: something is not a number.

    >>> r2_score([1.0, 2.0, 2.0], [1.0, 2.0, 3.0])
    0.5
    >>> r2_score([[1, 5], [2, 6], [2, 7]], [[1, 5], [2, 6], [3, 7]])
    0.75
    """
    said, true = _pairs("r2_score", predicted, actual)
    check_numbers(said, "predicted")
    check_numbers(true, "actual")
    columns = [list(zip(*map(as_row, rows), strict=True)) for rows in (said, true)]
    if len(columns[0]) != len(columns[1]):
        raise ValueError(
            f"r2_score of {len(columns[0])} numbers predicted for each record and "
            f"{len(columns[1])} actual ones: give as many"
        )
    scores = [_r2_of_column(*pair) for pair in zip(*columns, strict=True)]
    return fsum(scores) / len(scores)


def _r2_of_column(predicted: Sequence[Any], actual: Sequence[Any]) -> float:
    y_hat, y = [float(each) for each in predicted], [float(each) for each in actual]
    mean = fsum(y) / len(y)
    spread = fsum((each - mean) ** 2 for each in y)
    if spread == 0.0:
        raise ValueError(
            f"r2_score: the actual numbers are all {y[0]:g}, and there is no variance "
            "to explain"
        )
    missed = fsum((one - other) ** 2 for one, other in zip(y, y_hat, strict=True))
    return 1.0 - missed / spread


def named_metric(metric: str | Metric | None, loss: Loss) -> tuple[str, Metric | None]:
    """What `fit` measures beside the loss, and what it is called.

    Args:
        metric: "accuracy", "r2", or a function of outputs and targets; the functions
            `accuracy` and `r2_score` mean the same as their names.
        loss: of one record; it tells logits from probabilities.

    Raises:
        ValueError: there is no metric of this name.
    """
    if metric is None:
        return "", None
    if metric is accuracy or metric == "accuracy":
        return "accuracy", _accuracy_under(loss)
    if metric is r2_score or metric == "r2":
        return "r2", r2_score
    if callable(metric):
        return getattr(metric, "__name__", type(metric).__name__), metric
    raise ValueError(
        f'unknown metric {metric!r}: write "accuracy", "r2", or a function of outputs '
        "and targets"
    )


def measured(metric: Metric, outputs: list[list[float]], targets: list[Any]) -> float:
    """The metric, checked to be a number.

    Raises:
        TypeError: it is none.
    """
    number: Any = metric(outputs, targets)
    if isinstance(number, str) or not hasattr(number, "__float__"):
        name = getattr(metric, "__name__", type(metric).__name__)
        raise TypeError(f"the metric {name} returned {number!r}: it must be a number")
    return float(number)


def _accuracy_under(loss: Loss) -> Metric:
    """Accuracy, where outputs and targets are what a loss takes."""
    of_outputs = THRESHOLDS[loss.takes]
    of_targets = 0.0 if loss.takes == "scores" else 0.5

    def measure(outputs: list[list[float]], targets: list[Any]) -> float:
        said = [decision(row, of_outputs) for row in outputs]
        rows = [[float(each) for each in as_row(target)] for target in targets]
        true = [
            int(row[0]) if len(row) == 1 < len(output) else decision(row, of_targets)
            for row, output in zip(rows, outputs, strict=True)
        ]
        return accuracy(said, true)

    return measure


def _pairs(
    name: str, predicted: Iterable[Any], actual: Iterable[Any]
) -> tuple[list[Any], list[Any]]:
    said = [label_of(each) for each in plain_list(predicted, f"{name}: predicted")]
    true = [label_of(each) for each in plain_list(actual, f"{name}: actual")]
    if not said or len(said) != len(true):
        raise ValueError(
            f"{name} of {len(said)} predictions and {len(true)} actual ones: give one "
            "or more of each, and as many"
        )
    return said, true
