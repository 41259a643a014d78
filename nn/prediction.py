"""What a trained model says about rows, as plain numbers.

Rows go in. `predict_values` gives the outputs, `predict_proba` a probability for each
class, `predict` the class. The outputs are computed as recorded Values, whose graph is
then dropped.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd import Value, sigmoid, softmax
from nn.checks import finite
from nn.labels import as_row
from nn.layers import MLP, Layer
from nn.metrics import THRESHOLDS, decision
from nn.neuron import Neuron
from nn.recommend import ending
from nn.tables import check_numbers, plain_list

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
    rows = _outputs(model, X)
    return [row[0] if len(row) == 1 else row for row in rows]


def predict_proba(
    model: Model, X: Iterable[Any], from_logits: bool | None = None
) -> list[list[float]]:
    """The probability of each class, for each row.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.
        from_logits: the model gives logits, as for a loss with `from_logits=True`; if
            not given, whether `fit` trained the model with such a loss.

    Returns:
        As many rows: of one output p, [1 - p, p]; of several, one for each class.

    Raises:
        ValueError: the outputs are no probabilities.

    >>> predict_proba(lambda row: Value(row[0]), [[0.25]])
    [[0.75, 0.25]]
    >>> predict_proba(lambda row: [Value(x) for x in row], [[3, 3]], from_logits=True)
    [[0.5, 0.5]]
    """
    if from_logits is None:
        from_logits = getattr(model, "gives", "") == "logits"
    return [_probabilities(row, from_logits) for row in _outputs(model, X)]


def predict(
    model: Model, X: Iterable[Any], threshold: float | None = None
) -> list[int]:
    """The class the model decides on, for each row.

    Of several outputs it is the number of the largest, from 0, the first where two are
    equal. Of one output it is 1 from the threshold up, and 0 below.

    Args:
        model: what takes a row of X and gives its outputs.
        X: rows, one for each record.
        threshold: 0.5 for probabilities, 0.0 for logits and scores. If not given, what
            suits the loss that `fit` trained the model with (`Module.gives`); of any
            other model, and of one for numbers, 0.5, with a `ThresholdWarning` where
            that is a guess.

    Raises:
        ValueError: an output is not a number (NaN).

    >>> model = MLP(1, [1], init=0.0)
    >>> model.layers[0].neurons[0].b.data = 0.25
    >>> predict(model, [[1.0]], threshold=0.0)
    [1]
    >>> model.gives = "logits"
    >>> predict(model, [[1.0]])
    [1]
    """
    rows = _outputs(model, X)
    at = threshold_for(model, rows, threshold)
    return [decision(row, at) for row in rows]


class ThresholdWarning(UserWarning):
    """Nothing says from where on an output means class 1."""


GUESSES = {
    "": "nothing says whether the output of this model is a probability, which means "
    "class 1 from 0.5 up, or a logit or score, from 0.0 up; 0.5 was taken: write "
    "threshold=0.0 or threshold=0.5, or train with fit",
    "numbers": "this model was trained to give numbers, and predict gives classes, 1 "
    "from 0.5 up: for the numbers write predict_values(model, X), for classes "
    "predict(model, X, threshold=0.5)",
}
"""What is said where 0.5 is taken for want of better, by what a model gives."""


def threshold_for(
    model: Model, rows: Iterable[list[float]], given: float | None
) -> float:
    """From where on a single output of a model means class 1.

    Args:
        model: it may say what it `gives`, or end in an activation that tells.
        rows: its outputs, which tell too: beyond [0, 1] are no probabilities.
        given: what the user chose; None if nothing.

    Raises:
        ValueError, TypeError: the threshold given is not a finite number.
    """
    if given is not None:
        return finite("predict", "threshold", given)
    known = getattr(model, "gives", "")
    if known not in THRESHOLDS:
        raise ValueError(
            f"model.gives is {known!r}: write one of {', '.join(THRESHOLDS)[2:]}"
        )
    single = [row[0] for row in rows if len(row) == 1]
    guessed = ending(model) == "linear" or not all(0.0 <= p <= 1.0 for p in single)
    if single and guessed and known in GUESSES:
        warnings.warn(GUESSES[known], ThresholdWarning, stacklevel=3)
    return THRESHOLDS[known]


def check_rows(model: Model, rows: Sequence[Any], name: str = "X") -> None:
    """The rows are such as the model takes, as far as that is known before it runs.

    Raises:
        TypeError: an entry of a row for an MLP, Layer or Neuron is not a number.
        ValueError: it is NaN or infinite, or rows are not of one length.
    """
    if isinstance(model, MLP | Layer | Neuron):
        check_numbers(rows, name)


def _outputs(model: Model, X: Iterable[Any]) -> list[list[float]]:
    rows = plain_list(X, "X")
    check_rows(model, rows)
    return [numbers(model(row)) for row in rows]


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
