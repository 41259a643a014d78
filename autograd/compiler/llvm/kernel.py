"""What the two kernels of a program share.

A `Module` gathers the text of functions: those of the stages of a program, which get
the memories one by one, and exported ones, which get a context, an array of the
addresses and numbers of FIELDS. `one_record` and `many_records` are made of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from autograd.compiler.llvm.adjoints import Written
from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.instructions import Writer
from autograd.compiler.llvm.lanes import Lanes, muladd
from autograd.compiler.llvm.layouts import LanesLayout, Layout, Tables
from autograd.compiler.llvm.library import function_text
from autograd.compiler.llvm.outlined import MANY, Stage
from autograd.compiler.llvm.places import (
    VECTOR,
    Index,
    Place,
    Range,
    add,
    load,
    nest,
    store,
    sum_of_lanes,
)
from autograd.compiler.program import Instruction, Program

FIELDS = (
    "shared",
    "shared_adjoints",
    "laned",
    "laned_adjoints",
    "partial_sums",
    "flags",
    "weights",
    "sums",
    "table",
    "row_stride",
    "column_stride",
    "begin",
    "end",
    "input_adjoints",
    "seeds",
    "each",
    "constants",
    "numbers",
    "states",
    "moves",
    "batches",
    "values",
    "steps",
    "step",
    "gradient",
)
_NUMBERS = {"row_stride", "column_stride", "begin", "end", "steps", "step"}
_MEMORIES = FIELDS[:6]
_PARAMETERS = ", ".join(f"ptr noalias %{name}" for name in _MEMORIES) + ", i64 %lanes"
_ARGUMENTS_ON = _PARAMETERS.replace("noalias ", "")
_ARGUMENTS = ", ".join(f"ptr %{name}" for name in _MEMORIES) + ", i64 {lanes}"
CHUNK = 24
"""Instructions in one LLVM function: its optimizer takes longer than linear time."""


@dataclass
class Module:
    """The text of a module in the making."""

    program: Program
    tables: Tables = field(default_factory=Tables)
    called: set[tuple[str, int]] = field(default_factory=set)
    functions: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The module."""
        library = [function_text(*each) for each in sorted(self.called)]
        tables = [*self.tables.lines, self.tables.all()]
        return "\n".join([*tables, *library, *self.functions, "!0 = !{}"])

    def function(
        self,
        name: str,
        parameters: str,
        write: Callable[[Emitter], None],
        internal: bool,
    ) -> None:
        """Write a function."""
        emitter = Emitter(1, "contract")
        write(emitter)
        emitter.line("ret void")
        linkage = "internal " if internal else ""
        # Not inlined: a function of two others would be optimized twice.
        head = f"define {linkage}void @{name}({parameters}) noinline {{"
        self.functions.append("\n".join([head, "entry:", *emitter.lines, "}"]))

    def exported(self, name: str, write: Callable[[Emitter], None]) -> None:
        """Write a function of a context, whose fields have their names in it."""

        def whole(emitter: Emitter) -> None:
            write(emitter)
            used = set(re.findall(r"%(\w+)", "\n".join(emitter.lines)))
            loads = []
            for number, each in enumerate(FIELDS):
                if each in used:
                    kind = "i64" if each in _NUMBERS else "ptr"
                    place = f"getelementptr i64, ptr %context, i64 {number}"
                    loads += [
                        f"  %of.{each} = {place}",
                        f"  %{each} = load {kind}, ptr %of.{each}, align 8",
                    ]
            emitter.lines[:0] = loads

        self.function(name, "ptr %context", whole, internal=False)

    # -------------------------------------------------------------------------- stages

    def forward(
        self, name: str, instructions: Sequence[Instruction], layout: Layout
    ) -> list[str]:
        """Functions that fill blocks; their names."""
        if len(instructions) >= MANY:
            return self._outlined(name, instructions, layout, backward=False)
        return [
            self._chunk(f"{name}{k}", [partial(_fill, each) for each in part], layout)
            for k, part in enumerate(_chunks(instructions))
        ]

    def backward(
        self,
        name: str,
        instructions: Sequence[Instruction],
        layout: Layout,
        written: Written,
    ) -> list[str]:
        """Functions that send adjoints to operands; their names."""
        if len(instructions) >= MANY:
            cleared = self._cleared(name, instructions, layout, written)
            return cleared + self._outlined(name, instructions, layout, backward=True)
        names = []
        for k, part in enumerate(_chunks(instructions[::-1])):
            steps = [self._backward(each, layout, written) for each in part]
            names.append(self._chunk(f"{name}{k}", steps, layout))
        return names

    def _backward(
        self, instruction: Instruction, layout: Layout, written: Written
    ) -> Callable[[Writer], None]:
        clears, stores = written.plan(instruction, layout)

        def write(writer: Writer) -> None:
            for laned, runs in clears:
                clear(writer.emitter, laned, runs, layout)
            writer.backward(instruction, stores)

        return write

    def _outlined(
        self,
        name: str,
        instructions: Sequence[Instruction],
        layout: Layout,
        backward: bool,
    ) -> list[str]:
        stage = Stage(name, layout, backward, (_PARAMETERS, _ARGUMENTS_ON))
        self.functions += stage.write(instructions, self.called)
        return [name]

    def _cleared(
        self,
        name: str,
        instructions: Sequence[Instruction],
        layout: Layout,
        written: Written,
    ) -> list[str]:
        """A function that clears whatever the instructions may add to."""
        runs = {laned: written.touched(instructions, laned) for laned in (False, True)}
        runs[False] = runs[False] if layout.stores(False) else []

        def write(writer: Writer) -> None:
            for laned, each in runs.items():
                clear(writer.emitter, laned, each, layout)

        return [self._chunk(f"{name}_clear", [write], layout)]

    def _chunk(
        self, name: str, steps: Iterable[Callable[[Writer], None]], layout: Layout
    ) -> str:
        def write(emitter: Emitter) -> None:
            writer = Writer(emitter, layout, self.called)
            for step in steps:
                step(writer)

        self.function(name, _PARAMETERS, write, internal=True)
        return name


