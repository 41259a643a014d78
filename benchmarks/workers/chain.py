"""A chain of operations, each on the result of the one before: the deepest graph.

Multiplications and additions of plain numbers alternate. The derivative is known
without differentiating: the factor to the power of the multiplications.
"""

from typing import Any

FACTOR = 1.0000001
ADDEND = 1e-9


class Chain:
    """Record and differentiate the chain with micrograd's interface."""

    def __init__(self, value: Any) -> None:
        """Take the class of values to record with."""
        self.start = value(1.0)
        self.end: Any = None

    def record(self, length: int) -> float:
        """Record the chain; returns the value at its end."""
        self.end = self.extended(length)
        return float(self.end.data)

    def extended(self, length: int) -> Any:
        """The value that many operations after the start."""
        x = self.start
        for _ in range(length // 2):
            x = x * FACTOR + ADDEND
        return x

    def backward(self) -> float:
        """Differentiate; returns the derivative of the end by the start."""
        self.end.backward()
        return float(self.start.grad)


def known_derivative(length: int) -> float:
    """The derivative of the end by the start."""
    return FACTOR ** (length // 2)
