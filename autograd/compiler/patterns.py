"""Regular distances in lists of slots.

The slots that the nodes of a group take go in, one row for each node; the axes along
which they go at regular distances come out, so that 1600 dots over 16 rows of weights
and 100 rows of inputs are seen to be one matrix product of (100, 16).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.program import AXES, Gather, View

Slots = NDArray[np.intp]


def common_shape(count: int, operands: list[Slots]) -> tuple[int, ...]:
    """Axes, the last running fastest, along which as many operands as can be go.

    Args:
        count: how many nodes the group has.
        operands: for each the slots, (count,), or (count, elements) for a vector.

    >>> common_shape(6, [np.array([0, 1, 2, 0, 1, 2]), np.array([5, 5, 5, 7, 7, 7])])
    (2, 3)
    """
    if count == 1:
        return (1,)
    bounds = [1, count]
    for slots in operands:
        if slots.ndim == 2 and not _regular_inside(slots):
            continue
        own = _bounds(slots[:, 0] if slots.ndim == 2 else slots) if slots.size else []
        together = sorted({*bounds, *own})
        divides = all(b % a == 0 for a, b in pairwise(together))
        if divides and len(together) <= len(AXES):
            bounds = together
    return tuple(b // a for a, b in pairwise(bounds))[::-1]


def pattern(slots: Slots, shape: tuple[int, ...], laned: bool) -> View | Gather:
    """The slots as a view, if they go at regular distances along the axes."""
    extent = shape + slots.shape[1:]
    whole = slots.reshape(extent)
    if not whole.size:
        return Gather(laned, whole)
    start = int(whole.flat[0])
    if whole.size == 1:
        return View(laned, start, (0,) * len(extent))
    strides: list[int] = []
    rebuilt = np.full(extent, start, dtype=np.intp)
    for axis, length in enumerate(extent):
        second = tuple(int(each == axis) for each in range(len(extent)))
        stride = int(whole[second]) - start if length > 1 else 0
        strides.append(stride)
        steps = np.arange(length) * stride
        rebuilt += steps.reshape((-1,) + (1,) * (len(extent) - axis - 1))
    if np.array_equal(rebuilt, whole) and _meets_each_once(whole, strides):
        return View(laned, start, tuple(strides))
    return Gather(laned, np.ascontiguousarray(whole))


def _meets_each_once(whole: Slots, strides: list[int]) -> bool:
    """Whether slots differ wherever they depend on the place, as in no sliding window.

    What comes back to a window would be added to a slot several times at once.
    """
    if sum(stride != 0 for stride in strides) < 2:
        return True
    once = whole[tuple(slice(None) if stride else 0 for stride in strides)]
    return len(distinct(once)) == once.size


def distinct(slots: Slots) -> Slots:
    """Each slot that occurs, sorted.

    np.unique would first load numpy.ma, which takes as long as to compile a small net.

    >>> distinct(np.array([[3, 1], [1, 2]])).tolist()
    [1, 2, 3]
    """
    ordered = np.sort(slots, axis=None)
    keeps = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=keeps[1:])
    return ordered[keeps]


def _regular_inside(slots: Slots) -> bool:
    """Whether every row holds its elements at the same regular distances."""
    if slots.shape[1] < 2:
        return True
    steps = np.diff(slots, axis=1)
    return bool((steps == steps[0, 0]).all())


def _bounds(slots: Slots) -> list[int]:
    """How many slots one round of each axis takes, from the fastest; [] if irregular.

    >>> _bounds(np.array([0, 1, 2, 10, 11, 12]))
    [3, 6]
    """
    found, size, current = [], 1, slots
    while len(current) > 1:
        steps = np.diff(current)
        changes = np.flatnonzero(steps != steps[0])
        run = int(changes[0]) + 1 if len(changes) else len(current)
        if len(current) % run:
            return []
        rows = current.reshape(-1, run)
        if not np.array_equal(
            rows - rows[:, :1], np.tile(rows[0] - rows[0, 0], (len(rows), 1))
        ):
            return []
        size *= run
        found.append(size)
        current = rows[:, 0]
    return found