def _fill(instruction: Instruction, writer: Writer) -> None:
    writer.forward(instruction)


def _chunks(instructions: Sequence[Instruction]) -> list[Sequence[Instruction]]:
    return [instructions[k : k + CHUNK] for k in range(0, len(instructions), CHUNK)]


def nothing_written(program: Program) -> Written:
    """Before backward: no slot has an adjoint."""
    return Written(
        np.zeros(program.laned_size, dtype=bool),
        np.zeros(program.shared_size, dtype=bool),
    )


def call(emitter: Emitter, names: Iterable[str], lanes: str = "1") -> None:
    """Call functions of a stage."""
    for name in names:
        emitter.line(f"call void @{name}({_ARGUMENTS.format(lanes=lanes)})")


def fill_zero(emitter: Emitter, pointer: str, begin: int, end: int) -> None:
    """Clear doubles."""
    where = emitter.value(f"getelementptr double, ptr {pointer}, i64 {begin}")
    given = f"ptr align 8 {where}, i8 0, i64 {8 * (end - begin)}, i1 false"
    emitter.line(f"call void @llvm.memset.p0.i64({given})")


def clear(
    emitter: Emitter, laned: bool, runs: Sequence[tuple[int, int]], layout: Layout
) -> None:
    """Clear the adjoints of slots."""
    size = layout.capacity if laned and isinstance(layout, LanesLayout) else 1
    pointer = "%laned_adjoints" if laned else "%shared_adjoints"
    for begin, end in runs:
        fill_zero(emitter, pointer, begin * size, end * size)


def copy(emitter: Emitter, source: str, target: str, adds: bool = False) -> None:
    """One double, from a place `pointer+offset` to another."""
    number = emitter.result(f"load double, ptr {_at(emitter, source)}, align 8")
    where = _at(emitter, target)
    if adds:
        before = emitter.result(f"load double, ptr {where}, align 8")
        number = emitter.result(f"fadd double {before}, {number}")
    emitter.line(f"store double {number}, ptr {where}, align 8")


def _at(emitter: Emitter, place: str) -> str:
    pointer, offset = place.split("+")
    return emitter.value(f"getelementptr double, ptr {pointer}, i64 {offset}")


def seed_outputs(emitter: Emitter, program: Program) -> None:
    """The adjoints of the outputs."""
    for number, slot in enumerate(program.outputs):
        copy(emitter, f"%seeds+{number}", f"%shared_adjoints+{slot}", adds=True)


def copy_columns(
    emitter: Emitter,
    count: int,
    source: tuple[str, str | int],
    target: tuple[str, str | int],
) -> None:
    """Numbers at one distance to places at another: (pointer, distance) each."""

    def body(at: list[Index], carried: list[Lanes]) -> list[Lanes]:
        index = named(emitter, at[0])
        places = []
        for pointer, stride in (source, target):
            offset = emitter.value(f"mul i64 {index}, {stride}")
            places.append(f"{pointer}+{offset}")
        copy(emitter, places[0], places[1])
        return []

    nest(emitter, [Range(0, 0, count)], [Index()], body, [], 4)


def named(emitter: Emitter, index: Index) -> str:
    """An index as one name or number."""
    if index.name and index.offset:
        return emitter.value(f"add i64 {index.name}, {index.offset}")
    return index.name or str(index.offset)


def add_sum(emitter: Emitter, sums: Place, target: Place, at: list[Index]) -> None:
    """The sum of four partial sums, added to a number."""
    with emitter.wide(VECTOR):
        total = sum_of_lanes(load(emitter, sums, at, 0))
    add(emitter, Lanes(emitter, total), target, at, 0)


def check_numbers(emitter: Emitter, program: Program, gradient: bool) -> None:
    """Leave in the first flag a number that is 0 if all went well."""
    found = Lanes(emitter, emitter.result("load double, ptr %flags, align 8"))
    for lane in range(1, VECTOR):
        found = found + load(emitter, Place("%flags", lane, (0,)), [Index()], 0)
    for slot in program.outputs:
        value = load(emitter, Place("%shared", slot, (0,)), [Index()], 0)
        found = muladd(value, 0.0, found)
    if gradient:
        found = found + _nothing_times(emitter, program.parameters)
    store(emitter, found, Place("%flags", 0, (0,)), [Index()], 0)


def _nothing_times(emitter: Emitter, count: int) -> Lanes:
    """The sum of 0 · adjoint over so many shared slots."""
    place = Place("%shared_adjoints", 0, (1,))
    total = emitter.lanes(0.0)
    end = count - count % VECTOR
    for width, begin, last in ((VECTOR, 0, end), (1, end, count)):
        with emitter.wide(width):
            sums = nest(
                emitter,
                [Range(0, begin, last, width)],
                [Index()],
                lambda at, c: [muladd(load(emitter, place, at, 0), 0.0, c[0])],
                [emitter.lanes(0.0)],
                4,
            )
            scalar = sum_of_lanes(sums[0])
        total = total + Lanes(emitter, scalar)
    return total
