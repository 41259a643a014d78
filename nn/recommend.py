"""Which activations and which loss go together, and a warning where they do not.

`recommend(task)` is a table: the task goes in, the activations, the losses and the
lines to write come out. `mismatch(model, loss)` says what is wrong with a pair, or "";
`warn_of_mismatch` says it as a warning.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from nn.activations import activation_names


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
    if task not in RECOMMENDATIONS:
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


def mismatch(model: Any, loss: Any) -> str:
    """What does not fit between a model's last activation and a loss; "" if nothing.

    Looks at models made of layers, such as `MLP`; of any other nothing is known, and
    the loss itself checks the numbers.

    Args:
        model: what ends in `layers[-1].activation`, a name or a Module.
        loss: one of `PROBABILITIES`, with or without `from_logits`; others fit all.

    >>> from nn import MLP, CategoricalCrossEntropy
    >>> print(mismatch(MLP(2, [3]), CategoricalCrossEntropy()))
    CategoricalCrossEntropy takes probabilities, and the model ends in linear: write \
output="softmax", or CategoricalCrossEntropy(from_logits=True)
    >>> mismatch(MLP(2, [3], output="softmax"), CategoricalCrossEntropy())
    ''
    """
    kinds = [kind.__name__ for kind in type(loss).__mro__]
    name = next((kind for kind in kinds if kind in PROBABILITIES), "")
    ending = _ending(model)
    if not name or not ending:
        return ""
    fitting = PROBABILITIES[name]
    if not getattr(loss, "from_logits", False):
        if ending in fitting:
            return ""
        return (
            f"{name} takes probabilities, and the model ends in {ending}: write "
            f'output="{fitting[0]}", or {name}(from_logits=True)'
        )
    if ending not in ("sigmoid", "softmax"):
        return ""
    return (
        f"{name}(from_logits=True) applies {fitting[0]} itself, and the model ends in "
        f'{ending} already: write output="linear", or {name}()'
    )


def warn_of_mismatch(model: Any, loss: Any) -> None:
    """Warn, with a `MismatchWarning`, of a model and a loss that do not fit.

    The warning points at the call of the function that calls this, such as `fit`.
    """
    if said := mismatch(model, loss):
        warnings.warn(said, MismatchWarning, stacklevel=3)


def _ending(model: Any) -> str:
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
