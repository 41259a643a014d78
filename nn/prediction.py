"""What a trained model says about rows, as plain numbers.

Rows go in. `predict_values` gives the outputs, `predict_proba` a probability for each
class, `predict` the class. The outputs are computed as recorded Values, whose graph is
then dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from autograd import Value, sigmoid, softmax
from nn.labels import as_row
from nn.metrics import decision
from nn.preparation import plain_list

Model = Callable[[Any], Any]
"""What takes a row and returns a Value or a list of them; an `MLP`, for example."""


def predict_values(model: Model, X: Iterable[Any]) -> list[Any]:
    """The outputs for each row: a float, or a list of floats where there are several.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.

    >>> predict_values(lambda row: Value(row[0]) * 2, [[1.0], [2.0]])
    [2.0, 4.0]
    """
    rows = [numbers(model(row)) for row in plain_list(X)]
    return [row[0] if len(row) == 1 else row for row in rows]


def predict_proba(
    model: Model, X: Iterable[Any], from_logits: bool = False
) -> list[list[float]]:
    """The probability of each class, for each row.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.
        from_logits: the model gives logits, as for a loss with `from_logits=True`.

    Returns:
        As many rows: of one output p, [1 - p, p]; of several, one for each class.

    Raises:
        ValueError: the outputs are no probabilities.

    >>> predict_proba(lambda row: Value(row[0]), [[0.25]])
    [[0.75, 0.25]]
    >>> predict_proba(lambda row: [Value(x) for x in row], [[3, 3]], from_logits=True)
    [[0.5, 0.5]]
    """
    return [_probabilities(numbers(model(row)), from_logits) for row in plain_list(X)]


def predict(model: Model, X: Iterable[Any], threshold: float = 0.5) -> list[int]:
    """The class the model decides on, for each row.

    Of several outputs it is the number of the largest, from 0, the first where two are
    equal. Of one output it is 1 from the threshold up, and 0 below.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.
        threshold: 0.5 for probabilities; 0.0 if the one output is a logit.

    Raises:
        ValueError: an output is not a number (NaN).
    """
    return [decision(numbers(model(row)), threshold) for row in plain_list(X)]


def numbers(outputs: Any) -> list[float]:
    """The outputs of a model for one row, one or several, as a list of floats."""
    return [float(output) for output in as_row(outputs)]


def _probabilities(outputs: list[float], from_logits: bool) -> list[float]:
    if from_logits and len(outputs) == 1:
        outputs = [sigmoid(Value(outputs[0])).data]
    elif from_logits:
        outputs = [each.data for each in softmax([Value(z) for z in outputs])]
    if len(outputs) == 1:
        outputs = [1.0 - outputs[0], outputs[0]]
    if not (all(0.0 <= p <= 1.0 for p in outputs) and abs(sum(outputs) - 1.0) < 1e-6):
        shown = ", ".join(f"{p:.6g}" for p in outputs)
        raise ValueError(
            f"the outputs [{shown}] are not probabilities that sum to 1: for a model "
            "that gives logits write predict_proba(model, X, from_logits=True)"
        )
    return outputs
