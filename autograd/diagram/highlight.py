"""A sum over paths as a picture: each leading path in its colour, the rest faded.

An edge that several paths take has a stripe for each. The paths are numbered, on their
edges and in the legend, which gives product and share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

from autograd.diagram import marks
from autograd.diagram.drawing import (
    READABLE,
    Drawing,
    check_direction,
    check_size,
    needs_haste,
)
from autograd.diagram.picture import Diagram
from autograd.diagram.theme import Theme, theme_named
from autograd.graph import Edge, Node
from autograd.paths import Path, PathSum


def draw_paths(
    paths: PathSum, k: int | None = None, *, direction: str = "LR", theme: str = "light"
) -> Diagram:
    """Draw the graph with its leading paths lit.

    Args:
        paths: the sum to show.
        k: how many paths, those with the largest |product|; default: all up to six.
        direction: where the graph runs: "LR" left to right, "TB", "RL", "BT".
        theme: "light" or "dark".

    In a graph of more than 500 nodes only what lies on these paths is drawn.

    Raises:
        ValueError: more paths than there are colours; an unknown theme or direction;
            too many nodes on the paths.
    """
    check_direction(direction)
    colours = theme_named(theme)
    most = len(colours.paths)
    if k is not None and not 1 <= k <= most:
        raise ValueError(f"a picture tells 1 to {most} paths apart, not {k}")
    shown = paths.top(most if k is None else k)
    drawing = _PathDrawing(paths, shown, colours)
    drawn = len(paths.graph) - len(drawing.hidden)
    check_size(drawn, "pass view='neurons' to paths, or fewer paths to draw")
    title = (
        f"{len(shown)} of {paths.count} paths of ∂{paths.output.name}/"
        f"∂{paths.source.name}"
    )
    source = drawing.source(direction, drawing.legend())
    return Diagram(source, str(paths), title, drawing.hover, needs_haste(paths.graph))


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
        if len(paths.graph) > READABLE:
            self.hidden = {node.index for node in paths.graph.nodes} - self.lit
            self.inside = {}
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
        line["label"] = marks.above(f"({numbers}) {line['label']}")
        return line

    def legend(self) -> str:
        """The paths by number: product, share, nodes; and their sum."""
        rows = [
            self._row(f"({i + 1})", path, self.theme.paths[i])
            for i, path in enumerate(self.shown)
        ]
        total = (
            f"∂{marks.text(self.sum.output.name)}/∂{marks.text(self.sum.source.name)}"
        )
        rest = self.sum.count - len(self.shown)
        said = f"{total} = {marks.signed(self.sum.total)}"
        if rest:
            said += f", {rest} more paths included"
        rows.append(marks.row(marks.cell(said, self.theme.ink, 12, "LEFT", span=4)))
        return (
            '<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="3">'
            f"{''.join(rows)}</TABLE>>"
        )

    def _row(self, number: str, path: Path, colour: str) -> str:
        names = " ← ".join(marks.text(node.name) for node in path.nodes)
        share = "—" if isnan(path.share) else f"{path.share:.1%}"  # of a sum of 0: none
        return marks.row(
            marks.cell(f"<B>{number}</B>", colour, 12, "RIGHT"),
            marks.cell(marks.signed(path.product), colour, 12, "RIGHT"),
            marks.cell(share, self.theme.ink, 12, "RIGHT"),
            marks.cell(names, self.theme.faint, 11, "LEFT"),
        )
