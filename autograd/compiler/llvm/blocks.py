"""The loop over blocks of records.

A block is loaded into the laned memory, turned so that a slot's numbers are neighbours,
and run; what it adds to the totals is summed. The last block is filled up to a multiple
of two vectors with its last record again, whose weight is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.kernel import copy, copy_columns, fill_zero
from autograd.compiler.llvm.lanes import Lanes
from autograd.compiler.llvm.layouts import LanesLayout
from autograd.compiler.llvm.places import VECTOR, Index, Place, Range, load, nest, store
from autograd.compiler.program import Program


@dataclass
class Blocks:
    """The loop over blocks of records, from `begin` to `end`."""

    program: Program
    layout: LanesLayout

    def write(self, emitter: Emitter, run: Callable[[], None]) -> None:
        """Load a block, run it, and sum its totals, again and again."""
        program, size = self.program, self.layout.capacity
        if program.totals:
            fill_zero(emitter, "%sums", 0, VECTOR * len(program.totals))
        with emitter.loop("%end", step=size, begin="%begin") as loop:
            left = emitter.value(f"sub i64 %end, {loop.index}")
            fewer = emitter.value(f"icmp slt i64 {left}, {size}")
            valid = emitter.value(f"select i1 {fewer}, i64 {left}, i64 {size}")
            up = emitter.value(f"add i64 {valid}, {2 * VECTOR - 1}")
            emitter.line(f"%lanes = and i64 {up}, {-2 * VECTOR}")
            self._load(emitter, loop.index, valid)
            self.first, self.valid = loop.index, valid
            run()
            for number, total in enumerate(program.totals):
                self._sum(emitter, number, total.laned_slot)

    def _load(self, emitter: Emitter, first: str, valid: str) -> None:
        """Records to the laned memory; padding repeats the last, with weight 0."""
        last = emitter.value(f"sub i64 {valid}, 1")
        with emitter.loop("%lanes") as loop:
            lane = loop.index
            inside = emitter.value(f"icmp slt i64 {lane}, {valid}")
            weight = emitter.value(f"select i1 {inside}, double 1.0, double 0.0")
            where = emitter.value(f"getelementptr double, ptr %weights, i64 {lane}")
            emitter.line(f"store double {weight}, ptr {where}, align 8")
            if not self.program.inputs:
                return
            source = emitter.value(f"select i1 {inside}, i64 {lane}, i64 {last}")
            record = emitter.value(f"add i64 {source}, {first}")
            row = emitter.value(f"mul i64 {record}, %row_stride")
            start = emitter.value(f"getelementptr double, ptr %table, i64 {row}")
            target = emitter.value(f"getelementptr double, ptr %laned, i64 {lane}")
            copy_columns(
                emitter,
                self.program.inputs,
                (start, "%column_stride"),
                (target, self.layout.capacity),
            )

    def _sum(self, emitter: Emitter, number: int, slot: int) -> None:
        """A total: the sum of weight · slot over the lanes."""
        place = Place("%laned", slot * self.layout.capacity, (1,))
        sums, weights = (
            Place("%sums", VECTOR * number, (1,)),
            Place("%weights", 0, (1,)),
        )

        def body(at: list[Index], carried: list[Lanes]) -> list[Lanes]:
            (total,) = carried
            each = load(emitter, place, at, 0) * load(emitter, weights, at, 0)
            return [total + each]

        with emitter.wide(VECTOR):
            first = load(emitter, sums, [Index()], 0)
            ranges = [Range(0, 0, "%lanes", VECTOR)]
            (total,) = nest(emitter, ranges, [Index()], body, [first], 2)
            store(emitter, total, sums, [Index()], 0)

    def send_totals(self, emitter: Emitter) -> None:
        """The adjoint of a total to that of its slot in each lane."""
        weights = Place("%weights", 0, (1,))
        for total in self.program.totals:
            source = Place("%shared_adjoints", total.shared_slot, (0,))
            target = Place(
                "%laned_adjoints", total.laned_slot * self.layout.capacity, (1,)
            )

            def body(
                at: list[Index],
                carried: list[Lanes],
                source: Place = source,
                target: Place = target,
            ) -> list[Lanes]:
                sent = load(emitter, source, at, 0) * load(emitter, weights, at, 0)
                store(emitter, load(emitter, target, at, 0) + sent, target, at, 0)
                return []

            with emitter.wide(VECTOR):
                nest(emitter, [Range(0, 0, "%lanes", VECTOR)], [Index()], body, [], 2)

    def give_each(self, emitter: Emitter) -> None:
        """What each lane adds to each total, in rows of records."""
        totals, size = self.program.totals, self.layout.capacity
        with emitter.loop(self.valid) as loop:
            record = emitter.value(f"add i64 {self.first}, {loop.index}")
            for number, total in enumerate(totals):
                row = emitter.value(f"mul i64 {record}, {len(totals)}")
                target = emitter.value(f"add i64 {row}, {number}")
                slot = total.laned_slot * size
                source = emitter.value(f"add i64 {loop.index}, {slot}")
                copy(emitter, f"%laned+{source}", f"%each+{target}")

    def give_inputs(self, emitter: Emitter) -> None:
        """The adjoints of the inputs to their table, in rows of records."""
        inputs, size = self.program.inputs, self.layout.capacity
        with emitter.loop(self.valid) as loop:
            record = emitter.value(f"add i64 {self.first}, {loop.index}")
            row = emitter.value(f"mul i64 {record}, {inputs}")
            start = emitter.value(
                f"getelementptr double, ptr %input_adjoints, i64 {row}"
            )
            lane = emitter.value(
                f"getelementptr double, ptr %laned_adjoints, i64 {loop.index}"
            )

            copy_columns(emitter, inputs, (lane, size), (start, 1))
