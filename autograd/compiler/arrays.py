"""Numbers in a memory, and the arrays through which generated code reaches them.

A `Tensor` says where numbers are by named axes; `Lines` gathers the lines of a function
and the arrays that they name, which are made once the number of lanes is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

LANE = "k"
SHARED, LANED = "shared", "laned"
ONES = "ones"
"""What the names of memories full of ones begin with."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Numbers in a memory, by the distance of slots along named axes.

    Attributes:
        memory: the name of the memory.
        start: the first slot.
        strides: for each axis that it depends on, the distance, never 0; LANE stands
            last for what is laned. An axis of length 1 is none.
    """

    memory: str
    start: int
    strides: tuple[tuple[str, int], ...]

    @property
    def axes(self) -> list[str]:
        """The axes it depends on."""
        return [axis for axis, _ in self.strides]


Extent = tuple[int, bool]
"""A length or distance; True: times the number of lanes."""


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """An array to be made when the number of lanes is known.

    Attributes:
        memory: which memory it is a view of.
        start: its first slot.
        shape: the lengths.
        strides: the distances, in numbers.
        kind: "float" or "bool".
    """

    memory: str
    start: int
    shape: tuple[Extent, ...]
    strides: tuple[Extent, ...]
    kind: str = "float"


@dataclass(slots=True)
class Lines:
    """Generated lines and the arrays they name."""

    arrays: dict[ArraySpec, str] = field(default_factory=dict)
    scratch: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """For each memory besides the program's, its slots, and whether it is laned."""
    constants: dict[str, str] = field(default_factory=dict)
    """For each plain number, as text, the name of an array that holds it."""
    text: list[str] = field(default_factory=list)
    indent: str = "    "

    def say(self, line: str) -> None:
        """Add a line."""
        self.text.append(self.indent + line)

    def name(self, spec: ArraySpec) -> str:
        """The name of an array."""
        return self.arrays.setdefault(spec, f"v{len(self.arrays)}")

    def constant(self, number: float) -> str:
        """The name of a plain number: an array, which numpy takes in half the time."""
        return self.constants.setdefault(repr(number), f"c{len(self.constants)}")

    def ones(self, axes: list[str], lengths: Mapping[str, int]) -> Tensor:
        """A tensor of ones: a sum is a product with it."""
        return self.dense(ONES + "_of_lanes" * (LANE in axes), axes, lengths)

    def view(
        self,
        tensor: Tensor,
        axes: list[str],
        lengths: Mapping[str, int],
        kind: str = "float",
    ) -> str:
        """A tensor as an array that is broadcast to these axes.

        Where it has none its length is 1, or it has no such axis, if those before are
        none either: numpy takes an array without axes in half the time.
        """
        first = min([axes.index(axis) for axis in tensor.axes], default=len(axes))
        return self.merged(tensor, [[axis] for axis in axes[first:]], lengths, kind)

    def merged(
        self,
        tensor: Tensor,
        axes: list[list[str]],
        lengths: Mapping[str, int],
        kind: str = "float",
    ) -> str:
        """As `view`, with axes taken as one where they stand in one list."""
        found = [extents(tensor, each, lengths) for each in axes]
        shape = tuple(length for length, _ in found)
        strides = tuple(stride for _, stride in found)
        return self.name(ArraySpec(tensor.memory, tensor.start, shape, strides, kind))

    def dense(self, memory: str, axes: list[str], lengths: Mapping[str, int]) -> Tensor:
        """A tensor of its own memory, as large as need be."""
        size, strides = 1, []
        for axis in reversed([each for each in axes if each != LANE]):
            if lengths[axis] > 1:
                strides.append((axis, size))
            size *= lengths[axis]
        laned = LANE in axes
        known, _ = self.scratch.get(memory, (0, laned))
        self.scratch[memory] = (max(known, size), laned)
        kept = [(axis, stride) for axis, stride in reversed(strides)]
        return Tensor(memory, 0, (*kept, (LANE, 1)) if laned else tuple(kept))

    @contextmanager
    def within(self, statement: str) -> Iterator[None]:
        """Lines inside a `with`."""
        self.say(statement)
        self.indent += "    "
        yield
        self.indent = self.indent[:-4]


def extents(
    tensor: Tensor, axes: list[str], lengths: Mapping[str, int]
) -> tuple[Extent, Extent]:
    """Length and distance of axes taken as one, of which a tensor has all or none."""
    own = dict(tensor.strides)
    if not axes or axes[0] not in own:
        return (1, False), (0, False)
    length, laned = 1, False
    for axis in axes:
        length *= 1 if axis == LANE else lengths[axis]
        laned = laned or axis == LANE
    last = axes[-1]
    stride = (1, False) if last == LANE else (own[last], LANE in own)
    return (length, laned), stride
