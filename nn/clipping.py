"""Gradients held within bounds, so that one steep place does not throw a model far off.

Give one to an optimizer, `Adam(parameters, clip=ClipNorm(1.0))`, which then applies it
before every step; or call it on parameters between `backward()` and `step()`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

from autograd import Value
from nn.checks import positive


@dataclass(frozen=True, slots=True)
class ClipValue:
    """Holds every gradient in [-limit, limit], each by itself.

    Args:
        limit: above 0.

    Raises:
        ValueError, TypeError: it is not.

    >>> w, b = Value(1.0), Value(0.0)
    >>> w.grad, b.grad = -3.0, 0.25
    >>> ClipValue(0.5)([w, b])
    >>> w.grad, b.grad
    (-0.5, 0.25)
    """

    limit: float

    def __post_init__(self) -> None:
        positive("ClipValue", "limit", self.limit)

    def __call__(self, parameters: Iterable[Value]) -> None:
        """Change the gradients that are beyond the limit."""
        for parameter in parameters:
            parameter.grad = max(-self.limit, min(self.limit, parameter.grad))


@dataclass(frozen=True, slots=True)
class ClipNorm:
    """Shortens the vector of all gradients to a length, and keeps its direction.

    Where the length √Σ g² is above the limit, every gradient is multiplied by
    limit / (length + 1e-6), as PyTorch does.

    Args:
        limit: above 0.

    Raises:
        ValueError, TypeError: it is not.

    >>> w, b = Value(1.0), Value(0.0)
    >>> w.grad, b.grad = 3.0, -4.0
    >>> ClipNorm(1.0)([w, b])
    >>> round(w.grad, 5), round(b.grad, 5)
    (0.6, -0.8)
    """

    limit: float

    def __post_init__(self) -> None:
        positive("ClipNorm", "limit", self.limit)

    def __call__(self, parameters: Iterable[Value]) -> None:
        """Change the gradients if their length is beyond the limit."""
        parameters = list(parameters)
        length = hypot(*(parameter.grad for parameter in parameters))
        scale = self.limit / (length + 1e-6)
        if scale < 1.0:
            for parameter in parameters:
                parameter.grad *= scale
