"""The idea of microgpt's Value: children and local gradients, kept as two tuples.

Each operation knows its partial derivatives while it computes its value, so it keeps
them as numbers; no closure is made, no reference cycle arises and the garbage
collector finds nothing to do. Written anew for this comparison; like the original it
sorts the graph by recursion, so a deep graph is out of reach.
"""

from __future__ import annotations

import math
from typing import Any


class Value:
    """A number with the values it came from and its partials by them."""

    __slots__ = ("children", "data", "grad", "local_gradients")

    def __init__(
        self,
        data: float,
        children: tuple[Value, ...] = (),
        local_gradients: tuple[float, ...] = (),
    ) -> None:
        """Record one operation's result, or a leaf."""
        self.data = data
        self.grad = 0.0
        self.children = children
        self.local_gradients = local_gradients

    def __add__(self, other: Any) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Any) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Any) -> Value:
        return self + -other

    def __truediv__(self, other: Any) -> Value:
        return self * other**-1

    def __pow__(self, exponent: float) -> Value:
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data**exponent, (self,), (slope,))

    def exp(self) -> Value:
        """E to the power of the value."""
        power = math.exp(self.data)
        return Value(power, (self,), (power,))

    def log(self) -> Value:
        """The natural logarithm."""
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def relu(self) -> Value:
        """The larger of the value and zero."""
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    def backward(self) -> None:
        """Add the derivative of this value to the gradient of all it came from."""
        order: list[Value] = []
        seen: set[Value] = set()

        def visit(value: Value) -> None:
            if value not in seen:
                seen.add(value)
                for child in value.children:
                    visit(child)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            pairs = zip(value.children, value.local_gradients)  # noqa: B905
            for child, local in pairs:
                child.grad += local * value.grad
