"""One instruction as LLVM code, forward and backward.

What a row says becomes loops over the block: sums of products where the text is one
(`products`), else number by number with the text of the row. Backward every operand
that wants an adjoint gets adjoint · partial.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.lanes import Lanes, muladd
from autograd.compiler.llvm.layouts import Layout
from autograd.compiler.llvm.places import (
    VECTOR,
    Body,
    Carried,
    Index,
    Place,
    Range,
    add,
    load,
    nest,
    store,
)
from autograd.compiler.llvm.products import SumOfProducts
from autograd.compiler.llvm.rows import Part, RowCode, prepared_partials, prepared_value
from autograd.compiler.program import Instruction, Number
from autograd.expression import can_fail

Extents = tuple[int | str, ...]
UNROLL = 4
"""Turns of a loop written out, where the text calls no function."""


@dataclass
class Writer:
    """Writes instructions into a function.

    Args:
        emitter: the function.
        layout: where slots stand.
        called: gathers the functions of rows that are called.
    """

    emitter: Emitter
    layout: Layout
    called: set[tuple[str, int]]

    # ------------------------------------------------------------------------- forward

    def forward(self, instruction: Instruction) -> None:
        """Fill a block."""
        tree = prepared_value(instruction.row)
        found = self._as_products(instruction, tree)
        if found:
            found.write(self.emitter)
            return
        self._each(instruction, tree)

    def _as_products(
        self, instruction: Instruction, tree: ast.expr
    ) -> SumOfProducts | None:
        """A block whose text is a sum of elements, or of products of two."""
        factors, start = _summed_names(tree, instruction)
        if not factors:
            return None
        names = instruction.row.names
        begin: Place | float = 0.0
        layout, axis = self.layout, len(instruction.shape)
        if start in names:
            operand = instruction.operands[names.index(start)]
            begin = (
                operand.number
                if isinstance(operand, Number)
                else _with_axis(layout.value(instruction, names.index(start)), axis)
            )
        out = _with_axis(layout.value(instruction, None), axis)
        places = tuple(layout.value(instruction, names.index(f)) for f in factors)
        extents = layout.extents(instruction, names.index(factors[0]))
        return SumOfProducts(out, places, extents, (axis,), begin)

    def _each(self, instruction: Instruction, tree: ast.expr) -> None:
        """A block, number by number."""
        out = self.layout.value(instruction, None)
        extents = self.layout.extents(instruction, None)
        inputs = self._inputs(instruction)
        checked = can_fail(tree)

        def body(axis: int, at: list[Index], carried: Carried) -> Carried:
            code = self._code(instruction, at, axis, inputs)
            value = self.emitter.lanes(code(tree))
            store(self.emitter, value, out, at, axis)
            return [muladd(value, 0.0, each) for each in carried]

        for axis, width, ranges in _passes([out], extents):
            with self.emitter.wide(width):
                each = partial(body, axis)
                self._checked_nest(ranges, len(extents), each, checked)

    def _checked_nest(
        self, ranges: list[Range], axes: int, body: Body, checked: bool
    ) -> None:
        """A nest that carries a sum which is NaN if any value was not finite."""
        emitter = self.emitter
        at = [Index()] * axes
        if not checked:
            nest(emitter, ranges, at, body, [], UNROLL)
            return
        flag = Place("%flags", 0, (1,))
        first = load(emitter, flag, [Index()], 0)
        (last,) = nest(emitter, ranges, at, body, [first])
        store(emitter, last, flag, [Index()], 0)

    def _inputs(self, instruction: Instruction) -> dict[str, Place | float]:
        return {
            name: operand.number
            if isinstance(operand, Number)
            else self.layout.value(instruction, position)
            for position, (name, operand) in enumerate(
                zip(instruction.row.names, instruction.operands, strict=True)
            )
        }

    def _code(
        self,
        instruction: Instruction,
        at: Sequence[Index],
        axis: int,
        inputs: dict[str, Place | float],
        index: Index | None = None,
    ) -> RowCode:
        """The text's names at a place: numbers, and elements of vectors on demand."""
        emitter, row = self.emitter, instruction.row
        inner = len(instruction.shape)

        def element(name: str, where: str) -> Lanes:
            place = inputs[name]
            assert isinstance(place, Place)
            index = Index("", int(where)) if where.isdigit() else Index(where)
            there = [*at[:inner], index, *at[inner:]]
            return load(emitter, place, there, axis + (axis >= inner))

        names: dict[str, Part] = {}
        for name, place in inputs.items():
            if name in row.vectors:
                continue
            names[name] = (
                load(emitter, place, at, axis) if isinstance(place, Place) else place
            )
        here = "" if index is None else index.name or str(index.offset)
        return RowCode(
            emitter, names, self.called, row.vectors, element, instruction.inner, here
        )

    # ------------------------------------------------------------------------ backward

    def backward(self, instruction: Instruction, stores: Sequence[bool]) -> None:
        """Send the adjoints of a block to its operands.

        Args:
            instruction: the block.
            stores: for each operand whether its adjoints are the first in their place,
                where nothing stands yet.
        """
        row = instruction.row
        trees = prepared_partials(row)
        rest = []
        for position, tree in enumerate(trees):
            if not instruction.wanted[position]:
                continue
            found = self._adjoint_products(
                instruction, position, tree, stores[position]
            )
            if found:
                found.write(self.emitter)
            elif row.names[position] in row.vectors:
                self._send_elements(instruction, position, tree)
            else:
                rest.append((position, tree, stores[position]))
        if rest:
            self._send(instruction, rest)

    def _adjoint_products(
        self, instruction: Instruction, position: int, tree: ast.expr, stores: bool
    ) -> SumOfProducts | None:
        """Adjoints that are sums of adjoint · operand, or of adjoints alone."""
        layout, names = self.layout, instruction.row.names
        other = None
        match tree:
            case ast.Constant(value=1.0):
                pass
            case ast.Name(id=name) if name in names:
                operand = instruction.operands[names.index(name)]
                if isinstance(operand, Number):
                    return None
                other = layout.value(instruction, names.index(name))
            case _:
                return None
        out = layout.adjoint(instruction, position)
        extents = layout.extents(instruction, position)
        adjoint = layout.adjoint(instruction, None)
        if names[position] in instruction.row.vectors:
            adjoint = _with_axis(adjoint, len(instruction.shape))
            if other and len(other.strides) < len(extents):
                other = _with_axis(other, len(instruction.shape))
        elif other and len(other.strides) > len(extents):
            return None
        summed = tuple(a for a, n in enumerate(extents) if n != 1 and out.step(a) == 0)
        if out.table or not out.is_injective(_kept(extents, summed)):
            return None
        factors = (adjoint, other) if other else (adjoint,)
        return SumOfProducts(out, factors, extents, summed, adds=not stores)

    def _send(
        self, instruction: Instruction, rest: list[tuple[int, ast.expr, bool]]
    ) -> None:
        """Adjoint · partial, number by number, for operands that are no vectors."""
        layout, emitter = self.layout, self.emitter
        extents = layout.extents(instruction, None)
        inputs = self._inputs(instruction)
        out, adjoint = (
            layout.value(instruction, None),
            layout.adjoint(instruction, None),
        )
        targets = {p: layout.adjoint(instruction, p) for p, _, _ in rest}

        def body(axis: int, at: list[Index], carried: Carried) -> Carried:
            code = self._code(instruction, at, axis, inputs)
            code.names["out"] = load(emitter, out, at, axis)
            sent = load(emitter, adjoint, at, axis)
            for position, tree, stores in rest:
                part = sent * code(tree)
                put = store if stores else add
                put(emitter, part, targets[position], at, axis)
            return []

        unroll = 1 if any(can_fail(tree) for _, tree, _ in rest) else UNROLL
        for axis, width, ranges in _passes([adjoint], extents):
            with emitter.wide(width):
                at = [Index()] * len(extents)
                nest(emitter, ranges, at, partial(body, axis), [], unroll)

    def _send_elements(
        self, instruction: Instruction, position: int, tree: ast.expr
    ) -> None:
        """The same for the elements of a vector, one loop further in."""
        layout, emitter = self.layout, self.emitter
        inner = len(instruction.shape)
        extents = layout.extents(instruction, position)
        inputs = self._inputs(instruction)
        out = _with_axis(layout.value(instruction, None), inner)
        adjoint = _with_axis(layout.adjoint(instruction, None), inner)
        target = layout.adjoint(instruction, position)

        def body(axis: int, at: list[Index], carried: Carried) -> Carried:
            outer = [*at[:inner], *at[inner + 1 :]]
            code = self._code(instruction, outer, max(axis - 1, 0), inputs, at[inner])
            code.names["out"] = load(emitter, out, at, axis)
            sent = load(emitter, adjoint, at, axis)
            add(emitter, sent * code(tree), target, at, axis)
            return []

        # Vectors over slots would stand for elements of different vectors.
        lanes = isinstance(extents[-1], str)
        passes = _passes([adjoint], extents) if lanes else [_scalar(extents)]
        for axis, width, ranges in passes:
            with emitter.wide(width):
                nest(emitter, ranges, [Index()] * len(extents), partial(body, axis))


