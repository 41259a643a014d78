"""The memories of a program as a kernel sees them.

Two kernels run the same instructions. With many records a vector holds the same slot of
four records (`LanesLayout`): a slot of the laned memory is a row of as many numbers as
a block of records has, and the adjoint of a shared slot is four partial sums. A single
record, and what is shared by all, is run over the slots (`SlotsLayout`): neighbours in
a block fill a vector.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from autograd.compiler.llvm.places import VECTOR, Place
from autograd.compiler.program import Gather, Instruction, Number, Operand, View

COUNT = "%lanes"
"""How many lanes a block of records has, a multiple of two vectors."""


class Layout(Protocol):
    """Where slots stand."""

    tables: Tables

    def extents(
        self, instruction: Instruction, position: int | None
    ) -> tuple[int | str, ...]:
        """The axes of a block, or of one of its operands (a vector's have one more)."""
        ...

    def value(self, instruction: Instruction, position: int | None) -> Place:
        """Where the values of a block, or of an operand, stand."""
        ...

    def adjoint(self, instruction: Instruction, position: int | None) -> Place:
        """Where their adjoints stand."""
        ...

    def stores(self, laned: bool) -> bool:
        """Whether the first adjoint in a place of a memory is stored, not added."""
        ...


@dataclass
class Tables:
    """Global arrays of the slots that stand in no order."""

    lines: list[str] = field(default_factory=list)

    def name(self, places: list[int]) -> str:
        """The name of an array with these numbers."""
        name = f"@table{len(self.lines)}"
        listed = ", ".join(f"i32 {place}" for place in places)
        self.lines.append(f"{name} = private constant [{len(places)} x i32] [{listed}]")
        return name

    def all(self) -> str:
        """An array of all of them, for what is told at run time which to use."""
        listed = ", ".join(f"ptr @table{k}" for k in range(len(self.lines)))
        return f"@tables = private constant [{len(self.lines)} x ptr] [{listed}]"


def row_major(extents: tuple[int, ...]) -> tuple[int, ...]:
    """The distances of a block whose last axis is dense."""
    strides = [1]
    for extent in reversed(extents[1:]):
        strides.insert(0, strides[0] * extent)
    return tuple(strides[: len(extents)])


def _operand(instruction: Instruction, position: int | None) -> Operand:
    if position is not None:
        return instruction.operands[position]
    return View(instruction.laned, instruction.start, row_major(instruction.shape))


@dataclass
class SlotsLayout:
    """One record: every slot is one number."""

    tables: Tables

    def extents(
        self, instruction: Instruction, position: int | None
    ) -> tuple[int | str, ...]:
        """See Layout."""
        return instruction.shape if position is None else instruction.extent(position)

    def value(self, instruction: Instruction, position: int | None) -> Place:
        """See Layout."""
        return self._place(instruction, position, "%shared", "%laned")

    def adjoint(self, instruction: Instruction, position: int | None) -> Place:
        """See Layout."""
        return self._place(instruction, position, "%shared_adjoints", "%laned_adjoints")

    def stores(self, laned: bool) -> bool:
        """See Layout."""
        return True

    def _place(
        self, instruction: Instruction, position: int | None, shared: str, laned: str
    ) -> Place:
        operand = _operand(instruction, position)
        assert not isinstance(operand, Number)
        pointer = laned if operand.laned else shared
        if isinstance(operand, Gather):
            strides = row_major(operand.slots.shape)
            table = self.tables.name(operand.slots.ravel().tolist())
            return Place(pointer, 0, strides, table)
        return Place(pointer, operand.start, operand.strides)


@dataclass
class LanesLayout:
    """Many records: the last axis of every block is that of the lanes.

    Args:
        tables: see there.
        capacity: how many lanes a row of the laned memory has room for.
    """

    tables: Tables
    capacity: int

    def extents(
        self, instruction: Instruction, position: int | None
    ) -> tuple[int | str, ...]:
        """See Layout."""
        extents = (
            instruction.shape if position is None else instruction.extent(position)
        )
        return (*extents, COUNT)

    def value(self, instruction: Instruction, position: int | None) -> Place:
        """See Layout."""
        operand = _operand(instruction, position)
        if not isinstance(operand, Number) and operand.laned:
            return self._place(operand, "%laned", self.capacity, 1)
        return self._place(operand, "%shared", 1, 0)

    def adjoint(self, instruction: Instruction, position: int | None) -> Place:
        """See Layout."""
        operand = _operand(instruction, position)
        if not isinstance(operand, Number) and operand.laned:
            return self._place(operand, "%laned_adjoints", self.capacity, 1)
        return self._place(operand, "%partial_sums", VECTOR, 0, spread=True)

    def stores(self, laned: bool) -> bool:
        """See Layout. The partial sums are of all blocks of records."""
        return laned

    def _place(
        self, operand: Operand, pointer: str, size: int, lane: int, spread: bool = False
    ) -> Place:
        assert not isinstance(operand, Number)
        if isinstance(operand, Gather):
            strides = (*row_major(operand.slots.shape), 0)
            places = (operand.slots.ravel() * size).tolist()
            return Place(pointer, 0, strides, self.tables.name(places), lane, spread)
        strides = (*(stride * size for stride in operand.strides), lane)
        return Place(pointer, operand.start * size, strides, spread=spread)
