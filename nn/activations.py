"""Activations by name: what a neuron or a layer applies to its weighted sums.

What goes in is what a user wrote, `activation="tanh"` or a function of one Value; what
comes out is the same, checked when the network is built and not first when it runs.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd import OPS, Op, Value

Activation = str | Callable[[Value], Value]

LINEAR, SOFTMAX = "linear", "softmax"


def activation_names() -> list[str]:
    """What may be given by name: every op of one operand, "linear" and "softmax".

    Further operands, such as the slope of `leaky_relu`, keep their defaults. "softmax"
    is for a whole layer.
    """
    return [LINEAR, SOFTMAX, *(op.name for op in OPS.values() if _takes_one(op))]


def _takes_one(op: Op) -> bool:
    first, *others = op.names
    return first not in op.vectors and all(name in op.defaults for name in others)


def checked(activation: Activation) -> Activation:
    """The activation, if there is such a one.

    Args:
        activation: a name, or a function that takes a Value and returns one.

    Raises:
        ValueError: no activation has this name.
        TypeError: it is neither a name nor a function.
    """
    if callable(activation):
        return activation
    if not isinstance(activation, str):
        raise TypeError(
            f"an activation is a name or a function of one Value, not {activation!r}: "
            f'write activation="tanh", or "linear" for none'
        )
    if activation not in activation_names():
        raise ValueError(
            f"unknown activation {activation!r}; there are "
            f"{', '.join(activation_names())}; or give a function of one Value"
        )
    return activation


def title(activation: Activation) -> str:
    """The name of an activation as it begins the name of a neuron.

    >>> title("relu"), title("leaky_relu"), title("tanh")
    ('ReLU', 'LeakyReLU', 'Tanh')
    """
    if callable(activation):
        return getattr(activation, "__name__", type(activation).__name__)
    words = activation.split("_")
    return "".join("ReLU" if word == "relu" else word.capitalize() for word in words)