def _kept(extents: Extents, summed: tuple[int, ...]) -> Extents:
    return tuple(1 if a in summed else n for a, n in enumerate(extents))


def _with_axis(place: Place, axis: int) -> Place:
    """A place in a space with one more axis, on which it does not depend."""
    strides = (*place.strides[:axis], 0, *place.strides[axis:])
    return Place(
        place.pointer,
        place.start,
        strides,
        place.table,
        place.lane_stride,
        place.spread,
    )


def _summed_names(
    tree: ast.expr, instruction: Instruction
) -> tuple[tuple[str, ...], str]:
    """The vectors of `sum(x * y, start)` or `sum(x, start)`, and the start."""
    vectors = instruction.row.vectors
    match tree:
        case ast.Call(
            func=ast.Name(id="sum"),
            args=[
                ast.BinOp(left=ast.Name(id=x), op=ast.Mult(), right=ast.Name(id=y)),
                ast.Name(id=start),
            ],
        ) if x in vectors and y in vectors:
            return (x, y), start
        case ast.Call(
            func=ast.Name(id="sum"), args=[ast.Name(id=x), ast.Name(id=start)]
        ) if x in vectors:
            return (x,), start
    return (), ""


def _passes(dense: list[Place], extents: Extents) -> list[tuple[int, int, list[Range]]]:
    """How a block is walked: along which axis, how many lanes at a time, the loops.

    The lanes of the records come first: what follows then stays near. Over slots the
    last axis is walked in vectors, and what is left of it number by number.
    """
    last = len(extents) - 1
    ranges = [Range(a, 0, n) for a, n in enumerate(extents)]
    if last >= 0 and isinstance(extents[last], str):
        lanes = Range(last, 0, extents[last], VECTOR)
        return [(last, VECTOR, [lanes, *ranges[:-1]])]
    found = []
    end = 0
    if last >= 0 and all(place.step(last) == 1 for place in dense):
        size = extents[last]
        assert isinstance(size, int)
        end = size - size % VECTOR
        if end:
            vectors = [*ranges[:-1], Range(last, 0, end, VECTOR)]
            found.append((last, VECTOR, vectors))
        if end == size:
            return found
        ranges[-1] = Range(last, end, size)
    found.append((0, 1, ranges))
    return found


def _scalar(extents: Extents) -> tuple[int, int, list[Range]]:
    return 0, 1, [Range(a, 0, n) for a, n in enumerate(extents)]
