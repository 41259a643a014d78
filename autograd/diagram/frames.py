"""A step of a pass as a picture: what is done, what happens now, what still waits.

All pictures of one pass have the same layout, to a fraction of a point: every box,
label and caption has the room that its longest text in the whole pass takes. A graph
can then be stepped through, in a notebook or an animation, without jumping.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from html import escape
from math import ceil

import graphviz

from autograd.diagram import marks
from autograd.diagram.drawing import LABELLED, Drawing, check_direction
from autograd.diagram.engine import Effort
from autograd.diagram.picture import Diagram
from autograd.diagram.sizes import Extent
from autograd.diagram.theme import Theme, theme_named
from autograd.diagram.widths import width
from autograd.graph import Edge, Node
from autograd.step import Step
from autograd.stepping import Steps

COLUMNS = 100
LINES = 4
"""How long a line of the caption is, in characters, and of how many lines a part."""

GIVEN = "The leaves have their numbers."

LEGEND = "Thick: in this step. Dotted: still waits. Dashed line: negative partial."


@dataclass(frozen=True, slots=True)
class _State:
    """What there is after a step: who has a value, what gradients have arrived.

    Before the first step, which `step` None stands for, leaves have their values.
    """

    step: Step | None
    made: frozenset[int]
    arrived: dict[int, Step]
    sent: frozenset[int]
    lit: frozenset[int]
    near: frozenset[int]


def draw_step(
    steps: Steps, i: int = -1, *, direction: str = "LR", theme: str = "light"
) -> Diagram:
    """Draw the graph as it is after a step; the layout is the same for each.

    Args:
        steps: the pass, or a slice of it.
        i: which of these steps; default: the last.
        direction: where the graph runs: "LR" left to right, "TB", "RL", "BT".
        theme: "light" or "dark".

    Raises:
        IndexError: there is no such step.
        ValueError: an unknown theme or direction; too many nodes.
    """
    return Frames(steps, direction=direction, theme=theme).draw(steps[i])


class Frames:
    """Draws the steps of one pass; what they share is measured once."""

    def __init__(
        self, steps: Steps, *, direction: str = "LR", theme: str = "light"
    ) -> None:
        check_direction(direction)
        extent = Extent.of(steps.graph)
        extent.check("step through steps(at_view(graph, 'neurons'))")
        self.direction = direction
        self.whole = steps.whole
        self.drawing = _StepDrawing(steps, theme_named(theme))
        self.effort = Effort(extent.haste)

    def start(self) -> Diagram:
        """The picture of what there is before the first step."""
        return self._drawn(None, f"step 0: {GIVEN}")

    def draw(self, step: Step) -> Diagram:
        """The picture of one step of the pass."""
        return self._drawn(step, f"step {step.number}, {step.kind}: {step.text}")

    def _drawn(self, step: Step | None, text: str) -> Diagram:
        drawing = self.drawing
        drawing.state = _state(self.whole, step)
        source = drawing.source(self.direction, drawing.caption(step))
        return Diagram(source, text, text, dict(drawing.hover), self.effort)


def _state(whole: tuple[Step, ...], now: Step | None) -> _State:
    graph = whole[0].graph
    leaves = frozenset(node.index for node in graph.nodes if node.op is None)
    if now is None:
        return _State(None, leaves, {}, frozenset(), frozenset(), frozenset())
    before = whole[: now.number]
    edges = graph.incoming()[now.node.index] if now.kind == "forward" else []
    near = {edge.parent for edge in edges} | {now.child.index if now.child else -1}
    first = graph.edges.index(edges[0]) if edges else 0
    lit = {first + i for i in range(len(edges))}
    return _State(
        now,
        leaves.union(step.node.index for step in before if step.kind == "forward"),
        {step.node.index: step for step in before if step.kind != "forward"},
        frozenset(step.edge for step in before if step.edge is not None),
        frozenset(lit if now.edge is None else {now.edge}),
        frozenset(near),
    )


class _StepDrawing(Drawing):
    """A drawing that looks at the state a pass is in."""

    state: _State

    def __init__(self, steps: Steps, theme: Theme) -> None:
        graph = steps.graph
        super().__init__(graph, theme, partials=True, gradients=True)
        self.hidden, self.inside = set(), {}
        self.crowded = graph.collapsed and len(graph.edges) > LABELLED
        self.faint = replace(theme, ink=theme.faint, value=theme.faint)
        self.steps = len(steps.whole)
        self.number = {id(edge): i for i, edge in enumerate(graph.edges)}
        self.room = [_room(marks.number(node.data), 12) for node in graph.nodes]
        for step in steps.whole:
            if step.kind != "forward":
                index, said = step.node.index, _gradient(step)
                self.room[index] = max(self.room[index], _room(said, 11))
        captions = [_lines(step, len(steps.whole)) for step in (None, *steps.whole)]
        self.lines = max(map(len, captions))
        self.wide = ceil(max(_width(line) for part in captions for line in part))

    # ------------------------------------------------------------------------ boxes

    def _add_node(self, dot: graphviz.Digraph, node: Node) -> None:
        super()._add_node(dot, node)
        said = f"{node.name} = {node.data:.6g}" if self._made(node) else node.name
        if step := self.state.arrived.get(node.index):
            said += f", gradient {step.after:+.6g}"
        self.hover[f"node-{node.index}"] = said

    def _made(self, node: Node) -> bool:
        return node.index in self.state.made

    @property
    def _forward(self) -> bool:
        return self.state.step is None or self.state.step.kind == "forward"

    def box(self, node: Node) -> str:
        """The label of a node: its name, its value and gradient if there yet."""
        theme = self.theme if self._made(node) else self.faint
        sign = "" if self.graph.collapsed else marks.operation_sign(node)
        room = self.room[node.index]
        value = marks.number(node.data) if self._made(node) else "?"
        rows = [
            marks.row(marks.cell(marks.title(node, sign, theme), theme.ink)),
            marks.row(_cell(value, theme.value, 12, room)),
            marks.row(_cell(*self._gradient(node), 11, room)),
        ]
        fill, color, border, style = self._frame(node)
        return marks.framed(rows, fill, color, border, style)

    def _gradient(self, node: Node) -> tuple[str, str]:
        """The gradient's text and colour."""
        if self._forward:
            return " ", self.theme.faded
        if step := self.state.arrived.get(node.index):
            return _gradient(step), self.theme.gradient
        return "grad 0", self.theme.faint

    def _frame(self, node: Node) -> tuple[str, str, int, str]:
        """How a box is filled, and the colour, width and style of its border."""
        theme, now, forward = self.theme, self.state.step, self._forward
        accent = theme.value if forward else theme.gradient
        if now is not None and node is now.node:
            fill = theme.value_lit if forward else theme.gradient_lit
            return fill, accent, 3, "ROUNDED"
        fill = theme.leaf if node.op is None else theme.box
        if node.index in self.state.near:
            return fill, accent, 2, "ROUNDED"
        if forward:
            done = self._made(node)
        else:
            step = self.state.arrived.get(node.index)
            done = step is not None and step.arrival == step.arrivals
        if not done:
            return fill, theme.line, 1, "ROUNDED,DOTTED"
        return fill, theme.line if forward else theme.gradient, 1, "ROUNDED"

    # ------------------------------------------------------------------------ lines

    def line(self, edge: Edge) -> dict[str, str]:
        """The attributes of an edge, and its partial in the room kept for it."""
        theme, state, i = self.theme, self.state, self.number[id(edge)]
        line = marks.edge_line(edge, theme, partials=False)
        forward = self._forward
        accent = theme.value if forward else theme.gradient
        made = edge.child in state.made
        if i in state.lit:
            line |= {"color": accent, "penwidth": "3", "arrowsize": "0.9"}
            line |= {} if forward else {"dir": "back"}
        elif not made:
            line |= {"color": theme.faded, "style": "dotted"}
        elif i in state.sent:
            line |= {"color": accent, "penwidth": "1.6", "dir": "back"}
        if self.partials:
            said = marks.signed(edge.partial)
            content = _cell(said if made else " ", theme.partial, 11, _room(said, 11))
            line["label"] = f"<{_table(marks.row(content) + _CLEAR)}>"
        return line

    # ---------------------------------------------------------------------- caption

    def caption(self, step: Step | None) -> str:
        """What the step does, below the picture, in the room of the longest."""
        head, *lines = _lines(step, self.steps)
        lines += [""] * (self.lines - 1 - len(lines))
        colour = self.theme.value if self._forward else self.theme.gradient
        rows = [(head, colour)]
        rows += [(line, self.theme.ink) for line in lines]
        rows.append((LEGEND, self.theme.faint))
        wide = max(self.wide, ceil(_width(LEGEND)))
        content = "".join(
            f'<TR><TD ALIGN="LEFT" WIDTH="{wide}" HEIGHT="17" FIXEDSIZE="TRUE">'
            f'<FONT COLOR="{colour}" POINT-SIZE="12">{escape(text) or " "}</FONT>'
            "</TD></TR>"
            for text, colour in rows
        )
        return f"<{_table(content)}>"


