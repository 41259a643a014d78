"""Which activation a network shall use: what a user wrote, checked when it is built.

What goes in is a name, a Module or a function of one Value. What comes out is a name
where one op records it, so that a layer can record it together with its weighted sums;
else what is called.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from autograd import OPS, Op, log_softmax, softmax
from nn.activations import modules
from nn.activations.modules import PReLU
from nn.module import Module

Activation = str | Callable[[Any], Any]

LINEAR = "linear"

OF_A_LAYER: dict[str, Callable[[Any], list[Any]]] = {
    "softmax": softmax,
    "log_softmax": log_softmax,
}
"""What takes the weighted sums of all neurons of a layer together."""

MODULES: dict[str, type[Module]] = {
    LINEAR: modules.Linear,
    "sigmoid": modules.Sigmoid,
    "tanh": modules.Tanh,
    "relu": modules.ReLU,
    "leaky_relu": modules.LeakyReLU,
    "prelu": modules.PReLU,
    "elu": modules.ELU,
    "selu": modules.SELU,
    "gelu": modules.GELU,
    "silu": modules.SiLU,
    "softplus": modules.Softplus,
    "softsign": modules.Softsign,
    "hard_sigmoid": modules.HardSigmoid,
    "hard_tanh": modules.HardTanh,
    "mish": modules.Mish,
    "softmax": modules.Softmax,
    "log_softmax": modules.LogSoftmax,
}

CALLED = ("prelu", *(set(MODULES) - {*OPS, *OF_A_LAYER, LINEAR}))
"""Names of what several ops record, or what has parameters."""

NAMES: dict[type, str] = {
    kind: name
    for name, kind in MODULES.items()
    if name not in (*CALLED, "leaky_relu", "elu")  # these two have options
}
"""The name that says the same as a Module."""


def activation_names() -> list[str]:
    """What may be given by name: the activations, then every other op of one operand.

    Further operands, such as the slope of `leaky_relu`, keep their defaults. "softmax"
    and "log_softmax" are for a whole layer.
    """
    others = (name for name, op in OPS.items() if _takes_one(op))
    return list(dict.fromkeys((*MODULES, *others)))


def _takes_one(op: Op) -> bool:
    first, *others = op.names
    return first not in op.vectors and all(name in op.defaults for name in others)


def checked(activation: Activation) -> Activation:
    """The activation as a layer uses it: a name or something to call.

    Args:
        activation: a name, a Module, or a function that takes a Value and returns one.

    Raises:
        ValueError: no activation has this name.
        TypeError: it is none of these.

    >>> from nn.activations import Tanh
    >>> checked(Tanh()), checked("mish")
    ('tanh', Mish())
    """
    if isinstance(activation, str):
        return _by_name(activation)
    if isinstance(activation, type) and issubclass(activation, Module):
        name = activation.__name__
        raise TypeError(f"{name} is a class: write activation={name}()")
    if not callable(activation):
        raise TypeError(
            "an activation is a name or a function of one Value, not "
            f'{activation!r}: write activation="tanh", or "linear" for none'
        )
    for name, function in OF_A_LAYER.items():
        if activation is function:
            return name
    return NAMES.get(type(activation), activation)


def _by_name(name: str) -> Activation:
    names = activation_names()
    if name not in names:
        near = get_close_matches(name.lower(), names, n=1)
        guess = f", did you mean {near[0]!r}?" if near else ";"
        raise ValueError(
            f"unknown activation {name!r}{guess} there are {', '.join(names)}; or give "
            "a Module or a function of one Value"
        )
    return MODULES[name]() if name in CALLED else name  # type: ignore[return-value]


def for_neurons(activation: Activation, count: int) -> list[Activation]:
    """What each neuron of a layer applies by itself, for an activation that is checked.

    Raises:
        ValueError: it is a `PReLU` for another number of neurons.
    """
    if isinstance(activation, PReLU):
        return [*activation.of_neurons(count)]
    alone = isinstance(activation, str) and activation in OF_A_LAYER
    return [LINEAR if alone else activation] * count


def title(activation: Activation) -> str:
    """The name of an activation as it begins the name of a neuron.

    >>> title("relu"), title("leaky_relu"), title("sin")
    ('ReLU', 'LeakyReLU', 'Sin')
    """
    if callable(activation):
        return getattr(activation, "__name__", type(activation).__name__)
    if activation in MODULES:
        return MODULES[activation].__name__
    return "".join(word.capitalize() for word in activation.split("_"))
