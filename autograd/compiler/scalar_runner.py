"""Programs of many small instructions, over plain floats.

A deep graph in which nothing repeats becomes about as many instructions as it has
nodes. To write and compile numpy calls for each takes long, and a call for one number
costs more than the number. Such a program is run number by number, by the kernels with
which the eager engine records, and nothing is compiled.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from autograd.compiler.program import Instruction, Number, Program, View
from autograd.compiler.running import Array
from autograd.recording import ERRORS, Kernel, kernels

MANY = 200
"""From how many instructions on."""
SMALL = 4
"""Up to how many numbers an instruction, elements of vectors counted too."""

Place: TypeAlias = int | tuple[int, ...]
Step: TypeAlias = tuple[Kernel, tuple[bool, ...], int, tuple[Place, ...]]
"""Kernel, which partials are wanted, the slot it fills and those that it reads."""


def is_narrow(program: Program) -> bool:
    """Whether a program is run faster number by number."""
    if program.laned_size:
        return False
    count = len(program.before) + len(program.after)
    if count < MANY:
        return False
    work = sum(each.count * max(each.inner, 1) for each in program.before)
    work += sum(each.count * max(each.inner, 1) for each in program.after)
    return work <= SMALL * count


class Steps:
    """What to compute, number by number.

    Attributes:
        steps: one for each number, in the order of a run.
        numbers: the plain numbers among operands, in slots after the program's.
    """

    def __init__(self, program: Program) -> None:
        self.steps: list[Step] = []
        self.numbers: list[float] = []
        self.size = program.shared_size
        for instruction in (*program.before, *program.after):
            self._add(instruction)

    def _add(self, instruction: Instruction) -> None:
        kernel, wanted = kernels[instruction.op], instruction.wanted
        columns = [
            self._places(instruction, i) for i in range(len(instruction.operands))
        ]
        rows = zip(instruction.block, *columns, strict=True)
        self.steps += [(kernel, wanted, slot, tuple(taken)) for slot, *taken in rows]

    def _places(self, instruction: Instruction, position: int) -> list[Any]:
        """For each number of a block the slot of an operand, or slots of a vector."""
        operand = instruction.operands[position]
        count = instruction.count
        if isinstance(operand, Number):
            self.numbers.append(operand.number)
            return [self.size + len(self.numbers) - 1] * count
        extent = instruction.extent(position)
        if isinstance(operand, View) and extent == (1,):
            return [operand.start]
        slots = instruction.slots(position).reshape(count, -1).tolist()
        vector = len(extent) > len(instruction.shape)
        return [tuple(each) if vector else each[0] for each in slots]


class ScalarRunner:
    """See `running.Runner`."""

    def __init__(
        self, program: Program, constants: tuple[float, ...], steps: Steps
    ) -> None:
        self.program, self.steps = program, steps.steps
        self.size = steps.size + len(steps.numbers)
        between = steps.size - program.parameters - len(constants)
        self.rest = [*constants, *([0.0] * between), *steps.numbers]

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs, see `Runner`."""
        memory = [*parameters.tolist(), *self.rest]
        try:
            for kernel, wanted, slot, places in self.steps:
                none = (False,) * len(wanted)
                memory[slot], _ = kernel(*_taken(memory, places), wanted=none)
        except ERRORS as error:
            raise FloatingPointError(str(error)) from error
        return _finite(self._outputs(memory), check)

    def value_and_grad(
        self, parameters: Array, table: Array, seeds: Array, check: bool = True
    ) -> tuple[Array, Array, Array | None]:
        """Outputs and gradients, see `Runner`."""
        memory, adjoints = self._both_ways(parameters, seeds)
        gradients = np.array(adjoints[: self.program.parameters])
        values = self._outputs(memory)
        return _finite(values, check), _finite(gradients, check), None

    def each(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """There are no lanes, so nothing is added to totals."""
        return np.zeros((len(table), 0))

    def everything(
        self, parameters: Array, table: Array
    ) -> tuple[Array, Array, Array, Array]:
        """Both memories and their adjoints after a run, of shared and laned slots."""
        memory, adjoints = self._both_ways(
            parameters, np.ones(len(self.program.outputs))
        )
        laned = np.zeros((0, len(table)))
        return np.array(memory), np.array(adjoints), laned, laned

    def _outputs(self, memory: list[float]) -> Array:
        return np.array([memory[slot] for slot in self.program.outputs])

    def _both_ways(
        self, parameters: Array, seeds: Array
    ) -> tuple[list[float], list[float]]:
        memory = [*parameters.tolist(), *self.rest]
        adjoints = [0.0] * self.size
        kept = []
        try:
            for kernel, wanted, slot, places in self.steps:
                given = _taken(memory, places)
                memory[slot], partials = kernel(*given, wanted=wanted)
                kept.append(partials)
        except ERRORS as error:
            raise FloatingPointError(str(error)) from error
        for slot, seed in zip(self.program.outputs, seeds.tolist(), strict=True):
            adjoints[slot] += seed
        for _, _, slot, places in reversed(self.steps):
            _send(adjoints, adjoints[slot], places, kept.pop())
        return memory, adjoints


def _taken(memory: list[float], places: tuple[Place, ...]) -> list[Any]:
    return [
        memory[place] if type(place) is int else [memory[each] for each in place]  # type: ignore[union-attr]
        for place in places
    ]


def _send(
    adjoints: list[float],
    adjoint: float,
    places: tuple[Place, ...],
    partials: tuple[Any, ...],
) -> None:
    for place, partial in zip(places, partials, strict=True):
        if partial is None:
            continue
        if isinstance(place, int):
            adjoints[place] += adjoint * partial
        else:
            for each, its in zip(place, partial, strict=True):
                adjoints[each] += adjoint * its


def _finite(numbers: Array, check: bool) -> Array:
    if check and not np.isfinite(numbers).all():
        raise FloatingPointError("a number that is not finite came up")
    return numbers
