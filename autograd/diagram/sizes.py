"""What can be laid out, and which way it is read.

A picture costs what its nodes and its long lines cost: a line that passes many columns
costs the engine a node in each, so that x in a thousand sums one after the other takes
longer than ten thousand nodes in layers. A page scrolls downwards, and a picture wider
than it is made smaller: a long row of nodes would have text that nobody can read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from autograd.graph import Edge, Graph

READABLE = 500
QUICK = 2_000
LARGEST = 10_000
"""Numbers of nodes from which a picture is collapsed, laid out in haste, refused."""

KNOTTED = 5_000
TANGLED = 100_000
"""How many columns lines may pass, all together, before a picture is collapsed, and
before it is refused."""

PAGE = 10
"""How many columns of nodes are read from left to right, whatever their height."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a picture is.

    Attributes:
        nodes: how many boxes.
        passed: how many columns its lines pass, all together.
        columns: how many columns of nodes it has.
        rows: how many nodes the fullest of them has.
    """

    nodes: int
    passed: int
    columns: int
    rows: int

    @classmethod
    def of(
        cls,
        graph: Graph,
        hidden: Collection[int] = (),
        edges: Iterable[Edge] | None = None,
    ) -> Extent:
        """What a picture of a graph has.

        Args:
            graph: what is drawn.
            hidden: the indices of nodes that are not.
            edges: the edges that are; default: all between the nodes that are.
        """
        lines = [
            edge
            for edge in (graph.edges if edges is None else edges)
            if edge.parent not in hidden and edge.child not in hidden
        ]
        places = _columns(graph, lines)
        shown = Counter(at for i, at in enumerate(places) if i not in hidden)
        passed = sum(places[edge.child] - places[edge.parent] for edge in lines)
        nodes = len(graph) - len(hidden)
        return cls(nodes, passed, len(shown), max(shown.values(), default=0))

    @property
    def direction(self) -> str:
        """From left to right, but downwards if long and narrow."""
        return "TB" if self.columns > max(PAGE, 2 * self.rows) else "LR"

    @property
    def haste(self) -> bool:
        """Whether a layout at leisure would take too long."""
        return max(self.nodes, self.passed) > QUICK

    @property
    def readable(self) -> bool:
        """Whether a picture could be read with every node in it."""
        return self.nodes <= READABLE and self.passed <= KNOTTED

    def check(self, advice: str) -> None:
        """Raise an error that says what to do if a picture could not be laid out."""
        if self.nodes > LARGEST:
            raise ValueError(
                f"the picture would have {self.nodes:,} nodes, more than "
                f"{LARGEST:,}: {advice}"
            )
        if self.passed > TANGLED:
            raise ValueError(
                f"the lines of the picture would pass {self.passed:,} columns of "
                f"nodes, more than {TANGLED:,}: {advice}"
            )


def _columns(graph: Graph, edges: Collection[Edge]) -> list[int]:
    """The column of each node: behind its parents, a leaf beside its first child."""
    column = [0] * len(graph)
    for edge in edges:
        column[edge.child] = max(column[edge.child], column[edge.parent] + 1)
    first: dict[int, int] = {}
    for edge in edges:
        if graph.nodes[edge.parent].op is None:
            place = min(first.get(edge.parent, len(graph)), column[edge.child])
            first[edge.parent] = place
    for leaf, place in first.items():
        column[leaf] = place - 1
    return column
