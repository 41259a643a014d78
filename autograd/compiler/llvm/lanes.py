"""Values of LLVM IR, computed with Python's own operators.

A `Lanes` is a value in the function that is written: one double, or a vector with a
record in each lane. `x * y + 1.0` writes the instructions into the emitter and gives
the Lanes of the result, so that mathematics reads as in a book.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from autograd.compiler.llvm.emitter import Emitter

Kind = Literal["double", "i64", "i1"]

_COMPARED = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}


@dataclass(frozen=True, slots=True, eq=False)
class Lanes:
    """A value: its text, the kind of its lanes, and where it is written."""

    emitter: Emitter
    text: str
    kind: Kind = "double"

    @property
    def type(self) -> str:
        """The LLVM type."""
        return self.emitter.type(self.kind)

    def _new(self, instruction: str, kind: Kind | None = None) -> Lanes:
        return Lanes(self.emitter, self.emitter.value(instruction), kind or self.kind)

    def _other(self, other: Lanes | float) -> str:
        if isinstance(other, Lanes):
            return other.text
        if self.kind == "i64":
            return self.emitter.integers(int(other)).text
        return self.emitter.lanes(other).text

    def _arithmetic(self, word: str, other: Lanes | float) -> Lanes:
        if self.kind != "double":
            return self._new(f"{word} {self.type} {self.text}, {self._other(other)}")
        flags = f"{self.emitter.flags} " if self.emitter.flags else ""
        return self._new(
            f"f{word} {flags}{self.type} {self.text}, {self._other(other)}"
        )

    def __add__(self, other: Lanes | float) -> Lanes:
        return self._arithmetic("add", other)

    def __sub__(self, other: Lanes | float) -> Lanes:
        return self._arithmetic("sub", other)

    def __mul__(self, other: Lanes | float) -> Lanes:
        return self._arithmetic("mul", other)

    def __truediv__(self, other: Lanes | float) -> Lanes:
        return self._arithmetic("div", other)

    def __radd__(self, other: float) -> Lanes:
        return self.emitter.lanes(other) + self

    def __rsub__(self, other: float) -> Lanes:
        return self.emitter.lanes(other) - self

    def __rmul__(self, other: float) -> Lanes:
        return self.emitter.lanes(other) * self

    def __rtruediv__(self, other: float) -> Lanes:
        return self.emitter.lanes(other) / self

    def __neg__(self) -> Lanes:
        return self._new(f"fneg {self.type} {self.text}")

    def __and__(self, other: Lanes | float) -> Lanes:
        return self._new(f"and {self.type} {self.text}, {self._other(other)}")

    def __or__(self, other: Lanes | float) -> Lanes:
        return self._new(f"or {self.type} {self.text}, {self._other(other)}")

    def __invert__(self) -> Lanes:
        ones = self.emitter.splat("true", "i1")
        return self._new(f"xor {self.type} {self.text}, {ones}")

    def __lshift__(self, places: int) -> Lanes:
        return self._new(f"shl {self.type} {self.text}, {self._other(places)}")

    def __rshift__(self, places: int) -> Lanes:
        """Shift to the right; what comes in at the left is 0."""
        return self._new(f"lshr {self.type} {self.text}, {self._other(places)}")

    def compare(self, sign: str, other: Lanes | float) -> Lanes:
        """A comparison as Python's: NaN is unequal to all."""
        code = _COMPARED[sign]
        return self._new(
            f"fcmp {code} {self.type} {self.text}, {self._other(other)}", "i1"
        )

    def __lt__(self, other: Lanes | float) -> Lanes:
        return self.compare("<", other)

    def __gt__(self, other: Lanes | float) -> Lanes:
        return self.compare(">", other)

    def __le__(self, other: Lanes | float) -> Lanes:
        return self.compare("<=", other)

    def __ge__(self, other: Lanes | float) -> Lanes:
        return self.compare(">=", other)

    def equals(self, other: Lanes | float) -> Lanes:
        """Equality; `==` of Python asks whether two Lanes are one."""
        return self.compare("==", other)

    def bits(self) -> Lanes:
        """A double's bits as an integer."""
        return self._new(f"bitcast {self.type} {self.text} to {self._as('i64')}", "i64")

    def double(self) -> Lanes:
        """An integer's bits as a double."""
        words = f"bitcast {self.type} {self.text} to {self._as('double')}"
        return self._new(words, "double")

    def _as(self, kind: Kind) -> str:
        return self.emitter.type(kind)

    def any(self) -> str:
        """The name of an i1: whether a condition holds in any lane."""
        if self.emitter.width == 1:
            return self.text
        together = f"i{self.emitter.width}"
        joined = self.emitter.value(f"bitcast {self.type} {self.text} to {together}")
        return self.emitter.value(f"icmp ne {together} {joined}, 0")

    def select(self, yes: Lanes | float, no: Lanes | float) -> Lanes:
        """Where this condition holds `yes`, elsewhere `no`."""
        one, other = self.emitter.lanes(yes), self.emitter.lanes(no)
        words = f"{self.type} {self.text}, {one.type} {one.text}"
        return one._new(f"select {words}, {other.type} {other.text}")


def fma(x: Lanes, y: Lanes | float, z: Lanes | float) -> Lanes:
    """The sum x · y + z, rounded once."""
    return x.emitter.intrinsic("fma", x, y, z)


def muladd(x: Lanes, y: Lanes | float, z: Lanes | float) -> Lanes:
    """The sum x · y + z, rounded once where the machine can do so, else twice."""
    return x.emitter.intrinsic("fmuladd", x, y, z)


def magnitude(x: Lanes) -> Lanes:
    """|x|."""
    return x.emitter.intrinsic("fabs", x)


def signed_as(x: Lanes, sign: Lanes) -> Lanes:
    """|x| with the sign of another, −0.0 included."""
    return x.emitter.intrinsic("copysign", x, sign)


def root(x: Lanes) -> Lanes:
    """√x, rounded correctly."""
    return x.emitter.intrinsic("sqrt", x)
