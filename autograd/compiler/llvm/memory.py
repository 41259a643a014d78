"""The memories of a run, and the context by which machine code finds them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.llvm.kernel import FIELDS
from autograd.compiler.llvm.places import VECTOR
from autograd.compiler.program import Program
from autograd.compiler.running import Array

FIELD = {name: k for k, name in enumerate(FIELDS)}


class Memory:
    """Laned memory and sums for some records, and a context with all addresses.

    Args:
        program: what is run.
        lanes: how many records at a time.
        shared: values and adjoints of the shared slots, which others may use too.

    Attributes:
        address: of the context.
        flags: the first is 0 after a run in which all went well.
        arrays: what the context points to, by the names of its fields.
    """

    def __init__(
        self, program: Program, lanes: int, shared: Array, adjoints: Array
    ) -> None:
        self.context: NDArray[np.int64] = np.zeros(len(FIELDS), dtype=np.int64)
        self.address = self.context.ctypes.data
        self.flags = zeros(VECTOR)
        self.arrays: dict[str, NDArray[Any]] = {}
        self._range = (0, 0)
        self.place(
            shared=shared,
            shared_adjoints=adjoints,
            laned=zeros(program.laned_size * lanes),
            laned_adjoints=zeros(program.laned_size * lanes),
            partial_sums=zeros(program.shared_size * VECTOR * bool(program.lanes)),
            flags=self.flags,
            weights=zeros(lanes),
            sums=zeros(max(len(program.totals), 1) * VECTOR),
        )

    def place(self, **arrays: NDArray[Any]) -> None:
        """Put the addresses of arrays into the context, and keep them alive."""
        for name, array in arrays.items():
            self.arrays[name] = array
            self.context[FIELD[name]] = array.ctypes.data

    def set_table(self, table: Array) -> None:
        """Where the records are."""
        rows, columns = (stride // 8 for stride in table.strides)
        self.place(table=table)
        self.context[FIELD["row_stride"]] = rows
        self.context[FIELD["column_stride"]] = columns

    def set_range(self, begin: int, end: int) -> None:
        """Which records to run."""
        if self._range != (begin, end):
            self.context[FIELD["begin"]] = begin
            self.context[FIELD["end"]] = end
            self._range = begin, end

    def forget_range(self) -> None:
        """Machine code has changed it."""
        self._range = (-1, -1)


def zeros(count: int) -> Array:
    """Zeros that begin where a line of the processor's cache does."""
    room: Array = np.zeros(count + 8)
    skipped = (-room.ctypes.data % 64) // 8
    return room[skipped : skipped + count]
