"""Which activations and which loss go together, and a warning where they do not.

`recommend(task)` is a table: the task goes in, the activations, the losses and the
lines to write come out. `mismatch(model, loss)` says what is wrong with a pair, or "";
`warn_of_mismatch` says it as a warning.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from textwrap import fill
from typing import Any

from nn.activations import activation_names
from nn.labels import as_row
from nn.tables import plain_list


class MismatchWarning(UserWarning):
    """A model and a loss that do not fit each other."""


@dataclass(frozen=True, slots=True, repr=False)
class Recommendation:
    """What to build a network of, for one task.

    Attributes:
        task: its name.
        hidden: the activation of the hidden layers.
        output: the activation of the last layer.
        outputs: how many outputs the network has, in words.
        losses: the names of the losses that fit, the usual one first.
        why: the reason, in a sentence.
    """

    task: str
    hidden: str
    output: str
    outputs: str
    losses: tuple[str, ...]
    why: str

    def __repr__(self) -> str:
        return (
            f"{self.task}: hidden layers {self.hidden}, {self.outputs}, {self.output}, "
            f"loss {' or '.join(self.losses)}\n"
            f'    model = MLP(…, activation="{self.hidden}", output="{self.output}")\n'
            f"    loss = {self.losses[0]}()\n"
            f"{fill(self.why, 88)}"
        )


RECOMMENDATIONS = {
    "binary": Recommendation(
        "binary",
        "relu",
        "sigmoid",
        "one output",
        ("BinaryCrossEntropy",),
        "Sigmoid gives the probability of class 1, and with this loss ∂L/∂z is ŷ − y. "
        'The same from logits: output="linear", BinaryCrossEntropy(from_logits=True).',
    ),
    "multi-class": Recommendation(
        "multi-class",
        "relu",
        "softmax",
        "one output for each class",
        ("CategoricalCrossEntropy",),
        "Softmax gives probabilities that sum to 1, and with this loss ∂L/∂z is ŷ − y. "
        'The same from logits: output="linear", '
        "CategoricalCrossEntropy(from_logits=True).",
    ),
    "regression": Recommendation(
        "regression",
        "relu",
        "linear",
        "one output for each number",
        ("MSE", "MAE", "Huber"),
        "A linear output reaches every number. MSE follows outliers, MAE does not, "
        "Huber is MSE near the target and MAE far from it.",
    ),
}


def recommend(task: str) -> Recommendation:
    """The activations and losses that go with a task.

    Args:
        task: "binary", "multi-class" or "regression".

    Raises:
        ValueError: there is no such task in the table.

    >>> recommend("binary").output, recommend("binary").losses
    ('sigmoid', ('BinaryCrossEntropy',))
    >>> recommend("regression").losses
    ('MSE', 'MAE', 'Huber')
    """
    if not isinstance(task, str) or task not in RECOMMENDATIONS:
        raise ValueError(
            f"unknown task {task!r}; there are {', '.join(RECOMMENDATIONS)}"
        )
    return RECOMMENDATIONS[task]


PROBABILITIES = {
    "BinaryCrossEntropy": ("sigmoid", "hardsigmoid", "softmax"),
    "CategoricalCrossEntropy": ("softmax",),
    "KLDivergence": ("softmax",),
}
"""The last activations that give what each takes, the usual one first; with
from_logits=True these are the ones that do not fit."""

QUANTITIES = ("MSE", "MAE", "Huber", "LogCosh")
"""The losses that take any number."""

RANGES = {
    "sigmoid": (0.0, 1.0),
    "hardsigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hardtanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu": (0.0, inf),
    "softplus": (0.0, inf),
    "logsoftmax": (-inf, 0.0),
}
"""Where the numbers that each activation gives begin and end."""


def mismatch(model: Any, loss: Any, y: Iterable[Any] | None = None) -> str:
    """What does not fit between a model's last activation and a loss; "" if nothing.

    Looks at models made of layers, such as `MLP`; of any other nothing is known, and
    the loss itself checks the numbers.

    Args:
        model: what ends in `layers[-1].activation`, a name or a Module.
        loss: one of this package, or of a class made of one.
        y: the targets, if known: an activation may not reach them.

    >>> from nn import MLP, MSE, CategoricalCrossEntropy
    >>> print(mismatch(MLP(2, [3]), CategoricalCrossEntropy()))
    CategoricalCrossEntropy takes probabilities, and the model ends in linear: write \
