"""The program of a compiled graph: a few array instructions over two memories.

A recorded graph goes in (`reading`, `grouping`), backends (`numpy_backend`, …) make
fast functions of what comes out. A *lane* is one record. The *shared* memory holds what
is the same for all lanes, one number a slot; the *laned* memory one number a slot and
lane. Numbers of one op and structure stand in one *block* of neighbouring slots, which
one instruction fills.

    shared   parameters | constants | blocks of `before` | totals | blocks of `after`
    laned    inputs | blocks of `lanes`

A run fills parameters, constants and inputs, then executes `before` (shared), `lanes`
(each lane by itself, in any order or side by side), the totals (sums over the lanes)
and `after` (shared). Backward is the same in reverse: of every slot there is an
adjoint; each instruction sends to its operands adjoint · partial, in the texts of its
row, and the adjoint of a shared operand of a laned instruction is summed over lanes.

A program knows nothing of Values, so that equal structures share what is built of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograd.ops import OPS, Op

AXES = "ijpqrstuvw"
"""What the axes of a block are called in the text of a program."""
INNER = "m"
"""And the axis of the elements of a vector."""


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number, the same for every element of a block; it takes no adjoint."""

    number: float


@dataclass(frozen=True, slots=True)
class View:
    """Slots at regular distances: element (i, j, …) is at start + i·s₀ + j·s₁ + ….

    Attributes:
        laned: in which memory.
        start: the slot of the first element.
        strides: a distance for each axis of the block, then one for the elements where
            the operand is a vector. 0 for an axis that the operand does not depend on:
            all strides 0 is one slot for the whole block. Along the axes with other
            strides, which may be negative, no slot is met twice.
    """

    laned: bool
    start: int
    strides: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """Slots in no regular order.

    Attributes:
        laned: in which memory.
        slots: for each element its slot, in the shape of the block, then the elements
            where the operand is a vector. One slot may stand there many times.
    """

    laned: bool
    slots: NDArray[np.intp]


Operand: TypeAlias = Number | View | Gather


