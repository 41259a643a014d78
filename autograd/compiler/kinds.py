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
from autograd.compiler.reading import Scalars
from autograd.compiler.running import Array, Runner
from autograd.compiler.simplifying import simplified
from autograd.value import Value

Places = NDArray[np.intp]


@dataclass(slots=True)
class CompiledKind:
    """The program of one kind of record.

    Attributes:
        order: for each parameter of the program its place among all.
        records: the number of each row.
        table: the inputs of each record, (records, inputs).
        index: where an input is a parameter, its place; else -1.
    """

    program: Program
    runner: Runner
    order: Places
    records: Places
    table: Array
    index: Places
    columns: Places = field(init=False)

    def __post_init__(self) -> None:
        self.columns = np.flatnonzero((self.index >= 0).any(axis=0))

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
        self.known = {id(leaf): i for i, leaf in enumerate(parameters)}
        self.kinds: dict[object, Kind] = {}
        self.most = most
        self.outputs = -1

    def take(self, number: int, scalars: Scalars) -> bool:
        """Read one record; False if it fits no kind and there may be no more."""
        if self.outputs not in (-1, len(scalars.outputs)):
            return False
        self.outputs = len(scalars.outputs)
        structure, places, data = _taken_apart(scalars, self.known)
        kind = self.kinds.get(structure)
        if kind is None:
            if len(self.kinds) == self.most:
                return False
            kind = self.kinds[structure] = Kind(scalars)
        first = kind.places[0] if kind.places else places
        kind.places.append(first if np.array_equal(first, places) else places)
        kind.data.append(data)
        kind.records.append(number)
        return True


def _taken_apart(
    scalars: Scalars, known: dict[int, int]
) -> tuple[object, Places, list[float]]:
    """The structure of a record, the parameters at its places, its other numbers."""
    codes: dict[int, int] = {}
    data: list[float] = []
    of_node: dict[int, int] = {}
    for node, op in enumerate(scalars.ops):
        if op is not None:
            codes[node] = len(codes)
            continue
        value = scalars.values[node]
        assert value is not None
        place = known.get(id(value), -1)
        if place < 0:
            of_node[node] = -2 - len(data)
            data.append(value.data)
        else:
            of_node[node] = place
    parameters: list[int] = []
    structure: list[object] = []
    for node, op in enumerate(scalars.ops):
        if op is None:
            continue
        coded: list[int] = []
        for each in scalars.operands[node]:
            if each < 0:
                coded.append(-2 - len(data))
                data.append(scalars.constants[-1 - each])
            elif each in codes:
                coded.append(codes[each])
            elif (place := of_node[each]) < 0:
                coded.append(place)
            else:
                coded.append(-1)
                parameters.append(place)
        structure += (op, tuple(coded))
    outputs = [codes.get(node, of_node.get(node, 0)) for node in scalars.outputs]
    return (*structure, *outputs), np.array(parameters, dtype=np.intp), data


# ------------------------------------------------------------------------- writing


class _Writing:
    """Writes the first record of a kind with inputs where the others differ."""

    def __init__(self, kind: Kind, parameters: Sequence[Value], trained: int) -> None:
        self.kind, self.trained = kind, trained
        self.known = {id(leaf): i for i, leaf in enumerate(parameters)}
        self.places = np.array(kind.places)
        self.data = np.array(kind.data)
        self.same_place = (self.places == self.places[0]).all(axis=0)
        self.same_data = (self.data == self.data[0]).all(axis=0)
        self.new = Scalars()
        self.leaves: dict[int, int] = {}
        self.columns: dict[bytes, int] = {}
        self.inputs: list[int] = []
        self.tables: list[Array] = []
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
        old = self.kind.scalars
        taken = 0
        homes: dict[int, int] = {}
        own: dict[int, int] = {}
        for node, op in enumerate(old.ops):
            if op is None and id(old.values[node]) not in self.known:
                own[node] = len(own)
        constant = len(own)
        for node, op in enumerate(old.ops):
            if op is None:
                continue
            operands = []
            for each in old.operands[node]:
                if each < 0:
                    operands.append(self._of_data(constant))
                    constant += 1
                elif each in homes:
                    operands.append(homes[each])
                elif each in own:
                    operands.append(self._of_data(own[each]))
                else:
                    operands.append(self._of_parameters(taken, old.values[each]))
                    taken += 1
            laned = any(each >= 0 and self.new.laned[each] for each in operands)
            homes[node] = self.new.add(op, tuple(operands), laned, old.values[node])
        return [self._output(node, homes, own) for node in old.outputs]

    def _output(self, node: int, homes: dict[int, int], own: dict[int, int]) -> int:
        if node in homes:
            return homes[node]
        found = self._of_data(own[node]) if node in own else self._leaf(node)
        zero = self.new.constant(0.0)
        return self.new.add("sum", (found, zero), True, None)

    def _leaf(self, node: int) -> int:
        value = self.kind.scalars.values[node]
        assert value is not None
        place = self.known[id(value)]
        if place not in self.leaves:
            self.leaves[place] = self.new.add(None, (), False, value)
        return self.leaves[place]

    def _of_parameters(self, place: int, value: Value | None) -> int:
        """The parameter at a place; an input where records differ."""
        if self.same_place[place]:
            assert value is not None
            known = self.known[id(value)]
            if known not in self.leaves:
                self.leaves[known] = self.new.add(None, (), False, value)
            return self.leaves[known]
        index = self.places[:, place]
        return self._column(np.zeros(len(index)), index)

    def _of_data(self, place: int) -> int:
        """A number of the record; a constant where it is the same in all."""
        column = self.data[:, place]
        if self.same_data[place]:
            return self.new.constant(float(column[0]))
        return self._column(column, np.full(len(column), -1))

    def _column(self, column: Array, index: Places) -> int:
        key = column.tobytes() + index.tobytes()
        if key not in self.columns:
            leaf = self.new.add(None, (), True, None)
            self.columns[key] = leaf
            self.inputs.append(leaf)
            self.tables.append(column)
            self.indices.append(index)
        return self.columns[key]
