"""Sums of products become dots.

`b + w1*x1 + w2*x2 + …`, recorded as a node for each sign, is one dot. Scalars go in,
and come out with the sums and products that nothing else uses put into the sum that
uses them: fewer nodes, more alike. Also written one way: the operand of a product that
differs less from record to record comes first, and a vector whose elements are partly
laned is made wholly laned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograd.compiler.reading import (
    TOTAL,
    Operands,
    Scalars,
    spans,
    vector_length,
)
from autograd.ops import OPS

SUMS = frozenset(("add", "sum", "dot"))
WORTH = 3
"""Terms from which on a sum is rewritten; a shorter one gains nothing."""


@dataclass(slots=True)
class Terms:
    """A sum taken apart."""

    products: list[tuple[int, int]] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    constant: float = 0.0
    absorbed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Simplified:
    """The rewritten nodes, and where each old node went."""

    scalars: Scalars
    homes: list[int]
    """For each old node the new one that is it, or that it was put into."""


def simplified(old: Scalars) -> Simplified:
    """Rewrite sums; drop what nothing uses any more."""
    uses = _uses(old)
    sums: dict[int, Terms] = {}
    absorbed_by: dict[int, int] = {}
    for node in range(len(old) - 1, -1, -1):
        if old.ops[node] not in SUMS or node in absorbed_by:
            continue
        terms = _taken_apart(old, node, uses)
        if len(terms.products) + len(terms.plain) >= WORTH:
            sums[node] = terms
            for each in terms.absorbed:
                absorbed_by[each] = node
    return _rewritten(old, sums, absorbed_by)


def _uses(scalars: Scalars) -> list[int]:
    uses = [0] * (len(scalars) + 1)  # constants, below 0, all count in the last
    last = len(scalars)
    for operands in scalars.operands:
        for each in operands:
            uses[each if each >= 0 else last] += 1
    for output in scalars.outputs:
        uses[output] += 1
    return uses


def _taken_apart(old: Scalars, root: int, uses: list[int]) -> Terms:
    terms, stack = Terms(), [root]
    while stack:
        node = stack.pop()
        if node < 0:
            terms.constant += old.constants[-1 - node]
            continue
        op, operands = old.ops[node], old.operands[node]
        inside = node == root or (
            uses[node] == 1 and old.laned[node] == old.laned[root]
        )
        if not inside or (op not in SUMS and op != "mul"):
            terms.plain.append(node)
            continue
        if node != root:
            terms.absorbed.append(node)
        if op == "mul":
            terms.products.append((operands[0], operands[1]))
        elif op == "dot":
            inner = vector_length("dot", operands)
            pairs = zip(operands[:inner], operands[inner : 2 * inner], strict=True)
            terms.products += pairs
            stack.append(operands[-1])
        else:
            stack += reversed(operands)
    return terms


def _rewritten(
    old: Scalars, sums: dict[int, Terms], absorbed_by: dict[int, int]
) -> Simplified:
    new = Scalars(constants=list(old.constants))
    writer = _Writer(old, new, [0] * len(old))
    for node, op in enumerate(old.ops):
        if node in absorbed_by:
            continue
        if node in sums:
            writer.homes[node] = writer.sum(node, sums[node])
        else:
            operands = writer.moved(old.operands[node])
            writer.homes[node] = writer.plain(node, op, operands)
    for node, home in absorbed_by.items():
        writer.homes[node] = writer.homes[home]
    new.outputs = [writer.homes[output] for output in old.outputs]
    return Simplified(new, writer.homes)


@dataclass(slots=True)
class _Writer:
    old: Scalars
    new: Scalars
    homes: list[int]
    lifted: dict[int, int] = field(default_factory=dict)

    def moved(self, operands: Operands) -> Operands:
        homes = self.homes
        return tuple([homes[each] if each >= 0 else each for each in operands])

    def plain(self, node: int, op: str | None, operands: Operands) -> int:
        """A node as it was."""
        laned, value = self.old.laned[node], self.old.values[node]
        if op == "dot":
            inner = vector_length(op, operands)
            pairs = list(
                zip(operands[:inner], operands[inner : 2 * inner], strict=True)
            )
            operands = (*self._products(pairs), operands[-1])
        elif op in ("add", "mul"):
            operands = self._ranked(operands[0], operands[1])
        if op is not None and op != TOTAL:
            operands = self._homogeneous(op, operands, laned)
        return self.new.add(op, operands, laned, value)

    def sum(self, node: int, terms: Terms) -> int:
        """A node as a sum or dot of its terms."""
        laned, value = self.old.laned[node], self.old.values[node]
        start = self.new.constant(terms.constant)
        plain = self.moved(tuple(terms.plain))
        if not terms.products:
            operands = self._homogeneous("sum", (*plain, start), laned)
            return self.new.add("sum", operands, laned, value)
        if len(plain) == 1 and terms.constant == 0.0:
            start = plain[0]
        elif plain:
            operands = self._homogeneous("sum", (*plain, start), laned)
            start = self.new.add("sum", operands, laned, None)
        pairs = [self.moved(pair) for pair in terms.products]
        operands = (*self._products(pairs), start)
        operands = self._homogeneous("dot", operands, laned)
        return self.new.add("dot", operands, laned, value)

    def _products(self, pairs: Sequence[Operands]) -> Operands:
        ranked = [self._ranked(one, other) for one, other in pairs]
        return (*[one for one, _ in ranked], *[other for _, other in ranked])

    def _ranked(self, one: int, other: int) -> Operands:
        """A product's operands, the more constant first."""
        return (other, one) if self._rank(other) < self._rank(one) else (one, other)

    def _rank(self, node: int) -> int:
        if node < 0:
            return 0
        return 1 + (self.new.ops[node] is not None) + 2 * self.new.laned[node]

    def _homogeneous(self, op: str, operands: Operands, laned: bool) -> Operands:
        """The operands, vectors laned in every element or in none."""
        if not laned or not OPS[op].vectors:
            return operands
        found = list(operands)
        for start, end in spans(op, vector_length(op, operands)):
            kinds = {each >= 0 and self.new.laned[each] for each in found[start:end]}
            if len(kinds) > 1:
                found[start:end] = [self._laned(each) for each in found[start:end]]
        return tuple(found)

    def _laned(self, node: int) -> int:
        """A node, or a laned node with the same number."""
        if node >= 0 and self.new.laned[node]:
            return node
        if node not in self.lifted:
            start = self.new.constant(0.0)
            self.lifted[node] = self.new.add("sum", (node, start), True, None)
        return self.lifted[node]
