"""Programs over LLVM: machine code for this computer, through llvmlite.

A structure is compiled when it is first run, in one form for a single record and one
for many (`llvm.kernel`). A runner keeps the memories and a context with their
addresses, so that a call costs little more than the work. Many records are shared
among threads, each with partial sums of its own, added in the order of the records.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache, cached_property

import numpy as np

from autograd.compiler.llvm.machine import Code
from autograd.compiler.llvm.many import (
    STEPS,
    STEPS_FORWARD,
    STEPS_STEERED,
    capacity,
    many_records,
    totals_steer_adjoints,
)
from autograd.compiler.llvm.memory import Memory, zeros
from autograd.compiler.llvm.runs import LlvmRun
from autograd.compiler.llvm.single import one_record
from autograd.compiler.llvm.steps import steps_by
from autograd.compiler.llvm.threads import processors, side_by_side
from autograd.compiler.program import Program
from autograd.compiler.running import Array, Prepare
from autograd.compiler.training import Rule, Schedule

NAME = "llvm"
SMALL = 4096
"""Numbers of a table that are rather copied than asked for their address."""
WORTH_A_THREAD = 400_000
"""Operations that take longer than to wake a thread, some 100 µs."""
PARTS = 3
"""Parts of the records for each thread, so that a late one takes fewer."""
NOT_FINITE = "a number that is not finite came up"
_FUNCTION = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def build(program: Program) -> Prepare:
    """Functions of a program; each is compiled when it is first wanted."""
    built = Built(program)
    return lambda constants: LlvmRunner(built, constants)


class Built:
    """The machine code of a structure."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.steered = totals_steer_adjoints(program)
        self.capacity = capacity(program)
        self.work = sum(each.count * max(each.inner, 1) for each in program.lanes)

    @cached_property
    def one(self) -> Functions:
        """For a single record."""
        return Functions(one_record(self.program))

    @cached_property
    def many(self) -> Functions:
        """For blocks of records."""
        return Functions(many_records(self.program))

    @cache  # noqa: B019
    def steps(self, rule: Rule) -> Functions:
        """The steps of an optimizer."""
        return Functions(steps_by(self.program, rule))

    def gradient(self, single: bool) -> int:
        """Where the function of the gradient is, of single records or of many."""
        if single:
            return self.one.address("gradient")
        return self.many.address("run_gradient")


class Functions:
    """Compiled functions of a context, by name."""

    def __init__(self, text: str) -> None:
        self._code = Code(text)
        self._found: dict[str, Callable[[int], None]] = {}

    def __getitem__(self, name: str) -> Callable[[int], None]:
        if name not in self._found:
            self._found[name] = _FUNCTION(self.address(name))
        return self._found[name]

    def address(self, name: str) -> int:
        """Where a function begins, for other machine code to call it."""
        return self._code.address(name)

    def brief(self, name: str) -> Callable[[int], None]:
        """The same, called a tenth of a µs faster: it keeps other threads waiting."""
        return ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(self.address(name))


