"""Which adjoints are the first in their place.

Backward begins with no adjoint anywhere. To clear all memory for every block of records
would cost as much as a layer; so whoever comes first stores, the later ones add, and
only what is added to before anyone stored is cleared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.llvm.layouts import Layout
from autograd.compiler.patterns import distinct
from autograd.compiler.program import Gather, Instruction, Number, Operand

Runs = list[tuple[int, int]]


@dataclass
class Written:
    """Which slots have an adjoint, as backward is written instruction by instruction.

    Attributes:
        laned: for each laned slot whether it has.
        shared: the same of the shared ones.
    """

    laned: NDArray[np.bool_]
    shared: NDArray[np.bool_]

    def memory(self, laned: bool) -> NDArray[np.bool_]:
        """One of the two."""
        return self.laned if laned else self.shared

    def clear(self, laned: bool, slots: NDArray[np.intp] | range) -> Runs:
        """The slots of these that must be cleared now, in runs (begin, end)."""
        written = self.memory(laned)
        missing = distinct(np.asarray(slots, dtype=np.intp))
        missing = missing[~written[missing]]
        written[missing] = True
        if not missing.size:
            return []
        breaks = np.flatnonzero(np.diff(missing) > 1)
        begins = missing[np.concatenate(([0], breaks + 1))]
        ends = missing[np.concatenate((breaks, [missing.size - 1]))] + 1
        return list(zip(begins.tolist(), ends.tolist(), strict=True))

    def touched(self, instructions: Sequence[Instruction], laned: bool) -> Runs:
        """What to clear before the backward of all these, if none stores."""
        slots = [np.asarray(i.block) for i in instructions if i.laned == laned]
        for each in instructions:
            for position, operand in enumerate(each.operands):
                if each.wanted[position] and _is_laned(operand) == laned:
                    slots.append(each.slots(position).ravel())
        return self.clear(laned, np.concatenate(slots)) if slots else []

    def plan(
        self, instruction: Instruction, layout: Layout
    ) -> tuple[list[tuple[bool, Runs]], list[bool]]:
        """What to clear before an instruction's backward, and which operands store."""
        clears = [(instruction.laned, self.clear(instruction.laned, instruction.block))]
        stores = [False] * len(instruction.operands)
        sent = [p for p, wanted in enumerate(instruction.wanted) if wanted]
        slots = {p: instruction.slots(p) for p in sent}
        for p in sent:
            operand = instruction.operands[p]
            laned = _is_laned(operand)
            others = [
                q
                for q in sent
                if q != p and _is_laned(instruction.operands[q]) == laned
            ]
            if (
                layout.stores(laned)
                and not isinstance(operand, Gather)
                and not self.memory(laned)[slots[p]].any()
                and distinct(slots[p]).size == slots[p].size
                and not any(_meet(slots[p], slots[q]) for q in others)
            ):
                stores[p] = True
        for p in sent:
            laned = _is_laned(instruction.operands[p])
            if stores[p]:
                self.memory(laned)[slots[p]] = True
            elif layout.stores(laned):
                clears.append((laned, self.clear(laned, slots[p])))
        return clears, stores


def _meet(one: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    """Whether a slot is among both."""
    both = np.concatenate((distinct(one), distinct(other)))
    return bool(distinct(both).size < both.size)


def _is_laned(operand: Operand) -> bool:
    return not isinstance(operand, Number) and operand.laned
