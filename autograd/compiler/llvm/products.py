"""Sums of products over some axes of a block: one loop nest for every matrix product.

The forward pass of a dot sums over its elements, the adjoint of a layer's inputs over
its outputs, the adjoint of its weights over the records: the same sums with other
axes. A vector runs along an axis where numbers are neighbours. A tile of sums is kept
in registers, so that what is loaded once serves several of them (Goto and van de Geijn
2008); what a sum takes in its turn is walked in the innermost loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.lanes import Lanes, muladd
from autograd.compiler.llvm.places import (
    VECTOR,
    Carried,
    Index,
    Place,
    Range,
    add,
    load,
    nest,
    store,
    sum_of_lanes,
)

TILE = 8
"""Sums kept in registers at a time; of 16 registers some hold what is multiplied."""


@dataclass(frozen=True, slots=True)
class SumOfProducts:
    """out[o…] = start[o…] + Σ over r… of the product of the factors at [o…, r…].

    Attributes:
        out: where the sums go; 0 in `strides` for the axes that are summed over.
        factors: one or two.
        extents: how long each axis is; the name of a number for the lanes.
        summed: the axes that are summed over.
        start: where each sum begins; None for 0.
        adds: whether what stands in `out` already is kept and added to.
    """

    out: Place
    factors: tuple[Place, ...]
    extents: tuple[int | str, ...]
    summed: tuple[int, ...]
    start: Place | float | None = None
    adds: bool = False

    @property
    def kept(self) -> list[int]:
        """The axes that are not summed over."""
        return [a for a in range(len(self.extents)) if a not in self.summed]

    # ---------------------------------------------------------------------- the vector

    def vector_axis(self) -> int | None:
        """The axis that vectors run along; None for none."""
        lanes = [a for a, n in enumerate(self.extents) if isinstance(n, str)]
        if lanes:
            return lanes[0]
        fits = [a for a in range(len(self.extents)) if self._fits(a)]
        return max(
            fits, key=lambda a: (a not in self.summed, self._length(a)), default=None
        )

    def _fits(self, axis: int) -> bool:
        steps = [each.step(axis) for each in self.factors]
        if self._length(axis) < VECTOR or any(step not in (0, 1) for step in steps):
            return False
        return 1 in steps and (axis in self.summed or self.out.step(axis) == 1)

    def _length(self, axis: int) -> int:
        extent = self.extents[axis]
        return extent if isinstance(extent, int) else TILE

    # --------------------------------------------------------------------- the writing

    def write(self, emitter: Emitter) -> None:
        """Write the loops."""
        axis = self.vector_axis()
        whole = [Range(a, 0, n) for a, n in enumerate(self.extents)]
        if axis is None:
            self._part(emitter, whole, 0, 1)
            return
        extent = self.extents[axis]
        if isinstance(extent, str):
            self._part(emitter, whole, axis, VECTOR)
            return
        end = extent - extent % VECTOR
        whole[axis] = Range(axis, 0, end)
        self._part(emitter, whole, axis, VECTOR)
        if end < extent:
            whole[axis] = Range(axis, end, extent)
            rest = self
            if axis in self.summed:
                rest = replace(self, start=None, adds=True)
            rest._part(emitter, whole, axis, 1)

    def _part(
        self, emitter: Emitter, whole: list[Range], axis: int, width: int
    ) -> None:
        """Part of the index space, in tiles."""
        sizes = self._tile(whole, axis, width)
        pieces = []
        for a in sorted(self.kept, key=lambda a: not isinstance(self.extents[a], str)):
            lanes = width if a == axis else 1
            pieces.append(_pieces(whole[a], sizes[a] * lanes, lanes))
        inner = [
            replace(whole[a], step=width if a == axis else 1)
            for a in sorted(self.summed, key=lambda a: a == axis)
        ]
        with emitter.wide(width):
            for ranges in product(*pieces):
                tile = [
                    (each.axis, width if each.axis == axis else 1, each.step)
                    for each in ranges
                ]
                nest(
                    emitter,
                    ranges,
                    [Index()] * len(self.extents),
                    lambda at, _, tile=tile: self._sums(emitter, at, tile, inner, axis),  # type: ignore[misc]
                )

    def _tile(self, whole: list[Range], axis: int, width: int) -> dict[int, int]:
        """How many sums of each axis are kept in registers."""
        sizes = dict.fromkeys(self.kept, 1)
        room = TILE
        reused = sorted(
            self.kept,
            key=lambda a: (a != axis, -self._length(a)),
        )
        for a in reused:
            if len(self.factors) == 2 and all(f.varies(a) for f in self.factors):
                continue
            turns = whole[a]
            if isinstance(turns.end, str):
                count = 2
            else:
                count = (turns.end - turns.begin) // (width if a == axis else 1)
            most = min(2 if a == axis else 4, room, count)
            fitting = [n for n in range(1, most + 1) if count % n == 0]
            sizes[a] = fitting[-1] if 2 * fitting[-1] > most else max(most, 1)
            room //= sizes[a]
        return sizes

    def _sums(
        self,
        emitter: Emitter,
        at: list[Index],
        tile: list[tuple[int, int, int]],
        inner: list[Range],
        axis: int,
    ) -> Carried:
        """A tile of sums."""
        corners = []
        for moves in product(*(range(0, size, step) for _, step, size in tile)):
            corner = list(at)
            for (a, _, _), move in zip(tile, moves, strict=True):
                corner[a] = corner[a] + move
            corners.append(corner)
        folds = axis in self.summed and emitter.width > 1 and not self.out.spread
        first = [self._begin(emitter, corner, axis, folds) for corner in corners]

        def turn(here: list[Index], sums: Carried) -> Carried:
            following = []
            for corner, total in zip(corners, sums, strict=True):
                place = [
                    here[a] if a in self.summed else corner[a]
                    for a in range(len(corner))
                ]
                following.append(self._term(emitter, place, axis, total))
            return following

        unroll = max(1, 64 // len(corners))
        sums = nest(emitter, inner, at, turn, first, unroll)
        self._finish(emitter, corners, sums, axis, folds)
        return []

    def _begin(
        self, emitter: Emitter, at: list[Index], axis: int, folds: bool
    ) -> Lanes:
        if folds:
            return emitter.lanes(0.0)
        if isinstance(self.start, Place):
            return load(emitter, self.start, at, axis)
        if self.adds:
            return load(emitter, self.out, at, axis)
        return emitter.lanes(self.start or 0.0)

    def _term(
        self, emitter: Emitter, at: list[Index], axis: int, total: Lanes
    ) -> Lanes:
        numbers = [_cached(emitter, each, at, axis) for each in self.factors]
        if len(numbers) == 1:
            return total + numbers[0]
        return muladd(numbers[0], numbers[1], total)

    def _finish(
        self,
        emitter: Emitter,
        corners: list[list[Index]],
        sums: Carried,
        axis: int,
        folds: bool,
    ) -> None:
        for corner, total in zip(corners, sums, strict=True):
            if not folds:
                store(emitter, total, self.out, corner, axis)
                continue
            scalar = sum_of_lanes(total)
            with emitter.wide(1):
                found = Lanes(emitter, scalar)
                if isinstance(self.start, Place):
                    found = found + load(emitter, self.start, corner, axis)
                elif self.start:
                    found = found + self.start
                if self.adds:
                    add(emitter, found, self.out, corner, axis)
                else:
                    store(emitter, found, self.out, corner, axis)


def _cached(emitter: Emitter, place: Place, at: Sequence[Index], axis: int) -> Lanes:
    """A load that is made once in a turn: the factors of a product do not change."""
    where = [at[a] for a in range(len(at)) if place.varies(a)]
    key = f"load {emitter.width} {axis} {place} {where}"
    found = emitter.remembered(key, lambda: load(emitter, place, at, axis).text)
    return Lanes(emitter, found)


def _pieces(turns: Range, size: int, least: int) -> list[Range]:
    """An axis in steps of a tile, then what is left in steps of the least."""
    if isinstance(turns.end, str):
        return [replace(turns, step=size)]
    end = turns.begin + (turns.end - turns.begin) // size * size
    found = []
    if end > turns.begin:
        found.append(Range(turns.axis, turns.begin, end, size))
    if end < turns.end:
        found.append(Range(turns.axis, end, turns.end, least))
    return found
