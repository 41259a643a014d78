"""Recorded Values as flat lists of scalar nodes.

The outputs go in, a `Scalars` comes out: an op and numbered operands for each node,
parents first. It reads what the Values hold, so that a folded pre-activation is read
without becoming a Value, and takes about a microsecond a node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from autograd.ops import OPS, Op
from autograd.traversal import FOLDED
from autograd.value import Value

TOTAL = "total"
"""The op of a node that is the sum of a laned node over all lanes; not in the table."""

Operands = tuple[int, ...]


@dataclass(slots=True)
class Scalars:
    """A graph of scalar nodes, numbered, parents first.

    Attributes:
        ops: the name of the op of each node; None for a leaf, TOTAL for a sum over
            lanes.
        operands: for each node what it takes, vectors written out one after the other:
            the number of a node, or for a constant c ≥ 0 the number -1 - c.
        constants: plain numbers among the operands.
        laned: for each node whether it differs from lane to lane.
        outputs: the number of each output.
        values: the Value that a node was read from; None for one that was folded.
    """

    ops: list[str | None] = field(default_factory=list)
    operands: list[Operands] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    laned: list[bool] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    values: list[Value | None] = field(default_factory=list)

    def add(
        self, op: str | None, operands: Operands, laned: bool, value: Value | None
    ) -> int:
        """A new node's number."""
        self.ops.append(op)
        self.operands.append(operands)
        self.laned.append(laned)
        self.values.append(value)
        return len(self.ops) - 1

    def constant(self, number: float) -> int:
        """A new constant, as it stands among operands."""
        self.constants.append(number)
        return -len(self.constants)

    def __len__(self) -> int:
        return len(self.ops)


def vector_length(op: str, operands: Operands) -> int:
    """How many elements the vectors of an op have; 0 for an op without vectors."""
    scalars, vectors = scalars_and_vectors(OPS[op])
    return (len(operands) - scalars) // vectors if vectors else 0


@lru_cache(maxsize=1024)
def scalars_and_vectors(row: Op) -> tuple[int, int]:
    """How many operands of a row are scalars, and how many vectors."""
    return len(row.names) - len(row.vectors), len(row.vectors)


def spans(op: str, inner: int) -> list[tuple[int, int]]:
    """Where each operand of an op stands among the operands of a node."""
    return _spans(OPS[op], inner)


@lru_cache(maxsize=1024)
def _spans(row: Op, inner: int) -> list[tuple[int, int]]:
    found, start = [], 0
    for name in row.names:
        end = start + (inner if name in row.vectors else 1)
        found.append((start, end))
        start = end
    return found


class Known:
    """Leaves that many graphs share, numbered once for all of them, from 0 on.

    Also the groups of them, such as the weights of a neuron, which are kept alive here,
    so that no other group gets their id.
    """

    def __init__(self, leaves: Sequence[Value]) -> None:
        self.leaves = list(leaves)
        self.numbers = {id(leaf): i for i, leaf in enumerate(leaves)}
        self.groups: dict[int, Operands] = {}
        self.kept: list[tuple[Any, ...]] = []

    def keep(self, group: tuple[Any, ...], numbers: Operands) -> None:
        """Remember a group, if it is of these leaves alone."""
        if all([0 <= number < len(self.leaves) for number in numbers]):
            self.groups[id(group)] = numbers
            self.kept.append(group)


def read(outputs: Sequence[Value], known: Known | None = None) -> Scalars:
    """Every node below some outputs; none of them laned.

    Args:
        outputs: what to read.
        known: leaves that are the first nodes, used or not.
    """
    reader = _Reader(known or Known(()))
    stack = list(reversed(outputs))
    while stack:
        node = stack[-1]
        if id(node) in reader.numbers:
            stack.pop()
        elif missing := reader.missing(node):
            stack += missing
        else:
            reader.enter(stack.pop())
    scalars = reader.scalars
    scalars.outputs = [reader.numbers[id(output)] for output in outputs]
    scalars.laned = [False] * len(scalars)
    return scalars


class _Reader:
    """Numbers Values in the order in which they are entered."""

    def __init__(self, known: Known) -> None:
        count = len(known.leaves)
        self.known = known
        self.scalars = Scalars(
            ops=[None] * count, operands=[()] * count, values=list(known.leaves)
        )
        self.scalars.laned = [False] * count
        self.numbers: dict[int, int] = dict(known.numbers)
        self.groups: dict[int, Operands] = dict(known.groups)

    def missing(self, node: Value) -> list[Value]:
        """The parents that have no number yet, the first at the end."""
        if node.op is None:
            return []
        numbers = self.numbers
        left, right = node._left, node._right
        if right is not None:
            if id(left) in numbers:
                return [] if id(right) in numbers else [right]
            return [left] if id(right) in numbers else [right, left]
        if type(left) is not tuple:
            return [] if id(left) in numbers else [left]
        if node._right_partial is FOLDED:
            start, x = node._left_partial[:2]
            left = (left, x) if start is None else (left, x, start)
        found: list[Value] = []
        for entry in left:
            if type(entry) is not tuple:
                if id(entry) not in numbers:
                    found.append(entry)
            elif id(entry) not in self.groups:
                found += [each for each in entry if id(each) not in numbers]
        found.reverse()
        return found

    def enter(self, node: Value) -> None:
        """Give a number to a node whose parents have theirs."""
        scalars = self.scalars
        if node.op is None:
            number = scalars.add(None, (), False, node)
        elif node._right_partial is FOLDED:
            number = self._enter_folded(node, node.op)
        else:
            number = scalars.add(node.op.name, self._operands(node), False, node)
        self.numbers[id(node)] = number

    def _enter_folded(self, node: Value, row: Op) -> int:
        scalars = self.scalars
        start, x = node._left_partial[:2]
        begin = scalars.constant(0.0) if start is None else self.numbers[id(start)]
        taken = (*self._group(node._left), *self._group(x), begin)
        if row is OPS["dot"]:
            return scalars.add("dot", taken, False, node)
        hidden = scalars.add("dot", taken, False, None)
        defaults = [
            scalars.constant(float(row.defaults[name])) for name in row.names[1:]
        ]
        return scalars.add(row.name, (hidden, *defaults), False, node)

    def _operands(self, node: Value) -> Operands:
        numbers = self.numbers
        left, right = node._left, node._right
        if right is not None:
            return numbers[id(left)], numbers[id(right)]
        operands = node._right_partial
        if operands is None:
            operands = left if type(left) is tuple else (left,)
        flat: list[int] = []
        for each in operands:
            if type(each) is tuple:
                flat += self._group(each)
            else:
                flat.append(self._number(each))
        return tuple(flat)

    def _group(self, group: tuple[Any, ...]) -> Operands:
        """The numbers of a group, which many nodes may share."""
        if id(group) not in self.groups:
            numbers = tuple([self._number(each) for each in group])
            self.groups[id(group)] = numbers
            if self.known.leaves:
                self.known.keep(group, numbers)
        return self.groups[id(group)]

    def _number(self, operand: Any) -> int:
        number = self.numbers.get(id(operand))
        if number is None:
            number = self.scalars.constant(float(operand))
        return number
