"""Which nodes differ from record to record.

A graph of one record and its inputs go in: what depends on an input is laned, and each
output becomes the total over the lanes. What `repetition` finds has the same form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograd.compiler.reading import TOTAL, Scalars
from autograd.value import Value


@dataclass(slots=True)
class Laned:
    """Nodes of which some are laned.

    Attributes:
        scalars: the nodes; the laned leaves among them are the inputs.
        inputs: the laned leaves, in the order in which a table holds them.
        columns: for each input what stands in it, lane by lane, a Value or a plain
            number; empty where the caller brings the table.
        copies: for each node how many recorded nodes it stands for.
        lanes: how many lanes the columns have; 0 where the caller brings the table.
    """

    scalars: Scalars
    inputs: list[int]
    columns: list[list[Value | float]] = field(default_factory=list)
    copies: list[int] = field(default_factory=list)
    lanes: int = 0


def with_inputs(scalars: Scalars, inputs: Sequence[Value]) -> Laned:
    """Mark what depends on the inputs, and add up the outputs over the lanes."""
    numbers = {id(value): node for node, value in enumerate(scalars.values)}
    places = [numbers[id(value)] for value in inputs]
    laned = scalars.laned
    for node in places:
        laned[node] = True
    for node, operands in enumerate(scalars.operands):
        if operands:
            laned[node] = any([each >= 0 and laned[each] for each in operands])
    if inputs:
        scalars.outputs = [total(scalars, node) for node in scalars.outputs]
    return Laned(scalars, places, copies=[1] * len(scalars))


def total(scalars: Scalars, node: int) -> int:
    """A new node: the sum over the lanes of a node."""
    if not scalars.laned[node]:  # it counts once for each lane
        zero = scalars.constant(0.0)
        node = scalars.add("sum", (node, zero), True, None)
    return scalars.add(TOTAL, (node,), False, None)
