"""Graph → picture: nodes as boxes, partials on the edges, scopes as clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import graphviz

from autograd.diagram import captions, marks
from autograd.diagram.engine import PATIENCE, Effort
from autograd.diagram.layers import Layers, natural
from autograd.diagram.picture import Diagram
from autograd.diagram.sizes import Extent
from autograd.diagram.theme import Theme, theme_named
from autograd.elimination import VIEWS, at_view
from autograd.graph import Edge, Graph, Node, slope_name
from autograd.value import Value

DIRECTIONS = ("LR", "TB", "RL", "BT")
PARAMETERS = 12
LABELLED = 150
"""In a collapsed picture: the number of parameters above which they are drawn inside
their neurons, and of lines above which they are not labelled."""


def draw(
    output: Value | Graph,
    view: str | None = None,
    *,
    direction: str | None = None,
    constants: bool = False,
    partials: bool = True,
    gradients: bool = True,
    theme: str = "light",
    force: bool = False,
) -> Diagram:
    """Draw the graph below an output.

    A box is a node: its name and op, its value, below it its gradient (left out before
    `backward()` has run). A line is an edge and carries the local partial
    ∂child/∂parent, dashed where it is negative.

    Args:
        output: the last node of the graph, for example a loss; or a Graph, for
            example a collapsed one.
        view: "ops" every node; "neurons" the outputs of neurons, labelled nodes and
            leaves; "layers" a box a layer; the partials are exact in each. Default:
            ops, or above 500 nodes, or where lines are very long, the first that can
            be read.
        direction: where the graph runs: "LR" left to right, "TB" downwards, "RL", "BT".
            Default: left to right, or downwards where it is long and narrow, since on
            a page a picture wider than the page is made smaller.
        constants: whether plain numbers in the expression are drawn too ("ops" only).
        partials: whether edges carry their partials.
        gradients: whether boxes carry their gradients.
        theme: "light" or "dark".
        force: draw what would take minutes or more: over 10,000 nodes, very long lines.

    Raises:
        TypeError: the output is not one Value.
        ValueError: an unknown view, theme or direction; too many nodes.
    """
    check_direction(direction)
    colours = theme_named(theme)
    whole = Graph.of(output)
    view, graph = _chosen(whole, view)
    extent = Extent.of(graph)
    if not force:
        extent.check(
            "draw the output of one record, or view='layers', or pass force=True and "
            "wait",
        )
    drawing = Drawing(graph, colours, partials, gradients)
    note = ""
    if len(graph) < len(whole):
        rows = bool(drawing.inside) and view == "neurons"
        point = drawing.crowded and view == "neurons"
        note = marks.note(captions.below(graph, len(whole), view, rows, point))
    hover: dict[str, str] = {}
    direction = direction or Extent.of(graph, drawing.hidden).direction
    if view == "layers":
        source = Layers(graph, colours, partials, gradients).source(direction, note)
    else:
        source = drawing.source(direction, note, constants and view == "ops")
        hover = drawing.hover
    patience = None if force else PATIENCE
    effort = Effort(extent.haste, patience)
    return Diagram(source, str(graph), captions.title(graph, view), hover, effort)


def check_direction(direction: str | None) -> None:
    """Raise an error that names the directions if this is none; None is the best."""
    if direction is not None and direction not in DIRECTIONS:
        raise ValueError(
            f"unknown direction {direction!r}; the directions are "
            f"{', '.join(DIRECTIONS)}"
        )


def _chosen(whole: Graph, view: str | None) -> tuple[str, Graph]:
    """The view asked for, or the first that can be read."""
    if view is not None:
        return view, at_view(whole, view)
    for choice in VIEWS:
        graph = at_view(whole, choice)
        if Extent.of(graph).readable:
            break
    return choice, graph


class Drawing:
    """Builds the DOT source of a graph, and what its marks say when pointed at."""

    def __init__(
        self, graph: Graph, theme: Theme, partials: bool, gradients: bool
    ) -> None:
        self.graph = graph
        self.theme = theme
        self.gradients = gradients
        self.hover: dict[str, str] = {}
        self.inside = _inside(graph)
        self.hidden = {edge.parent for edges in self.inside.values() for edge in edges}
        lines = sum(edge.parent not in self.hidden for edge in graph.edges)
        self.crowded = graph.collapsed and lines > LABELLED
        self.partials = partials and not self.crowded

    def source(self, direction: str, note: str, constants: bool = False) -> str:
        """The DOT text; `note` is an HTML-like label below the picture."""
        # Engines build a row from its left, a column from below.
        self.upwards = direction in ("LR", "RL")
        dot = graphviz.Digraph("glassgrad")
        for kind, attributes in marks.defaults(self.theme, direction, note).items():
            dot.attr(kind, **attributes)
        if self.graph.collapsed:
            # The second search for fewer crossings would undo the order of `_align`.
            dot.attr("graph", remincross="false")
        shown = [node for node in self.graph.nodes if node.index not in self.hidden]
        self._add_scope(dot, (), shown)
        self._add_edges(dot)
        if constants:
            self._add_constants(dot)
        return str(dot.source)

    def _add_scope(
        self, dot: graphviz.Digraph, scope: tuple[str, ...], nodes: Sequence[Node]
    ) -> None:
        """The nodes of a scope, those of the scopes inside it as clusters.

        Leaves stand outside: a cluster that holds its parameters pushes the next one
        below itself.
        """
        inner: dict[str, list[Node]] = {}
        for node in nodes:
            if node.op is not None and len(node.scope) > len(scope):
                inner.setdefault(node.scope[len(scope)], []).append(node)
            else:
                self._add_node(dot, node)
        for name, members in inner.items():
            if len(members) == 1:  # its name says where it belongs
                self._add_node(dot, members[0])
            else:
                common = _common((*scope, name), members)
                self._add_cluster(dot, common, len(scope), members)

    def _add_cluster(
        self,
        dot: graphviz.Digraph,
        scope: tuple[str, ...],
        depth: int,
        members: list[Node],
    ) -> None:
        """A cluster named by what its scope has beyond the first `depth` names."""
        first = members[0].index
        mark = f"cluster-{first}-{len(scope)}"
        self.hover[mark] = " / ".join(scope)
        with dot.subgraph(name=f"cluster_{first}_{len(scope)}") as cluster:
            # Where lines cross the name least: those of a row come from above left.
            side = "r" if self.graph.collapsed else "c"
            cluster.attr(id=mark, **marks.cluster(scope[depth:], self.theme, side))
            self._add_scope(cluster, scope, members)
            if self.graph.collapsed:
                self._align(cluster, members)

    def _align(self, dot: graphviz.Digraph, members: list[Node]) -> None:
        """The neurons of a layer in a row, in their order.

        What is made of other members, as a softmax is, stands behind the row.
        """
        among = {node.index for node in members}
        fed = {edge.child for edge in self.graph.edges if edge.parent in among}
        row = [node for node in members if node.index not in fed]
        ordered = sorted(row, key=lambda node: natural(node.scope))
        if self.upwards:
            ordered.reverse()
        with dot.subgraph() as row:
            row.attr(rank="same")
            for one, next_ in pairwise(ordered):
                row.edge(f"n{one.index}", f"n{next_.index}", style="invis")

    def _add_node(self, dot: graphviz.Digraph, node: Node) -> None:
        mark = f"node-{node.index}"
        self.hover[mark] = captions.said(node)
        dot.node(f"n{node.index}", label=self.box(node), id=mark)

    def box(self, node: Node) -> str:
        """The label of a node."""
        sign = "" if self.graph.collapsed else marks.operation_sign(node)
        last = node is self.graph.output
        parameters = [
            (self.graph.nodes[edge.parent], edge.partial)
            for edge in self.inside.get(node.index, ())
        ]
        return marks.node_box(node, sign, self.theme, self.gradients, last, parameters)

    def _add_edges(self, dot: graphviz.Digraph) -> None:
        nodes = self.graph.nodes
        for i, edge in enumerate(self.graph.edges):
            if not self.ends(edge):
                continue
            child, parent = nodes[edge.child], nodes[edge.parent]
            mark = f"edge-{i}"
            self.hover[mark] = (
                f"{slope_name(child, parent)} = {edge.partial + 0.0:+.6g}"
            )
            line = marks.beside(self.line(edge), self.upwards)
            dot.edge(f"n{edge.parent}", f"n{edge.child}", id=mark, **line)

    def ends(self, edge: Edge) -> bool:
        """Whether both ends of an edge are drawn."""
        return edge.parent not in self.hidden and edge.child not in self.hidden

    def line(self, edge: Edge) -> dict[str, str]:
        """The attributes of an edge."""
        return marks.edge_line(edge, self.theme, self.partials)

    def _add_constants(self, dot: graphviz.Digraph) -> None:
        for node in self.graph.nodes:
            for i, constant in enumerate(_constants(node.value.operands)):
                name = f"c{node.index}_{i}"
                label = f'<<FONT COLOR="{self.theme.faint}">{constant:.6g}</FONT>>'
                mark = f"constant-{node.index}-{i}"
                self.hover[mark] = f"constant {constant!r} of {node.name}"
                dot.node(name, label=label, id=mark, margin="0.04")
                dot.edge(
                    name,
                    f"n{node.index}",
                    id=f"{mark}-edge",
                    color=self.theme.line,
                    style="dotted",
                    arrowhead="none",
                )


def _inside(graph: Graph) -> dict[int, list[Edge]]:
    """In a collapsed graph of many parameters: those drawn inside their neuron."""
    parameters = {node.index for node in graph.nodes if not node.op and node.scope}
    if not graph.collapsed or len(parameters) <= PARAMETERS:
        return {}
    inside: dict[int, list[Edge]] = {}
    for edges in graph.outgoing():
        if len(edges) == 1 and edges[0].parent in parameters:
            inside.setdefault(edges[0].child, []).append(edges[0])
    return inside


def _constants(operands: Iterable[object]) -> list[float]:
    """The plain numbers among operands, those in vectors included."""
    found: list[float] = []
    for operand in operands:
        if isinstance(operand, tuple):
            found += _constants(operand)
        elif isinstance(operand, float):
            found.append(operand)
    return found


def _common(scope: tuple[str, ...], members: list[Node]) -> tuple[str, ...]:
    """The innermost scope that all members are in."""
    while all(len(node.scope) > len(scope) for node in members):
        names = {node.scope[len(scope)] for node in members}
        if len(names) > 1:
            break
        scope = (*scope, *names)
    return scope
