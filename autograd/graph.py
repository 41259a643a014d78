"""A frozen snapshot of a recorded graph: what every view reads.

`Graph.of(output)` lists the nodes below an output, parents first, with an edge for each
operand that is a Value (`a + a` has two) and the local partial ∂child/∂parent on it.
Later changes of `data` and `grad` do not reach it. Collapsing (`elimination`) gives
another Graph, of fewer nodes, whose edges hold exact compound partials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograd.languages import names
from autograd.lines import Source
from autograd.ops import Op
from autograd.traversal import topological_order
from autograd.value import Value

WIDEST = 28
"""How many characters the column of names has at most, where a graph is printed."""


@dataclass(frozen=True, slots=True)
class Node:
    """One number of the graph.

    Attributes:
        index: its place in `Graph.nodes`.
        value: the Value it shows.
        name: the label, or `v` and the index; no other node of the graph has it.
        data: the number.
        grad: its gradient as it stood; None where the output had none (0), as before
            any backward pass.
        op: the row that made it; None for a leaf.
        scope: what it belongs to, outermost first.
    """

    index: int
    value: Value
    name: str
    data: float
    grad: float | None
    op: Op | None
    scope: tuple[str, ...]

    @property
    def source(self) -> Source | None:
        """The user's line that made it, if `record_source` was at work."""
        return self.value.source

    def __repr__(self) -> str:
        return f"Node({self.name} = {self.data:.6g})"


@dataclass(frozen=True, slots=True)
class Edge:
    """∂child/∂parent, the partial with which a gradient flows from child to parent."""

    parent: int
    child: int
    partial: float


@dataclass(frozen=True, slots=True, repr=False)
class Graph:
    """Nodes, parents before children, and edges, in the order of the operands.

    The output is the last node. In a collapsed graph the edges are compound partials,
    and a node is no longer its op applied to its parents.

    Attributes:
        nodes: the output last.
        edges: from a parent to a child, one for each time it is an operand.
        collapsed: whether nodes were left out.

    >>> a = Value(3.0, label="a")
    >>> print(Graph.of(a * a))
    a  = 3
    v1 = mul(a, a) = 9    ∂v1/∂a = 3, ∂v1/∂a = 3
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    collapsed: bool = False
    _places: dict[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {id(node.value): node.index for node in self.nodes}
        object.__setattr__(self, "_places", places)

    @classmethod
    def of(cls, output: Value | Graph) -> Graph:
        """The graph below an output; a Graph is its own.

        Raises:
            TypeError: it is not one Value.
        """
        if isinstance(output, Graph):
            return output
        if not isinstance(output, Value):
            raise TypeError(
                f"a graph is that of one output, a Value, not of {output!r}: pass one, "
                "for example the loss or the sum of the outputs"
            )
        values = topological_order([output])
        number = {value: i for i, value in enumerate(values)}
        named = _names(values)
        differentiated = output.grad != 0.0
        nodes = tuple(
            Node(
                i,
                value,
                named[i],
                value.data,
                value.grad if differentiated else None,
                value.op,
                value.scope,
            )
            for i, value in enumerate(values)
        )
        edges = tuple(
            Edge(number[parent], i, partial)
            for i, value in enumerate(values)
            for parent, partial in zip(value.parents, value.partials, strict=True)
        )
        return cls(nodes, edges)

    @property
    def output(self) -> Node:
        """The node everything else leads to."""
        return self.nodes[-1]

    def node(self, value: Value) -> Node:
        """The node that shows a Value.

        Raises:
            TypeError: it is no Value.
            ValueError: the Value is not in this graph.
        """
        if not isinstance(value, Value):
            raise TypeError(f"a node is found by its Value, not by {value!r}")
        if id(value) in self._places:
            return self.nodes[self._places[id(value)]]
        raise ValueError(
            f"{value!r} is not in the graph of {self.output.name!r}: "
            f"{self.output.name} does not depend on it"
        )

    def incoming(self) -> list[list[Edge]]:
        """For each node the edges from its parents."""
        edges: list[list[Edge]] = [[] for _ in self.nodes]
        for edge in self.edges:
            edges[edge.child].append(edge)
        return edges

    def outgoing(self) -> list[list[Edge]]:
        """For each node the edges to its children."""
        edges: list[list[Edge]] = [[] for _ in self.nodes]
        for edge in self.edges:
            edges[edge.parent].append(edge)
        return edges

    def __reduce__(self) -> tuple[object, ...]:
        return Graph, (self.nodes, self.edges, self.collapsed)

    def __repr__(self) -> str:
        return (
            f"Graph({self.output.name}: {len(self.nodes):,} nodes, "
            f"{len(self.edges):,} edges)"
        )

    def __len__(self) -> int:
        return len(self.nodes)

    def __str__(self) -> str:
        wide = min(max(len(node.name) for node in self.nodes), WIDEST)
        rows = zip(self.nodes, self.incoming(), strict=True)
        return "\n".join(self._row(node, edges, wide) for node, edges in rows)

    def _row(self, node: Node, edges: list[Edge], wide: int) -> str:
        parents = [self.nodes[edge.parent] for edge in edges]
        made = ""
        if node.op and not self.collapsed:
            made = f" {node.op.name}({', '.join(each.name for each in parents)}) ="
        text = f"{node.name:<{wide}} ={made} {node.data:.6g}"
        if node.grad is not None:
            text += f"    gradient {node.grad + 0.0:.6g}"
        if edges:
            text += "    " + ", ".join(
                f"{slope_name(node, parent)} = {edge.partial + 0.0:.6g}"
                for parent, edge in zip(parents, edges, strict=True)
            )
        return text


def _names(values: Sequence[Value]) -> list[str]:
    """A name for each: its label, or v and its place.

    A label belongs to the first that has it, whether anything else would be called so
    or not; the next become `w_2`, `w_3`. Names are told apart as formulas set them:
    w2 and w_2, alpha and α are one name there.
    """
    found = [names.printable(value.label) if value.label else "" for value in values]
    taken: set[tuple[str, str]] = set()
    again: list[tuple[int, str]] = []
    for i, name in enumerate(found):
        if name:
            if (identity := names.identity(name)) in taken:
                again.append((i, name))
            taken.add(identity)
    free = all(head != "v" for head, _ in taken)
    for i, name in enumerate(found):
        if not name:
            found[i] = f"v{i}"
            if not free:
                again.append((i, found[i]))
    numbers: dict[str, int] = {}
    for i, name in again:
        while (identity := names.identity(found[i])) in taken:
            numbers[name] = numbers.get(name, 1) + 1
            found[i] = names.indexed(name, str(numbers[name]))
        taken.add(identity)
    return found


def slope_name(of: Node, by: Node) -> str:
    """∂of/∂by as text, with parentheses round a name that is no single word.

    >>> graph = Graph.of(Value(1.0, label="a+b") * 2.0)
    >>> slope_name(graph.output, graph.nodes[0])
    '∂v1/∂(a+b)'
    """
    above, below = (
        node.name if names.is_word(node.name) else f"({node.name})" for node in (of, by)
    )
    return f"∂{above}/∂{below}"
