"""Graph → where its boxes, lines and clusters lie, for a page that draws them itself.

The same arrangement as a picture of `drawing`, but a box is as wide as the widest
number that may come into it, so that nothing moves when numbers change. Everything is
in pixels from the top left corner, in whole numbers.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

import graphviz

from autograd.diagram import marks
from autograd.diagram.drawing import Drawing
from autograd.diagram.engine import Effort, LayoutError, render
from autograd.diagram.sizes import Extent
from autograd.diagram.theme import theme_named
from autograd.graph import Edge, Graph, Node

NARROWEST, WIDEST = 76, 190
"""Widths of boxes: nine figures fit the narrowest; names are cut to the widest."""

HEIGHT = 54
MARGIN = 10
LABEL_WIDTH, LABEL_HEIGHT = 48, 15
_LETTER = 8.4
"""The widest that an average letter of 12 pixels gets, in the fonts of all systems."""

Rectangle = tuple[int, int, int, int]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge: its curve as an SVG path, and the middle of its label, if it has one."""

    path: str
    label: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A frame around the nodes of a scope; `name` is what its own scope adds."""

    name: str
    frame: Rectangle
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """A graph laid out.

    Attributes:
        width, height: of the whole.
        boxes: by index of the node.
        lines: by index of the edge.
        clusters: outer ones before inner ones.
        hosts: of a parameter that has no box of its own, the neuron it is part of.
    """

    width: int
    height: int
    boxes: dict[int, Rectangle]
    lines: dict[int, Line]
    clusters: tuple[Cluster, ...]
    hosts: dict[int, int]


def geometry(graph: Graph) -> Geometry:
    """Lay out a graph from left to right.

    Raises:
        LayoutError: no layout engine was found, or it failed.
        ValueError: more nodes than can be laid out.
    """
    drawing = _Reserved(graph)
    extent = Extent.of(graph, drawing.hidden)
    extent.check("show the output of one record")
    source = drawing.source("LR", "")
    found = json.loads(render(source, "json0", Effort(extent.haste)))
    return _Reading(drawing, found).geometry()


class _Reserved(Drawing):
    """A drawing of empty boxes."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, theme_named("light"), partials=True, gradients=True)
        self.framed: dict[str, tuple[str, tuple[int, ...]]] = {}

    def _add_cluster(
        self,
        dot: graphviz.Digraph,
        scope: tuple[str, ...],
        depth: int,
        members: list[Node],
    ) -> None:
        name = f"cluster_{members[0].index}_{len(scope)}"
        held = tuple(node.index for node in members)
        self.framed[name] = (" / ".join(scope[depth:]), held)
        super()._add_cluster(dot, scope, depth, members)

    def _add_node(self, dot: graphviz.Digraph, node: Node) -> None:
        dot.node(
            f"n{node.index}",
            label="",
            shape="box",
            fixedsize="true",
            width=f"{self._width(node) / 72:.4f}",
            height=f"{HEIGHT / 72:.4f}",
        )

    def _width(self, node: Node) -> int:
        held = self.inside.get(node.index)
        sign = "" if self.graph.collapsed else marks.operation_sign(node)
        text = f"{node.name}  {f'+{len(held)} w' if held else sign}".strip()
        wide = sum(
            1.7 if unicodedata.east_asian_width(character) in "WF" else 1.0
            for character in text
        )
        return round(min(max(wide * _LETTER + 14, NARROWEST), WIDEST))

    def line(self, edge: Edge) -> dict[str, str]:
        """The attributes of an edge: room for its label."""
        if not self.partials:
            return {}
        room = f'FIXEDSIZE="TRUE" WIDTH="{LABEL_WIDTH}" HEIGHT="{LABEL_HEIGHT}"'
        return {"label": f'<<TABLE BORDER="0" {room}><TR><TD></TD></TR></TABLE>>'}


class _Reading:
    """What the engine says, in pixels from the top left corner."""

    def __init__(self, drawing: _Reserved, found: dict[str, Any]) -> None:
        self.drawing = drawing
        self.objects = {each["name"]: each for each in found.get("objects", [])}
        self.edges = {
            each["id"]: each for each in found.get("edges", []) if "id" in each
        }
        left, bottom, right, top = map(float, found["bb"].split(","))
        self.left, self.top = left - MARGIN, top + MARGIN
        self.width = round(right - left + 2 * MARGIN)
        self.height = round(top - bottom + 2 * MARGIN)

    def geometry(self) -> Geometry:
        graph, hidden = self.drawing.graph, self.drawing.hidden
        shown = [node.index for node in graph.nodes if node.index not in hidden]
        lines = {
            i: self._line(self.edges[f"edge-{i}"])
            for i, edge in enumerate(graph.edges)
            if edge.parent not in hidden and f"edge-{i}" in self.edges
        }
        if len(lines) != sum(edge.parent not in hidden for edge in graph.edges):
            raise LayoutError("the layout engine lost an edge; another one may not")
        hosts = {
            edge.parent: child
            for child, edges in self.drawing.inside.items()
            for edge in edges
        }
        return Geometry(
            self.width,
            self.height,
            {index: self._box(self.objects[f"n{index}"]) for index in shown},
            lines,
            tuple(self._cluster(name) for name in self.drawing.framed),
            hosts,
        )

    def _point(self, x: str, y: str) -> tuple[int, int]:
        return round(float(x) - self.left), round(self.top - float(y))

    def _box(self, found: dict[str, Any]) -> Rectangle:
        x, y = self._point(*found["pos"].split(","))
        width, height = (round(72 * float(found[key])) for key in ("width", "height"))
        return x - width // 2, y - height // 2, width, height

    def _cluster(self, name: str) -> Cluster:
        label, members = self.drawing.framed[name]
        left, bottom, right, top = self.objects[name]["bb"].split(",")
        (x, y), (x2, y2) = self._point(left, top), self._point(right, bottom)
        return Cluster(label, (x, y, x2 - x, y2 - y), members)

    def _line(self, found: dict[str, Any]) -> Line:
        """Cubic curves, then straight on to the tip of the arrow."""
        *tip, first, rest = _curve(found["pos"])
        points = [" ".join(map(str, self._point(*point))) for point in (first, *rest)]
        path = f"M{points[0]}C{' '.join(points[1:])}"
        if tip:
            path += "L" + " ".join(map(str, self._point(*tip[0])))
        label = found.get("lp")
        return Line(path, self._point(*label.split(",")) if label else None)


def _curve(text: str) -> tuple[Any, ...]:
    """The tip of an edge's arrow, if it has one, its first point, the other points."""
    parts = [part.split(",") for part in text.split()]
    tips = [part[1:] for part in parts if part[0] == "e"]
    points = [part for part in parts if part[0] not in "es"]
    return (*tips, points[0], points[1:])
