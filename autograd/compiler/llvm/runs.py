"""A run of an optimizer's steps by machine code, which may be called again and again.

What the code reads and writes, the rule's numbers and states, lies in arrays whose
addresses stand in the context from the start, so that a call costs little more than the
step; with very many records each step is shared among threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograd.compiler.llvm.memory import FIELD
from autograd.compiler.running import Array
from autograd.compiler.training import Rule, Schedule

if TYPE_CHECKING:
    from autograd.compiler.llvm_backend import LlvmRunner

BRIEF = 50_000
"""Operations, some 20 µs, for which no other thread of Python has to be let run."""


class LlvmRun:
    """See `compiler.runs.Run`; only the last of a runner may be used."""

    def __init__(
        self, runner: LlvmRunner, rule: Rule, schedule: Schedule, states: Array
    ) -> None:
        self._runner = runner
        self.parameters = runner.parameters
        self.states = states
        self.values: Array = np.zeros(len(schedule.numbers))
        self._batches = np.ascontiguousarray(schedule.batches, dtype=np.int64)
        self._numbers = np.ascontiguousarray(schedule.numbers, dtype=float)
        memory, self._built = runner.memory, runner.built
        self._flags, self._context = memory.flags, memory.context
        self._address = memory.address
        memory.place(
            constants=np.ascontiguousarray(schedule.constants, dtype=float),
            numbers=self._numbers,
            moves=np.ascontiguousarray(schedule.moves, dtype=float),
            batches=self._batches,
            states=states,
            values=self.values,
        )
        self._context[FIELD["steps"]] = len(self.values)
        self._functions = runner.built.steps(rule)
        self._lanes = 0

    def take(self, table: Array) -> int:
        """Take the steps of the schedule."""
        if not len(self.values):
            return 0
        sizes = self._batches[:, 1] - self._batches[:, 0]
        self._put(table, False)
        if self._runner.are_many(int(sizes.max())):
            return self._by_threads(table)
        self._call_for_gradient(bool((sizes == 1).all()))
        self._functions["train"](self._address)
        self._runner.memory.forget_range()
        return int(self._context[FIELD["step"]])

    def place(self, table: Array, stays: bool) -> None:
        """Say what records `again` takes."""
        if len(table) != self._lanes:
            self._lanes = lanes = len(table)
            self._batches[0] = 0, lanes
            self._call_for_gradient(lanes == 1)
            brief = lanes * self._built.work < BRIEF
            functions = self._functions
            self._step = functions.brief("train") if brief else functions["train"]
            self._many = self._runner.are_many(lanes)
        self._put(table, stays)

    def again(self) -> bool:
        """Take the one step of a schedule, with the table in place."""
        if self._many:
            return self._by_threads(self._table) == 1
        self._step(self._address)
        return self._flags.item(0) == 0.0

    def _call_for_gradient(self, single: bool) -> None:
        self._context[FIELD["gradient"]] = self._built.gradient(single)

    def _put(self, table: Array, stays: bool) -> None:
        self._table = table
        self._runner.place(table, stays)
        if self._built.program.wanted_inputs:  # written, and not looked at
            self._runner.memory.place(input_adjoints=np.empty(table.shape))

    def _by_threads(self, table: Array) -> int:
        """Step by step; gives how many were taken."""
        runner, update = self._runner, self._functions["update"]
        for step, (begin, end) in enumerate(self._batches.tolist()):
            scale = self._numbers[step, 0]
            try:
                total = runner.gradient(table[begin:end], scale)
            except FloatingPointError:
                return step
            self.values[step] = scale * total
            self._context[FIELD["step"]] = step
            update(self._address)
        return len(self.values)
