"""The view by layers: a box a layer, the partials between layers together on one line.

Numbers are those of the graph collapsed onto the outputs of the layers. A line between
two boxes stands for the Jacobian between them: few entries are written out, of many the
count and the largest.
"""

from __future__ import annotations

import re

import graphviz

from autograd.diagram import marks
from autograd.diagram.theme import Theme
from autograd.graph import Edge, Graph, Node

ENTRIES = 4
"""How many entries of a Jacobian are written out."""


class Layers:
    """Builds the DOT source of a graph by layers."""

    def __init__(
        self, graph: Graph, theme: Theme, partials: bool, gradients: bool
    ) -> None:
        self.graph = graph
        self.theme = theme
        self.partials = partials
        self.gradients = gradients
        self.groups = _grouped(graph)

    def source(self, direction: str, note: str) -> str:
        """The DOT text."""
        dot = graphviz.Digraph("glassgrad")
        for kind, attributes in marks.defaults(self.theme, direction, note).items():
            dot.attr(kind, **attributes)
        place: dict[int, str] = {}
        for i, (name, members) in enumerate(self.groups.items()):
            for node in members:
                place[node.index] = f"g{i}"
            dot.node(f"g{i}", label=self._box(name, members), id=f"layer-{i}")
        for i, (ends, edges) in enumerate(_between(self.graph, place).items()):
            line = marks.beside(self._line(edges), direction in ("LR", "RL"))
            dot.edge(*ends, id=f"jacobian-{i}", **line)
        return str(dot.source)

    def _box(self, name: str, members: list[Node]) -> str:
        if len(members) == 1:
            last = members[0] is self.graph.output
            return marks.node_box(members[0], "", self.theme, self.gradients, last)
        outputs = [node for node in members if node.op is not None]
        parameters = [node for node in members if node.op is None]
        shown = outputs or parameters
        rows = [marks.row(marks.head(marks.text(name), self.theme.ink, 3))]
        rows += [self._row(node) for node in shown[: marks.ROWS]]
        if len(shown) > marks.ROWS:
            rows.append(self._wide(f"… {len(shown) - marks.ROWS} more"))
        if outputs and parameters:
            rows.append(self._wide(_summary(parameters, self.gradients)))
        fill = self.theme.box if outputs else self.theme.leaf
        return marks.box(rows, self.theme, fill)

    def _row(self, node: Node) -> str:
        cells = [
            marks.cell(marks.text(node.name), self.theme.ink, align="LEFT"),
            marks.cell(
                f"{marks.GAP}{marks.number(node.data)}", self.theme.value, align="RIGHT"
            ),
        ]
        if self.gradients and node.grad is not None:
            grad = f"{marks.GAP}grad {marks.signed(node.grad)}"
            cells.append(marks.cell(grad, self.theme.gradient, 11, "RIGHT"))
        return marks.row(*cells)

    def _wide(self, said: str) -> str:
        return marks.row(marks.cell(said, self.theme.faint, 11, span=3))

    def _line(self, edges: list[Edge]) -> dict[str, str]:
        line = {"color": self.theme.line, "penwidth": "1.5"}
        if self.partials:
            line["label"] = self._entries(edges)
            line["fontcolor"] = self.theme.partial
        return line

    def _entries(self, edges: list[Edge]) -> str:
        nodes = self.graph.nodes
        if len(edges) > ENTRIES:
            largest = max(edges, key=lambda edge: abs(edge.partial))
            return f"{len(edges)} partials\nlargest {marks.signed(largest.partial)} "
        if len(edges) == 1:
            return f"{marks.signed(edges[0].partial)} "
        return marks.lines(
            [
                f"{marks.text(nodes[e.child].name)}←{marks.text(nodes[e.parent].name)} "
                f"{marks.signed(e.partial)} "
                for e in edges
            ]
        )


def _grouped(graph: Graph) -> dict[str, list[Node]]:
    """The nodes by outermost scope; bare leaves that feed the same scope together."""
    feeds: dict[int, set[str]] = {}
    for edge in graph.edges:
        scope = graph.nodes[edge.child].scope[:1]
        feeds.setdefault(edge.parent, set()).add(scope[0] if scope else "")
    groups: dict[str, list[Node]] = {}
    for node in graph.nodes:
        name = node.scope[0] if node.scope else f"node {node.index}"
        fed = feeds.get(node.index, set())
        if not node.scope and node.op is None and len(fed) == 1 and "" not in fed:
            name = f"inputs of {min(fed)}"
        groups.setdefault(name, []).append(node)
    for members in groups.values():
        members.sort(key=lambda node: natural(node.scope))
    return groups


def natural(scope: tuple[str, ...]) -> list[tuple[bool, int, str]]:
    """A sort key that puts "neuron 10" after "neuron 9"."""
    parts = re.split(r"(\d+)", "/".join(scope))
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts
    ]


def _between(graph: Graph, place: dict[int, str]) -> dict[tuple[str, str], list[Edge]]:
    """The edges between different boxes, by the boxes."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges:
        ends = (place[edge.parent], place[edge.child])
        if ends[0] != ends[1]:
            found.setdefault(ends, []).append(edge)
    return found


def _summary(parameters: list[Node], gradients: bool) -> str:
    said = f"{len(parameters)} parameters"
    slopes = [abs(node.grad) for node in parameters if node.grad is not None]
    if gradients and slopes:
        said += f", |grad| up to {marks.number(max(slopes))}"
    return said
