"""Units whose slope has gone: saturated and dead ones, found over many records.

A unit is a named output O = f(z) of a weighted sum z. Where f′(z) is nearly 0, next to
nothing of a gradient reaches its weights and what lies below; where it is 0 for every
record, nothing does, and no update will wake it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograd import Graph, Value, grad
from nn.labels import as_row
from nn.prediction import Model
from nn.tables import plain_list

WEIGHTED_SUMS = ("dot", "add", "mul")
"""What may make a pre-activation: one node, or the last of w * x + b or of w * x."""


@dataclass(frozen=True, slots=True, repr=False)
class Unit:
    """A unit and the slopes that its activation had over the records.

    Attributes:
        name: the label of its output, such as "O12".
        scope: what it belongs to, outermost first.
        slopes: f′(z) for each record.
        below: what counted as no slope.
    """

    name: str
    scope: tuple[str, ...]
    slopes: tuple[float, ...]
    below: float

    @property
    def share(self) -> float:
        """The share of the records in which |f′(z)| is not above `below`."""
        return sum(abs(slope) <= self.below for slope in self.slopes) / len(self.slopes)

    def __repr__(self) -> str:
        place = f" in {self.scope[0]}" if self.scope else ""
        said = f"|f′(z)| ≤ {self.below:g}" if self.below else "f′(z) = 0"
        return (
            f"Unit({self.name}{place}: {said} in {self.share:.0%} of "
            f"{len(self.slopes)} records)"
        )


def pre_activation(output: Value) -> Value | None:
    """The weighted sum z of a unit O = f(z); None if the node has not that form.

    f is one op, or several within the scope of the unit; z is one `dot`, or what a
    weighted sum written with * and + ends in.

    >>> from autograd import tanh
    >>> w, x, b = Value(2.0), Value(3.0), Value(1.0)
    >>> pre_activation(tanh(w * x + b)).data, pre_activation(w * x + b)
    (7.0, None)
    """
    if output.op is None:
        return None
    z = _labelled_below(output) if output.scope else None
    if z is not None:
        return z
    recorded = [each for each in output.parents if each.op is not None]
    if output.op.symbol or len(recorded) != 1 or not _is_sum(recorded[0]):
        return None
    return None if _is_sum(output) else recorded[0]


def _is_sum(node: Value) -> bool:
    return node.op is not None and node.op.name in WEIGHTED_SUMS


def _labelled_below(output: Value) -> Value | None:
    """The nearest weighted sum below, labelled z…, that belongs to the same scope."""
    waiting, met = list(output.parents), set[Value]()
    while waiting:
        node = waiting.pop(0)
        if node in met or node.scope != output.scope:
            continue
        met.add(node)
        if _is_sum(node) and node.label.startswith("z"):
            return node
        waiting += node.parents
    return None


def slope(output: Value, z: Value) -> float:
    """f′(z) of a unit O = f(z), from the recorded partials."""
    if z in output.parents:
        pairs = zip(output.parents, output.partials, strict=True)
        return sum(partial for parent, partial in pairs if parent is z)
    (derivative,) = grad(output, [z])
    return float(derivative)


def saturated_units(
    model: Model, X: Iterable[Any], *, below: float = 0.01, share: float = 0.9
) -> tuple[Unit, ...]:
    """The units with hardly any slope: |f′(z)| ≤ `below` in most of the records.

    With the defaults, a sigmoid beyond |z| = 4.6 or a tanh beyond |z| = 3.0 in 90 % of
    the records. A dead unit is saturated as well.

    Args:
        model: what takes a row and gives one or several Values, or rows of them.
        X: rows, one for each record.
        below: what counts as no slope.
        share: of the records, in which it must be so.

    Returns:
        These units, in the order of the graph.

    Raises:
        ValueError: there are no records, or the model has no units with names.

    >>> from nn import Neuron
    >>> neuron = Neuron(1, activation="tanh", init=0.0)
    >>> neuron.b.data = 5.0
    >>> saturated_units(neuron, [[0.0], [1.0]])
    (Unit(O in neuron: |f′(z)| ≤ 0.01 in 100% of 2 records),)
    """
    found = _units(model, X, below)
    return tuple(unit for unit in found if unit.share >= share)


def dead_units(model: Model, X: Iterable[Any]) -> tuple[Unit, ...]:
    """The units with f′(z) = 0 in every record: ReLUs that are never on, for example.

    Args:
        model: what takes a row and gives one or several Values.
        X: rows, one for each record.

    Raises:
        ValueError: there are no records, or the model has no units with names.

    >>> from nn import Neuron
    >>> neuron = Neuron(1, activation="relu", init=0.0)
    >>> neuron.b.data = -1.0
    >>> dead_units(neuron, [[0.0], [1.0]])
    (Unit(O in neuron: f′(z) = 0 in 100% of 2 records),)
    """
    return tuple(unit for unit in _units(model, X, 0.0) if unit.share == 1.0)


def _units(model: Model, X: Iterable[Any], below: float) -> list[Unit]:
    slopes: dict[tuple[tuple[str, ...], str], list[float]] = {}
    for row in plain_list(X, "X"):
        for value in _nodes(as_row(model(row))):
            z = pre_activation(value) if value.label else None
            if z is not None:
                entry = slopes.setdefault((value.scope, value.label), [])
                entry.append(slope(value, z))
    if not slopes:
        raise ValueError(
            "no units to look at: give one or more records, and a model whose units "
            "f(z) have labels, such as those of nn.MLP with an activation"
        )
    return [
        Unit(name, scope, tuple(found), below)
        for (scope, name), found in slopes.items()
    ]


def _nodes(outputs: Iterable[Any]) -> list[Value]:
    """Every node below the outputs, or rows of them, each once, parents first."""
    found: dict[Value, None] = {}
    for row in outputs:
        for output in as_row(row):
            found |= dict.fromkeys(node.value for node in Graph.of(output).nodes)
    return list(found)
