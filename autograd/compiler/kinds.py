"""Records of one structure: read one by one, written as one program and its table.

What is the same number in all of them is a constant of the program, what differs is an
input; so is a parameter where the records take different ones, as an embedding gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from autograd.compiler import cache
from autograd.compiler.grouping import group
from autograd.compiler.lanes import total
from autograd.compiler.program import Program
from autograd.compiler.reading import Known, Scalars, read
from autograd.compiler.running import Array, Runner
from autograd.compiler.simplifying import simplified
from autograd.value import Value

Places = NDArray[np.intp]
WEIGHING = ("mul", "dot")
"""Ops by which a parameter weighs a plain number."""


@dataclass(slots=True)
class CompiledKind:
    """The program of one kind of record.

    Attributes:
        order: for each parameter of the program its place among all.
        records: the number of each row.
        table: the inputs of each record, (records, inputs).
        index: where an input is a parameter, its place; else -1.
        sources: where an input is a leaf of the records, which one; else -1.
    """

    program: Program
    runner: Runner
    order: Places
    records: Places
    table: Array
    index: Places
    sources: Places
    columns: Places = field(init=False)

    def __post_init__(self) -> None:
        self.columns = np.flatnonzero((self.index >= 0).any(axis=0))

    def filled(self, leaves: dict[int, int], table: Array) -> None:
        """Take many records instead of the one that was read.

        Args:
            leaves: for leaves of the record the column that they stand for.
            table: the numbers, (records, columns).
        """
        count = len(table)
        self.records = np.arange(count)
        self.index = np.repeat(self.index, count, axis=0)
        self.table = np.repeat(self.table, count, axis=0)
        for place, source in enumerate(self.sources.tolist()):
            if source in leaves:
                self.table[:, place] = table[:, leaves[source]]

    def rows(self, rows: Places, parameters: Array) -> Array:
        """The inputs of some of its records."""
        table: Array = self.table[rows]
        if len(self.columns):
            table[:, self.columns] = parameters[self.index[rows][:, self.columns]]
        return table


@dataclass(slots=True)
class Kind:
    """Records of one structure.

    Attributes:
        scalars: the first of them.
        records: their numbers.
        places: for each record which parameter stands at each of its places.
        data: for each record the numbers of its other leaves and of its constants.
    """

    scalars: Scalars
    places: list[Places] = field(default_factory=list)
    data: list[list[float]] = field(default_factory=list)
    records: list[int] = field(default_factory=list)

    def leaves(self, count: int) -> list[Value]:
        """The leaves of the first record, after so many parameters."""
        pairs = zip(self.scalars.ops[count:], self.scalars.values[count:], strict=True)
        return [value for op, value in pairs if op is None and value is not None]

    def built(
        self, parameters: Sequence[Value], trained: int, backend: str
    ) -> CompiledKind:
        """The program of this kind, and the table of its records."""
        return _Writing(self, parameters, trained).compiled(backend)


class RecordReader:
    """Sorts records into kinds.

    Args:
        parameters: the leaves that change between calls.
        most: how many kinds there may be.
    """

    def __init__(self, parameters: Sequence[Value], most: int) -> None:
        self.known = Known(parameters)
        self.kinds: dict[object, Kind] = {}
        # By what was read, numbers of parameters included: most records are alike in
        # these too, and then nothing else is to be looked at.
        self.alike: dict[object, tuple[Kind, Places]] = {}
        self.most = most
        self.outputs = -1

    def take(self, number: int, outputs: Sequence[Value]) -> bool:
        """Read one record; False if it fits no kind and there may be no more."""
        if self.outputs not in (-1, len(outputs)):
            return False
        self.outputs = len(outputs)
        scalars = read(outputs, self.known)
        count = len(self.known.leaves)
        key = (
            *scalars.ops[count:],
            *scalars.operands[count:],
            *scalars.outputs,
        )
        found = self.alike.get(key)
        if found is None:
            structure, places = _structure(scalars, count)
            kind = self.kinds.get(structure)
            if kind is None:
                if len(self.kinds) == self.most:
                    return False
                kind = self.kinds[structure] = Kind(scalars)
            found = kind, places
            if len(self.alike) < self.most:
                self.alike[key] = found
        kind, places = found
        kind.places.append(places)
        kind.data.append(_data(scalars, count))
        kind.records.append(number)
        return True


def _data(scalars: Scalars, count: int) -> list[float]:
    """The numbers of the leaves after the known ones, and of the constants."""
    leaves = [
        value.data
        for op, value in zip(scalars.ops[count:], scalars.values[count:], strict=True)
        if op is None and value is not None
    ]
    return leaves + scalars.constants


def _structure(scalars: Scalars, count: int) -> tuple[object, Places]:
    """The structure of a record, whatever its parameters, and these at their places.

    Leaves and computed nodes are numbered from the known leaves on, and constants from
    -1 down, in the same order in every record of one structure.
    """
    parameters: list[int] = []
    structure: list[object] = []
    for node in range(count, len(scalars)):
        operands = scalars.operands[node]
        parameters += [each for each in operands if 0 <= each < count]
        structure += (
            scalars.ops[node],
            tuple([0 if 0 <= each < count else each for each in operands]),
        )
    return (*structure, *scalars.outputs), np.array(parameters, dtype=np.intp)


# ------------------------------------------------------------------------- writing


class _Writing:
    """Writes the first record of a kind with inputs where the others differ."""

    def __init__(self, kind: Kind, parameters: Sequence[Value], trained: int) -> None:
        self.kind, self.trained, self.count = kind, trained, len(parameters)
        self.known = {id(leaf): i for i, leaf in enumerate(parameters)}
        alike = all(each is kind.places[0] for each in kind.places)
        self.places = np.array(kind.places[:1] if alike else kind.places)
        self.data = np.array(kind.data)
        self.same_place = (self.places == self.places[0]).all(axis=0)
        self.same_data = (self.data == self.data[0]).all(axis=0)
        self.new = Scalars()
        self.leaves: dict[int, int] = {}
        self.columns: dict[bytes, int] = {}
        self.inputs: list[int] = []
        self.tables: list[Array] = []
        self.sources: list[int] = []
        self.indices: list[Places] = []

    def compiled(self, backend: str) -> CompiledKind:
        outputs = self._write()
        new = self.new
        new.outputs = [total(new, node) for node in outputs]
        simple = simplified(new)
        wanted = {
            node
            for node, place in self._places_of_leaves(simple.scalars)
            if place < self.trained
        }
        wanted |= {
            simple.homes[node]
            for node, index in zip(self.inputs, self.indices, strict=True)
            if ((index >= 0) & (index < self.trained)).any()
        }
        inputs = [simple.homes[node] for node in self.inputs]
        grouped = group(simple.scalars, inputs, wanted)
        order = [self.known[id(simple.scalars.values[node])] for node in grouped.leaves]
        count = len(self.kind.records)
        empty = np.zeros((count, 0))
        return CompiledKind(
            program=grouped.program,
            runner=cache.runner(grouped.program, backend),
            order=np.array(order, dtype=np.intp),
            records=np.array(self.kind.records, dtype=np.intp),
            table=np.stack(self.tables, axis=1) if self.tables else empty,
            sources=np.array(self.sources, dtype=np.intp),
            index=(
                np.stack(self.indices, axis=1)
                if self.indices
                else empty.astype(np.intp)
            ),
        )

    def _places_of_leaves(self, scalars: Scalars) -> list[tuple[int, int]]:
        return [
            (node, self.known[id(value)])
            for node, value in enumerate(scalars.values)
            if scalars.ops[node] is None and value is not None
        ]

    def _write(self) -> list[int]:
        """The nodes; returns the outputs."""
        old, count = self.kind.scalars, self.count
        homes: dict[int, int] = {}
        own = [n for n in range(count, len(old)) if old.ops[n] is None]
        places = {node: place for place, node in enumerate(own)}
        taken = 0
        for node in range(count, len(old)):
            op = old.ops[node]
            if op is None:
                homes[node] = self._of_leaf(places[node])
                continue
            operands = []
            weighs = op in WEIGHING and any(0 <= e < count for e in old.operands[node])
            for each in old.operands[node]:
                if each < 0:
                    operands.append(self._of_constant(len(own) - 1 - each, weighs))
                elif each < count:
                    operands.append(self._of_parameters(taken, each))
                    taken += 1
                else:
                    operands.append(homes[each])
            laned = any([each >= 0 and self.new.laned[each] for each in operands])
            homes[node] = self.new.add(op, tuple(operands), laned, old.values[node])
        return [self._output(node, homes) for node in old.outputs]

    def _output(self, node: int, homes: dict[int, int]) -> int:
        if node >= self.count and self.kind.scalars.ops[node] is not None:
            return homes[node]
        found = self._leaf(node) if node < self.count else homes[node]
        zero = self.new.constant(0.0)
        return self.new.add("sum", (found, zero), True, None)

    def _leaf(self, place: int) -> int:
        if place not in self.leaves:
            value = self.kind.scalars.values[place]
            self.leaves[place] = self.new.add(None, (), False, value)
        return self.leaves[place]

    def _of_parameters(self, place: int, parameter: int) -> int:
        """The parameter at a place; an input where records differ."""
        if self.same_place[place]:
            return self._leaf(parameter)
        index = self.places[:, place]
        return self._column(np.zeros(len(index)), index)

    def _of_leaf(self, place: int) -> int:
        """A leaf of the records, always an input, so that rows of inputs stay whole."""
        column = self.data[:, place]
        return self._column(column, np.full(len(column), -1), place)

    def _of_constant(self, place: int, weighed: bool) -> int:
        """A plain number: a constant where it is the same in all records.

        Not where a parameter weighs it: it stands among inputs, as one of their row.
        """
        column = self.data[:, place]
        if self.same_data[place] and not weighed:
            return self.new.constant(float(column[0]))
        key = column.tobytes()
        if key not in self.columns:
            self.columns[key] = self._column(column, np.full(len(column), -1))
        return self.columns[key]

    def _column(self, column: Array, index: Places, source: int = -1) -> int:
        self.sources.append(source)
        leaf = self.new.add(None, (), True, None)
        self.inputs.append(leaf)
        self.tables.append(column)
        self.indices.append(index)
        return leaf
