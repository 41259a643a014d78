"""Programs over LLVM: machine code for this computer, through llvmlite.

A structure is compiled when it is first run, in one form for a single record and one
for many (`llvm.kernel`). A runner keeps the memories and a context with their
addresses, so that a call costs little more than the work. Many records are shared
among threads, each with partial sums of its own, added in the order of the records.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.llvm.kernel import FIELDS
from autograd.compiler.llvm.machine import Code
from autograd.compiler.llvm.many import (
    STEPS,
    STEPS_FORWARD,
    STEPS_STEERED,
    capacity,
    many_records,
    totals_steer_adjoints,
)
from autograd.compiler.llvm.places import VECTOR
from autograd.compiler.llvm.single import one_record
from autograd.compiler.program import Program
from autograd.compiler.running import Array, Prepare
from autograd.compiler.training import Outcome, Rule, Schedule

NAME = "llvm"
SMALL = 4096
"""Numbers of a table that are rather copied than asked for their address."""
WORTH_A_THREAD = 400_000
"""Operations that take longer than to wake a thread."""
_FIELD = {name: k for k, name in enumerate(FIELDS)}
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
    def training(self, rule: Rule, single: bool) -> Functions:
        """With the steps of an optimizer."""
        write = one_record if single else many_records
        return Functions(write(self.program, rule))


class Functions:
    """Compiled functions of a context, by name."""

    def __init__(self, text: str) -> None:
        self._code = Code(text)
        self._found: dict[str, Callable[[int], None]] = {}

    def __getitem__(self, name: str) -> Callable[[int], None]:
        if name not in self._found:
            self._found[name] = _FUNCTION(self._code.address(name))
        return self._found[name]


class Memory:
    """The memories of one thread, and the context that names them."""

    def __init__(self, built: Built, shared: Array, adjoints: Array) -> None:
        program, lanes = built.program, built.capacity
        self.context: NDArray[np.int64] = np.zeros(len(FIELDS), dtype=np.int64)
        self.address = self.context.ctypes.data
        self.flags = zeros(VECTOR)
        self._range = (0, 0)
        self._kept: dict[str, NDArray[Any]] = {}
        self.place(
            shared=shared,
            shared_adjoints=adjoints,
            laned=zeros(program.laned_size * lanes),
            laned_adjoints=zeros(program.laned_size * lanes),
            partial_sums=zeros(program.shared_size * VECTOR),
            flags=self.flags,
            weights=zeros(lanes),
            sums=zeros(max(len(program.totals), 1) * VECTOR),
        )

    def place(self, **arrays: NDArray[Any]) -> None:
        """Put the addresses of arrays into the context, and keep them alive."""
        for name, array in arrays.items():
            self._kept[name] = array
            self.context[_FIELD[name]] = array.ctypes.data

    def set_table(self, table: Array) -> None:
        """Where the records are."""
        rows, columns = (stride // 8 for stride in table.strides)
        self.place(table=table)
        self.context[_FIELD["row_stride"]] = rows
        self.context[_FIELD["column_stride"]] = columns

    def set_range(self, begin: int, end: int) -> None:
        """Which records to run."""
        if self._range != (begin, end):
            self.context[_FIELD["begin"]] = begin
            self.context[_FIELD["end"]] = end
            self._range = begin, end


def zeros(count: int) -> Array:
    """Zeros that begin where a line of the processor's cache does."""
    room: Array = np.zeros(count + 8)
    skipped = (-room.ctypes.data % 64) // 8
    return room[skipped : skipped + count]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(processors(), thread_name_prefix="glassgrad")


