"""Products summed over axes, as the fastest numpy calls there are for them.

out[axes] = Σ over the other axes of a · b, for tensors that depend on some of the axes:
the weighted sums of a layer, and what they send back. Where two tensors share the
summed axes only, it is a matrix product, of a tensor and ones where one is summed by
itself; where nothing is summed, a product; else products, then sums.

`dot` takes half the time of `matmul` and a third of that of `add.reduce` for what is
small, but wants to write where no gaps are, and never says that a number is not finite.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograd.compiler.array_code import Writer
from autograd.compiler.arrays import LANE, Extent, Tensor, extents


def contract(
    writer: Writer,
    a: Tensor,
    b: Tensor | None,
    out: Tensor,
    adds: bool,
    over: str = "",
) -> None:
    """Write the lines of out = Σ a · b, or with `adds` of out += Σ a · b.

    An axis of `out` that neither has is filled with equal numbers.

    Args:
        writer: of the instruction that this is part of.
        a: a tensor.
        b: another one; None for 1.
        out: where to. What is summed over are the axes that it lacks.
        adds: whether to add to what is there.
        over: an axis that is summed over though none may have it.
    """
    lines, lengths = writer.lines, writer.lengths
    made = {*a.axes, *(b.axes if b else ())}
    summed = [axis for axis in _union(a, b) if axis not in out.axes]
    kept = [axis for axis in out.axes if axis in made]
    into = lines.view(out, out.axes, lengths)
    times = 1 if not over or over in made or over in out.axes else lengths[over]
    if not summed and b is None and times == 1:
        part = lines.view(a, out.axes, lengths)
        lines.say(
            f"add({into}, {part}, out={into})" if adds else f"copyto({into}, {part})"
        )
        return
    if not adds and len(kept) == len(out.axes) and times == 1:
        _assign(writer, a, b, out, summed)
        return
    register = writer.register(kept)
    target = writer.tensor(register)
    _assign(writer, a, b, target, summed)
    if times != 1:
        number = lines.constant(float(times))
        lines.say(f"multiply({register}, {number}, out={register})")
    part = lines.view(target, out.axes, lengths)
    lines.say(f"add({into}, {part}, out={into})" if adds else f"copyto({into}, {part})")
    writer.release(register)


def _union(a: Tensor, b: Tensor | None) -> list[str]:
    return [*a.axes, *(axis for axis in (b.axes if b else []) if axis not in a.axes)]


def _assign(
    writer: Writer, a: Tensor, b: Tensor | None, out: Tensor, summed: list[str]
) -> None:
    """Out = Σ a · b, where every axis of out is one of a or b."""
    lines, lengths = writer.lines, writer.lengths
    if b is None:
        if summed:
            _reduce(writer, a, out, summed)
        else:
            into = lines.view(out, out.axes, lengths)
            lines.say(f"copyto({into}, {lines.view(a, out.axes, lengths)})")
        return
    held = []
    for axes, which in (
        ([axis for axis in summed if axis not in b.axes], "a"),
        ([axis for axis in summed if axis not in a.axes], "b"),
    ):
        if not axes:
            continue
        whole = a if which == "a" else b
        register = writer.register([axis for axis in whole.axes if axis not in axes])
        held.append(register)
        less = writer.tensor(register)
        _reduce(writer, whole, less, axes)
        a, b = (less, b) if which == "a" else (a, less)
    summed = [axis for axis in summed if axis in a.axes and axis in b.axes]
    if not summed and _apart(a, b):
        _summed(writer, a, b, out, summed)
    elif not summed:
        parts = [lines.view(each, out.axes, lengths) for each in (a, b)]
        into = lines.view(out, out.axes, lengths)
        lines.say(f"multiply({', '.join(parts)}, out={into})")
    else:
        _summed(writer, a, b, out, summed)
    for register in held:
        writer.release(register)


def _apart(a: Tensor, b: Tensor) -> bool:
    """Whether each has axes that the other has not: their product is a matrix one."""
    return bool(a.axes and b.axes) and set(a.axes).isdisjoint(b.axes)


def _reduce(writer: Writer, whole: Tensor, out: Tensor, summed: list[str]) -> None:
    """Out = Σ whole."""
    lines, lengths = writer.lines, writer.lengths
    if _dot(writer, whole, lines.ones(summed, lengths), out, (out.axes, [], summed)):
        return
    part = lines.view(whole, [*out.axes, *summed], lengths)
    into = lines.view(out, out.axes, lengths)
    axes = tuple(range(len(out.axes), len(out.axes) + len(summed)))
    axis = axes[0] if len(axes) == 1 else axes
    lines.say(f"add_reduce({part}, {axis}, None, {into})")


def _summed(
    writer: Writer, a: Tensor, b: Tensor, out: Tensor, summed: list[str]
) -> None:
    batch = [axis for axis in out.axes if axis in a.axes and axis in b.axes]
    rows = [axis for axis in out.axes if axis in a.axes and axis not in b.axes]
    columns = [axis for axis in out.axes if axis in b.axes and axis not in a.axes]
    if LANE in batch or (batch and not rows and not columns):
        _products(writer, a, b, out, summed)
        return
    if out.axes and out.axes[-1] in rows:  # the last axis of a product runs fastest
        a, b, rows, columns = b, a, columns, rows
    _matrix_product(writer, a, b, out, (batch, rows, columns, summed))


def _products(
    writer: Writer, a: Tensor, b: Tensor, out: Tensor, summed: list[str]
) -> None:
    """All products, then their sums."""
    lines, lengths = writer.lines, writer.lengths
    # The lane runs fastest: summed axes stand before it.
    at = len(out.axes) - (LANE in out.axes)
    axes = [*out.axes[:at], *summed, *out.axes[at:]]
    register = writer.register(axes)
    parts = [lines.view(each, axes, lengths) for each in (a, b)]
    into = lines.view(out, out.axes, lengths)
    places = tuple(range(at, at + len(summed)))
    axis = places[0] if len(places) == 1 else places
    lines.say(f"multiply({', '.join(parts)}, out={register})")
    lines.say(f"add_reduce({register}, {axis}, None, {into})")
    writer.release(register)


def _matrix_product(
    writer: Writer,
    a: Tensor,
    b: Tensor,
    out: Tensor,
    roles: tuple[list[str], list[str], list[str], list[str]],
) -> None:
    """One matrix product, or, where axes cannot be taken as one, several side by side.

    The axes of each role are taken as one if they lie behind one another in memory.
    """
    lines, lengths = writer.lines, writer.lengths
    batch, rows, columns, summed = roles
    if not batch and _dot(writer, a, b, out, (rows, columns, summed)):
        return
    outer, summed = _as_one(summed, [a, b], lengths)
    register, target = "", out
    if outer:
        register = writer.register([*outer, *out.axes])
        target = writer.tensor(register)
    several, rows = _as_one(rows, [a, target], lengths)
    others, columns = _as_one(columns, [b, target], lengths)
    leading = [*batch, *several, *others, *outer]

    def matrix(tensor: Tensor, one: list[str], other: list[str]) -> str:
        return lines.merged(
            tensor, [[axis] for axis in leading] + [one, other], lengths
        )

    left, right = matrix(a, rows, summed), matrix(b, summed, columns)
    lines.say(f"matmul({left}, {right}, out={matrix(target, rows, columns)})")
    if outer:
        _reduce(writer, target, out, outer)
        writer.release(register)


def _dot(
    writer: Writer,
    a: Tensor,
    b: Tensor,
    out: Tensor,
    roles: tuple[list[str], list[str], list[str]],
) -> bool:
    """Write one product of two matrices or vectors; False if it is none."""
    lines, lengths = writer.lines, writer.lengths
    rows, columns, summed = roles
    for axes, tensors in ((rows, [a, out]), (columns, [b, out]), (summed, [a, b])):
        if _as_one(axes, tensors, lengths)[0]:
            return False
    kept = [axes for axes in (rows, columns) if axes]
    gap: Extent = (1, False)
    for axes in reversed(kept):
        length, stride = extents(out, axes, lengths)
        if stride != gap:
            return False
        gap = length
    left, right = [rows, summed], [summed, columns]
    if summed:
        left, right = ([axes for axes in each if axes] for each in (left, right))
    factors = [lines.merged(a, left, lengths), lines.merged(b, right, lengths)]
    lines.say(f"dot({', '.join(factors)}, {lines.merged(out, kept, lengths)})")
    return True


def _as_one(
    axes: list[str], tensors: list[Tensor], lengths: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """The axes that stay by themselves, and those, at the end, that go as one."""
    together = axes[-1:]
    rest = list(axes[:-1])
    while rest:
        pair = [rest[-1], together[0]]
        if not all(_behind(tensor, pair, lengths) for tensor in tensors):
            break
        together.insert(0, rest.pop())
    return rest, together


def _behind(tensor: Tensor, pair: list[str], lengths: Mapping[str, int]) -> bool:
    """Whether one axis goes on where a round of the other ends."""
    (_, outer), (length, inner) = (extents(tensor, [axis], lengths) for axis in pair)
    return outer == (length[0] * inner[0], length[1] or inner[1]) and not (
        length[1] and inner[1]
    )
