"""LLVM IR as text: the emitter of one function.

It gives names to results, knows what was computed before (an expression written twice
is computed once), and writes blocks, branches and loops. Values are `Lanes`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from autograd.compiler.llvm.lanes import Kind, Lanes


def literal(x: float) -> str:
    """A double as LLVM writes it exactly: by its bits."""
    return "0x" + struct.pack(">d", x).hex().upper()


@dataclass
class Emitter:
    """The text of one function.

    Args:
        width: how many lanes a `Lanes` has.
        flags: what LLVM may do with arithmetic, such as "contract".
    """

    width: int
    flags: str = ""
    lines: list[str] = field(default_factory=list)
    block: str = "entry"
    _known: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    # ------------------------------------------------------------------------- names

    def fresh(self, hint: str = "v") -> str:
        """A name that is not used yet, without its sign."""
        self._count += 1
        return f"{hint}{self._count}"

    def type(self, kind: Kind = "double", width: int | None = None) -> str:
        """The LLVM type of so many lanes."""
        width = self.width if width is None else width
        return kind if width == 1 else f"<{width} x {kind}>"

    def splat(self, text: str, kind: Kind = "double") -> str:
        """A constant, the same in every lane."""
        if self.width == 1:
            return text
        return "<" + ", ".join([f"{kind} {text}"] * self.width) + ">"

    @contextmanager
    def wide(self, width: int) -> Iterator[None]:
        """Inside, Lanes have another number of lanes."""
        before, self.width = self.width, width
        yield
        self.width = before

    # ------------------------------------------------------------------ instructions

    def line(self, text: str) -> None:
        """An instruction without a result."""
        self.lines.append(f"  {text}")

    def value(self, text: str) -> str:
        """The name of an instruction's result, with no effect but this result."""
        if text not in self._known:
            self._known[text] = self.result(text)
        return self._known[text]

    def result(self, text: str) -> str:
        """The name of the result of an instruction that is run here and now."""
        name = f"%{self.fresh()}"
        self.lines.append(f"  {name} = {text}")
        return name

    def remembered(self, key: str, make: Callable[[], str]) -> str:
        """What is known under a key in this block, or is made now."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def call(self, name: str, *operands: Lanes | float, kind: Kind = "double") -> Lanes:
        """A function of lanes that has no effects."""
        given = [self.lanes(each) for each in operands]
        listed = ", ".join(f"{each.type} {each.text}" for each in given)
        return Lanes(
            self, self.value(f"call {self.type(kind)} @{name}({listed})"), kind
        )

    def intrinsic(self, name: str, *operands: Lanes | float) -> Lanes:
        """One of LLVM's functions that are written for each type, such as fma."""
        suffix = "f64" if self.width == 1 else f"v{self.width}f64"
        return self.call(f"llvm.{name}.{suffix}", *operands)

    def lanes(self, x: Lanes | float) -> Lanes:
        """A number as Lanes; Lanes as they are."""
        return x if isinstance(x, Lanes) else Lanes(self, self.splat(literal(x)))

    def integers(self, n: int) -> Lanes:
        """A whole number in every lane."""
        return Lanes(self, self.splat(str(n), "i64"), "i64")

    def argument(self, name: str, kind: Kind = "double") -> Lanes:
        """A parameter of the function."""
        return Lanes(self, f"%{name}", kind)

    def lanewise(self, name: str, *operands: Lanes) -> Lanes:
        """One of the C library's functions, lane by lane."""
        if self.width == 1:
            return self.intrinsic(name, *operands)
        found = "poison"
        for lane in range(self.width):
            each = ", ".join(
                f"double {self.value(f'extractelement {x.type} {x.text}, i64 {lane}')}"
                for x in operands
            )
            one = self.value(f"call double @llvm.{name}.f64({each})")
            where = f"{self.type()} {found}, double {one}, i64 {lane}"
            found = self.value(f"insertelement {where}")
        return Lanes(self, found)

    # ---------------------------------------------------------------- blocks and loops

    def unless(self, rare: Lanes, found: Lanes, other: Callable[[], Lanes]) -> Lanes:
        """`found`, or `other` in the lanes where `rare` holds, run only if in any."""
        with self.branch(rare.any()) as before:
            chosen = rare.select(other(), found)
            then = self.block
        words = f"phi {found.type} [ {found.text}, %{before} ]"
        return Lanes(self, self.result(f"{words}, [ {chosen.text}, %{then} ]"))

    def open(self, block: str) -> None:
        """Begin a basic block, which the one before must have left."""
        self.lines.append(f"{block}:")
        self.block = block

    @contextmanager
    def scope(self) -> Iterator[None]:
        """What is computed here is not known outside, where it may not have run."""
        before = dict(self._known)
        yield
        self._known = before

    @contextmanager
    def branch(self, condition: str) -> Iterator[str]:
        """What is run only if a condition (an i1) holds; gives the block before."""
        before, then, after = self.block, self.fresh("then"), self.fresh("after")
        self.line(f"br i1 {condition}, label %{then}, label %{after}")
        self.open(then)
        with self.scope():
            yield before
        self.line(f"br label %{after}")
        self.open(after)

    @contextmanager
    def loop(
        self,
        count: int | str,
        carried: Sequence[tuple[str, str]] = (),
        step: int = 1,
        begin: str = "0",
    ) -> Iterator[Loop]:
        """A loop over an index; values may be carried from turn to turn.

        Args:
            count: where the index ends, a number or the name of an i64. At least one
                turn is run.
            carried: type and first value of what is carried; the body sets what each
                becomes with `Loop.carry`, and `Loop.final` names the last after it.
            step: what is added to the index.
            begin: where it starts.
        """
        before, body, after = self.block, self.fresh("loop"), self.fresh("after")
        self.line(f"br label %{body}")
        self.open(body)
        index = f"%{self.fresh('i')}"
        names = [f"%{self.fresh('c')}" for _ in carried]
        loop = Loop(index, names)
        head = len(self.lines)
        with self.scope():
            yield loop
            following = self.result(f"add nuw nsw i64 {index}, {step}")
            done = self.result(f"icmp slt i64 {following}, {count}")
            self.line(f"br i1 {done}, label %{body}, label %{after}")
        latch = self.block
        phis = [
            f"  {index} = phi i64 [ {begin}, %{before} ], [ {following}, %{latch} ]"
        ]
        for (kind, first), name, last in zip(carried, names, loop.final, strict=True):
            phis.append(
                f"  {name} = phi {kind} [ {first}, %{before} ], [ {last}, %{latch} ]"
            )
        self.lines[head:head] = phis
        self.open(after)


@dataclass
class Loop:
    """A loop in the making: its index and what it carries."""

    index: str
    carried: list[str]
    final: list[str] = field(default_factory=list)

    def carry(self, *names: str) -> None:
        """Say what the carried values become; these are their values after it, too."""
        self.final = list(names)
