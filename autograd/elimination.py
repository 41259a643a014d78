"""A graph collapsed onto chosen nodes, exactly, by vertex elimination.

To eliminate a node, every path parent → node → child becomes an edge parent → child
with the product of the two partials, added to an edge that is there already. What
remains are the kept nodes and, on the edges, their exact compound partials (Griewank
and Walther, Evaluating Derivatives, chapter 9).

Order: about the node with the fewest products first (parents times children,
Markowitz' rule; a cost that has fallen since it was queued is not looked up). On
networks that is linear in the number of edges: most nodes have one child.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from heapq import heapify, heappop, heappush

from autograd.graph import Edge, Graph, Node
from autograd.value import Value

VIEWS = ("ops", "neurons", "layers")

Partials = list[dict[int, float]]


def collapse(graph: Graph | Value, keep: Iterable[Value]) -> Graph:
    """Eliminate every node that is not kept; the output always is.

    Args:
        graph: what to collapse; of a Value the graph below it.
        keep: the Values to keep.

    Returns:
        A graph of the kept nodes. Where paths led from one to another, one edge holds
        the sum over these paths of the products of their partials.

    Raises:
        TypeError: what to keep is not a list of Values.
        ValueError: a Value to keep is not in the graph.
    """
    graph = Graph.of(graph)
    if isinstance(keep, Value | str) or not isinstance(keep, Iterable):
        raise TypeError(f"collapse takes a list of Values to keep, not {keep!r}")
    kept = {graph.output.index, *(graph.node(value).index for value in keep)}
    return _collapsed(graph, kept)


def at_view(graph: Graph | Value, view: str, keep: Iterable[Value] = ()) -> Graph:
    """A graph as a view shows it.

    "ops" is the graph itself. "neurons" keeps the leaves, the output, what a scope
    gives to the outside (the outputs of neurons) and the labelled nodes outside scopes;
    "layers" keeps of the scopes only what the outermost gives to the outside: for a
    plain network the same nodes, which pictures then put into a box a layer. `keep`
    names nodes that are kept in any case.

    Raises:
        ValueError: the view has no such name.
    """
    if view not in VIEWS:
        raise ValueError(f"unknown view {view!r}; the views are {', '.join(VIEWS)}")
    graph = Graph.of(graph)
    if view == "ops":
        return graph
    depth = 1 if view == "layers" else None
    outer: list[bool] = [True] * len(graph)
    for node, edges in zip(graph.nodes, graph.outgoing(), strict=True):
        scope = node.scope[:depth]
        children = [graph.nodes[edge.child].scope for edge in edges]
        inside = [child[: len(scope)] == scope for child in children]
        outer[node.index] = bool(scope) and not (inside and all(inside))
    wanted = set(keep)
    kept = {
        node.index
        for node in graph.nodes
        if node.op is None
        or node.value in wanted
        or outer[node.index]
        or (node.value.label and not node.scope)
        or node is graph.output
    }
    return _collapsed(graph, kept)


def _collapsed(graph: Graph, kept: set[int]) -> Graph:
    into, out_of = _tables(graph)
    for index in _elimination_order(into, out_of, kept):
        _eliminate(index, into, out_of)
    number = {index: i for i, index in enumerate(sorted(kept))}
    nodes: list[Node] = [
        replace(graph.nodes[index], index=i) for index, i in number.items()
    ]
    edges = [
        Edge(number[parent], number[child], partial)
        for child in number
        for parent, partial in sorted(into[child].items())
    ]
    return Graph(tuple(nodes), tuple(edges), collapsed=True)


def _tables(graph: Graph) -> tuple[Partials, Partials]:
    """The edges as tables, child → parent → partial and back; parallel ones added."""
    into: Partials = [{} for _ in graph.nodes]
    out_of: Partials = [{} for _ in graph.nodes]
    for edge in graph.edges:
        partial = into[edge.child].get(edge.parent, 0.0) + edge.partial
        into[edge.child][edge.parent] = partial
        out_of[edge.parent][edge.child] = partial
    return into, out_of


def _elimination_order(
    into: Partials, out_of: Partials, kept: set[int]
) -> Iterable[int]:
    """The nodes to eliminate, about the cheapest first; looks at the tables live."""
    queue = [
        (len(into[i]) * len(out_of[i]), i) for i in range(len(into)) if i not in kept
    ]
    heapify(queue)
    while queue:
        cost, index = heappop(queue)
        now = len(into[index]) * len(out_of[index])
        if now > cost:
            heappush(queue, (now, index))
        else:
            yield index


def _eliminate(index: int, into: Partials, out_of: Partials) -> None:
    parents, children = into[index], out_of[index]
    for child, outer in children.items():
        del into[child][index]
        for parent, inner in parents.items():
            partial = into[child].get(parent, 0.0) + outer * inner
            into[child][parent] = out_of[parent][child] = partial
    for parent in parents:
        del out_of[parent][index]
    into[index], out_of[index] = {}, {}
