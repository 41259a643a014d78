"""The nodes below some outputs, numbered, with their partials: forward or backward.

Here stands too what is known of an input that is not among them: whether the outputs
are derivatives that it has gone from, as x from ∂(3·x)/∂x, or it was never there.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from autograd.traversal import topological_order
from autograd.value import Value

Vector = tuple[float, ...]


class Tape:
    """A list of edges, for both ways.

    Args:
        outputs: what is differentiated.
        inputs: with respect to what.
        strict: whether an input that no output depends on is an error, or its
            derivative 0.
    """

    def __init__(
        self,
        outputs: Sequence[Value],
        inputs: Sequence[Value],
        strict: bool,
    ) -> None:
        order = topological_order(outputs)
        number = {node: i for i, node in enumerate(order)}
        if strict:
            require(inputs, number, outputs)
        self.size = len(order)
        self.outputs = [number[output] for output in outputs]
        self.inputs = [number.get(value) for value in inputs]
        self.edges = [
            (i, number[parent], partial)
            for i, node in enumerate(order)
            for parent, partial in zip(node.parents, node.partials, strict=True)
        ]

    def reverse(self, seeds: Sequence[float]) -> Vector:
        """Adjoints of the inputs."""
        adjoints = [0.0] * self.size
        for output, seed in zip(self.outputs, seeds, strict=True):
            adjoints[output] += seed
        for child, parent, partial in reversed(self.edges):
            adjoints[parent] += adjoints[child] * partial
        return tuple(0.0 if i is None else adjoints[i] for i in self.inputs)

    def forward(self, seeds: Sequence[float]) -> Vector:
        """Tangents of the outputs."""
        tangents = [0.0] * self.size
        for i, seed in zip(self.inputs, seeds, strict=True):
            if i is not None:
                tangents[i] += seed
        for child, parent, partial in self.edges:
            tangents[child] += tangents[parent] * partial
        return tuple(tangents[i] for i in self.outputs)

    def jacobian(self) -> list[list[float]]:
        """All partials, row by row or column by column."""
        rows, columns = len(self.outputs), len(self.inputs)
        if rows <= columns:
            return [list(self.reverse(_unit(i, rows))) for i in range(rows)]
        slopes = [self.forward(_unit(i, columns)) for i in range(columns)]
        return [list(row) for row in zip(*slopes, strict=True)]


def _unit(i: int, length: int) -> list[float]:
    return [1.0 if j == i else 0.0 for j in range(length)]


class Derivative(Value):
    """A recorded derivative, which remembers of what it is one.

    It may be constant, or have lost an input; by what the output was made of it can be
    differentiated all the same, and the result is 0.

    Args:
        node: what was recorded for it; not shown to anyone else.
        of: what was differentiated.
    """

    def __init__(self, node: Value, of: Value) -> None:
        for slot in Value.__slots__:
            setattr(self, slot, getattr(node, slot))
        self.of = of


def require(
    inputs: Sequence[Value], known: Container[Value], outputs: Sequence[Value]
) -> None:
    """Raise an error that names the first input that no output was ever made of.

    Args:
        inputs: what has to be there.
        known: the nodes below the outputs.
        outputs: derivatives among these nodes count with all they were taken from.
    """
    missing = [value for value in inputs if value not in known]
    if not missing:
        return
    origins = _origins(outputs)
    for value in missing:
        if value not in origins:
            names = ", ".join(output.label or "the output" for output in outputs)
            raise ValueError(
                f"{value!r} is not in the graph of {names}: its derivative would be 0"
            )


def _origins(outputs: Sequence[Value]) -> set[Value]:
    """The nodes below outputs, and below what the derivatives among them are of."""
    found: set[Value] = set()
    waiting = list(outputs)
    while waiting:
        nodes = set(topological_order([waiting.pop()])) - found
        found |= nodes
        waiting += [node.of for node in nodes if isinstance(node, Derivative)]
    return found