if hasattr(os, "register_at_fork"):  # threads do not live on in a forked process
    os.register_at_fork(after_in_child=_pool.cache_clear)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LlvmRunner:
    """A program with its memories; see `running.Runner`."""

    def __init__(self, built: Built, constants: tuple[float, ...]) -> None:
        program = built.program
        self._built, self._program = built, program
        self._shared, self._adjoints = (
            zeros(program.shared_size),
            zeros(program.shared_size),
        )
        first = program.parameters
        self._shared[first : first + len(constants)] = constants
        self._parameters = self._shared[:first]
        self._gradients = self._adjoints[:first]
        self._outputs = np.array(program.outputs)
        self._together: Array | None = None
        if (np.diff(self._outputs) == 1).all():
            begin = program.outputs[0]
            self._together = self._shared[begin : begin + len(program.outputs)]
        self._seeds = zeros(len(program.outputs))
        self._memory = Memory(built, self._shared, self._adjoints)
        self._memory.place(seeds=self._seeds)
        rows = max(1, SMALL // max(program.inputs, 1))
        self._table: Array = zeros(rows * program.inputs).reshape(rows, program.inputs)
        self._memory.set_table(self._table)
        self._small = True
        self._others: list[Memory] = []

    # ------------------------------------------------------------- see running.Runner

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs."""
        self._parameters[:] = parameters
        self._run(table, "forward", STEPS_FORWARD, "check")
        return self._found(check)

    def value_and_grad(
        self, parameters: Array, table: Array, seeds: Array, check: bool = True
    ) -> tuple[Array, Array, Array | None]:
        """Outputs, gradients of the parameters, gradients of the inputs."""
        self._parameters[:] = parameters
        self._seeds[:] = seeds
        sent = None
        if self._program.wanted_inputs:
            sent = np.empty((len(table), self._program.inputs))
            self._memory.place(input_adjoints=sent)
        steps = STEPS_STEERED if self._built.steered else STEPS
        self._run(table, "gradient", steps, "check_gradient")
        outputs = self._found(check)
        if check and sent is not None and not np.isfinite(sent).all():
            raise FloatingPointError("the adjoint of an input is not finite")
        return outputs, self._gradients.copy(), sent

    def each(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """What each lane adds to each of the totals."""
        found = np.empty((len(table), len(self._program.totals)))
        self._parameters[:] = parameters
        self._memory.place(each=found)
        self._place(table)
        self._built.many["run_each"](self._memory.address)
        self._found(check)
        return found

    def train(
        self,
        rule: Rule,
        schedule: Schedule,
        parameters: Array,
        table: Array,
        states: Array | None = None,
    ) -> Outcome:
        """Take steps, all in one call.

        Args:
            rule: how a parameter moves.
            schedule: what each step takes.
            parameters: where they begin, (parameters,).
            table: (records, inputs).
            states: from an earlier run, (states, parameters). Default: 0.
        """
        memory, steps = self._memory, len(schedule.batches)
        shape = (len(rule.states), len(parameters))
        states = np.zeros(shape) if states is None else np.array(states, dtype=float)
        values = np.zeros(steps)
        self._parameters[:] = parameters
        memory.set_table(table)
        self._small = False
        memory.place(
            constants=np.ascontiguousarray(schedule.constants, dtype=float),
            numbers=np.ascontiguousarray(schedule.numbers, dtype=float),
            moves=np.ascontiguousarray(schedule.moves, dtype=float),
            batches=np.ascontiguousarray(schedule.batches, dtype=np.int64),
            states=states,
            values=values,
        )
        memory.context[_FIELD["steps"]] = steps
        sizes = schedule.batches[:, 1] - schedule.batches[:, 0]
        functions = self._built.training(rule, single=bool((sizes == 1).all()))
        functions["train"](memory.address)
        memory._range = (-1, -1)
        taken = int(memory.context[_FIELD["step"]])
        return Outcome(taken, self._parameters.copy(), states, values[:taken])

    # ------------------------------------------------------------------------- inside

    def _found(self, check: bool) -> Array:
        if check and self._memory.flags[0] != 0.0:
            raise FloatingPointError("a number that is not finite came up")
        if self._together is not None:  # a view is copied ten times faster
            return self._together.copy()
        found: Array = self._shared[self._outputs]
        return found

    def _run(self, table: Array, name: str, steps: tuple[str, ...], check: str) -> None:
        self._place(table)
        lanes = len(table)
        memory, built = self._memory, self._built
        if lanes == 1:
            built.one[name](memory.address)
            if name == "gradient" and self._program.wanted_inputs:
                self._give_inputs()
        elif lanes * built.work < 2 * WORTH_A_THREAD or processors() == 1:
            built.many[f"run_{name}"](memory.address)
        else:
            self._run_threads(table, steps, check)

    def _place(self, table: Array) -> None:
        """Put the records where the context says: small tables into our own."""
        lanes, memory = len(table), self._memory
        if lanes <= len(self._table):
            if not self._small:
                memory.set_table(self._table)
                self._small = True
            self._table[:lanes] = table
        else:
            memory.set_table(table)
            self._small = False
        memory.set_range(0, lanes)

    def _give_inputs(self) -> None:
        kept = self._memory._kept
        kept["input_adjoints"][0] = kept["laned_adjoints"][: self._program.inputs]

    def _run_threads(self, table: Array, steps: tuple[str, ...], check: str) -> None:
        """The steps, those over records by several threads at once."""
        many = self._built.many
        memories = self._shared_out(table)
        for step in (*steps, check):
            function = many[f"step_{step}"]
            if step in ("forward", "gradient"):
                first, *others = [memory.address for memory in memories]
                waiting = [_pool().submit(function, each) for each in others]
                function(first)
                for each in waiting:
                    each.result()
            elif step in ("collect", "collect_adjoints"):
                for memory in memories:
                    function(memory.address)
            else:
                function(memories[0].address)
            if step in ("forward", "gradient"):
                for memory in memories[1:]:
                    memories[0].flags += memory.flags
                    memory.flags[:] = 0.0

    def _shared_out(self, table: Array) -> list[Memory]:
        """A memory for each thread, with its share of the records, in whole blocks."""
        lanes, built = len(table), self._built
        threads = min(processors(), lanes * built.work // WORTH_A_THREAD)
        while len(self._others) < threads - 1:
            memory = Memory(built, self._shared, self._adjoints)
            memory.place(seeds=self._seeds)
            self._others.append(memory)
        memories = [self._memory, *self._others[: threads - 1]]
        blocks = -(-lanes // built.capacity)
        begin = 0
        for k, memory in enumerate(memories):
            end = min(lanes, blocks * (k + 1) // threads * built.capacity)
            memory.set_table(self._memory._kept["table"])
            if "input_adjoints" in self._memory._kept:
                memory.place(input_adjoints=self._memory._kept["input_adjoints"])
            memory.set_range(begin, end)
            begin = end
        return memories
