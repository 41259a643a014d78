"""A program over one record: vectors run over the slots."""

from __future__ import annotations

import numpy as np

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.kernel import (
    Module,
    call,
    check_numbers,
    clear,
    copy,
    copy_columns,
    fill_zero,
    nothing_written,
    seed_outputs,
)
from autograd.compiler.llvm.layouts import SlotsLayout
from autograd.compiler.llvm.places import VECTOR
from autograd.compiler.program import Program


def one_record(program: Program) -> str:
    """The module with `forward(context)` and `gradient(context)`."""
    module = Module(program)
    layout = SlotsLayout(module.tables)
    before = module.forward("before", program.before, layout)
    lanes = module.forward("lanes", program.lanes, layout)
    after = module.forward("after", program.after, layout)

    def run(emitter: Emitter) -> None:
        fill_zero(emitter, "%flags", 0, VECTOR)
        _load_record(emitter, program)
        call(emitter, [*before, *lanes])
        for total in program.totals:
            copy(emitter, f"%laned+{total.laned_slot}", f"%shared+{total.shared_slot}")
        call(emitter, after)

    written = nothing_written(program)
    seeds = written.clear(False, np.array(program.outputs))
    sent_after = module.backward("sent_after", program.after, layout, written)
    totals = written.clear(False, np.array([t.shared_slot for t in program.totals]))
    roots = written.clear(True, np.array([t.laned_slot for t in program.totals]))
    sent = module.backward("sent_lanes", program.lanes, layout, written)
    sent += module.backward("sent_before", program.before, layout, written)
    rest = written.clear(False, range(program.parameters))
    inputs = written.clear(True, range(program.inputs * program.wanted_inputs))

    def forward(emitter: Emitter) -> None:
        run(emitter)
        check_numbers(emitter, program, gradient=False)

    def gradient(emitter: Emitter) -> None:
        run(emitter)
        clear(emitter, False, seeds, layout)
        seed_outputs(emitter, program)
        call(emitter, sent_after)
        clear(emitter, False, totals, layout)
        clear(emitter, True, roots, layout)
        for total in program.totals:
            source = f"%shared_adjoints+{total.shared_slot}"
            copy(emitter, source, f"%laned_adjoints+{total.laned_slot}", adds=True)
        call(emitter, sent)
        clear(emitter, False, rest, layout)
        clear(emitter, True, inputs, layout)
        check_numbers(emitter, program, gradient=True)

    module.exported("forward", forward)
    module.exported("gradient", gradient)
    return module.text()


def _load_record(emitter: Emitter, program: Program) -> None:
    """One row of the table to the laned memory."""
    if program.inputs:
        row = emitter.value("mul i64 %begin, %row_stride")
        start = emitter.value(f"getelementptr double, ptr %table, i64 {row}")
        copy_columns(emitter, program.inputs, (start, "%column_stride"), ("%laned", 1))
