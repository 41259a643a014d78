"""The source of a program's passes as numpy calls.

A program goes in, `Source` comes out: six functions, one for each stage of the forward
and of the backward pass, and the arrays that they name. Every call writes into an array
made before. Which adjoints are met for the first time, and so need not be set to 0
first, is known when the source is written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from autograd.compiler.array_code import Writer
from autograd.compiler.arrays import LANE, LANED, SHARED, ArraySpec, Tensor
from autograd.compiler.contraction import contract
from autograd.compiler.folding import folded_row, number_of, sum_of_vectors
from autograd.compiler.operands import ADJOINTS, Operands, Slots
from autograd.compiler.patterns import distinct
from autograd.compiler.program import (
    INNER,
    Gather,
    Instruction,
    Number,
    Program,
    View,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Generated source and what it needs.

    Attributes:
        text: the functions forward_before, forward_lanes, forward_after and backward_….
        arrays: the name of each array.
        scratch: slots of each memory besides the program's, and whether it is laned.
        gathers: index arrays by name.
        constants: the name of each plain number, which is given as text.
    """

    text: str
    arrays: dict[ArraySpec, str]
    scratch: dict[str, tuple[int, bool]]
    gathers: dict[str, Slots]
    constants: dict[str, str]


def write(program: Program, one_lane: bool = False) -> Source:
    """Write the passes of a program, for any number of lanes, or for one.

    For one alone a sum over the lanes is a copy, and no array has an axis of length 1:
    that takes half the time of what is for any number.
    """
    return _Passes(program, one_lane).source()


