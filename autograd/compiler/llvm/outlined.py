"""Programs of very many instructions: one LLVM function for all that are alike.

An unrolled program of thousands of instructions would take LLVM minutes. Instructions
that differ only in where their numbers stand share a function that is given the places,
and a stage is a table of functions and places, walked by a loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.instructions import Writer
from autograd.compiler.llvm.layouts import Layout, Tables
from autograd.compiler.llvm.places import Place
from autograd.compiler.program import Gather, Instruction, Number

MANY = 150
"""Instructions of a stage from which on it is outlined."""


@dataclass
class AnyPlace:
    """A layout whose places are given to the function, as pointers by these names."""

    inner: Layout
    tables: Tables = field(default_factory=Tables)

    def extents(
        self, instruction: Instruction, position: int | None
    ) -> tuple[int | str, ...]:
        """See Layout."""
        return self.inner.extents(instruction, position)

    def value(self, instruction: Instruction, position: int | None) -> Place:
        """See Layout."""
        return _named(self.inner.value(instruction, position), "value", position)

    def adjoint(self, instruction: Instruction, position: int | None) -> Place:
        """See Layout."""
        return _named(self.inner.adjoint(instruction, position), "adjoint", position)

    def stores(self, laned: bool) -> bool:
        """See Layout."""
        return False


def _named(place: Place, what: str, position: int | None) -> Place:
    number = "" if position is None else position
    table = f"%{what}_table{number}" if place.table else ""
    return Place(
        f"%{what}{number}", 0, place.strides, table, place.lane_stride, place.spread
    )


def places(
    instruction: Instruction, layout: Layout, backward: bool
) -> list[tuple[str, Place]]:
    """The names of an instruction's pointers and where they point."""
    found = []
    given = [
        p for p, each in enumerate(instruction.operands) if not isinstance(each, Number)
    ]
    for position in (None, *given):
        number = "" if position is None else position
        found.append((f"value{number}", layout.value(instruction, position)))
        sends = position is None or instruction.wanted[position]
        if backward and sends:
            found.append((f"adjoint{number}", layout.adjoint(instruction, position)))
    return found


def signature(
    instruction: Instruction, layout: Layout, backward: bool
) -> tuple[object, ...]:
    """What instructions that share a function have in common."""
    operands = tuple(
        each
        if isinstance(each, Number)
        else (each.laned, each.slots.shape)
        if isinstance(each, Gather)
        else (each.laned, each.strides)
        for each in instruction.operands
    )
    return (
        instruction.row,
        instruction.laned,
        instruction.shape,
        instruction.inner,
        operands,
        instruction.wanted if backward else None,
    )


@dataclass
class Stage:
    """Instructions run by a loop over a table.

    Args:
        name: of the function that runs them.
        layout: where slots stand.
        backward: whether adjoints are sent, from the last to the first.
        parameters: those of every function of a stage, and as they are passed on.
    """

    name: str
    layout: Layout
    backward: bool
    parameters: tuple[str, str]

    def write(
        self, instructions: Sequence[Instruction], called: set[tuple[str, int]]
    ) -> list[str]:
        """The functions and tables, as text."""
        known: dict[tuple[object, ...], str] = {}
        texts: list[str] = []
        functions: list[str] = []
        starts: list[int] = []
        begins: list[int] = []
        for each in instructions[:: -1 if self.backward else 1]:
            key = signature(each, self.layout, self.backward)
            given = places(each, self.layout, self.backward)
            if key not in known:
                known[key] = f"{self.name}_kind{len(known)}"
                texts.append(self._kind(known[key], each, given, called))
            functions.append(known[key])
            begins.append(len(starts))
            for _, place in given:
                starts.append(place.start)
                if place.table:
                    starts.append(int(place.table.removeprefix("@table")))
        return [
            *texts,
            *self._tables(functions, starts, begins),
            self._loop(len(functions)),
        ]

    def _kind(
        self,
        name: str,
        instruction: Instruction,
        given: list[tuple[str, Place]],
        called: set[tuple[str, int]],
    ) -> str:
        emitter = Emitter(1, "contract")
        number = 0
        for each, place in given:
            start = self._given(emitter, number)
            emitter.line(
                f"%{each} = getelementptr double, ptr {place.pointer}, i64 {start}"
            )
            number += 1
            if place.table:
                which = self._given(emitter, number)
                slot = emitter.value(f"getelementptr ptr, ptr @tables, i64 {which}")
                kind, digits = each.rstrip("0123456789"), each.lstrip("adjointvlue")
                emitter.line(f"%{kind}_table{digits} = load ptr, ptr {slot}, align 8")
                number += 1
        writer = Writer(emitter, AnyPlace(self.layout), called)
        if self.backward:
            writer.backward(instruction, [False] * len(instruction.operands))
        else:
            writer.forward(instruction)
        emitter.line("ret void")
        head = f"define internal void @{name}({self.parameters[0]}, ptr %starts)"
        return "\n".join([f"{head} noinline {{", "entry:", *emitter.lines, "}"])

    def _given(self, emitter: Emitter, number: int) -> str:
        where = emitter.value(f"getelementptr i32, ptr %starts, i64 {number}")
        short = emitter.value(f"load i32, ptr {where}, align 4")
        return emitter.value(f"sext i32 {short} to i64")

    def _tables(
        self, functions: list[str], starts: list[int], begins: list[int]
    ) -> list[str]:
        return [
            _array(f"{self.name}_functions", "ptr", [f"@{each}" for each in functions]),
            _array(f"{self.name}_starts", "i32", starts),
            _array(f"{self.name}_begins", "i32", begins),
        ]

    def _loop(self, count: int) -> str:
        emitter = Emitter(1)
        with emitter.loop(count) as loop:
            name, k = self.name, loop.index
            where = emitter.value(f"getelementptr ptr, ptr @{name}_functions, i64 {k}")
            function = emitter.value(f"load ptr, ptr {where}, align 8")
            where = emitter.value(f"getelementptr i32, ptr @{name}_begins, i64 {k}")
            begin = emitter.value(f"load i32, ptr {where}, align 4")
            starts = emitter.value(
                f"getelementptr i32, ptr @{name}_starts, i32 {begin}"
            )
            emitter.line(f"call void {function}({self.parameters[1]}, ptr {starts})")
        emitter.line("ret void")
        head = f"define internal void @{self.name}({self.parameters[0]}) noinline {{"
        return "\n".join([head, "entry:", *emitter.lines, "}"])


def _array(name: str, kind: str, listed: Sequence[object]) -> str:
    inside = ", ".join(f"{kind} {each}" for each in listed)
    return f"@{name} = private constant [{len(listed)} x {kind}] [{inside}]"
