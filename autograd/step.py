"""One step of a forward or a backward pass: what changed, how, and why.

`stepping.steps` makes these records; here each says itself as a formula and in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from autograd.formulas.notation import DIGITS, Formula, PlainNotation
from autograd.formulas.passes import arriving, making, seeding
from autograd.graph import Graph, Node
from autograd.languages.names import printable

Kind = Literal["forward", "seed", "backward"]
PLAIN = PlainNotation(DIGITS)

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One change of one number.

    Attributes:
        index: its place in the whole pass, from 0.
        number: the same from 1, as tables, pictures and the page count: after so many
            steps its change is there.
        kind: "forward": a value is made; "seed": the backward pass begins at the
            output; "backward": a gradient comes down an edge.
        node: the node whose value (forward) or gradient changes.
        before: that number before; None where a value is made.
        after: that number after; of a backward step before + upstream · local.
        child: where the gradient comes from; None but for a backward step.
        edge: the index in `Graph.edges` of the edge it comes down.
        upstream: the adjoint of the child.
        local: the partial on the edge, ∂child/∂node.
        arrival, arrivals: this is the first, second … of so many edges that a gradient
            comes down to this node; 0 and 0 for a forward step.
        graph: the snapshot that the step is one of.
    """

    index: int
    kind: Kind
    node: Node
    before: float | None
    after: float
    child: Node | None = None
    edge: int | None = None
    upstream: float | None = None
    local: float | None = None
    arrival: int = 0
    arrivals: int = 0
    graph: Graph = field(repr=False, compare=False, kw_only=True)

    @property
    def number(self) -> int:
        """Which step it is, counted from 1."""
        return self.index + 1

    @property
    def formula(self) -> Formula:
        """The step as a formula: symbols, numbers, the result."""
        if self.kind == "forward":
            return making(self.graph, self.node)
        if self.kind == "seed":
            return seeding(self.graph, self.after)
        return self._arriving(self.before if self.arrival > 1 else None)

    def _arriving(self, before: float | None) -> Formula:
        assert self.edge is not None and self.upstream is not None
        edge = self.graph.edges[self.edge]
        return arriving(self.graph, edge, self.upstream, before)

    @property
    def latex(self) -> str:
        """The formula in LaTeX, without dollar signs."""
        return self.formula.latex

    @property
    def equation(self) -> str:
        """What is computed, on one line."""
        formula = self._arriving(None) if self.kind == "backward" else self.formula
        return " ".join(formula.plain.split())

    @property
    def why(self) -> str:
        """What there is to say of it; "" where the equation says all."""
        if self.kind == "forward":
            return self._origin() if self.graph.collapsed else ""
        if self.kind == "seed":
            return self._beginning()
        said = [self._addition()] if self.arrivals > 1 else []
        if self.local == 0.0:
            said.insert(0, "the local partial is 0: nothing comes this way")
        return "; ".join(said)

    def _origin(self) -> str:
        """What a node of a collapsed graph, whose op says little, is made from."""
        edges = self.graph.incoming()[self.node.index]
        names = [self.graph.nodes[edge.parent].name for edge in edges]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        return f"made from {', '.join(map(printable, names[:6]))}{more}"

    def _beginning(self) -> str:
        name = printable(self.node.name)
        if self.after == 1.0:
            return f"the backward pass begins: {name} changes as {name} does"
        seed = PLAIN.number(self.after)
        return f"the backward pass begins: all gradients are multiplied by {seed}"

    def _addition(self) -> str:
        """Which arrival it is, and what it is added to."""
        if self.arrival == 1:
            return f"the first of {self.arrivals} gradients that arrive here"
        assert self.before is not None and self.upstream is not None
        assert self.local is not None
        total = PLAIN.sum([self.before, self.upstream * self.local])
        return (
            f"the {_ordinal(self.arrival)} of {self.arrivals} arrives: it is added, "
            f"not overwritten: {total} = {PLAIN.number(self.after)}"
        )

    @property
    def text(self) -> str:
        """What changes, how and why, on one line."""
        return f"{self.equation} ({self.why})" if self.why else self.equation

    def _repr_latex_(self) -> str:
        return self.formula._repr_latex_()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Step({self.number} {self.kind}: {self.text})"


def _ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
