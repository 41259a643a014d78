"""Steps of an optimizer inside the machine code: a whole run in one call.

`update(context)` moves the parameters by a rule, whose text is printed like a row's;
`train(context)` takes gradient and update again and again until the steps are taken or
a number is not finite. The context says where the function of the gradient is, so that
a program that is compiled already need not be compiled again with the steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.kernel import FIELDS, Module
from autograd.compiler.llvm.lanes import Lanes
from autograd.compiler.llvm.places import VECTOR, Index, Place, Range, load, nest, store
from autograd.compiler.llvm.rows import Part, RowCode, prepared
from autograd.compiler.program import Program
from autograd.compiler.training import STEP, Rule
from autograd.expression import parse


def steps_by(program: Program, rule: Rule) -> str:
    """The module with `update(context)` and `train(context)`."""
    module = Module(program)
    steps = _Steps(module, rule)
    module.exported("update", steps.update)
    module.exported("train", steps.train)
    return module.text()


@dataclass(frozen=True, slots=True)
class _Steps:
    """A rule to be written into a module."""

    module: Module
    rule: Rule

    def update(self, emitter: Emitter) -> None:
        """The function that moves every parameter once."""
        count = self.module.program.parameters
        end = count - count % VECTOR
        width = len(STEP) + len(self.rule.changing)
        row = emitter.value(f"mul i64 %step, {width}")
        numbers = emitter.value(f"getelementptr double, ptr %numbers, i64 {row}")
        for lanes, begin, last in ((VECTOR, 0, end), (1, end, count)):
            ranges = [Range(0, begin, last, lanes)]
            with emitter.wide(lanes):
                shared = self._shared_names(emitter, numbers)
                nest(
                    emitter,
                    ranges,
                    [Index()],
                    lambda at, _, shared=shared: self._move(emitter, at, shared),  # type: ignore[misc]
                )

    def _shared_names(self, emitter: Emitter, numbers: str) -> dict[str, Part]:
        """The names that are the same for all parameters."""
        names: dict[str, Part] = {}
        changing = (*STEP, *self.rule.changing)
        for array, listed in ((numbers, changing), ("%constants", self.rule.constants)):
            for k, name in enumerate(listed):
                names[name] = load(emitter, Place(array, k, (0,)), [Index()], 0)
        return names

    def _move(
        self, emitter: Emitter, at: list[Index], shared: dict[str, Part]
    ) -> list[Lanes]:
        rule, count = self.rule, self.module.program.parameters
        parameter = Place("%shared", 0, (1,))
        moves = load(emitter, Place("%moves", 0, (1,)), at, 0)
        w = load(emitter, parameter, at, 0)
        g = load(emitter, Place("%shared_adjoints", 0, (1,)), at, 0)
        states = {
            name: Place("%states", k * count, (1,))
            for k, (name, _) in enumerate(rule.states)
        }
        names = shared | {"w": w, "g": g}
        names |= {name: load(emitter, place, at, 0) for name, place in states.items()}
        code = RowCode(emitter, names, self.module.called)
        for name, text in rule.states:
            names[name] = code(prepared(parse(text, rule.names)))
            store(emitter, emitter.lanes(names[name]), states[name], at, 0)
        direction = code(prepared(parse(rule.direction, rule.names)))
        step = moves * names["lr"] * direction
        store(emitter, w - step, parameter, at, 0)
        return []

    def train(self, emitter: Emitter) -> None:
        """The function that takes all steps."""
        fields = {
            name: emitter.value(
                f"getelementptr i64, ptr %context, i64 {FIELDS.index(name)}"
            )
            for name in ("begin", "end", "step")
        }
        width = len(STEP) + len(self.rule.changing)
        with emitter.loop("%steps", step=1) as loop:
            k = loop.index
            emitter.line(f"store i64 {k}, ptr {fields['step']}, align 8")
            for offset, name in enumerate(("begin", "end")):
                twice = emitter.value(f"shl i64 {k}, 1")
                place = emitter.value(f"getelementptr i64, ptr %batches, i64 {twice}")
                place = emitter.value(f"getelementptr i64, ptr {place}, i64 {offset}")
                bound = emitter.result(f"load i64, ptr {place}, align 8")
                emitter.line(f"store i64 {bound}, ptr {fields[name]}, align 8")
            row = emitter.value(f"mul i64 {k}, {width}")
            scale = load(emitter, Place("%numbers", 0, (1,)), [Index(row)], 0)
            for number in range(len(self.module.program.outputs)):
                store(emitter, scale, Place("%seeds", number, (0,)), [Index()], 0)
            emitter.line("call void %gradient(ptr %context)")
            self._stop_if_wrong(emitter)
            self._note_value(emitter, k, scale)
            emitter.line("call void @update(ptr %context)")
        emitter.line(f"store i64 %steps, ptr {fields['step']}, align 8")

    def _stop_if_wrong(self, emitter: Emitter) -> None:
        flag = load(emitter, Place("%flags", 0, (0,)), [Index()], 0)
        right = flag.equals(0.0).any()
        stop, go_on = emitter.fresh("stop"), emitter.fresh("on")
        emitter.line(f"br i1 {right}, label %{go_on}, label %{stop}")
        emitter.open(stop)
        emitter.line("ret void")
        emitter.open(go_on)

    def _note_value(self, emitter: Emitter, k: str, scale: Lanes) -> None:
        total = emitter.lanes(0.0)
        for slot in self.module.program.outputs:
            total = total + load(emitter, Place("%shared", slot, (0,)), [Index()], 0)
        store(emitter, total * scale, Place("%values", 0, (1,)), [Index(k)], 0)
