"""A sum over paths as a picture: each leading path in its colour, the rest faded.

An edge that several paths take has a stripe for each. The paths are numbered, on their
edges and in the legend, which gives product and share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

import graphviz

from autograd.diagram import marks
from autograd.diagram.drawing import Drawing, check_direction
from autograd.diagram.engine import Effort
from autograd.diagram.layers import natural
from autograd.diagram.picture import Diagram
from autograd.diagram.sizes import Extent
from autograd.diagram.theme import Theme, theme_named
from autograd.graph import Edge, Node, slope_name
from autograd.paths import Path, PathSum, counted, route, whole

FULL = 40
"""The number of nodes of a collapsed graph above which neurons beside paths are folded.
"""

ROUTE = 200
"""How many characters of a path's nodes the legend has at most."""


def draw_paths(
    paths: PathSum,
    k: int | None = None,
    *,
    direction: str | None = None,
    theme: str = "light",
) -> Diagram:
    """Draw the graph with its leading paths lit.

    Args:
        paths: the sum to show.
        k: how many paths, those with the largest |product|; default: all up to six.
        direction: where the graph runs: "LR" left to right, "TB" downwards, "RL", "BT".
            Default: left to right, or downwards where it is long and narrow.
        theme: "light" or "dark".

    In a collapsed graph of more than 40 nodes the neurons beside these paths are folded
    into one box a layer and the other leaves left out; in any graph of more than 500
    nodes, or of very long lines, only what lies on these paths is drawn. The picture
    says what it leaves out.

    Raises:
        ValueError: more paths than there are colours; an unknown theme or direction;
            too many nodes on the paths.
    """
    check_direction(direction)
    colours = theme_named(theme)
    most = len(colours.paths)
    if k is not None and not 1 <= whole(k) <= most:
        raise ValueError(f"a picture tells 1 to {most} paths apart, not {k}")
    shown = paths.top(most if k is None else k)
    drawing = _PathDrawing(paths, shown, colours)
    advice = "pass view='neurons' to paths, or fewer paths to draw"
    edges = [edge for edge in paths.graph.edges if drawing.drawn(edge)]
    extent = Extent.of(paths.graph, drawing.hidden, edges)
    extent.check(advice)
    slope = slope_name(paths.output, paths.source)
    title = f"{len(shown)} of {counted(paths.count)} paths of {slope}"
    source = drawing.source(direction or extent.direction, drawing.legend())
    effort = Effort(extent.haste)
    return Diagram(source, str(paths), title, drawing.hover, effort)


