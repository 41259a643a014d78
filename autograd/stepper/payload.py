"""Graph → plain data for the page: nodes, formulas, and where everything lies.

The page recomputes every number from the leaves, so only these are in it. An operand
is the number of a node, a text for a plain number, or a list of these. Everything a
user can name is text here and stays text in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from autograd.diagram import Geometry, geometry
from autograd.diagram.marks import operation_sign
from autograd.elimination import at_view
from autograd.graph import Graph, Node
from autograd.languages import MathML, Plain
from autograd.ops import Op
from autograd.stepper.templates import Templates, math_tree
from autograd.stepping import check_fresh

FOLDED_FROM = 100
"""Number of nodes above which a page opens in the neurons view."""

LARGEST = 10_000
"""Number of nodes above which no page is made."""


def payload(graph: Graph, view: str | None = None) -> dict[str, Any]:
    """What a page needs to know of a graph, ready for JSON.

    Args:
        graph: the snapshot, not collapsed.
        view: the view it opens in, "ops" or "neurons"; default: ops, for large graphs
            neurons.

    Raises:
        ValueError: too many nodes; a leaf was changed after the graph was recorded.
        LayoutError: no layout engine was found, or it failed.
    """
    check_size(graph)
    check_fresh(graph)
    neurons = at_view(graph, "neurons")
    scoped = any(node.op is not None and node.scope for node in graph.nodes)
    worth = scoped and len(neurons) < len(graph)
    graphs = [graph, neurons] if worth else [graph]
    names = ("ops", "neurons")[: len(graphs)]
    chosen = view or ("neurons" if len(graph) > FOLDED_FROM else "ops")
    return {
        "output": graph.output.name,
        "view": chosen if chosen in names else "ops",
        **_nodes(graph),
        "ops": _rows(graph),
        "views": [
            _view(name, each, graph) for name, each in zip(names, graphs, strict=True)
        ],
    }


def check_size(graph: Graph) -> None:
    """Raise an error that says what to do if a graph is too large for a page."""
    if len(graph) > LARGEST:
        raise ValueError(
            f"the page would have {len(graph):,} nodes, more than {LARGEST:,}: step "
            "through the loss of one record, or of a smaller network"
        )


def _nodes(graph: Graph) -> dict[str, Any]:
    templates = Templates()
    scopes = _Table()
    sources = _Table()
    nodes = []
    for node in graph.nodes:
        entry: dict[str, Any] = {"name": Plain().name(node.name).text}
        math = math_tree(MathML().name(node.name).text)
        if math != _usual_math(entry["name"]):
            entry["math"] = math
        if not node.value.label:
            entry["auto"] = 1
        if node.scope:
            entry["scope"] = scopes.place(node.scope)
        if source := node.value.source:
            entry["source"] = sources.place([source.place, source.text])
        if node.op is None:
            entry["data"] = _number(node.data)
        else:
            entry |= _recorded_node(node, graph, templates)
        nodes.append(entry)
    return {
        "nodes": nodes,
        "templates": templates.table,
        "scopes": scopes.rows,
        "sources": sources.rows,
    }


def _usual_math(name: str) -> Any:
    """What the page makes of a name that comes alone: w1 has an index."""
    if found := re.fullmatch("([^0-9]+)([0-9]+)", name):
        return ["msub", ["mi", found[1]], ["mn", found[2]]]
    return ["mi", name]


def _recorded_node(node: Node, graph: Graph, templates: Templates) -> dict[str, Any]:
    assert node.op is not None
    value, partials = templates.of(node.value)
    sign = operation_sign(node)
    return ({"sign": sign} if sign != node.op.name else {}) | {
        "op": node.op.name,
        "of": [_operand(operand, graph) for operand in node.value.operands],
        "value": value,
        "rules": partials,
    }


def _operand(operand: Any, graph: Graph) -> Any:
    if isinstance(operand, tuple):
        return [_operand(each, graph) for each in operand]
    return _text(operand) if isinstance(operand, float) else graph.node(operand).index


def _number(x: float) -> float | str:
    """A number as JSON has it, as text where it has none."""
    return x if x - x == 0.0 else _text(x)


def _text(x: float) -> str:
    """A number as JavaScript's `Number` reads it."""
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(x), repr(x))


def _rows(graph: Graph) -> dict[str, Any]:
    """What the page says of the ops that occur."""
    return {
        op.name: {"hint": op.hint or op.limit} | ({"kink": op.kink} if op.kink else {})
        for op in used(graph)
    }


def used(graph: Graph) -> list[Op]:
    """The ops that occur in a graph, by name."""
    ops = {node.op.name: node.op for node in graph.nodes if node.op is not None}
    return [ops[name] for name in sorted(ops)]


def _view(name: str, graph: Graph, whole: Graph) -> dict[str, Any]:
    """A zoom level; nodes are numbered as in the whole graph."""
    place = [whole.node(node.value).index for node in graph.nodes]
    laid = geometry(graph)
    view: dict[str, Any] = {"name": name, "size": [laid.width, laid.height]}
    if graph is not whole:
        view["nodes"] = place
        view["edges"] = [
            [place[edge.parent], place[edge.child]] for edge in graph.edges
        ]
    return view | _lying(laid, place, range(len(graph.edges)))


def _lying(laid: Geometry, place: list[int], edges: Iterable[int]) -> dict[str, Any]:
    lines = [laid.lines.get(i) for i in edges]
    return {
        "boxes": [[place[i], *box] for i, box in laid.boxes.items()],
        "lines": [line and line.path for line in lines],
        "labels": [line and line.label for line in lines],
        "clusters": [
            {
                "name": Plain().name(cluster.name).text,
                "frame": cluster.frame,
                "members": [place[i] for i in cluster.members],
            }
            for cluster in laid.clusters
        ],
        "hosts": [[place[leaf], place[host]] for leaf, host in laid.hosts.items()],
    }


class _Table:
    """Rows that many refer to by their place, each once."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, row: Any) -> int:
        key = repr(row)
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append(row)
        return self._places[key]
