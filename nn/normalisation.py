"""Vectors brought to one size: RMSNorm and LayerNorm.

A vector goes in, one of the same length comes out whose numbers are neither tiny nor
huge, whatever came in; a learned gain for each number says how large it is to be.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd import Value, dot, elementwise, mean, scope
from nn.initialization import size
from nn.labels import numbered
from nn.module import Module


class RMSNorm(Module):
    """gain · x / √(mean of x² + epsilon), number by number (Zhang and Sennrich 2019).

    Args:
        width: length of the vectors.
        epsilon: keeps the vector of zeros from a division by 0.

    Attributes:
        gains: (width,), all 1 at first.

    >>> [round(y.data, 4) for y in RMSNorm(2, epsilon=0.0)([Value(7.0), Value(-1.0)])]
    [1.4, -0.2]
    """

    def __init__(self, width: int, epsilon: float = 1e-5) -> None:
        self.epsilon = epsilon
        with scope("norm"):
            self.gains = _parameters("gain", 1.0, width)

    def __call__(self, x: Sequence[Value]) -> tuple[Value, ...]:
        """The vector, (width,), brought to size.

        Raises:
            ValueError: it is of another length.
        """
        x = _checked(x, self.gains)
        scale = (dot(x, x) / len(x) + self.epsilon) ** -0.5
        return elementwise("mul", self.gains, elementwise("mul", x, scale))

    def __repr__(self) -> str:
        return f"RMSNorm({len(self.gains)})"


class LayerNorm(Module):
    """gain · (x - mean) / √(variance + epsilon) + shift (Ba, Kiros and Hinton 2016).

    Args:
        width: length of the vectors.
        epsilon: keeps a vector of equal numbers from a division by 0.

    Attributes:
        gains: (width,), all 1 at first.
        shifts: (width,), all 0 at first.

    >>> [value.data for value in LayerNorm(2, epsilon=0.0)([Value(7.0), Value(3.0)])]
    [1.0, -1.0]
    """

    def __init__(self, width: int, epsilon: float = 1e-5) -> None:
        self.epsilon = epsilon
        with scope("norm"):
            self.gains = _parameters("gain", 1.0, width)
            self.shifts = _parameters("shift", 0.0, width)

    def __call__(self, x: Sequence[Value]) -> tuple[Value, ...]:
        """The vector, (width,), brought to size.

        Raises:
            ValueError: it is of another length.
        """
        x = _checked(x, self.gains)
        middle = mean(x)
        deviations = elementwise("sub", x, middle)
        scale = (dot(deviations, deviations) / len(x) + self.epsilon) ** -0.5
        scaled = elementwise("mul", self.gains, elementwise("mul", deviations, scale))
        return elementwise("add", scaled, self.shifts)

    def __repr__(self) -> str:
        return f"LayerNorm({len(self.gains)})"


def _parameters(name: str, start: float, width: int) -> tuple[Value, ...]:
    width = size("width", width)
    return tuple(Value(start, numbered(name, i)) for i in range(1, width + 1))


def _checked(x: Sequence[Value], gains: Sequence[Value]) -> tuple[Value, ...]:
    if len(x) != len(gains):
        raise ValueError(
            f"this norm takes vectors of {len(gains)} numbers, and got one of {len(x)}"
        )
    return tuple(x)
