"""The functions of rows as functions of LLVM, written when a module calls them.

A name and a width go in; the text of `@glass.NAME.WIDTH` comes out, for LLVM to put in
place of each call. `elementwise` is a module that applies one to an array, for those
who measure them.
"""

from __future__ import annotations

import inspect
from functools import cache

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.lanes import Lanes
from autograd.compiler.llvm.mathematics import FUNCTIONS


def function_name(name: str, width: int) -> str:
    """What a function of rows is called in LLVM."""
    return f"glass.{name}.{width}"


@cache
def function_text(name: str, width: int) -> str:
    """The definition of a function of rows."""
    emitter = Emitter(width)
    function = FUNCTIONS[name]
    operands = list(inspect.signature(function).parameters)
    result = function(*(emitter.argument(each) for each in operands))
    emitter.line(f"ret {result.type} {result.text}")
    listed = ", ".join(f"{emitter.type()} %{each}" for each in operands)
    head = f"define internal {emitter.type()} @{function_name(name, width)}({listed})"
    return "\n".join([f"{head} alwaysinline {{", "entry:", *emitter.lines, "}"])


def elementwise(name: str, width: int) -> str:
    """A module with `map(x, [y,] out, count)`, count a multiple of the width."""
    emitter = Emitter(width)
    operands = list(inspect.signature(FUNCTIONS[name]).parameters)
    with emitter.loop("%count", step=width) as loop:
        given = [load(emitter, f"%{each}", loop.index) for each in operands]
        store(emitter, emitter.call(function_name(name, width), *given), "%out", loop)
    emitter.line("ret void")
    listed = "".join(f"ptr %{each}, " for each in operands)
    head = f"define void @map({listed}ptr %out, i64 %count) {{"
    body = "\n".join([function_text(name, width), head, "entry:", *emitter.lines, "}"])
    return body


def load(emitter: Emitter, array: str, index: str) -> Lanes:
    """Doubles beside each other, one a lane."""
    place = emitter.value(f"getelementptr double, ptr {array}, i64 {index}")
    return Lanes(
        emitter, emitter.result(f"load {emitter.type()}, ptr {place}, align 8")
    )


def store(emitter: Emitter, x: Lanes, array: str, loop: object) -> None:
    """The same, the other way."""
    index = loop.index  # type: ignore[attr-defined]
    place = emitter.value(f"getelementptr double, ptr {array}, i64 {index}")
    emitter.line(f"store {x.type} {x.text}, ptr {place}, align 8")
