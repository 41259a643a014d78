"""Scalar nodes alike: of one stage, depth and op, with operands of the same kinds.

Scalars go in, the groups come out in the order of a run, each with its stage. What is
in one group needs nothing of it, so that one instruction can compute it all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.reading import (
    TOTAL,
    Scalars,
    scalars_and_vectors,
    spans,
    vector_length,
)
from autograd.ops import OPS

Slots = NDArray[np.intp]
BEFORE, LANES, TOTALS, AFTER = range(4)
"""The stages of a run."""


@dataclass(slots=True)
class Group:
    """Nodes alike; `taken` holds their operands, (nodes, operands)."""

    op: str
    laned: bool
    inner: int
    nodes: Slots
    taken: Slots

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each operand of the row stands among those of a node."""
        return spans(self.op, self.inner)

    @property
    def is_single(self) -> bool:
        """Whether it is one node of an op without vectors, as all are in a chain."""
        return len(self.nodes) == 1 and not scalars_and_vectors(OPS[self.op])[1]


def _order(scalars: Scalars) -> tuple[list[int], list[int]]:
    """For each node its stage, and its depth: one more than that of its operands."""
    stages: list[int] = []
    depths: list[int] = []
    for node, op in enumerate(scalars.ops):
        nodes = [each for each in scalars.operands[node] if each >= 0]
        after = any([stages[each] >= TOTALS for each in nodes])
        if op == TOTAL:
            stages.append(TOTALS)
        else:
            stages.append(LANES if scalars.laned[node] else AFTER if after else BEFORE)
        depth = 1 + max([depths[each] for each in nodes], default=0)
        depths.append(0 if op is None else depth)
    return stages, depths


def groups_alike(scalars: Scalars) -> list[tuple[int, Group]]:
    """The groups, each with its stage, in the order of a run."""
    stages, depths = _order(scalars)
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    kinds = [
        ("i" if laned else "p") if op is None else "n"
        for op, laned in zip(scalars.ops, scalars.laned, strict=True)
    ]
    for node, op in enumerate(scalars.ops):
        if op is None or op == TOTAL:
            continue
        operands = scalars.operands[node]
        key = (stages[node], depths[node], op, len(operands))
        found[key + _kinds(scalars, kinds, op, operands)].append(node)
    ordered = sorted(found.items(), key=lambda item: item[0][:2])
    return [
        (
            key[0],
            Group(
                key[2],
                scalars.laned[nodes[0]],
                vector_length(key[2], scalars.operands[nodes[0]]),
                np.array(nodes, dtype=np.intp),
                np.array([scalars.operands[node] for node in nodes], dtype=np.intp),
            ),
        )
        for key, nodes in ordered
    ]


def _kinds(
    scalars: Scalars, kinds: list[str], op: str, operands: tuple[int, ...]
) -> tuple[Any, ...]:
    """For each operand in which memory it is, and whether leaf, constant or node."""
    found: list[Any] = []
    for start, end in spans(op, vector_length(op, operands)):
        several = {kinds[each] if each >= 0 else "c" for each in operands[start:end]}
        first = operands[start] if end > start else -1
        found.append((first >= 0 and scalars.laned[first], *sorted(several)))
    return tuple(found)
