"""Where a NaN or an infinity came from.

Arithmetic that overflows gives inf, as with Python's floats, and recording and backward
let inf and NaN pass; ops like exp and pow raise instead. `explain_nonfinite` goes back
to the first node that has one: in the order of recording for values, then in the order
of a backward pass for partials and gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from autograd.graph import Graph, Node, slope_name
from autograd.value import Value


@dataclass(frozen=True, slots=True, repr=False)
class NonFinite:
    """The first node that went wrong.

    Attributes:
        node: the Value; None if every number is finite.
        text: what happened there, in words.
    """

    node: Value | None
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"NonFinite({self.text})"


def explain_nonfinite(output: Value) -> NonFinite:
    """Name the first node below an output whose number is NaN or infinite.

    Looks at values first, then at partials, then at gradients.

    >>> x = Value(1e200, label="x")
    >>> print(explain_nonfinite(x * x - x))
    v1 = mul(x = 1e+200, x = 1e+200) is inf, although what it was made of is finite
    """
    graph = Graph.of(output)
    return _value(graph) or _partial(graph) or _gradient(graph) or _NOTHING


_NOTHING = NonFinite(None, "every value, partial and gradient is finite")


def _made(graph: Graph, node: Node) -> str:
    parents = [graph.nodes[e.parent] for e in graph.edges if e.child == node.index]
    said = ", ".join(f"{parent.name} = {parent.data:.6g}" for parent in parents)
    return f"{node.name} = {node.op.name}({said})" if node.op else node.name


def _value(graph: Graph) -> NonFinite | None:
    for node in graph.nodes:
        if isfinite(node.data):
            continue
        if node.op is None:
            return NonFinite(
                node.value, f"the leaf {node.name} holds {node.data}: look at the input"
            )
        numbers = [each for each in _numbers(node.value) if not isfinite(each)]
        why = (
            f": a plain number given to it is {numbers[0]}"
            if numbers
            else ", although what it was made of is finite"
        )
        return NonFinite(node.value, f"{_made(graph, node)} is {node.data}{why}")
    return None


def _numbers(value: Value) -> Iterator[float]:
    """The plain numbers that an op was applied to, which are no nodes."""
    for operand in value.operands:
        for each in operand if isinstance(operand, tuple) else (operand,):
            if not isinstance(each, Value):
                yield each


def _partial(graph: Graph) -> NonFinite | None:
    for edge in graph.edges:
        if not isfinite(edge.partial):
            child, parent = graph.nodes[edge.child], graph.nodes[edge.parent]
            hint = f"; {child.op.kink}" if child.op and child.op.kink else ""
            return NonFinite(
                child.value,
                f"{_made(graph, child)}: the partial {slope_name(child, parent)} is "
                f"{edge.partial}{hint}",
            )
    return None


def _gradient(graph: Graph) -> NonFinite | None:
    for node in reversed(graph.nodes):
        if node.grad is not None and not isfinite(node.grad):
            return NonFinite(
                node.value,
                f"the gradient of {node.name} is {node.grad}, although every value "
                "and partial is finite: the sum or product of what arrived overflowed, "
                "or an earlier pass left it there",
            )
    return None
