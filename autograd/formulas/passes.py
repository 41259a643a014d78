"""Formulas of one step of a pass: a value that is made, a gradient that arrives."""

from __future__ import annotations

from autograd.formulas.nodes import applied
from autograd.formulas.notation import DIGITS, Formula, Line, Notation, equation
from autograd.graph import Edge, Graph, Node
from autograd.languages import Printed

WRITTEN = 12
"""Up to how many operands a step writes out."""


def making(graph: Graph, node: Node, digits: int = DIGITS) -> Formula:
    """How a forward pass makes a node: its op, the same with numbers, its value.

    >>> from autograd import Value
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> graph = Graph.of(a * b)
    >>> print(making(graph, graph.output))
    v2 = a · b
       = 2 · (−3)
       = −6
    """
    value = node.value

    def write(notation: Notation) -> list[Line]:
        name, end = notation.name(node.name).text, notation.number(node.data)
        if node.op is None or graph.collapsed:
            return [(name, "=", end)]
        if len(value.parents) > WRITTEN:
            return [(name, "=", _shortened(notation, graph, node)), ("", "=", end)]
        parents = [graph.node(each) for each in value.parents]
        names = {each.value: notation.name(each.name) for each in parents}
        numbers = {each.value: notation.number(each.data) for each in parents}
        lines = [
            (name, "=", applied(notation, value, names)),
            ("", "=", applied(notation, value, numbers)),
        ]
        # −x with numbers is its value already.
        return lines if str(lines[1][2]) == str(end) else [*lines, ("", "=", end)]

    return equation(write, digits)


def _shortened(notation: Notation, graph: Graph, node: Node) -> Printed:
    """An op of many operands: the first two and the last."""
    assert node.op is not None
    first, second, *_, last = (graph.node(each).name for each in node.value.parents)
    shown = [notation.name(each) for each in (first, second, "…", last)]
    return notation.call(node.op.name, shown)


def seeding(graph: Graph, gradient: float, digits: int = DIGITS) -> Formula:
    """Where a backward pass begins: ∂L/∂L, times the seed gradient if it is not 1."""

    def write(notation: Notation) -> list[Line]:
        end = notation.name(graph.output.name)
        slope = notation.derivative(end, end)
        seed = notation.number(gradient)
        if gradient == 1.0:
            return [(slope.text, "=", seed)]
        return [(notation.product([seed, slope]).text, "=", seed)]

    return equation(write, digits)


def arriving(
    graph: Graph,
    edge: Edge,
    upstream: float,
    before: float | None = None,
    digits: int = DIGITS,
) -> Formula:
    """What comes down one edge in a backward pass.

    Args:
        graph: what the pass runs over.
        edge: one of its edges.
        upstream: the adjoint of the edge's child.
        before: the parent's gradient so far, to which it is added; None for nothing.
        digits: significant digits of the numbers.

    >>> from autograd import Value
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> graph = Graph.of(a * b)
    >>> print(arriving(graph, graph.edges[0], 1.0, before=5.0))
    ∂v2/∂a += ∂v2/∂v2 · ∂v2/∂a
            = 1 · (−3)
            = −3
    ∂v2/∂a  = 5 − 3
            = 2
    """

    def write(notation: Notation) -> list[Line]:
        lines = flow(notation, graph, edge, upstream)
        if before is not None:
            product = upstream * edge.partial
            total = notation.number(before + product)
            lines.append((lines[0][0], "=", notation.sum([before, product])))
            lines.append(("", "=", total))
        return lines

    return equation(write, digits)


def flow(notation: Notation, graph: Graph, edge: Edge, upstream: float) -> list[Line]:
    """∂L/∂parent += ∂L/∂child · ∂child/∂parent, with symbols, numbers, the product."""
    end, above, below = (
        notation.name(node.name)
        for node in (graph.output, graph.nodes[edge.child], graph.nodes[edge.parent])
    )
    symbols = [notation.derivative(end, above), notation.derivative(above, below)]
    numbers = [notation.number(upstream), notation.number(edge.partial)]
    return [
        (notation.derivative(end, below).text, "+=", notation.product(symbols)),
        ("", "=", notation.product(numbers)),
        ("", "=", notation.number(upstream * edge.partial)),
    ]
