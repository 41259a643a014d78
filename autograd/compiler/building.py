"""From laned nodes to a program, and from its memories back to the Values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from autograd.compiler.grouping import Grouped, group
from autograd.compiler.lanes import Laned
from autograd.compiler.running import Array
from autograd.compiler.simplifying import Simplified, simplified
from autograd.value import Value


class Numbers(NamedTuple):
    """A node's value and adjoint: floats, or arrays with one number a record."""

    value: Any
    adjoint: Any


@dataclass(slots=True)
class Built:
    """What a graph became on the way to its program."""

    laned: Laned
    simplified: Simplified
    grouped: Grouped


def build(laned: Laned, wanted: set[Value] | None, plain: bool = False) -> Built:
    """Group laned nodes; with `plain`, each node by itself keeps its slot."""
    if plain:
        homes = list(range(len(laned.scalars)))
        simple = Simplified(laned.scalars, homes)
    else:
        simple = simplified(laned.scalars)
    scalars = simple.scalars
    inputs = [simple.homes[node] for node in laned.inputs]
    leaves = {
        node
        for node, value in enumerate(scalars.values)
        if scalars.ops[node] is None and (wanted is None or value in wanted)
    }
    if not plain:
        leaves -= set(inputs)
    for node, column in zip(inputs, laned.columns, strict=False):
        values = {each for each in column if isinstance(each, Value)}
        if values if wanted is None else values & wanted:
            leaves.add(node)
    return Built(laned, simple, group(scalars, inputs, leaves))


def numbered(
    built: Built, memories: tuple[Array, Array, Array, Array], lanes: int
) -> dict[Value, Numbers]:
    """The numbers of each Value.

    Args:
        built: a program in which each node has its own slot.
        memories: shared, its adjoints, laned, its adjoints, after a run.
        lanes: how many lanes the run had.
    """
    shared, shared_adjoints, laned, laned_adjoints = memories
    scalars, slots = built.simplified.scalars, built.grouped.slots.tolist()
    plain = shared.tolist(), shared_adjoints.tolist()
    found: dict[Value, Numbers] = {}
    for node, value in enumerate(scalars.values):
        if value is None:
            continue
        slot = slots[node]
        if scalars.laned[node]:
            found[value] = Numbers(laned[slot].copy(), laned_adjoints[slot].copy())
        else:
            found[value] = Numbers(plain[0][slot], plain[1][slot])
    return found
