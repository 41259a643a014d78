"""Where the operands of an instruction stand, and what gathers those in no order.

An instruction goes in, tensors come out, of its block, its operands and their adjoints.
A gathered operand is copied to an array of its own before it is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.array_code import Writer
from autograd.compiler.arrays import LANE, LANED, SHARED, Lines, Tensor
from autograd.compiler.program import AXES, INNER, Gather, Instruction, Number, View

Slots = NDArray[np.intp]
ADJOINTS = {SHARED: "shared_adjoints", LANED: "laned_adjoints"}


class Operands:
    """The tensors of a program.

    Args:
        one_lane: whether there is but one lane, which then is no axis.

    Attributes:
        lines: where lines and arrays are gathered.
        gathers: index arrays by name.
        gathered: by the id of a gathered operand, where it is copied to.
    """

    def __init__(self, one_lane: bool = False) -> None:
        self.lane = [] if one_lane else [LANE]
        self.lines = Lines()
        self.gathers: dict[str, Slots] = {}
        self.gathered: dict[int, Tensor] = {}

    def block(self, instruction: Instruction, adjoints: bool = False) -> Tensor:
        """The block, or its adjoints."""
        strides, size = [], 1
        axes = AXES[: len(instruction.shape)]
        for axis, length in zip(axes[::-1], instruction.shape[::-1], strict=True):
            if length > 1:
                strides.append((axis, size))
            size *= length
        memory = LANED if instruction.laned else SHARED
        return self.tensor(memory, instruction.start, strides[::-1], adjoints)

    def operand(
        self, instruction: Instruction, place: int, adjoints: bool = False
    ) -> Tensor:
        """Where an operand stands; a gathered one in an array of its own."""
        operand = instruction.operands[place]
        if isinstance(operand, View):
            extent = zip(instruction.extent(place), operand.strides, strict=True)
            axes = AXES[: len(instruction.shape)] + INNER
            strides = [
                (axis, stride)
                for axis, (length, stride) in zip(axes, extent, strict=False)
                if stride and length > 1
            ]
            memory = LANED if operand.laned else SHARED
            return self.tensor(memory, operand.start, strides, adjoints)
        assert isinstance(operand, Gather)
        if adjoints:
            own = self.axes(instruction, place, operand.laned)
            name = "gathered_adjoints" + "_of_lanes" * operand.laned
            return self.lines.dense(name, own, lengths_of(instruction))
        return self.gathered[id(operand)]

    def axes(self, instruction: Instruction, place: int, laned: bool) -> list[str]:
        """The axes of an operand."""
        vector = len(instruction.extent(place)) > len(instruction.shape)
        return [
            *AXES[: len(instruction.shape)],
            *([INNER] if vector else []),
            *(self.lane if laned else []),
        ]

    def writer(self, instruction: Instruction) -> Writer:
        """What writes the lines of an instruction."""
        row = instruction.row
        operands = {
            name: self.operand(instruction, place)
            for place, name in enumerate(row.names)
            if not isinstance(instruction.operands[place], Number)
        }
        operands["out"] = self.block(instruction)
        lengths = lengths_of(instruction)
        axes = [axis for axis in AXES[: len(instruction.shape)] if lengths[axis] > 1]
        axes += self.lane if instruction.laned else []
        return Writer(self.lines, axes, lengths, operands, INNER)

    def gather(self, instruction: Instruction, operand: Gather) -> None:
        """Copy the slots of an operand next to one another."""
        place = next(
            i for i, each in enumerate(instruction.operands) if each is operand
        )
        axes = self.axes(instruction, place, operand.laned)
        number = len(self.gathered)
        index = f"gather{number}"
        lengths = lengths_of(instruction)
        tensor = self.lines.dense(f"gathered{number}", axes, lengths)
        self.gathered[id(operand)] = tensor
        self.gathers[index] = operand.slots.ravel()
        into = self.flat(tensor.memory, operand)
        memory = LANED if operand.laned else SHARED
        self.lines.say(f"{memory}.take({index}, 0, {into}, 'clip')")

    def flat(self, memory: str, operand: Gather) -> str:
        """An array of what is gathered, one row for each slot."""
        lane = [(axis, 1) for axis in self.lane if operand.laned]
        flat = Tensor(memory, 0, (("n", 1), *lane))
        return self.lines.view(flat, flat.axes, {"n": operand.slots.size})

    def tensor(
        self,
        memory: str,
        start: int,
        strides: list[tuple[str, int]],
        adjoints: bool = False,
    ) -> Tensor:
        """Slots of a memory, or their adjoints."""
        lane = [(axis, 1) for axis in self.lane if memory == LANED]
        name = ADJOINTS[memory] if adjoints else memory
        return Tensor(name, start, (*strides, *lane))


def lengths_of(instruction: Instruction) -> dict[str, int]:
    """The length of each axis of an instruction."""
    axes = AXES[: len(instruction.shape)]
    lengths = dict(zip(axes, instruction.shape, strict=True))
    return {**lengths, INNER: instruction.inner}
