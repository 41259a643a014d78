"""The whole expression of a node as one formula, shared and long parts by name."""

from __future__ import annotations

from autograd.formulas.digits import EXACT
from autograd.formulas.nodes import NodeNames, applied
from autograd.formulas.notation import (
    Formula,
    Line,
    Notation,
    PlainNotation,
    equation,
)
from autograd.graph import Graph, Node
from autograd.languages import Printed
from autograd.value import Value


def expression(output: Value | Graph, length: int = 60, lines: int = 20) -> Formula:
    """The whole expression of a node.

    Parts that are used more than once, and those that would make a line too long, are
    called by their name and written on a line of their own, below.

    Args:
        output: the node; or its Graph.
        length: how long a line may be, in characters of plain text.
        lines: how many parts are written out before the rest is counted.

    Raises:
        TypeError: the output is not one Value.
        ValueError: a limit is no whole number from 1 up; the graph is collapsed.

    >>> x, w = Value(2.0, label="x"), Value(-1.0, label="w")
    >>> z = x * w
    >>> print(expression(z.tanh() + 2 * x))
    v5 = tanh(x · w) + 2 · x
    """
    for name, limit in (("length", length), ("lines", lines)):
        if type(limit) is not int or limit < 1:
            raise ValueError(f"{name} is a whole number from 1 up, not {limit!r}")
    graph = Graph.of(output)
    if graph.collapsed:
        raise ValueError(
            f"{graph!r} is collapsed, and a node of it no longer its op applied to its "
            "parents: pass the output itself"
        )
    end = graph.output
    parts = _parts(graph, length)
    shown, rest = parts[:lines], len(parts[lines:])
    own = {node.index for node in parts}
    needed = _needed(graph, shown, own)

    def write(notation: Notation) -> list[Line]:
        names = NodeNames(notation, graph)
        written = _written(notation, graph, own, needed)
        if end.op is None:
            return [(names[end.value].text, "=", notation.number(end.data))]
        found: list[Line] = [
            (names[node.value].text, "=", written[node.index]) for node in shown
        ]
        if rest:
            found.append(("", "", notation.words(f"… ({rest} more lines)")))
        return found

    return equation(write, EXACT)


def _parts(graph: Graph, length: int) -> list[Node]:
    """The nodes that get a line of their own, the output first."""
    uses = [len(edges) for edges in graph.outgoing()]
    notation = PlainNotation(EXACT)
    current = NodeNames(notation, graph)
    own = {graph.output.index}
    for node in graph.nodes:
        if node.op is None:
            continue
        text = applied(notation, node.value, current)
        if uses[node.index] > 1:
            own.add(node.index)
        elif len(text.text) > length:
            own.add(node.index)
        else:
            current[node.value] = text
    return [node for node in reversed(graph.nodes) if node.index in own]


def _needed(graph: Graph, shown: list[Node], own: set[int]) -> list[Node]:
    """The recorded nodes that the lines shown are made of, parents first."""
    incoming = graph.incoming()
    met = {node.index for node in shown}
    stack = list(met)
    while stack:
        for edge in incoming[stack.pop()]:
            if edge.parent not in met and edge.parent not in own:
                met.add(edge.parent)
                stack.append(edge.parent)
    return [graph.nodes[i] for i in sorted(met) if graph.nodes[i].op is not None]


def _written(
    notation: Notation, graph: Graph, own: set[int], needed: list[Node]
) -> dict[int, Printed]:
    """The text of each needed node, with the parts that have their own line by name."""
    current = NodeNames(notation, graph)
    written: dict[int, Printed] = {}
    for node in needed:
        written[node.index] = applied(notation, node.value, current)
        if node.index not in own:
            current[node.value] = written[node.index]
    return written
