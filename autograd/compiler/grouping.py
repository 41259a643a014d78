"""Scalar nodes of one depth, op and structure become one instruction over a block.

Scalars go in, a `Program` comes out, and the slot of every node. Nodes are grouped by
(stage, depth, op, kinds of operands); leaves are placed in the order in which the
groups take them, so that operands stand at regular distances and need no gathering.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.alike import (
    AFTER,
    BEFORE,
    LANES,
    Group,
    Slots,
    groups_alike,
)
from autograd.compiler.patterns import common_shape, pattern
from autograd.compiler.program import (
    Instruction,
    Number,
    Operand,
    Program,
    Total,
    View,
)
from autograd.compiler.reading import TOTAL, Scalars
from autograd.ops import OPS


@dataclass(frozen=True, slots=True)
class Grouped:
    """A program and what its slots are.

    Attributes:
        program: the program.
        leaves: the leaf nodes in the order of its parameters.
        slots: for each node its slot, in the laned memory for a laned node.
        members: for each instruction, in the order of a run, the nodes of its block.
    """

    program: Program
    leaves: list[int]
    slots: Slots
    members: list[Slots]


ADDING = ("add", "sub")
WRITTEN = 8
"""Digits of a number that somebody wrote; one with more was computed, such as the shift
of a softmax, is another in the next recording, and no part of the structure."""


def group(scalars: Scalars, inputs: list[int], wanted: Collection[int]) -> Grouped:
    """Group the nodes into a program.

    Args:
        scalars: the nodes, see `simplifying`.
        inputs: the laned leaves, in the order in which a table holds them.
        wanted: the leaves whose adjoints are wanted.
    """
    return _Placing(scalars, inputs, wanted).program(groups_alike(scalars))


class _Placing:
    """Gives every node its slot, then every group its instruction."""

    def __init__(
        self,
        scalars: Scalars,
        inputs: list[int],
        wanted: Collection[int],
    ) -> None:
        self.scalars, self.inputs = scalars, inputs
        self.constant_slots = np.full(len(scalars.constants), -1, dtype=np.intp)
        self.slots = np.full(len(scalars), -1, dtype=np.intp)
        self.slots[inputs] = np.arange(len(inputs))
        self.constants: list[float] = []
        self.active = _active(scalars, wanted)
        self.wanted_inputs = any(each in wanted for each in inputs)

    def program(self, groups: list[tuple[int, Group]]) -> Grouped:
        leaves = self._place_leaves([each for _, each in groups])
        for _, each in groups:
            self._place_constants(each)
        self.constant_slots[self.constant_slots >= 0] += len(leaves)
        shared, laned = len(leaves) + len(self.constants), len(self.inputs)
        for stage, each in groups:
            if stage == AFTER:
                continue
            count = len(each.nodes)
            start = laned if each.laned else shared
            self.slots[each.nodes] = np.arange(start, start + count)
            laned += count if each.laned else 0
            shared += 0 if each.laned else count
        totals = [node for node, op in enumerate(self.scalars.ops) if op == TOTAL]
        self.slots[totals] = np.arange(shared, shared + len(totals))
        shared += len(totals)
        for stage, each in groups:
            if stage == AFTER:
                count = len(each.nodes)
                self.slots[each.nodes] = np.arange(shared, shared + count)
                shared += count
        made = [(stage, self._instruction(each)) for stage, each in groups]
        program = Program(
            parameters=len(leaves),
            constants=tuple(self.constants),
            inputs=len(self.inputs),
            shared_size=shared,
            laned_size=laned,
            before=tuple(each for stage, each in made if stage == BEFORE),
            lanes=tuple(each for stage, each in made if stage == LANES),
            totals=tuple(map(self._total, totals)),
            after=tuple(each for stage, each in made if stage == AFTER),
            outputs=tuple(int(self.slots[node]) for node in self.scalars.outputs),
            wanted_inputs=self.wanted_inputs,
        )
        return Grouped(program, leaves, self.slots, [each.nodes for _, each in groups])

    def _place_leaves(self, groups: list[Group]) -> list[int]:
        """Give the shared leaves their slots, as the groups take them.

        Blocks of several nodes come first: a penalty, one sum over all parameters,
        would otherwise say the order.
        """
        placed: list[int] = []
        alone = sorted(
            (each for each in groups if len(each.nodes) == 1),
            key=lambda each: each.taken.size,
        )
        for each in [*(g for g in groups if len(g.nodes) > 1), *alone]:
            for start, end in [(0, None)] if len(each.nodes) == 1 else each.spans:
                self._place(each.taken[:, start:end].ravel().tolist(), placed)
        self._place(self.scalars.outputs, placed)
        return placed

    def _place(self, nodes: list[int], placed: list[int]) -> None:
        ops, laned = self.scalars.ops, self.scalars.laned
        for node in nodes:
            if node < 0 or ops[node] is not None or laned[node]:
                continue
            if self.slots[node] < 0:
                self.slots[node] = len(placed)
                placed.append(node)

    def _place_constants(self, group: Group) -> None:
        taken: list[int] = []
        if group.is_single:
            taken = [
                each
                for each in group.taken[0].tolist()
                if each < 0 and not self._is_written(group.op, each)
            ]
        else:
            for start, end in group.spans:
                if self._number(group, start, end) is None:
                    taken += group.taken[:, start:end].ravel().tolist()
        for each in taken:
            if each < 0 and self.constant_slots[-1 - each] < 0:
                self.constant_slots[-1 - each] = len(self.constants)
                self.constants.append(self.scalars.constants[-1 - each])

    def _is_written(self, op: str, constant: int) -> bool:
        """Whether a constant belongs to the structure."""
        number = self.scalars.constants[-1 - constant]
        return op not in ADDING or len(repr(number)) <= WRITTEN

    def _number(self, group: Group, start: int, end: int) -> Number | None:
        """The one number that an operand is for every node of a group, if it is."""
        taken = group.taken[:, start]
        vector = len(group.spans) and (
            end - start != 1 or self._is_vector(group, start)
        )
        if vector or (taken >= 0).any():
            return None
        numbers = {repr(self.scalars.constants[-1 - each]) for each in taken.tolist()}
        if len(numbers) > 1 or not self._is_written(group.op, int(taken[0])):
            return None
        return Number(self.scalars.constants[-1 - int(taken[0])])

    def _is_vector(self, group: Group, start: int) -> bool:
        row = OPS[group.op]
        position = [each for each, _ in group.spans].index(start)
        return row.names[position] in row.vectors

    def _slots_of(self, nodes: Slots) -> Slots:
        """Slots of nodes and constants."""
        found = self.slots[np.maximum(nodes, 0)]
        if len(self.constant_slots) and (nodes < 0).any():
            constants = self.constant_slots[np.maximum(-1 - nodes, 0)]
            found = np.where(nodes < 0, constants, found)
        return found

    def _single(self, group: Group) -> Instruction:
        """One number, without arrays: a tenth of the time of what is for many."""
        taken: list[int] = group.taken[0].tolist()
        constants, laned = self.scalars.constants, self.scalars.laned
        operands = [
            View(laned[each], int(self.slots[each]), (0,))
            if each >= 0
            else Number(constants[-1 - each])
            if self._is_written(group.op, each)
            else View(False, int(self.constant_slots[-1 - each]), (0,))
            for each in taken
        ]
        wanted = [bool(self.active[each if each >= 0 else -1]) for each in taken]
        start = int(self.slots[group.nodes[0]])
        return Instruction(
            group.op, group.laned, start, (1,), 0, tuple(operands), tuple(wanted)
        )

    def _instruction(self, group: Group) -> Instruction:
        if group.is_single:
            return self._single(group)
        taken = self._arranged(group)
        places: list[tuple[int, int, Number | None]] = [
            (start, end, self._number(group, start, end)) for start, end in group.spans
        ]
        row = OPS[group.op]
        found: list[Slots | Number] = []
        for name, (start, end, number) in zip(row.names, places, strict=True):
            slots = self._slots_of(taken[:, start:end])
            found.append(number or (slots if name in row.vectors else slots[:, 0]))
        shape = common_shape(
            len(group.nodes), [each for each in found if not isinstance(each, Number)]
        )
        operands: list[Operand] = [
            each
            if isinstance(each, Number)
            else pattern(each, shape, self._memory(taken[:, start:end]))
            for each, (start, end, _) in zip(found, places, strict=True)
        ]
        return Instruction(
            op=group.op,
            laned=group.laned,
            start=int(self.slots[group.nodes[0]]),
            shape=shape,
            inner=group.inner,
            operands=tuple(operands),
            wanted=tuple(
                bool(self.active[np.maximum(taken[:, start:end], -1)].any())
                for start, end, _ in places
            ),
        )

    def _memory(self, nodes: Slots) -> bool:
        """Whether an operand is laned."""
        first = int(nodes.flat[0]) if nodes.size else -1
        return first >= 0 and self.scalars.laned[first]

    def _arranged(self, group: Group) -> Slots:
        """The operands; the terms of a single sum in the order of their slots."""
        taken = group.taken
        if group.op not in ("sum", "dot") or len(group.nodes) > 1 or group.inner < 2:
            return taken
        inner = group.inner
        order = np.argsort(self._slots_of(taken[0, :inner]), kind="stable")
        arranged = taken.copy()
        arranged[0, :inner] = taken[0, order]
        if group.op == "dot":
            arranged[0, inner : 2 * inner] = taken[0, inner + order]
        return arranged

    def _total(self, node: int) -> Total:
        (laned,) = self.scalars.operands[node]
        return Total(int(self.slots[laned]), int(self.slots[node]))


def _active(scalars: Scalars, wanted: Collection[int]) -> NDArray[np.bool_]:
    """For each node, and last for constants, whether it leads back to wanted leaves."""
    active = [False] * (len(scalars) + 1)
    for node, operands in enumerate(scalars.operands):
        active[node] = node in wanted or any(
            [each >= 0 and active[each] for each in operands]
        )
    return np.array(active)