output="softmax", or CategoricalCrossEntropy(from_logits=True)
    >>> mismatch(MLP(2, [3], output="softmax"), CategoricalCrossEntropy())
    ''
    >>> print(mismatch(MLP(2, [1], output="sigmoid"), MSE(), [0.5, 3.0]))
    the model ends in sigmoid, which gives numbers from 0 to 1, and the targets go \
from 0.5 to 3: write output="linear", or scale the targets
    """
    last = ending(model)
    kinds = [kind.__name__ for kind in type(loss).__mro__]
    for kind in kinds if last else []:
        if kind in PROBABILITIES:
            return _of_probabilities(last, kind, getattr(loss, "from_logits", False))
        if kind in QUANTITIES:
            return _of_quantities(last, kind, y)
        if kind == "Hinge" and RANGES.get(last, (-inf, inf))[0] == 0.0:
            return (
                f"Hinge takes scores below and above 0, and the model ends in {last}, "
                'which gives none below: write output="linear"'
            )
    return ""


def _of_probabilities(last: str, loss: str, from_logits: bool) -> str:
    fitting = PROBABILITIES[loss]
    if not from_logits:
        if last in fitting:
            return ""
        return (
            f"{loss} takes probabilities, and the model ends in {last}: write "
            f'output="{fitting[0]}", or {loss}(from_logits=True)'
        )
    if last not in ("sigmoid", "softmax"):
        return ""
    return (
        f"{loss}(from_logits=True) applies {fitting[0]} itself, and the model ends in "
        f'{last} already: write output="linear", or {loss}()'
    )


def _of_quantities(last: str, loss: str, y: Iterable[Any] | None) -> str:
    if last not in RANGES:
        return ""
    low, high = RANGES[last]
    if y is None:
        if last != "relu":
            return ""
        return (
            f"the model ends in relu, which gives no number below 0 and learns nothing "
            f'from a record where it gives 0: with {loss} write output="linear", or '
            '"softplus" for targets above 0'
        )
    numbers = [each for target in plain_list(y) for each in as_row(target)]
    if not all(hasattr(each, "__float__") for each in numbers):
        return ""  # the loss itself says what is wrong with them
    numbers = [float(each) for each in numbers]
    if not any(each < low or each > high for each in numbers):
        return ""
    reach = f"from {low:g} to {high:g}"
    if inf in (-low, high):
        reach = f"from {low:g} up" if high == inf else f"up to {high:g}"
    return (
        f"the model ends in {last}, which gives numbers {reach}, and the targets go "
        f'from {min(numbers):g} to {max(numbers):g}: write output="linear", or scale '
        "the targets"
    )


def warn_of_mismatch(model: Any, loss: Any, y: Iterable[Any] | None = None) -> None:
    """Warn, with a `MismatchWarning`, of a model, a loss and targets that do not fit.

    The warning points at the call of the function that calls this, such as `fit`.

    Args:
        model: what gives the outputs.
        loss: what compares them.
        y: the targets of all records, if they are known.
    """
    if said := mismatch(model, loss, y):
        warnings.warn(said, MismatchWarning, stacklevel=3)


def ending(model: Any) -> str:
    """The last activation of a model, such as "leakyrelu"; "" if it is not known."""
    layers = getattr(model, "layers", None)
    if not isinstance(layers, Sequence) or not layers:
        return ""
    activation = getattr(layers[-1], "activation", "")
    if not isinstance(activation, str):
        activation = getattr(activation, "__name__", type(activation).__name__)
    known = {name.replace("_", "") for name in activation_names()}
    name = activation.replace("_", "").lower()
    return name if name in known else ""
