"""Records found in a graph in which all were recorded.

A loop over records ends in a sum of losses, each made by nodes of its own that have the
same structure in every term. Such a sum becomes the total over lanes of one term: what
is one node or leaf for all terms stays shared, the leaves and numbers that differ are
an input of the lane, read from the leaves at each call. Terms of another structure stay
as they are, and so does the whole graph where nothing is repeated, or where the terms
share computed nodes only with some of the others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.lanes import Laned
from autograd.compiler.reading import TOTAL, Operands, Scalars
from autograd.compiler.sums import Sum, sums
from autograd.value import Value

Numbers = NDArray[np.intp]

SHARE = 0.5
"""How much of the graph must be repeated."""
LEAF, NODE = -1, -2
"""Operands that belong to no one term: leaves and constants, computed nodes."""
NOBODY, SEVERAL = -1, -2


@dataclass(frozen=True, slots=True)
class _Repeated:
    """Terms of one structure.

    Attributes:
        whole: the sum they are in.
        terms: these terms.
        members: for each the nodes that are its own, (terms, nodes), parents first.
        operands: for each the operands of these nodes one after the other.
        shared: for each operand whether it is the same in all terms.
    """

    whole: Sum
    terms: list[int]
    members: Numbers
    operands: Numbers
    shared: NDArray[np.bool_]


def repeated(scalars: Scalars) -> Laned:
    """The graph with its largest repeated sum as lanes; as it is, if it has none."""
    for whole in sums(scalars):
        found = _alike(scalars, whole)
        if found is not None:
            return _Rewriting(scalars, found).laned()
    return Laned(scalars, [], copies=[1] * len(scalars))


# ----------------------------------------------------------------------- terms alike


def _alike(scalars: Scalars, whole: Sum) -> _Repeated | None:
    """The terms of the commonest structure, if much of the graph is in them."""
    terms = [
        each for each in whole.terms if each >= 0 and scalars.ops[each] is not None
    ]
    if len(terms) < 2 or len(set(terms)) < len(terms):
        return None
    owners = _owners(scalars, whole, terms)
    members: list[list[int]] = [[] for _ in terms]
    for node, owner in enumerate(owners):
        if owner >= 0 and scalars.ops[node] is not None:
            members[owner].append(node)
    classes: dict[object, list[int]] = defaultdict(list)
    for i, nodes in enumerate(members):
        if nodes:
            classes[_structure(scalars, nodes)].append(i)
    if not classes:
        return None
    best = max(classes.values(), key=lambda each: len(each) * len(members[each[0]]))
    recorded = sum(op is not None for op in scalars.ops)
    if len(best) < 2 or len(best) * len(members[best[0]]) < SHARE * recorded:
        return None
    return _compared(
        scalars, whole, [terms[i] for i in best], [members[i] for i in best]
    )


def _owners(scalars: Scalars, whole: Sum, terms: list[int]) -> list[int]:
    """For each node the one term that it serves; SEVERAL if more, or something else."""
    owners = [NOBODY] * len(scalars)
    for output in scalars.outputs:
        owners[output] = SEVERAL
    places = {term: i for i, term in enumerate(terms)}
    operands = scalars.operands
    for node in range(len(scalars) - 1, -1, -1):
        if node in places and owners[node] == NOBODY:
            owners[node] = places[node]
        if node in whole.chain:
            continue
        owner = owners[node]
        for each in operands[node]:
            if each >= 0 and owners[each] != owner:
                known = owners[each]
                owners[each] = owner if known == NOBODY else SEVERAL
    return owners


def _structure(scalars: Scalars, nodes: list[int]) -> object:
    """What a term has in common with those of the same structure."""
    places = {node: i for i, node in enumerate(nodes)}
    ops, operands = scalars.ops, scalars.operands

    def place(operand: int) -> int:
        if operand < 0 or ops[operand] is None:
            return LEAF
        return places.get(operand, NODE)

    return (
        tuple([ops[node] for node in nodes]),
        tuple([tuple(map(place, operands[node])) for node in nodes]),
    )


def _compared(
    scalars: Scalars, whole: Sum, terms: list[int], members: list[list[int]]
) -> _Repeated | None:
    """Which operands differ from term to term; None if one that does is computed."""
    operands = np.array(
        [
            [each for node in nodes for each in scalars.operands[node]]
            for nodes in members
        ],
        dtype=np.intp,
    )
    own = np.array(members, dtype=np.intp)
    shared = (operands == operands[0]).all(axis=0)
    constants = np.array(scalars.constants or [0.0])
    plain = (operands < 0).all(axis=0)
    numbers = constants[np.where(operands[:, plain] < 0, -1 - operands[:, plain], 0)]
    shared[plain] = (numbers == numbers[0]).all(axis=0)
    shared[plain & _weighed(scalars, members[0])] = False
    computed = np.array([op is not None for op in scalars.ops])
    differing = operands[:, ~shared]
    of_leaves = ~(computed[np.maximum(differing, 0)] & (differing >= 0)).any(axis=0)
    is_own = np.isin(differing[0], own[0])
    if not (of_leaves | is_own).all():
        return None
    return _Repeated(whole, terms, own, operands, shared)


def _weighed(scalars: Scalars, nodes: list[int]) -> NDArray[np.bool_]:
    """For each operand of some nodes whether a leaf of these weighs it, if plain.

    Such a number stands among inputs, as one of their row, though it may be the same in
    all records.
    """
    found: list[bool] = []
    for node in nodes:
        operands = scalars.operands[node]
        weighs = scalars.ops[node] in ("mul", "dot") and any(
            [each >= 0 and scalars.ops[each] is None for each in operands]
        )
        found += [weighs] * len(operands)
    return np.array(found, dtype=bool)


# ---------------------------------------------------------------------- rewriting


class _Rewriting:
    """Writes the graph with one term for all."""

    def __init__(self, scalars: Scalars, found: _Repeated) -> None:
        self.old, self.found = scalars, found
        self.new = Scalars(constants=list(scalars.constants))
        self.homes = [-1] * len(scalars)
        self.copies: list[int] = []
        self.columns: dict[tuple[object, ...], int] = {}
        self.inputs: list[int] = []
        self.cells: list[list[Value | float]] = []

    def laned(self) -> Laned:
        old, found = self.old, self.found
        dropped = set(found.members.ravel().tolist()) | found.whole.chain
        dropped -= {found.whole.root}
        # In the order of the first term's nodes, of whose operands each has a column.
        own = {node: i for i, node in enumerate(found.members[0].tolist())}
        starts = np.cumsum([0, *(len(old.operands[node]) for node in own)])
        only = self._of_columns()
        for node, op in enumerate(old.ops):
            if node in own:
                begin = int(starts[own[node]])
                self._laned_node(node, begin)
            elif node == found.whole.root:
                self._sum()
            elif node not in dropped and node not in only:
                operands = self._moved(old.operands[node])
                self._add(node, op, operands, False, 1)
        self.new.outputs = [self.homes[output] for output in old.outputs]
        return Laned(self.new, self.inputs, self.cells, self.copies, len(found.terms))

    def _of_columns(self) -> set[int]:
        """Leaves that stand in columns and nowhere else."""
        found = self.found
        differing = found.operands[:, ~found.shared]
        cells = set(differing[differing >= 0].tolist())
        inside = set(found.members.ravel().tolist())
        kept = set(found.operands[0, found.shared].tolist())
        for node, operands in enumerate(self.old.operands):
            if node not in inside:
                kept.update(operands)
        return {node for node in cells - kept if self.old.ops[node] is None}

    def _add(
        self, node: int, op: str | None, operands: Operands, laned: bool, copies: int
    ) -> None:
        self.homes[node] = self.new.add(op, operands, laned, self.old.values[node])
        self.copies += [0] * (len(self.new) - len(self.copies) - 1)
        self.copies.append(copies)

    def _moved(self, operands: Operands) -> Operands:
        return tuple([self.homes[each] if each >= 0 else each for each in operands])

    def _laned_node(self, node: int, begin: int) -> None:
        found, taken = self.found, []
        for place, each in enumerate(self.old.operands[node], start=begin):
            if found.shared[place] or (each >= 0 and self.old.ops[each] is not None):
                taken.append(self.homes[each] if each >= 0 else each)
            else:
                taken.append(self._column(place))
        self._add(node, self.old.ops[node], tuple(taken), True, len(found.terms))

    def _column(self, place: int) -> int:
        """The laned leaf for what differs at a place; one for equal columns."""
        operands = self.found.operands[:, place].tolist()
        cells = [self._cell(each) for each in operands]
        column = tuple(
            [
                each if each >= 0 else repr(cell)
                for each, cell in zip(operands, cells, strict=True)
            ]
        )
        if column not in self.columns:
            leaf = self.new.add(None, (), True, None)
            self.columns[column] = leaf
            self.inputs.append(leaf)
            self.cells.append(cells)
        return self.columns[column]

    def _cell(self, operand: int) -> Value | float:
        if operand < 0:
            return self.old.constants[-1 - operand]
        value = self.old.values[operand]
        assert value is not None  # only computed nodes are folded
        return value

    def _sum(self) -> None:
        """The total over lanes, and the terms that are not among them."""
        found, root = self.found, self.found.whole.root
        term = self.homes[found.terms[0]]
        taken = {*found.terms, *self._zeros()}
        rest = self._moved(
            tuple(each for each in found.whole.terms if each not in taken)
        )
        if not rest:
            self._add(root, TOTAL, (term,), False, 1)
            return
        total = self.new.add(TOTAL, (term,), False, None)
        start = self.new.constant(0.0)
        self._add(root, "sum", (total, *rest, start), False, 1)

    def _zeros(self) -> list[int]:
        """Constants that add nothing, such as where Python's own `sum` starts."""
        constants = self.old.constants
        return [-1 - i for i, number in enumerate(constants) if number == 0.0]
