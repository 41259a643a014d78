"""What can be laid out: when a picture is collapsed, laid out in haste, refused.

A picture costs what its nodes and its long lines cost: a line that passes many columns
costs the engine a node in each, so that x in a thousand sums one after the other takes
longer than ten thousand nodes in layers.
"""

from __future__ import annotations

from collections.abc import Collection

from autograd.graph import Graph

READABLE = 500
QUICK = 2_000
LARGEST = 10_000
"""Numbers of nodes from which a picture is collapsed, laid out in haste, refused."""

TANGLED = 100_000
"""How many columns lines may pass, all together, before a picture is refused."""


def passed(graph: Graph, hidden: Collection[int] = ()) -> int:
    """How many columns the lines of a picture pass, all together."""
    edges = [
        edge
        for edge in graph.edges
        if edge.parent not in hidden and edge.child not in hidden
    ]
    column = [0] * len(graph)
    for edge in edges:
        column[edge.child] = max(column[edge.child], column[edge.parent] + 1)
    first: dict[int, int] = {}
    for edge in edges:  # a leaf stands beside the first node that it leads to
        if graph.nodes[edge.parent].op is None:
            place = min(first.get(edge.parent, len(graph)), column[edge.child])
            first[edge.parent] = place
    for leaf, place in first.items():
        column[leaf] = place - 1
    return sum(column[edge.child] - column[edge.parent] for edge in edges)


def needs_haste(graph: Graph, hidden: Collection[int] = ()) -> bool:
    """Whether a layout at leisure would take too long."""
    return max(len(graph) - len(hidden), passed(graph, hidden)) > QUICK


def check_size(graph: Graph, advice: str, hidden: Collection[int] = ()) -> None:
    """Raise an error that says what to do if a picture could not be laid out."""
    nodes = len(graph) - len(hidden)
    if nodes > LARGEST:
        raise ValueError(
            f"the picture would have {nodes:,} nodes, more than {LARGEST:,}: {advice}"
        )
    if (columns := passed(graph, hidden)) > TANGLED:
        raise ValueError(
            f"the lines of the picture would pass {columns:,} columns of nodes, more "
            f"than {TANGLED:,}: {advice}"
        )
