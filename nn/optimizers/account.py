"""The account of a step: old, gradient, η and new of each parameter, and what came.

The slope says which way a parameter goes, and how far the loss should fall; where the
loss was measured, the account says how far it fell, and warns where the two part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from autograd import Value
from nn.optimizers import showing

ROUNDING = 1e-12
"""Changes below this share of the loss are lost in its rounding."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one step did to one parameter: new = old - lr · direction.

    Attributes:
        name: its label, with its scope or a number where labels do not tell it apart.
        old: its data before the step.
        gradient: ∂L/∂old, as `backward()` left it.
        direction: what the rule made of the gradient; in plain descent the same.
        lr: the learning rate η.
        working: what led from the gradient to the direction, names and numbers, such
            as ("clipped", -1.0).

    >>> change = Change("w", 0.5, -3.0, -3.0, 0.1)
    >>> change.new, change.effect
    (0.8, 'negative slope: w goes up')
    """

    name: str
    old: float
    gradient: float
    direction: float
    lr: float
    working: tuple[tuple[str, float], ...] = ()

    @property
    def new(self) -> float:
        """Its data after the step."""
        return self.old - self.lr * self.direction

    @property
    def effect(self) -> str:
        """Which way the slope pointed, and the parameter went."""
        moved = self.new - self.old
        went = "goes up" if moved > 0 else "goes down" if moved < 0 else "stays"
        if self.gradient == 0.0:
            return f"slope 0: {self.name} {went}"
        sign = "positive" if self.gradient > 0 else "negative"
        joint = ", yet" if moved * self.gradient >= 0 else ":"
        return f"{sign} slope{joint} {self.name} {went}"


@dataclass(frozen=True, slots=True, repr=False)
class Update:
    """The account of a step; printing or showing it gives table and sentences.

    Attributes:
        optimizer: what took the step.
        changes: what became of each parameter.
        before, after: the loss with the old and the new parameters, if it was measured.
        rule: how the directions followed from the gradients.
    """

    optimizer: str
    changes: tuple[Change, ...]
    before: float | None = None
    after: float | None = None
    rule: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether every direction was the gradient itself."""
        return all(change.direction == change.gradient for change in self.changes)

    @property
    def predicted(self) -> float:
        """ΔL ≈ Σ ∂L/∂w · (new - old); in plain descent -η Σ (∂L/∂w)²."""
        return fsum(
            -change.lr * change.gradient * change.direction for change in self.changes
        )

    @property
    def actual(self) -> float | None:
        """ΔL, if the loss was measured."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def sentences(self) -> tuple[str, ...]:
        """How d came about, what was predicted and came, a warning if they part."""
        how = () if self.is_plain or not self.rule else (f"{self.rule}.",)
        rule = "−η Σ (∂L/∂w)²" if self.is_plain else "Σ ∂L/∂w · (w_new − w_old)"
        said = f"Predicted ΔL ≈ {rule} = {showing.number(self.predicted)}"
        if self.actual is None or self.before is None or self.after is None:
            return (*how, f"{said}.")
        ends = f"{showing.number(self.before)} → {showing.number(self.after)}"
        said += f"; actual ΔL = {showing.number(self.actual)} ({ends})."
        return (*how, said, self.warning) if self.warning else (*how, said)

    @property
    def warning(self) -> str:
        """Where prediction and loss part, and what to do; "" where they do not.

        On a parabola a step that ends at its lowest point gains half of what the slope
        at its start promised; one that gains less went past it.
        """
        if self.actual is None or self.before is None:
            return ""
        if abs(self.predicted) <= ROUNDING * abs(self.before):
            return ""
        kept = self.actual / self.predicted
        if self.predicted > 0.0:
            return "" if 0.5 <= kept <= 1.5 else _UPHILL
        if not kept >= 0.0:
            return _TOO_FAR
        if kept < 0.49:
            return f"Warning: the loss fell by only {kept:.0%} of what {_PAST}"
        return _STEEPER if kept > 1.5 else ""

    def __str__(self) -> str:
        return showing.text(self.heading, self.table, self.sentences)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return showing.html(self.heading, self.table, self.sentences)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"

    @property
    def heading(self) -> str:
        """What took the step, and its rule."""
        step = "∂L/∂w_old" if self.is_plain else "d"
        return f"{self.optimizer}: w_new = w_old − η · {step}"

    @property
    def table(self) -> list[list[str]]:
        """Columns with their headings; d and its working only if d is no gradient."""
        plain = self.is_plain
        names = [] if plain else [name for name, _ in self.changes[0].working]
        step = [] if plain else ["d"]
        rows = [["parameter", "old", "∂L/∂w_old", *names, *step, "η", "new", ""]]
        for each in self.changes:
            numbers = [each.old, each.gradient]
            if not plain:
                numbers += [*(number for _, number in each.working), each.direction]
            cells = [showing.number(one) for one in (*numbers, each.lr, each.new)]
            rows.append([each.name, *cells, each.effect])
        return rows

    @property
    def latex(self) -> str:
        """The rule and the table for TeX, without dollar signs."""
        return showing.latex(self.table, "∂L/∂w_old" if self.is_plain else "d")


_TOO_FAR = (
    "Warning: the loss did not fall: η is so large that the slope at the start says "
    "nothing about the end of the step. Take a smaller one."
)
_PAST = (
    "its slope promised: the step went past the lowest point, as η is too large. Take "
    "a smaller one."
)
_STEEPER = (
    "Warning: the loss fell further than its slope promised: it gets steeper along the "
    "step, and the slope at its start says little about its end."
)
_UPHILL = (
    "Warning: the step went against the slope, as momentum or weight decay outweighed "
    "it, and was too long for the slope to foretell the loss."
)


def unique_names(parameters: Sequence[Value]) -> list[str]:
    """Labels; with their scope where two are the same, with a number where that is.

    >>> unique_names([Value(1.0, "w"), Value(2.0), Value(3.0), Value(4.0, "b")])
    ['w', 'parameter 2', 'parameter 3', 'b']
    """
    labels = Counter(parameter.label for parameter in parameters)
    tags = Counter(parameter.tag[:2] for parameter in parameters)
    names = []
    for number, parameter in enumerate(parameters, start=1):
        name = parameter.label
        if labels[name] > 1:
            name = " ".join((*parameter.scope, name))
        if not parameter.label or tags[parameter.tag[:2]] > 1:
            name = f"parameter {number}"
        names.append(name)
    return names
