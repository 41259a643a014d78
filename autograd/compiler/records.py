"""Records that are recorded one by one and computed together.

A function that records the outputs of record i goes in, called once for each; records
of one structure become one program, what differs between them a row of its table. So a
training records its table once and computes batches of it from then on. The numbers of
the parameters are given with each call, as one array.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from autograd.compiler import cache
from autograd.compiler.grouping import group
from autograd.compiler.lanes import total
from autograd.compiler.program import Program
from autograd.compiler.reading import Scalars, read
from autograd.compiler.running import Array, Runner
from autograd.compiler.simplifying import simplified
from autograd.value import Value

Places = NDArray[np.intp]


def compile_records(
    record: Callable[[int], Sequence[Value]],
    count: int,
    parameters: Sequence[Value],
    trained: int | None = None,
    backend: str = "auto",
    most: int = 16,
) -> CompiledRecords | None:
    """Compile what a function records of each of many records.

    Args:
        record: given i, records the outputs of record i, the same number for each.
        count: how many records there are.
        parameters: the leaves that records share and that change between calls. Every
            other leaf keeps the number that it has when its record is read.
        trained: the gradients of how many of them, from the first on, are wanted.
            Default: all.
        backend: as for `compile`.
        most: how many structures there may be.

    Returns:
        The compiled records; None if there are more structures than `most`, or records
        differ in their number of outputs.
    """
    reader = _Reader(parameters, most)
    for i in range(count):
        if not reader.take(i, read(list(record(i)))):
            return None
    name = cache.chosen(backend)
    size = len(parameters) if trained is None else trained
    kinds = [kind.built(parameters, size, name) for kind in reader.kinds.values()]
    return CompiledRecords(kinds, count, len(parameters), name)


# ------------------------------------------------------------------------- reading


@dataclass(slots=True)
class _Kind:
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
    ) -> _Compiled:
        """The program of this kind, and the table of its records."""
        return _Writing(self, parameters, trained).compiled(backend)


class _Reader:
    def __init__(self, parameters: Sequence[Value], most: int) -> None:
        self.known = {id(leaf): i for i, leaf in enumerate(parameters)}
        self.kinds: dict[object, _Kind] = {}
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
            kind = self.kinds[structure] = _Kind(scalars)
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

    def __init__(self, kind: _Kind, parameters: Sequence[Value], trained: int) -> None:
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

    def compiled(self, backend: str) -> _Compiled:
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
        return _Compiled(
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


# ------------------------------------------------------------------------- running


@dataclass(slots=True)
class _Compiled:
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


class CompiledRecords:
    """Records computed together, see `compile_records`.

    Attributes:
        kinds: how many structures they have.
        backend: what runs them.
    """

    def __init__(
        self, kinds: list[_Compiled], count: int, parameters: int, backend: str
    ) -> None:
        self._kinds, self.backend, self.kinds = kinds, backend, len(kinds)
        self._size = parameters
        self._kind = np.zeros(count, dtype=np.intp)
        self._row = np.zeros(count, dtype=np.intp)
        for number, kind in enumerate(kinds):
            self._kind[kind.records] = number
            self._row[kind.records] = np.arange(len(kind.records))

    @property
    def program(self) -> Program:
        """The program of the first kind."""
        return self._kinds[0].program

    def value_and_grad(
        self, records: Sequence[int], parameters: Array, scale: float = 1.0
    ) -> tuple[float, Array]:
        """The sum of the first outputs of some records, times a number; its gradient.

        Args:
            records: their numbers.
            parameters: the numbers of the parameters.
            scale: the number.

        Raises:
            FloatingPointError: a number that is not finite came up, or may have.
        """
        numbers = np.asarray(records, dtype=np.intp)
        value, gradient = 0.0, np.zeros(self._size)
        for kind, rows in self._by_kind(numbers):
            seeds = np.zeros(len(kind.program.outputs))
            seeds[0] = scale
            own = parameters[kind.order]
            table = kind.rows(rows, parameters)
            values, found, of_inputs = kind.runner.value_and_grad(own, table, seeds)
            value += float(values[0])
            gradient[kind.order] += found
            if len(kind.columns) and of_inputs is not None:
                index = kind.index[rows][:, kind.columns]
                np.add.at(gradient, index, of_inputs[:, kind.columns])
        return value * scale, gradient

    def each(self, records: Sequence[int], parameters: Array) -> Array:
        """All outputs of some records, (records, outputs).

        Raises:
            FloatingPointError: a number that is not finite came up, or may have.
        """
        numbers = np.asarray(records, dtype=np.intp)
        found: Array | None = None
        for kind, rows in self._by_kind(numbers):
            table = kind.rows(rows, parameters)
            outputs = kind.runner.each(parameters[kind.order], table)
            if found is None:
                found = np.zeros((len(numbers), outputs.shape[1]))
            found[self._kind[numbers] == self._kinds.index(kind)] = outputs
        assert found is not None
        return found

    def _by_kind(self, numbers: Places) -> list[tuple[_Compiled, Places]]:
        """For each kind that occurs its rows."""
        if self.kinds == 1:
            return [(self._kinds[0], self._row[numbers])]
        kinds = self._kind[numbers]
        return [
            (self._kinds[kind], self._row[numbers[kinds == kind]])
            for kind in np.unique(kinds).tolist()
        ]

    def __repr__(self) -> str:
        return (
            f"CompiledRecords({len(self._row):,} records, {self.kinds} kinds, "
            f"backend {self.backend})"
        )
