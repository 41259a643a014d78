"""Where the numbers of a block stand in memory, and how lanes are loaded from there.

A block is an index space of some axes; a `Place` says for each axis how far the next
number is away. A vector is loaded along one axis: neighbours at once, one number for
all lanes where the distance is 0, and number by number where it is another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.lanes import Lanes

VECTOR = 4
"""Lanes of a vector: 256 bits. Eight were slower: too few registers."""


@dataclass(frozen=True, slots=True)
class Index:
    """A place on an axis: a name in LLVM, if any, and a number added to it."""

    name: str = ""
    offset: int = 0

    def __add__(self, more: int) -> Index:
        return Index(self.name, self.offset + more)


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers of a block in memory.

    Attributes:
        pointer: the memory, a name in LLVM.
        start: where the first stands, in doubles.
        strides: for each axis how many doubles on the next is.
        table: a global array with the place of each number instead, to which the
            strides then point; `start` and the lane (the last axis) are added.
        spread: each number is four partial sums, beside each other.
    """

    pointer: str
    start: int
    strides: tuple[int, ...]
    table: str = ""
    lane_stride: int = 0
    spread: bool = False

    def varies(self, axis: int) -> bool:
        """Whether it depends on an axis."""
        return self.strides[axis] != 0 or (
            bool(self.lane_stride) and axis == len(self.strides) - 1
        )

    def step(self, axis: int) -> int | None:
        """How far the next number on an axis is; None for no regular distance."""
        if not self.table:
            return self.strides[axis]
        if axis == len(self.strides) - 1 and self.lane_stride:
            return self.lane_stride
        return None if self.strides[axis] else 0

    def is_injective(self, extents: Sequence[int | str]) -> bool:
        """Whether no two numbers of the block stand in one place, as far as is seen."""
        if self.table:
            return False
        reach = 0
        axes = [
            (abs(stride), extent)
            for stride, extent in zip(self.strides, extents, strict=True)
            if extent != 1
        ]
        for stride, extent in sorted(axes, key=lambda pair: pair[0]):
            if stride <= reach:
                return False
            if isinstance(extent, str):  # the lanes: a slot has room for all of them
                continue
            reach += stride * (extent - 1)
        return True


def address(emitter: Emitter, place: Place, at: Sequence[Index]) -> str:
    """The address of a number."""
    offset, terms = place.start, []
    if place.table:
        where = replace(place, pointer=place.table, start=0, table="")
        slot = address_of(emitter, "i32", where, at)
        short = emitter.value(f"load i32, ptr {slot}, align 4, !invariant.load !0")
        terms.append(emitter.value(f"sext i32 {short} to i64"))
        if place.lane_stride:
            offset += at[-1].offset
            terms += [at[-1].name] if at[-1].name else []
        return _moved(emitter, "double", place.pointer, terms, offset)
    return address_of(emitter, "double", place, at)


def address_of(emitter: Emitter, kind: str, place: Place, at: Sequence[Index]) -> str:
    """The address of something at regular distances."""
    offset, terms = place.start, []
    for index, stride in zip(at, place.strides, strict=True):
        offset += index.offset * stride
        if index.name and stride == 1:
            terms.append(index.name)
        elif index.name and stride:
            terms.append(emitter.value(f"mul nsw i64 {index.name}, {stride}"))
    return _moved(emitter, kind, place.pointer, terms, offset)


def _moved(
    emitter: Emitter, kind: str, pointer: str, terms: list[str], offset: int
) -> str:
    found = pointer
    for term in terms:
        found = emitter.value(f"getelementptr inbounds {kind}, ptr {found}, i64 {term}")
    if offset:
        found = emitter.value(
            f"getelementptr inbounds {kind}, ptr {found}, i64 {offset}"
        )
    return found


def load(emitter: Emitter, place: Place, at: Sequence[Index], axis: int) -> Lanes:
    """The numbers from an index on along an axis, one a lane."""
    width = emitter.width
    if width == 1 or place.step(axis) == 1 or place.spread:
        where = address(emitter, place, at)
        return Lanes(
            emitter, emitter.result(f"load {emitter.type()}, ptr {where}, align 8")
        )
    if place.step(axis) == 0:
        where = address(emitter, place, at)
        return splat(emitter, emitter.result(f"load double, ptr {where}, align 8"))
    found = "poison"
    for lane in range(width):
        where = address(emitter, place, _moved_along(at, axis, lane))
        one = emitter.result(f"load double, ptr {where}, align 8")
        words = f"{emitter.type()} {found}, double {one}, i64 {lane}"
        found = emitter.value(f"insertelement {words}")
    return Lanes(emitter, found)


