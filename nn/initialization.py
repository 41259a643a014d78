"""How large a network begins: the sizes of its layers and of its weights.

Weights are drawn evenly from [-a, a]. A name says how `a` follows from the number of
inputs and outputs of the layer, so that signals neither vanish nor explode on their way
through many layers.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from operator import index

from nn.checks import not_negative

HALF_WIDTHS: dict[str, Callable[[int, int], float]] = {
    "uniform": lambda nin, nout: 1.0,
    "xavier": lambda nin, nout: sqrt(6 / (nin + nout)),
    "he": lambda nin, nout: sqrt(6 / nin),
}
"""`a` for a layer: as in micrograd; Glorot and Bengio 2010, for tanh and sigmoid; He et
al. 2015, for relu and its kin."""


def half_width(init: str | float, nin: int, nout: int) -> float:
    """The `a` of [-a, a], from which a layer draws its weights.

    Args:
        init: a name of `HALF_WIDTHS`, or `a` itself.
        nin: inputs of the layer.
        nout: outputs of the layer.

    Raises:
        ValueError: there is no such name, or the number is negative or not finite.

    >>> half_width("xavier", 2, 4), half_width("he", 6, 1), half_width(0.1, 2, 4)
    (1.0, 1.0, 0.1)
    """
    if isinstance(init, str):
        if init not in HALF_WIDTHS:
            raise ValueError(
                f"unknown init {init!r}; there are {', '.join(HALF_WIDTHS)}; or a "
                "number a, for weights from [-a, a]"
            )
        return HALF_WIDTHS[init](nin, nout)
    return not_negative("weights from [-init, init]", "init", init)


def size(name: str, number: int) -> int:
    """A number of inputs, neurons, epochs or records, checked.

    Raises:
        TypeError: it is not a whole number.
        ValueError: it is below 1.
    """
    try:
        if isinstance(number, bool):
            raise TypeError
        number = index(number)
    except TypeError:
        raise TypeError(f"{name} is a whole number, not {number!r}") from None
    if number < 1:
        raise ValueError(f"{name} is at least 1, not {number}")
    return number