class LlvmRunner:
    """A program with its memories; see `running.Runner`.

    Attributes:
        built: the machine code.
        parameters: (parameters,), where the machine reads them.
        memory: with the context of the code.
    """

    def __init__(self, built: Built, constants: tuple[float, ...]) -> None:
        program = built.program
        self.built, self._program = built, program
        self._shared, self._adjoints = (
            zeros(program.shared_size),
            zeros(program.shared_size),
        )
        first = program.parameters
        self._shared[first : first + len(constants)] = constants
        self.parameters = self._shared[:first]
        self._gradients = self._adjoints[:first]
        self._outputs = np.array(program.outputs)
        self._together: Array | None = None
        if (np.diff(self._outputs) == 1).all():
            begin = program.outputs[0]
            self._together = self._shared[begin : begin + len(program.outputs)]
        self._seeds = zeros(len(program.outputs))
        self.memory = Memory(program, built.capacity, self._shared, self._adjoints)
        self.memory.place(seeds=self._seeds)
        rows = max(1, SMALL // max(program.inputs, 1))
        self._table: Array = zeros(rows * program.inputs).reshape(rows, program.inputs)
        self.memory.set_table(self._table)
        self._small = True
        self._others: list[Memory] = []

    # ------------------------------------------------------------- see running.Runner

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs."""
        self.parameters[:] = parameters
        self._run(table, "forward", STEPS_FORWARD, "check")
        return self._found(check)

    def value_and_grad(
        self, parameters: Array, table: Array, seeds: Array, check: bool = True
    ) -> tuple[Array, Array, Array | None]:
        """Outputs, gradients of the parameters, gradients of the inputs."""
        self.parameters[:] = parameters
        self._seeds[:] = seeds
        sent = None
        if self._program.wanted_inputs:
            sent = np.empty((len(table), self._program.inputs))
            self.memory.place(input_adjoints=sent)
        self._gradient(table)
        outputs = self._found(check)
        if check and sent is not None and not np.isfinite(sent).all():
            raise FloatingPointError("the adjoint of an input is not finite")
        return outputs, self._gradients.copy(), sent

    def each(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """What each lane adds to each of the totals."""
        found = np.empty((len(table), len(self._program.totals)))
        self.parameters[:] = parameters
        self.memory.place(each=found)
        self.place(table)
        self.built.many["run_each"](self.memory.address)
        self._found(check)
        return found

    def run(self, rule: Rule, schedule: Schedule, states: Array) -> LlvmRun:
        """Steps of an optimizer: in one call, or with threads on very many records."""
        return LlvmRun(self, rule, schedule, states)

    # --------------------------------------------------------------- for `llvm.runs`

    def gradient(self, table: Array, scale: float) -> float:
        """Leave the gradient in memory; the sum of the outputs."""
        self._seeds[:] = scale
        self._gradient(table)
        if self.memory.flags[0] != 0.0:
            raise FloatingPointError(NOT_FINITE)
        return float(self._shared[self._outputs].sum())

    def are_many(self, lanes: int) -> bool:
        """Whether it is worth to wake a thread."""
        work = lanes * self.built.work
        return work >= 2 * WORTH_A_THREAD and processors() > 1

    def _found(self, check: bool) -> Array:
        if check and self.memory.flags[0] != 0.0:
            raise FloatingPointError(NOT_FINITE)
        if self._together is not None:  # a view is copied ten times faster
            return self._together.copy()
        found: Array = self._shared[self._outputs]
        return found

    def _gradient(self, table: Array) -> None:
        steps = STEPS_STEERED if self.built.steered else STEPS
        self._run(table, "gradient", steps, "check_gradient")

    def _run(self, table: Array, name: str, steps: tuple[str, ...], check: str) -> None:
        self.place(table)
        lanes = len(table)
        memory, built = self.memory, self.built
        if lanes == 1:
            built.one[name](memory.address)
            if name == "gradient" and self._program.wanted_inputs:
                self._give_inputs()
        elif self.are_many(lanes):
            self._run_threads(table, steps, check)
        else:
            built.many[f"run_{name}"](memory.address)

    def place(self, table: Array, stays: bool = False) -> None:
        """Copy a small table, unless it stays; tell the address of others."""
        lanes, memory = len(table), self.memory
        if lanes <= len(self._table) and not stays:
            if not self._small:
                memory.set_table(self._table)
                self._small = True
            self._table[:lanes] = table
        else:
            memory.set_table(table)
            self._small = False
        memory.set_range(0, lanes)

    def _give_inputs(self) -> None:
        arrays = self.memory.arrays
        arrays["input_adjoints"][0] = arrays["laned_adjoints"][: self._program.inputs]

    def _run_threads(self, table: Array, steps: tuple[str, ...], check: str) -> None:
        """The steps, those over records by several threads at once."""
        memories = self._shared_out(table)
        for step in (*steps, check):
            function = self.built.many[f"step_{step}"]
            if step in ("forward", "gradient"):
                side_by_side(function, [memory.address for memory in memories])
                for memory in memories[1:]:
                    self.memory.flags += memory.flags
                    memory.flags[:] = 0.0
            elif step in ("collect", "collect_adjoints"):
                for memory in memories:  # in the order of the records
                    function(memory.address)
            else:
                function(self.memory.address)

    def _shared_out(self, table: Array) -> list[Memory]:
        """Memories for parts of the records, in whole blocks, a few for each thread."""
        lanes, built = len(table), self.built
        blocks = -(-lanes // built.capacity)  # and no part is empty
        parts = min(PARTS * processors(), lanes * built.work // WORTH_A_THREAD, blocks)
        while len(self._others) < parts - 1:
            memory = Memory(built.program, built.capacity, self._shared, self._adjoints)
            memory.place(seeds=self._seeds)
            self._others.append(memory)
        memories = [self.memory, *self._others[: parts - 1]]
        arrays = self.memory.arrays
        begin = 0
        for k, memory in enumerate(memories):
            end = min(lanes, blocks * (k + 1) // parts * built.capacity)
            memory.set_table(arrays["table"])
            if "input_adjoints" in arrays:
                memory.place(input_adjoints=arrays["input_adjoints"])
            memory.set_range(begin, end)
            begin = end
        return memories