def splat(emitter: Emitter, scalar: str) -> Lanes:
    """A double in all lanes."""
    kind, width = emitter.type(), emitter.width
    if width == 1:
        return Lanes(emitter, scalar)
    one = emitter.value(f"insertelement {kind} poison, double {scalar}, i64 0")
    places = f"<{width} x i32> zeroinitializer"
    return Lanes(
        emitter,
        emitter.value(f"shufflevector {kind} {one}, {kind} poison, {places}"),
    )


def store(
    emitter: Emitter, x: Lanes, place: Place, at: Sequence[Index], axis: int
) -> None:
    """Lanes to the numbers from an index on along an axis."""
    if emitter.width == 1 or place.step(axis) == 1 or place.spread:
        where = address(emitter, place, at)
        emitter.line(f"store {x.type} {x.text}, ptr {where}, align 8")
        return
    assert place.step(axis) != 0
    for lane in range(emitter.width):
        where = address(emitter, place, _moved_along(at, axis, lane))
        one = emitter.value(f"extractelement {x.type} {x.text}, i64 {lane}")
        emitter.line(f"store double {one}, ptr {where}, align 8")


def add(
    emitter: Emitter, x: Lanes, place: Place, at: Sequence[Index], axis: int
) -> None:
    """Lanes added to the numbers there; one number takes the sum of the lanes."""
    if emitter.width == 1 or place.step(axis) == 1 or place.spread:
        before = load(emitter, place, at, axis)
        store(emitter, before + x, place, at, axis)
        return
    if place.step(axis) == 0:
        total = sum_of_lanes(x)
        with emitter.wide(1):
            add(emitter, Lanes(emitter, total), place, at, axis)
        return
    for lane in range(emitter.width):  # one after the other: two may be the same place
        one = emitter.value(f"extractelement {x.type} {x.text}, i64 {lane}")
        with emitter.wide(1):
            moved = _moved_along(at, axis, lane)
            add(emitter, Lanes(emitter, one), place, moved, axis)


def sum_of_lanes(x: Lanes) -> str:
    """The name of the sum over a vector's lanes."""
    emitter = x.emitter
    if emitter.width == 1:
        return x.text
    places = "<4 x i32> <i32 2, i32 3, i32 0, i32 1>"
    swapped = f"shufflevector {x.type} {x.text}, {x.type} poison, {places}"
    halves = x + Lanes(emitter, emitter.value(swapped))
    one = emitter.value(f"extractelement {x.type} {halves.text}, i64 0")
    other = emitter.value(f"extractelement {x.type} {halves.text}, i64 1")
    return emitter.value(f"fadd double {one}, {other}")


def _moved_along(at: Sequence[Index], axis: int, by: int) -> list[Index]:
    moved = list(at)
    moved[axis] = moved[axis] + by
    return moved


Carried = list[Lanes]
Body = Callable[[list[Index], Carried], Carried]


@dataclass(frozen=True, slots=True)
class Range:
    """Turns on an axis: from `begin` to `end` (a number, or a name) by `step`."""

    axis: int
    begin: int
    end: int | str
    step: int = 1


def nest(
    emitter: Emitter,
    ranges: Sequence[Range],
    at: list[Index],
    body: Body,
    carried: Carried | None = None,
    unroll: int = 1,
) -> Carried:
    """Loops within each other, the first outermost.

    Args:
        emitter: where they are written.
        ranges: their turns.
        at: the place on every axis; those of the ranges are set in turn.
        body: is given the place and what is carried, and gives what that becomes.
        carried: the first values.
        unroll: how many turns of the innermost loop are written out one after the
            other; a loop of no more turns is no loop.
    """
    carried = carried or []
    if not ranges:
        return body(at, carried)
    turns, *inner = ranges
    here = 1 if inner else unroll
    count = -1
    if isinstance(turns.end, int):
        count = -(-(turns.end - turns.begin) // turns.step)
    else:  # the lanes, a multiple of two vectors
        here = min(here, max(2 * VECTOR // turns.step, 1))
    if 0 <= count <= max(here, 1):
        for turn in range(count):
            at = _placed(at, turns, Index("", turns.begin + turn * turns.step))
            carried = nest(emitter, inner, at, body, carried, unroll)
        return carried
    while count > 0 and count % here:
        here -= 1
    first = [(each.type, each.text) for each in carried]
    with emitter.loop(turns.end, first, here * turns.step, str(turns.begin)) as loop:
        names = [Lanes(emitter, name) for name in loop.carried]
        for turn in range(here):
            at = _placed(at, turns, Index(loop.index, turn * turns.step))
            names = nest(emitter, inner, at, body, names, unroll)
        loop.carry(*(each.text for each in names))
    return [Lanes(emitter, name) for name in loop.final]


def _placed(at: list[Index], turns: Range, index: Index) -> list[Index]:
    placed = list(at)
    placed[turns.axis] = index
    return placed