class _PathDrawing(Drawing):
    """A drawing in which only what lies on the paths has its colours."""

    def __init__(self, paths: PathSum, shown: Sequence[Path], theme: Theme) -> None:
        super().__init__(paths.graph, theme, partials=True, gradients=True)
        self.sum = paths
        self.shown = shown
        self.lit = {node.index for path in shown for node in path.nodes}
        self.lit |= {paths.source.index, paths.output.index}
        self.on: dict[int, list[int]] = {}
        for i, path in enumerate(shown):
            for edge in path.edges:  # by identity: parallel edges look the same
                self.on.setdefault(id(edge), []).append(i)
        self.stands: dict[int, int] = {}
        self.folded: dict[int, list[Node]] = {}
        self.left_out = 0
        many = paths.graph.collapsed and len(paths.graph) > FULL
        if many or not Extent.of(paths.graph).readable:
            self.inside = {}
            self._fold()
        self.alone = not Extent.of(paths.graph, self.hidden).readable
        self._show(paths.source)
        self.faint = replace(
            theme,
            ink=theme.faded,
            faint=theme.faded,
            value=theme.faded,
            gradient=theme.faded,
            partial=theme.faded,
            line=theme.faded,
            leaf=theme.box,
        )

    def _fold(self) -> None:
        """Hide what lies beside the paths; of neurons one stands for those of a layer.

        The last of them stands, so that it comes last in its row.
        """
        beside = [node for node in self.graph.nodes if node.index not in self.lit]
        layers: dict[str, list[Node]] = {}
        for node in beside:
            if self.graph.collapsed and node.op is not None and node.scope:
                layers.setdefault(node.scope[0], []).append(node)
        for members in layers.values():
            members.sort(key=lambda node: natural(node.scope))
            self.folded[members[-1].index] = members
            self.stands |= {node.index: members[-1].index for node in members}
        self.hidden = {node.index for node in beside} - set(self.folded)
        self.left_out = len(beside) - len(self.stands)

    def _show(self, source: Node) -> None:
        """Draw the source by itself, also where parameters are inside neurons."""
        self.hidden.discard(source.index)
        self.inside = {
            child: [edge for edge in edges if edge.parent != source.index]
            for child, edges in self.inside.items()
        }

    def box(self, node: Node) -> str:
        """The label of a node: in its colours on a path, else faded."""
        if node.index in self.lit:
            return super().box(node)
        if node.index in self.folded:
            count = len(self.folded[node.index])
            said = marks.row(marks.cell(f"… {count} more", self.theme.faint))
            return marks.box([said], self.faint, self.theme.paper)
        return marks.node_box(
            node, "", self.faint, self.gradients, node is self.graph.output
        )

    def line(self, edge: Edge) -> dict[str, str]:
        """The attributes of an edge: a stripe and the number of each path on it."""
        on = self.on.get(id(edge), [])
        if not on:
            return marks.edge_line(edge, self.faint, partials=False)
        line = marks.edge_line(edge, self.theme, partials=True)
        numbers = ",".join(str(i + 1) for i in on)
        line["color"] = ":".join(self.theme.paths[i] for i in on)
        line["penwidth"] = "2.2"
        line["label"] = marks.above(f"({numbers}) {line['label']}", len(on))
        return line

    def _add_edges(self, dot: graphviz.Digraph) -> None:
        """The edges, and a faint line for those of a box that stands for many."""
        super()._add_edges(dot)
        drawn: set[tuple[int, int]] = set()
        for edge in self.graph.edges:
            parent = self.stands.get(edge.parent, edge.parent)
            child = self.stands.get(edge.child, edge.child)
            ends = (parent, child)
            if parent == child or ends in drawn or not self.folded.keys() & set(ends):
                continue
            if parent in self.hidden or child in self.hidden:
                continue
            drawn.add(ends)
            mark = f"folded-{parent}-{child}"
            dot.edge(f"n{parent}", f"n{child}", id=mark, color=self.theme.faded)

    def ends(self, edge: Edge) -> bool:
        """Whether an edge is drawn by itself."""
        return self.drawn(edge) and not self.folded.keys() & {edge.parent, edge.child}

    def drawn(self, edge: Edge) -> bool:
        """Whether an edge is drawn, by itself or with those of a box for many."""
        return super().ends(edge) and (not self.alone or id(edge) in self.on)

    def legend(self) -> str:
        """The paths by number: product, share, nodes; and their sum."""
        rows = [
            self._row(f"({i + 1})", path, self.theme.paths[i])
            for i, path in enumerate(self.shown)
        ]
        total = marks.text(slope_name(self.sum.output, self.sum.source), ROUTE)
        rest = self.sum.count - len(self.shown)
        said = f"{total} = {marks.signed(self.sum.total)}"
        if rest:
            said += f", {counted(rest)} more path{'s' * (rest != 1)} included"
        rows.append(marks.row(marks.cell(said, self.theme.ink, 12, "LEFT", span=4)))
        if self.left_out or self.alone:
            left = [f"{self.left_out:,} nodes"] * bool(self.left_out)
            left += ["lines"] * self.alone
            said = f"{' and '.join(left)} beside these paths are not drawn"
            rows.append(
                marks.row(marks.cell(said, self.theme.faint, 11, "LEFT", span=4))
            )
        return (
            '<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="3">'
            f"{''.join(rows)}</TABLE>>"
        )

    def _row(self, number: str, path: Path, colour: str) -> str:
        names = marks.text(route(path), longest=ROUTE)
        share = "—" if isnan(path.share) else f"{path.share:.1%}"  # of a sum of 0: none
        return marks.row(
            marks.cell(f"<B>{number}</B>", colour, 12, "RIGHT"),
            marks.cell(marks.signed(path.product), colour, 12, "RIGHT"),
            marks.cell(share, self.theme.ink, 12, "RIGHT"),
            marks.cell(names, self.theme.faint, 11, "LEFT"),
        )
