"""A picture to fill in by hand: blanks where values, gradients and partials would be.

A recorded graph gives the values of its leaves and asks for everything else. A
collapsed one gives values and partials, which nobody can work out from what it shows,
and asks for the gradients. Edges carry numbers, so that a question can speak of one.
"""

from __future__ import annotations

from autograd.diagram import marks
from autograd.diagram.drawing import Drawing, check_direction
from autograd.diagram.engine import Effort
from autograd.diagram.picture import Diagram
from autograd.diagram.sizes import Extent
from autograd.diagram.theme import theme_named
from autograd.graph import Edge, Graph, Node

BLANK = "_" * 9


def draw_blanks(graph: Graph, *, direction: str = "LR") -> Diagram:
    """Draw a graph with blanks to write in.

    Args:
        graph: the snapshot; its gradients are not shown.
        direction: where the graph runs: "LR" left to right, "TB", "RL", "BT".

    Raises:
        ValueError: an unknown direction.
    """
    check_direction(direction)
    drawing = _Blanks(graph)
    title = f"Graph of {graph.output.name} with blanks to fill in"
    source = drawing.source(direction, "")
    effort = Effort(Extent.of(graph).haste)
    return Diagram(source, str(graph), title, drawing.hover, effort)


class _Blanks(Drawing):
    """A drawing that gives nothing away, not even when pointed at."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, theme_named("light"), partials=True, gradients=False)
        self.inside, self.hidden = {}, set()
        self.numbers = {id(edge): i + 1 for i, edge in enumerate(graph.edges)}

    def source(self, direction: str, note: str, constants: bool = False) -> str:
        """The DOT text."""
        text = super().source(direction, note, constants)
        self.hover.clear()
        return text

    def box(self, node: Node) -> str:
        """Name and op, the value or a blank for it, a blank for the gradient."""
        given = node.op is None or self.graph.collapsed
        sign = "" if self.graph.collapsed else marks.operation_sign(node)
        title = f"<B>{marks.text(node.name)}</B>"
        if sign:
            title += f'  <FONT COLOR="{self.theme.faint}">{marks.text(sign)}</FONT>'
        rows = [
            marks.row(marks.cell(title, self.theme.ink, 13, span=2)),
            self._row("value", marks.number(node.data) if given else BLANK, "value"),
            self._row("grad", BLANK, "gradient"),
        ]
        fill = self.theme.leaf if node.op is None else self.theme.box
        return marks.box(rows, self.theme, fill, node is self.graph.output)

    def _row(self, said: str, content: str, colour: str) -> str:
        colour = getattr(self.theme, colour)
        shown = self.theme.line if content == BLANK else colour
        return marks.row(
            marks.cell(said, colour, 10, "LEFT"), marks.cell(content, shown, 13)
        )

    def line(self, edge: Edge) -> dict[str, str]:
        """The number of the edge and a blank; dashes would tell the sign."""
        number = self.numbers[id(edge)]
        if self.graph.collapsed:
            return marks.edge_line(edge, self.theme, partials=True)
        return {
            "color": self.theme.line,
            "fontcolor": self.theme.partial,
            "label": f"({number}) ______ ",
        }