_CLEAR = '<TR><TD HEIGHT="4"></TD></TR>'
"""Below an edge's label, so that a thick line does not touch it."""

_PASS = {
    "forward": "forward pass, values",
    "seed": "the backward pass begins",
    "backward": "backward pass, gradients",
}


def _lines(step: Step | None, steps: int) -> list[str]:
    """The caption of a step, its number first."""
    if step is None:
        return [f"Step 0 of {steps}: before the passes", GIVEN]
    parts = (step.equation, step.why[:1].upper() + step.why[1:])
    return [f"Step {step.number} of {steps}: {_PASS[step.kind]}"] + [
        line
        for part in parts
        for line in textwrap.wrap(part, COLUMNS, max_lines=LINES, placeholder=" …")
    ]


def _gradient(step: Step) -> str:
    """A gradient, and how many of its parts have arrived where some have not."""
    said = f"grad {marks.signed(step.after)}"
    if step.arrival < step.arrivals:
        said += f" ({step.arrival}/{step.arrivals})"
    return said


def _room(text: str, size: int) -> int:
    """The width kept for a text of ours, a little more than the engine measures."""
    return ceil(1.05 * width(text, size)) + 6


def _width(line: str) -> float:
    """About how wide a line of the caption is; a little more than it can be."""
    ascii_only = "".join(c if c.isascii() else "n" for c in line)
    return 1.1 * width(ascii_only, 12) + 4


def _cell(text: str, colour: str, size: int, room: int) -> str:
    font = f'<FONT COLOR="{colour}" POINT-SIZE="{size}">{text}</FONT>'
    return f'<TD WIDTH="{room}">{font}</TD>'


def _table(rows: str) -> str:
    return f'<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'
