"""Activations that are composed of several primitives.

Each takes a Value and records ordinary nodes; of a plain number it gives the number.
"""

from __future__ import annotations

from typing import Any

from autograd import clip, softplus, tanh


def linear(z: Any) -> Any:
    """The number itself: no activation.

    >>> linear(-2.5)
    -2.5
    """
    return z


def softsign(z: Any) -> Any:
    """The quotient z / (1 + |z|), in (-1, 1); nears its bounds more slowly than tanh.

    Smooth at 0 too, where the slope is 1.

    >>> softsign(-3.0)
    -0.75
    """
    return z / (1.0 + abs(z))


def hard_sigmoid(z: Any) -> Any:
    """The line z/6 + ½, held in [0, 1]: PyTorch's; Keras before 3 took z/5 + ½.

    The slope is 1/6 between -3 and 3 and 0 beyond; at -3 and 3 it is the mean, 1/12,
    where PyTorch says 0.

    >>> hard_sigmoid(-4.0), hard_sigmoid(1.5), hard_sigmoid(4.0)
    (0.0, 0.75, 1.0)
    """
    return clip(z / 6.0 + 0.5, 0.0, 1.0)


def hard_tanh(z: Any) -> Any:
    """The number, held in [-1, 1].

    The slope is 1 between -1 and 1 and 0 beyond; at -1 and 1 it is the mean, ½, where
    PyTorch says 0.

    >>> hard_tanh(-4.0), hard_tanh(0.25)
    (-1.0, 0.25)
    """
    return clip(z, -1.0, 1.0)


def mish(z: Any) -> Any:
    """The product z · tanh(softplus(z)), Misra 2019; smooth, least -0.309.

    >>> round(mish(1.0), 6)
    0.865098
    """
    return z * tanh(softplus(z))