@dataclass(frozen=True, slots=True, eq=False)
class Instruction:
    """One op over a whole block: out[i, j, …] = op(operands at [i, j, …]).

    A `dot` whose first operand has stride 0 along j and whose second has stride 0
    along i is a matrix product, and so is one of a shared and a laned operand, since
    the lane is an axis too.

    Attributes:
        op: the name of the row in `ops.OPS`.
        laned: whether the block is in the laned memory; if not, no operand is.
        start: the first slot of the block.
        shape: the axes of the block, which fills its slots in row-major order.
        inner: how many elements its vectors have; 0 for a row without vectors.
        operands: one for each operand of the row. A vector is never a Number.
        wanted: for each operand whether its adjoint is to be sent.
    """

    op: str
    laned: bool
    start: int
    shape: tuple[int, ...]
    inner: int
    operands: tuple[Operand, ...]
    wanted: tuple[bool, ...]

    @property
    def row(self) -> Op:
        """The row of the table."""
        return OPS[self.op]

    @property
    def count(self) -> int:
        """How many slots the block has."""
        return prod(self.shape)

    @property
    def block(self) -> range:
        """The slots of the block."""
        return range(self.start, self.start + self.count)

    def extent(self, position: int) -> tuple[int, ...]:
        """The axes of an operand: those of the block, for a vector one more."""
        vector = self.row.names[position] in self.row.vectors
        return (*self.shape, self.inner) if vector else self.shape

    def slots(self, position: int) -> NDArray[np.intp]:
        """The slots of an operand, in its extent; none for a Number."""
        extent = self.extent(position)
        match self.operands[position]:
            case Gather(slots=slots):
                return slots
            case View(start=start, strides=strides):
                found = np.full(extent, start, dtype=np.intp)
                for axis, stride in enumerate(strides):
                    steps = np.arange(extent[axis]) * stride
                    rest = len(extent) - axis - 1
                    found += steps.reshape((-1,) + (1,) * rest)
                return found
        return np.zeros(0, dtype=np.intp)

    def __str__(self) -> str:
        axes = AXES[: len(self.shape)]
        place = View(self.laned, self.start, _row_major(self.shape))
        bounds = [f"{axis} < {n}" for axis, n in zip(axes, self.shape, strict=True)]
        over = f" over {INNER} < {self.inner}" if self.inner else ""
        operands = ", ".join(
            _operand_text(each, axes + INNER * (len(self.extent(p)) > len(axes)))
            for p, each in enumerate(self.operands)
        )
        left = _operand_text(place, axes)
        return f"{left:<16} {', '.join(bounds):<14} = {self.op}{over} ({operands})"


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over all lanes of one laned slot, in a shared slot."""

    laned_slot: int
    shared_slot: int

    def __str__(self) -> str:
        left = f"shared[{self.shared_slot}]"
        return f"{left:<16} {'':<14} = total over lanes (laned[{self.laned_slot}])"


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Instructions and the memories they work in, see the module.

    Attributes:
        parameters: how many leaves are read at each run, shared slots 0, 1, ….
        constants: what stands in the shared slots after them, the same at each run.
            They take no part in `key`: a backend gets them when a run is prepared.
        inputs: how many numbers there are for each lane, laned slots 0, 1, ….
        shared_size: slots of the shared memory.
        laned_size: slots of the laned memory; 0 for a program without lanes.
        before: shared instructions, each after what it needs.
        lanes: laned instructions, each after what it needs.
        totals: sums over the lanes.
        after: shared instructions that need totals.
        outputs: shared slots, one for each output.
        wanted_inputs: whether the adjoints of the inputs are wanted.
        key: names the structure: equal keys, equal programs but for constants.
    """

    parameters: int
    constants: tuple[float, ...]
    inputs: int
    shared_size: int
    laned_size: int
    before: tuple[Instruction, ...]
    lanes: tuple[Instruction, ...]
    totals: tuple[Total, ...]
    after: tuple[Instruction, ...]
    outputs: tuple[int, ...]
    wanted_inputs: bool = False
    key: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _key(self))

    @property
    def instructions(self) -> Iterator[Instruction]:
        """All instructions, in the order of a run."""
        yield from self.before
        yield from self.lanes
        yield from self.after

    def __str__(self) -> str:
        head = [
            f"shared[0:{self.parameters}] parameters",
            *([self._constants_text()] if self.constants else []),
            *([f"laned[0:{self.inputs}] inputs"] if self.inputs else []),
        ]
        outputs = ", ".join(f"shared[{slot}]" for slot in self.outputs)
        return "\n".join(
            [
                *head,
                *map(str, self.before),
                *map(str, self.lanes),
                *map(str, self.totals),
                *map(str, self.after),
                f"output {outputs}",
            ]
        )

    def _constants_text(self) -> str:
        shown = ", ".join(f"{number:g}" for number in self.constants[:4])
        more = ", …" if len(self.constants) > 4 else ""
        end = self.parameters + len(self.constants)
        return f"shared[{self.parameters}:{end}] constants {shown}{more}"


def _row_major(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


def _operand_text(operand: Operand, axes: str) -> str:
    match operand:
        case Number(number=number):
            return repr(number)
        case Gather(laned=laned, slots=slots):
            memory = "laned" if laned else "shared"
            return f"{memory}[{slots.size} slots from {slots.min()} to {slots.max()}]"
    terms = [
        axis if stride == 1 else f"{stride}{axis}"
        for axis, stride in zip(axes, operand.strides, strict=True)
        if stride
    ]
    if operand.start or not terms:
        terms.insert(0, str(operand.start))
    memory = "laned" if operand.laned else "shared"
    return f"{memory}[{' + '.join(terms)}]"


def _key(program: Program) -> str:
    digest = sha256()
    for part in _parts(program):
        digest.update(part if isinstance(part, bytes) else repr(part).encode())
        digest.update(b";")
    return digest.hexdigest()


def _parts(program: Program) -> Iterable[object]:
    yield program.parameters, len(program.constants), program.inputs
    yield program.shared_size, program.laned_size, program.outputs
    yield program.wanted_inputs, program.totals
    for stage in (program.before, program.lanes, program.after):
        yield len(stage)
        for each in stage:
            yield each.op, each.row.value, each.row.partials
            yield each.laned, each.start, each.shape, each.inner, each.wanted
            for operand in each.operands:
                if isinstance(operand, Gather):
                    yield operand.laned, operand.slots.shape
                    yield operand.slots.astype("<i8").tobytes()
                else:
                    yield operand
