"""A gradient as what it is: a sum over paths of products of local partials.

`paths(L, w)` is Bauer's formula for ∂L/∂w: every way from the output down to the source
is a path, its product the product of the partials on its edges, and the sum of all
products the gradient. Nothing is enumerated unless asked for: the number of paths and
their sum come from one pass over the graph, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from importlib import import_module
from math import frexp, log10, nan, prod
from operator import index
from typing import TYPE_CHECKING

from autograd.elimination import at_view, collapse
from autograd.graph import Edge, Graph, Node, slope_name
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.diagram import Diagram


ENDS = 6
"""How many names at either end of a long path are said."""


VAST = 2**60
"""More than the exponent of any product of finite factors but 0."""


@dataclass(frozen=True, slots=True, repr=False)
class Path:
    """One way from the output to the source.

    Attributes:
        nodes: from the output to the source.
        edges: the edges between them, in the same order.
        share: the part of the gradient that comes this way, product / total.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    share: float

    @property
    def factors(self) -> tuple[float, ...]:
        """The partials on its edges, as the chain rule writes them."""
        return tuple(edge.partial for edge in self.edges)

    @property
    def product(self) -> float:
        """What this path adds to the gradient."""
        return prod(self.factors)

    def __repr__(self) -> str:
        return f"Path({route(self)}: {self.product + 0.0:.6g})"

    if TYPE_CHECKING:  # given by `formulas`

        def _repr_latex_(self) -> str: ...


def whole(k: int) -> int:
    """A number of paths that is asked for.

    Raises:
        ValueError: it is no whole number from 1 up.
    """
    try:
        number = 0 if isinstance(k, bool) else index(k)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"a number of paths is a whole number from 1 up, not {k!r}")
    return number


def counted(number: int) -> str:
    """A number of paths as text, exact as far as anyone reads the digits.

    >>> counted(1024), counted(2**400)
    ('1,024', 'about 10^120')
    """
    return f"{number:,}" if number < 10**15 else f"about 10^{log10(number):.0f}"


def route(path: Path) -> str:
    """The names along a path, output first; in the middle of a long one their number.

    >>> x = Value(1.0, label="x")
    >>> (path,) = paths((x * 2.0).tanh(), x)
    >>> route(path)
    'v2 ← v1 ← x'
    """
    names = [node.name for node in path.nodes]
    if len(names) > 2 * ENDS + 1:
        between = f"… {len(names) - 2 * ENDS:,} more …"
        names[ENDS:-ENDS] = [between]
    return " ← ".join(names)


