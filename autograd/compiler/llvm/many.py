"""A program over many records: vectors run over the records, block by block.

The laned part is run forward and at once backward over a block of records that is small
enough for all its numbers to stay near the processor. The functions of the module are
the steps of a run, so that several threads can share the one over the records.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

import numpy as np

from autograd.compiler.llvm.blocks import Blocks
from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.kernel import (
    Module,
    add_sum,
    call,
    check_numbers,
    clear,
    fill_zero,
    nothing_written,
    seed_outputs,
)
from autograd.compiler.llvm.lanes import Lanes
from autograd.compiler.llvm.layouts import LanesLayout, SlotsLayout
from autograd.compiler.llvm.places import VECTOR, Index, Place, Range, nest
from autograd.compiler.program import Number, Program
from autograd.expression import partial_trees

STEPS_FORWARD = ("begin", "forward", "collect", "finish")
STEPS = ("begin", "seed", "gradient", "collect", "collect_adjoints", "finish", "end")
STEPS_STEERED = (*STEPS_FORWARD, "seed", "gradient", "collect_adjoints", "end")
"""A gradient where the adjoints of totals depend on their values: known before."""
Write = Callable[[Emitter], None]


def capacity(program: Program) -> int:
    """How many records are run at a time.

    With more, the sums for the weights are loaded and stored less often; 8 took a
    tenth to a half longer, and 64, whose slots are at distances of a power of 2, a
    tenth. All numbers shall stay in 512 kB, what a core usually has near it.
    """
    fitting = 2**19 // (16 * max(program.laned_size, 1))
    return max(2 * VECTOR, min(48, fitting // 8 * 8))


def many_records(program: Program) -> str:
    """The module: a function for each step, `run_forward`, `run_gradient`."""
    module = Module(program)
    for name, step in (_shared_steps(module) | _laned_steps(module)).items():
        module.exported(f"step_{name}", step)
    module.exported("run_forward", _calls(*STEPS_FORWARD, "check"))
    module.exported("run_each", _calls("begin", "each", "collect", "finish", "check"))
    names = STEPS_STEERED if totals_steer_adjoints(program) else STEPS
    module.exported("run_gradient", _calls(*names, "check_gradient"))
    return module.text()


def _calls(*steps: str) -> Write:
    def write(emitter: Emitter) -> None:
        for step in steps:
            emitter.line(f"call void @step_{step}(ptr %context)")

    return write


def _shared_steps(module: Module) -> dict[str, Write]:
    """The steps that run what is the same for all records."""
    program, layout = module.program, SlotsLayout(module.tables)
    before = module.forward("before", program.before, layout)
    after = module.forward("after", program.after, layout)
    written = nothing_written(program)
    written.shared[:] = True
    sent_after = module.backward("sent_after", program.after, layout, written)
    sent_before = module.backward("sent_before", program.before, layout, written)

    def begin(emitter: Emitter) -> None:
        fill_zero(emitter, "%flags", 0, VECTOR)
        call(emitter, before)
        for total in program.totals:
            fill_zero(emitter, "%shared", total.shared_slot, total.shared_slot + 1)

    def seed(emitter: Emitter) -> None:
        fill_zero(emitter, "%shared_adjoints", 0, program.shared_size)
        seed_outputs(emitter, program)
        call(emitter, sent_after)

    return {
        "begin": begin,
        "seed": seed,
        "finish": lambda emitter: call(emitter, after),
        "end": lambda emitter: call(emitter, sent_before),
        "check": lambda emitter: check_numbers(emitter, program, gradient=False),
        "check_gradient": lambda emitter: check_numbers(
            emitter, program, gradient=True
        ),
    }


def _laned_steps(module: Module) -> dict[str, Write]:
    """The steps over the records of a context, and those that collect their sums."""
    program = module.program
    layout = LanesLayout(module.tables, capacity(program))
    run = module.forward("lanes", program.lanes, layout)
    written = nothing_written(program)
    roots = written.clear(True, np.array([t.laned_slot for t in program.totals]))
    sent = module.backward("sent_lanes", program.lanes, layout, written)
    inputs = written.clear(True, range(program.inputs * program.wanted_inputs))
    blocks = Blocks(program, layout)

    def forward(emitter: Emitter) -> None:
        blocks.write(emitter, lambda: call(emitter, run, "%lanes"))

    def each(emitter: Emitter) -> None:
        def run_and_give() -> None:
            call(emitter, run, "%lanes")
            blocks.give_each(emitter)

        blocks.write(emitter, run_and_give)

    def gradient(emitter: Emitter) -> None:
        def both() -> None:
            call(emitter, run, "%lanes")
            clear(emitter, True, roots, layout)
            blocks.send_totals(emitter)
            call(emitter, sent, "%lanes")
            clear(emitter, True, inputs, layout)
            if program.wanted_inputs:
                blocks.give_inputs(emitter)

        fill_zero(emitter, "%partial_sums", 0, VECTOR * program.shared_size)
        blocks.write(emitter, both)

    def collect(emitter: Emitter) -> None:
        for number, total in enumerate(program.totals):
            sums = Place("%sums", VECTOR * number, (1,))
            add_sum(emitter, sums, Place("%shared", total.shared_slot, (0,)), [Index()])

    def collect_adjoints(emitter: Emitter) -> None:
        sums = Place("%partial_sums", 0, (VECTOR,), spread=True)
        target = Place("%shared_adjoints", 0, (1,))

        def body(at: list[Index], carried: list[Lanes]) -> list[Lanes]:
            add_sum(emitter, sums, target, at)
            return []

        nest(emitter, [Range(0, 0, program.shared_size)], [Index()], body, [], 4)

    return {
        "forward": forward,
        "each": each,
        "gradient": gradient,
        "collect": collect,
        "collect_adjoints": collect_adjoints,
    }


def totals_steer_adjoints(program: Program) -> bool:
    """Whether the adjoint of a total depends on the value of any."""
    steered = {total.shared_slot for total in program.totals}
    for instruction in program.after:
        names = instruction.row.names
        moving = {"out"}
        reached = []
        for position, operand in enumerate(instruction.operands):
            if isinstance(operand, Number):
                continue
            if not steered.isdisjoint(instruction.slots(position).ravel().tolist()):
                moving.add(names[position])
                reached.append(position)
        trees = partial_trees(instruction.row)
        for position in reached:
            used = {
                part.id
                for part in ast.walk(trees[position])
                if isinstance(part, ast.Name)
            }
            if used & moving:
                return True
        if reached:
            steered.update(instruction.block)
    return False
