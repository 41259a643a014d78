"""What a picture says in words: its title, the line below it, what a node says.

A collapsed picture says below itself what it shows, so that nobody takes a compound
partial for a local one, or what it leaves out for nothing.
"""

from __future__ import annotations

from autograd.graph import Graph, Node


def below(graph: Graph, nodes: int, view: str, rows: bool, point: bool) -> str:
    """What a collapsed picture says below itself.

    Args:
        graph: what is shown.
        nodes: how many nodes there were before collapsing.
        view: the name of the view.
        rows: whether parameters are rows inside their neurons.
        point: whether lines carry no partial, there being too many.
    """
    said = [
        f"{nodes:,} nodes shown by {view}; partials are exact sums over paths",
        "rows: parameter, value, partial, gradient" if rows else "",
        "point at a line for its partial" if point else "",
        *_mixed(graph),
    ]
    return "; ".join(filter(None, said))


def _mixed(graph: Graph) -> list[str]:
    """Where fewer outputs of a scope are in the graph than neurons that it mixes.

    As after a softmax: cross entropy takes ln of the true class alone, and what the
    other neurons do to the loss goes through that output's denominator.
    """
    mixing: dict[tuple[str, ...], dict[int, set[int]]] = {}
    for edge in graph.edges:
        child, parent = graph.nodes[edge.child].scope, graph.nodes[edge.parent]
        if child and parent.op and parent.scope[: len(child)] == child != parent.scope:
            outputs = mixing.setdefault(child, {})
            outputs.setdefault(edge.child, set()).add(edge.parent)
    said = []
    for scope, outputs in mixing.items():
        if len(set().union(*outputs.values())) > len(outputs):
            names = ", ".join(graph.nodes[i].name for i in outputs)
            said.append(
                f"of {scope[-1]} {graph.output.name} takes {names} alone, through "
                "which its other neurons act"
            )
    return said


def title(graph: Graph, view: str) -> str:
    """One line that says what is shown."""
    return (
        f"Graph of {graph.output.name} by {view}: {len(graph.nodes)} nodes, "
        f"{len(graph.edges)} edges"
    )


def said(node: Node) -> str:
    """A node when pointed at."""
    made = f" ({node.op.name})" if node.op else ""
    gradient = "" if node.grad is None else f", gradient {node.grad + 0.0:+.6g}"
    return f"{node.name}{made} = {node.data:.6g}{gradient}"
