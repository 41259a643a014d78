"""Where a run over JAX arrays finds its numbers: blocks, and slices of these.

Blocks go in as they are computed, slots are asked for, and one array of the numbers
there comes out. Slots at regular distances are sliced, since XLA fuses slices and
calls for gathers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.intp]


@dataclass(slots=True)
class Memory:
    """Blocks by their first slots; the slot is the last axis of each."""

    starts: list[int] = field(default_factory=list)
    blocks: list[Any] = field(default_factory=list)

    def add(self, start: int, block: Any) -> None:
        """Keep a block; each stands after those before it."""
        if block.shape[-1]:
            self.starts.append(start)
            self.blocks.append(block)

    def take(self, slots: Slots) -> Any:
        """The numbers at some slots, in place of the last axis the shape of these."""
        low, high = int(slots.min()), int(slots.max())
        first = bisect_right(self.starts, low) - 1
        last = bisect_right(self.starts, high) - 1
        if first == last:
            return _sliced(self.blocks[first], slots - self.starts[first])
        starts = np.array(self.starts)
        touched = np.unique(np.searchsorted(starts, slots, "right") - 1)
        parts = [self.blocks[each] for each in touched.tolist()]
        places = np.cumsum([0, *(part.shape[-1] for part in parts)])[:-1]
        which = np.searchsorted(starts[touched], slots, "right") - 1
        moved = slots - starts[touched][which] + places[which]
        return _sliced(jnp.concatenate(parts, axis=-1), moved)


def _sliced(whole: Any, slots: Slots) -> Any:
    """whole[..., slots], by slices where the slots are regular."""
    start = int(slots.flat[0])
    strides = [
        int(np.diff(slots, axis=axis).flat[0]) if length > 1 else 1
        for axis, length in enumerate(slots.shape)
    ]
    order = sorted(range(slots.ndim), key=lambda axis: -abs(strides[axis]))
    extents = [(slots.shape[axis], abs(strides[axis])) for axis in order]
    grid = np.ix_(
        *(np.arange(n) * s for n, s in zip(slots.shape, strides, strict=True))
    )
    regular = bool((slots == start + sum(grid)).all())
    if not regular or not _nested(extents):
        return jnp.take(whole, slots, axis=-1)
    low, axis = int(slots.min()), whole.ndim - 1
    found = jax.lax.slice_in_dim(whole, low, int(slots.max()) + 1, axis=axis)
    for place, (length, stride) in enumerate(extents):
        if place == len(extents) - 1:
            found = jax.lax.slice_in_dim(found, 0, None, stride, axis=axis + place)
            break
        missing = length * stride - found.shape[-1]
        found = jnp.pad(found, [(0, 0)] * (axis + place) + [(0, max(missing, 0))])
        found = jax.lax.slice_in_dim(found, 0, length * stride, axis=axis + place)
        found = found.reshape(*found.shape[:-1], length, stride)
        rest = 1 + sum((n - 1) * s for n, s in extents[place + 1 :])
        found = jax.lax.slice_in_dim(found, 0, rest, axis=axis + place + 1)
    back = [axis + order.index(each) for each in range(slots.ndim)]
    found = found.transpose(*range(axis), *back)
    turned = [axis + each for each, stride in enumerate(strides) if stride < 0]
    return jnp.flip(found, turned) if turned else found


def _nested(extents: Sequence[tuple[int, int]]) -> bool:
    """Whether each axis steps over all that the axes inside it meet."""
    span = 1
    for length, stride in reversed(extents):
        if stride < span:
            return False
        span += (length - 1) * stride
    return True
