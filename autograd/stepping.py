"""A forward and a backward pass as a sequence of records, one change each.

`steps(output)` gives a `Step` for each value that is made, one for the seed, and one
for each edge that a gradient comes down. Leaves are given and have none. Children send
what they have when all of it has arrived, so the numbers are those of `backward()`; no
gradient of the graph is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from math import isnan
from typing import TYPE_CHECKING, Any, overload

from autograd.graph import Graph
from autograd.languages.names import printable
from autograd.recording import kernels
from autograd.scalars import as_number
from autograd.step import PLAIN, Step
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.diagram import Diagram

SHOWN = 100
"""How many steps a table shows before those in the middle are counted."""


@dataclass(frozen=True, slots=True, repr=False)
class Steps(Sequence[Step]):
    """The steps of a forward and a backward pass.

    Printing it, or showing it in a notebook, gives a table. A slice is Steps of the
    same pass.

    Attributes:
        graph: what the pass runs over.
        gradient: the seed gradient.
        whole: every step of the pass, also where this is a slice of it.
    """

    graph: Graph
    gradient: float
    whole: tuple[Step, ...]
    _chosen: range

    @overload
    def __getitem__(self, at: int) -> Step: ...
    @overload
    def __getitem__(self, at: slice) -> Steps: ...
    def __getitem__(self, at: int | slice) -> Step | Steps:
        if isinstance(at, slice):
            return Steps(self.graph, self.gradient, self.whole, self._chosen[at])
        try:
            return self.whole[self._chosen[at]]
        except IndexError:
            raise IndexError(
                f"there are {len(self)} steps, 0 to {len(self) - 1}, and no step {at}"
            ) from None

    def __len__(self) -> int:
        return len(self._chosen)

    def __iter__(self) -> Iterator[Step]:
        return (self.whole[i] for i in self._chosen)

    def __repr__(self) -> str:
        count = {kind: 0 for kind in ("forward", "seed", "backward")}
        for step in self:
            count[step.kind] += 1
        said = ", ".join(f"{n} {kind}" for kind, n in count.items() if n)
        return f"Steps({self.graph.output.name}: {said or 'none'})"

    def __str__(self) -> str:
        rows = [*self._rows()]
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(
                f"{text:>{width}}" if column in (0, 3, 4) else f"{text:<{width}}"
                for column, (text, width) in enumerate(zip(row, wide, strict=True))
            ).rstrip()
            for row in rows
        )

    def draw(
        self, i: int = -1, *, direction: str = "LR", theme: str = "light"
    ) -> Diagram:
        """The graph as it is after a step of these.

        Args:
            i: which step; the last, unless another is asked for.
            direction: "LR" from left to right or "TB" from top to bottom.
            theme: "light" or "dark".
        """
        # Loaded when asked for: everything else here needs the standard library only.
        draw_step = import_module("autograd.diagram").draw_step
        picture: Diagram = draw_step(self, i, direction=direction, theme=theme)
        return picture

    def _repr_html_(self) -> str:
        head, *body = self._rows()
        titles = "".join(f"<th>{title}</th>" for title in head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>"
            for row in body
        )
        return f"<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of the table, its head first."""
        head = ("step", "pass", "node", "before", "after", "how")
        noted = any(node.source for node in self.graph.nodes)
        yield (*head, "your line") if noted else head
        half, left_out = SHOWN // 2, len(self) - SHOWN
        for step in self[:half] if left_out > 0 else self:
            yield _cells(step, noted)
        if left_out > 0:
            said = f"{left_out:,} more steps: look at a slice, such as steps[50:100]"
            yield ("…", "", "", "", "", said, "")[: 6 + noted]
            for step in self[-half:]:
                yield _cells(step, noted)