class _Passes(Operands):
    def __init__(self, program: Program, one_lane: bool) -> None:
        super().__init__(one_lane)
        self.program = program
        sizes = {SHARED: program.shared_size, LANED: program.laned_size}
        self.met = {name: np.zeros(size, bool) for name, size in sizes.items()}
        self.zeroed = {name: np.zeros(size, bool) for name, size in sizes.items()}

    def source(self) -> Source:
        program = self.program
        text: list[str] = []
        for name, stage in (
            ("before", program.before),
            ("lanes", program.lanes),
            ("after", program.after),
        ):
            if name == "after":
                text += self._function("forward_totals", self._totals())
            text += self._function(f"forward_{name}", map(self._forward, stage))
        self.met[SHARED][list(program.outputs)] = True
        for name, stage in (
            ("after", program.after),
            ("lanes", program.lanes),
            ("before", program.before),
        ):
            if name == "lanes":
                text += self._function("backward_totals", self._backward_totals())
            backward = map(self._backward, reversed(stage))
            text += self._function(f"backward_{name}", backward)
        text += self._function("clear", self._clear())
        lines = self.lines
        return Source(
            "\n".join(text),
            lines.arrays,
            lines.scratch,
            self.gathers,
            lines.constants,
        )

    def _function(self, name: str, work: Iterable[None]) -> list[str]:
        for _ in work:
            pass
        found = [f"def {name}():", *(self.lines.text or ["    pass"])]
        self.lines.text = []
        return found

    # ----------------------------------------------------------------------- forward

    def _forward(self, instruction: Instruction) -> None:
        for operand in instruction.operands:
            if isinstance(operand, Gather):
                self.gather(instruction, operand)
        writer = self.writer(instruction)
        out = self.block(instruction)
        tree, _ = folded_row(instruction.row, _numbers(instruction))
        product = sum_of_vectors(tree)
        if product and instruction.inner:
            x, y, start = product
            contract(
                writer, writer.operands[x], writer.operands.get(y), out, False, INNER
            )
            if number_of(start) != 0.0:
                name = self.lines.view(out, writer.axes, writer.lengths)
                begin = writer.write(start, None)
                self.lines.say(f"add({name}, {begin}, out={name})")
                writer.release(begin)
            return
        writer.write(tree, self.lines.view(out, writer.axes, writer.lengths))

    def _totals(self) -> Iterable[None]:
        for each in self.program.totals:
            row = self.tensor(LANED, each.laned_slot, [])
            slot = self.tensor(SHARED, each.shared_slot, [])
            contract(self._of_lanes(), row, None, slot, False)
            yield

    def _of_lanes(self) -> Writer:
        return Writer(self.lines, self.lane, {}, {}, INNER)

    # ---------------------------------------------------------------------- backward

    def _backward_totals(self) -> Iterable[None]:
        for each in self.program.totals:
            self._need(SHARED, slice(each.shared_slot, each.shared_slot + 1))
            row = self.tensor(LANED, each.laned_slot, [], adjoints=True)
            slot = self.tensor(SHARED, each.shared_slot, [], adjoints=True)
            met = bool(self.met[LANED][each.laned_slot])
            contract(self._of_lanes(), slot, None, row, met)
            self.met[LANED][each.laned_slot] = True
            yield

    def _need(self, memory: str, slots: Slots | slice) -> None:
        """Set to 0 at the start what has met nothing yet."""
        met, zeroed = self.met[memory], self.zeroed[memory]
        zeroed[slots] |= ~met[slots]
        met[slots] = True

    def _backward(self, instruction: Instruction) -> None:
        memory = LANED if instruction.laned else SHARED
        if not any(instruction.wanted):
            return
        block = instruction.block
        self._need(memory, slice(block.start, block.stop))
        _, partials = folded_row(instruction.row, _numbers(instruction))
        for place, wanted in enumerate(instruction.wanted):
            if wanted:
                self._send(instruction, place, partials[place])

    def _send(self, instruction: Instruction, place: int, tree: ast.expr) -> None:
        """Send adjoint · partial to one operand."""
        writer = self.writer(instruction)
        adjoint = self.block(instruction, adjoints=True)
        operand = instruction.operands[place]
        target = self.operand(instruction, place, adjoints=True)
        adds = self._adds(instruction, place)
        each = len(instruction.extent(place)) > len(instruction.shape)
        over = INNER if each else ""
        if number_of(tree) == 1.0:
            contract(writer, adjoint, None, target, adds, over)
        elif isinstance(tree, ast.Name):
            contract(writer, adjoint, writer.operands[tree.id], target, adds, over)
        else:
            self._send_computed(writer, adjoint, tree, target, adds, each)
        if isinstance(operand, Gather):
            self._scatter(instruction, place, operand, target)

    def _send_computed(
        self,
        writer: Writer,
        adjoint: Tensor,
        tree: ast.expr,
        target: Tensor,
        adds: bool,
        each: bool,
    ) -> None:
        lines = self.lines
        axes = writer.element_axes if each else writer.axes
        partial = writer.write(tree, None, each)
        whole = [axis for axis in axes if axis == LANE or writer.lengths[axis] > 1]
        sent = lines.view(adjoint, axes, writer.lengths)
        into = lines.view(target, axes, writer.lengths)
        if whole == target.axes and not adds:
            lines.say(f"multiply({sent}, {partial}, out={into})")
            writer.release(partial)
            return
        writer.release(partial)
        product = writer.register(axes)
        lines.say(f"multiply({sent}, {partial}, out={product})")
        contract(writer, writer.tensor(product), None, target, adds)
        writer.release(product)

    def _adds(self, instruction: Instruction, place: int) -> bool:
        """Whether the adjoints of an operand hold something already."""
        operand = instruction.operands[place]
        if isinstance(operand, Gather):
            return False  # its own array does not
        assert isinstance(operand, View)
        memory = LANED if operand.laned else SHARED
        slots = instruction.slots(place)
        met = distinct(slots)
        if not self.met[memory][met].any() and _covers(instruction, place, len(met)):
            self.met[memory][met] = True
            return False
        self._need(memory, met)
        return True

    def _scatter(
        self, instruction: Instruction, place: int, operand: Gather, target: Tensor
    ) -> None:
        memory = LANED if operand.laned else SHARED
        met = distinct(operand.slots)
        self._need(memory, met)
        index = next(
            name for name, each in self.gathers.items() if self._is(name, operand)
        )
        sent = self.flat(target.memory, operand)
        adjoints = ADJOINTS[memory]
        if met.size and met.size == operand.slots.size:
            self.lines.say(f"{adjoints}[{index}] += {sent}")
        else:
            self.lines.say(f"add_at({adjoints}, {index}, {sent})")

    def _is(self, name: str, operand: Gather) -> bool:
        return self.gathered[id(operand)].memory == f"gathered{name[6:]}"

    def _clear(self) -> Iterable[None]:
        for memory, zeroed in self.zeroed.items():
            edges = np.flatnonzero(np.diff(np.concatenate(([0], zeroed, [0]))))
            for start, end in edges.reshape(-1, 2).tolist():
                tensor = self.tensor(memory, start, [("n", 1)], adjoints=True)
                name = self.lines.view(tensor, tensor.axes, {"n": end - start})
                self.lines.say(f"{name}.fill(0.0)")
                yield


def _covers(instruction: Instruction, place: int, distinct: int) -> bool:
    """Whether a view meets each of its slots once along the axes that it depends on."""
    operand = instruction.operands[place]
    assert isinstance(operand, View)
    size = 1
    for length, stride in zip(instruction.extent(place), operand.strides, strict=True):
        size *= length if stride else 1
    return size == distinct


def _numbers(instruction: Instruction) -> dict[str, float]:
    return {
        name: operand.number
        for name, operand in zip(
            instruction.row.names, instruction.operands, strict=True
        )
        if isinstance(operand, Number)
    }