@dataclass(frozen=True, slots=True, repr=False)
class PathSum:
    """The derivative ∂output/∂source as the sum over all paths between them.

    Iterating gives every path, lazily; `print` the bracketed formula, first with
    symbols, then with numbers, then the sum.

    Attributes:
        graph: the snapshot, or what it was collapsed to.
        source: the node that the paths lead down to.
    """

    graph: Graph
    source: Node

    if TYPE_CHECKING:  # given by `formulas`

        def _repr_latex_(self) -> str: ...

    def draw(
        self,
        k: int | None = None,
        *,
        direction: str | None = None,
        theme: str = "light",
    ) -> Diagram:
        """The graph with the leading paths lit.

        Args:
            k: how many paths, those with the largest |product|; default: all up to six.
            direction: "LR" from left to right or "TB" from top to bottom; default:
                left to right, or downwards where it is long and narrow.
            theme: "light" or "dark".
        """
        # Loaded when asked for: everything else here needs the standard library only.
        draw_paths = import_module("autograd.diagram").draw_paths
        picture: Diagram = draw_paths(self, k, direction=direction, theme=theme)
        return picture

    def __repr__(self) -> str:
        ends = slope_name(self.output, self.source)
        return f"PathSum({ends} = {self.total + 0.0:.6g}, {counted(self.count)} paths)"

    @property
    def output(self) -> Node:
        """Where the paths begin."""
        return self.graph.output

    @property
    def count(self) -> int:
        """The exact number of paths, however many."""
        ways = [0] * len(self.graph)
        ways[-1] = 1
        for edge in self._downwards():
            ways[edge.parent] += ways[edge.child]
        return ways[self.source.index]

    @property
    def total(self) -> float:
        """The sum of all products: the gradient ∂output/∂source."""
        adjoints = [0.0] * len(self.graph)
        adjoints[-1] = 1.0
        for edge in self._downwards():
            adjoints[edge.parent] += adjoints[edge.child] * edge.partial
        return adjoints[self.source.index]

    def between(self) -> list[Node]:
        """The nodes that paths lead through, output first, without the two ends."""
        met = {self.output.index}
        incoming = self._leading()
        for node in reversed(self.graph.nodes):
            if node.index in met:
                met.update(edge.parent for edge in incoming[node.index])
        ends = (self.output, self.source)
        return [
            node
            for node in reversed(self.graph.nodes)
            if node.index in met and node not in ends
        ]

    def __iter__(self) -> Iterator[Path]:
        incoming, total = self._leading(), self.total
        taken: list[Edge] = []
        scans = [iter(incoming[-1])]
        if self.source is self.output:
            yield self._path(taken, total)
        while scans:
            edge = next(scans[-1], None)
            if edge is None:
                scans.pop()
                if taken:
                    taken.pop()
            elif edge.parent == self.source.index:
                yield self._path([*taken, edge], total)
            else:
                taken.append(edge)
                scans.append(iter(incoming[edge.parent]))

    def top(self, k: int) -> list[Path]:
        """The k paths with the largest |product|, without enumerating the others.

        Every node keeps its k best ways from the output; the best ways to a parent
        begin with the best ways to its children.

        Raises:
            ValueError: k is no whole number from 1 up.
        """
        k = whole(k)
        incoming, total = self._leading(), self.total
        ways: list[list[_Way]] = [[] for _ in self.graph.nodes]
        ways[-1] = [_Way(0, 0.5, None, None)]
        for node in reversed(self.graph.nodes):
            best = nlargest(k, ways[node.index], key=_Way.size)
            ways[node.index] = best
            for edge in incoming[node.index]:
                ways[edge.parent] += [way.along(edge) for way in best]
        return [self._path(way.edges(), total) for way in ways[self.source.index]]

    def _downwards(self) -> Iterator[Edge]:
        """Every edge, those into a node before those out of its parents."""
        return (edge for edges in reversed(self.graph.incoming()) for edge in edges)

    def _leading(self) -> list[list[Edge]]:
        """For each node the edges to parents from which the source can be reached."""
        incoming = self.graph.incoming()
        leads = {self.source.index}
        for node in self.graph.nodes:
            if any(edge.parent in leads for edge in incoming[node.index]):
                leads.add(node.index)
        return [
            [edge for edge in edges if edge.parent in leads and i != self.source.index]
            for i, edges in enumerate(incoming)
        ]

    def _path(self, edges: list[Edge], total: float) -> Path:
        nodes = (self.output, *(self.graph.nodes[edge.parent] for edge in edges))
        product = prod(edge.partial for edge in edges)
        return Path(nodes, tuple(edges), product / total if total else nan)


@dataclass(frozen=True, slots=True)
class _Way:
    """A path from the output so far: its last edge and the way before it.

    |product| is mantissa · 2 ** exponent, so that paths are told apart whose products
    are too small for a float.
    """

    exponent: int
    mantissa: float
    edge: Edge | None
    before: _Way | None

    def size(self) -> tuple[int, float]:
        """What grows with |product|."""
        return self.exponent, self.mantissa

    def along(self, edge: Edge) -> _Way:
        """One edge further."""
        mantissa, exponent = frexp(self.mantissa * abs(edge.partial))
        if not 0.0 < mantissa < 1.0:  # 0, infinite or nan, and so it remains
            exponent = -VAST if mantissa == 0.0 else VAST
        return _Way(self.exponent + exponent, mantissa, edge, self)

    def edges(self) -> list[Edge]:
        edges: list[Edge] = []
        way: _Way | None = self
        while way is not None and way.edge is not None:
            edges.append(way.edge)
            way = way.before
        return edges[::-1]


def paths(
    output: Value | Graph,
    source: Value,
    view: str | None = None,
    through: Iterable[Value] | None = None,
) -> PathSum:
    """The paths from an output down to a source.

    Args:
        output: what is differentiated; or its Graph, so that many sums need one only.
        source: with respect to what.
        view: "ops" (the default), "neurons" or "layers", see `elimination.at_view`.
        through: instead of a view, the nodes to collapse the graph onto, besides the
            output and the source.

    Raises:
        TypeError: an output or source is not one Value; `through` is no list.
        ValueError: the source is not in the graph; the view is unknown; both a view
            and `through` are given.
    """
    if not isinstance(source, Value):
        raise TypeError(f"paths lead to one source Value, not {source!r}")
    if view is not None and through is not None:
        raise ValueError("paths takes a view or the nodes to go through, not both")
    graph = Graph.of(output)
    graph.node(source)
    if isinstance(through, Value | str) or not isinstance(through, Iterable | None):
        raise TypeError(
            f"through takes a list of Values such as [a, b], not {through!r}"
        )
    if through is not None:
        graph = collapse(graph, [*through, source])
    else:
        graph = at_view(graph, "ops" if view is None else view, keep=[source])
    return PathSum(graph, graph.node(source))