def steps(output: Value | Graph, gradient: float = 1.0) -> Steps:
    """A fresh forward and backward pass over a recorded graph, step by step.

    First every node that an op made gets its value, in topological order; then the
    output its seed gradient; then, last child first, every edge carries a gradient
    down. The stepper page counts the same steps, from 1. Every gradient begins at 0,
    whatever the graph's `grad` holds from passes before, and `grad` stays as it is. The
    numbers are those of `backward()`; where the neurons of a layer share inputs it adds
    them up together, which may round the last digit otherwise.

    Args:
        output: the last node, for example a loss; or a Graph, for example a collapsed
            one.
        gradient: the seed gradient.

    Raises:
        TypeError: the output is not one Value, or the gradient not one number.
        ValueError: a leaf was changed after the graph was recorded.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> for step in steps(a * b):
    ...     print(step)
    v2 = a · b = 2 · (−3) = −6
    ∂v2/∂v2 = 1 (the backward pass begins: v2 changes as v2 does)
    ∂v2/∂a += ∂v2/∂v2 · ∂v2/∂a = 1 · (−3) = −3
    ∂v2/∂b += ∂v2/∂v2 · ∂v2/∂b = 1 · 2 = 2
    """
    graph, gradient = Graph.of(output), as_number(gradient)
    check_fresh(graph)
    found = [
        Step(i, "forward", node, None, node.data, graph=graph)
        for i, node in enumerate(node for node in graph.nodes if node.op is not None)
    ]
    found += _backward(graph, gradient, len(found))
    return Steps(graph, gradient, tuple(found), range(len(found)))


def check_fresh(graph: Graph) -> None:
    """Raise an error if the leaves no longer give the numbers that were recorded."""
    for node in graph.nodes:
        if node.op is None:
            continue
        operands = node.value.operands
        data = [_data(operand) for operand in operands]
        wanted = [_recorded(operand) for operand in operands]
        try:
            out, _ = kernels[node.op.name](*data, wanted=wanted)
        except (ArithmeticError, ValueError):
            out = None
        if out != node.data and not (
            out is not None and isnan(out) and isnan(node.data)
        ):
            raise ValueError(
                f"{node.name} was recorded as {node.data!r}, but from its operands as "
                f"they are now it is {out!r}: a leaf was changed since. Compute the "
                "output again, and step through it before the parameters are updated"
            )


def _data(operand: Any) -> Any:
    if isinstance(operand, tuple):
        return [_data(each) for each in operand]
    return operand if isinstance(operand, float) else operand.data


def _recorded(operand: Any) -> bool:
    if isinstance(operand, tuple):
        return any(map(_recorded, operand))
    return not isinstance(operand, float)


def _backward(graph: Graph, gradient: float, index: int) -> Iterator[Step]:
    """The seed, then every edge, those of the last child first."""
    nodes = graph.nodes
    arrivals, arrived = [0] * len(nodes), [0] * len(nodes)
    into: list[list[int]] = [[] for _ in nodes]
    for i, edge in enumerate(graph.edges):
        into[edge.child].append(i)
        arrivals[edge.parent] += 1
    adjoints = [0.0] * len(nodes)
    adjoints[-1] = gradient
    yield Step(
        *(index, "seed", graph.output, 0.0, gradient),
        arrival=1,
        arrivals=1,
        graph=graph,
    )
    for child in reversed(nodes):
        for i in into[child.index]:
            edge = graph.edges[i]
            parent, before = edge.parent, adjoints[edge.parent]
            adjoints[parent] = before + adjoints[child.index] * edge.partial
            arrived[parent] += 1
            index += 1
            yield Step(
                *(index, "backward", nodes[parent], before, adjoints[parent]),
                *(child, i, adjoints[child.index], edge.partial),
                *(arrived[parent], arrivals[parent]),
                graph=graph,
            )


def _cells(step: Step, noted: bool) -> tuple[str, ...]:
    before = "" if step.before is None else str(PLAIN.number(step.before))
    after = str(PLAIN.number(step.after))
    name = printable(step.node.name)
    cells = (str(step.number), step.kind, name, before, after, step.text)
    if not noted:
        return cells
    source = step.node.source if step.kind == "forward" else None
    return (*cells, printable(str(source)) if source else "")
