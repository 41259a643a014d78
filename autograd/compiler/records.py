"""Records that are recorded one by one and computed together.

A function that records the outputs of record i goes in, called once for each; records
of one structure become one program, what differs between them a row of its table. So a
training records its table once and computes batches of it from then on. The numbers of
the parameters are given with each call, as one array.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograd.compiler import cache
from autograd.compiler.kinds import CompiledKind, Places, RecordReader
from autograd.compiler.program import Program
from autograd.compiler.running import Array
from autograd.compiler.runs import Outcome, Trainer, take_steps
from autograd.compiler.training import RULES, scheduled
from autograd.value import Value


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
    reader = RecordReader(parameters, most)
    for i in range(count):
        if not reader.take(i, record(i)):
            return None
    name = cache.chosen(backend)
    size = len(parameters) if trained is None else trained
    kinds = [kind.built(parameters, size, name) for kind in reader.kinds.values()]
    return CompiledRecords(kinds, count, (len(parameters), size), name)


def compile_rows(
    record: Callable[[Sequence[Value]], Sequence[Value]],
    table: Sequence[Sequence[float]],
    parameters: Sequence[Value],
    trained: int | None = None,
    backend: str = "auto",
) -> CompiledRecords:
    """Compile what a function records of a row, for all rows of a table.

    It is called once, with the first row. So its graph must be the same for every row.

    Args:
        record: given a Value for each number of a row, records the outputs.
        table: the rows.
        parameters: as for `compile_records`.
        trained: as for `compile_records`.
        backend: as for `compile`.
    """
    numbers = np.array(table, dtype=float)
    row = [Value(number) for number in numbers[0].tolist()]
    reader = RecordReader(parameters, 1)
    reader.take(0, record(row))
    (read_kind,) = reader.kinds.values()
    name = cache.chosen(backend)
    size = len(parameters) if trained is None else trained
    kind = read_kind.built(parameters, size, name)
    columns = {id(value): column for column, value in enumerate(row)}
    leaves = read_kind.leaves(len(parameters))
    places = {
        place: columns[id(leaf)]
        for place, leaf in enumerate(leaves)
        if id(leaf) in columns
    }
    kind.filled(places, numbers)
    return CompiledRecords([kind], len(numbers), (len(parameters), size), name)


class CompiledRecords:
    """Records computed together, see `compile_records`.

    Attributes:
        kinds: how many structures they have.
        backend: what runs them.
        in_one_call: whether `take_steps` may be called, which takes many steps in one
            call of machine code: all records are of one kind, with the same parameters
            at the same places, and what is trained is among these.
    """

    def __init__(
        self,
        kinds: list[CompiledKind],
        count: int,
        sizes: tuple[int, int],
        backend: str,
    ) -> None:
        self._kinds, self.backend, self.kinds = kinds, backend, len(kinds)
        self._size, self._trained = sizes
        self._kind = np.zeros(count, dtype=np.intp)
        self._row = np.zeros(count, dtype=np.intp)
        self._seeds = np.zeros(len(kinds[0].program.outputs))
        for number, kind in enumerate(kinds):
            self._kind[kind.records] = number
            self._row[kind.records] = np.arange(len(kind.records))
        first = kinds[0]
        self._alike = len(kinds) == 1 and not len(first.columns)
        self.in_one_call = (
            self._alike
            and len(self._seeds) == 1
            and isinstance(first.runner, Trainer)
            and int((first.order < self._trained).sum()) == self._trained
        )

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
        seeds = self._seeds
        seeds[0] = scale
        if self._alike:  # most are, and a small step takes no longer than the rest
            kind = self._kinds[0]
            own, table = parameters[kind.order], kind.table[self._row[numbers]]
            values, found, _ = kind.runner.value_and_grad(own, table, seeds)
            gradient[kind.order] = found
            return float(values[0]) * scale, gradient
        for kind, rows in self._by_kind(numbers):
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

        Args:
            records: which, by their numbers from 0.
            parameters: a number for each parameter.

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

    def take_steps(
        self,
        name: str,
        constants: Mapping[str, float],
        rates: Sequence[float],
        batches: Sequence[Sequence[int]],
        parameters: Array,
        states: Array,
        before: int,
    ) -> Outcome:
        """Steps down the mean of each of some batches, where `in_one_call` is true.

        Args:
            name: of one of `training.RULES`: how a parameter moves.
            constants: those of the rule, by name.
            rates: the learning rate of each step.
            batches: the records of each step, by their numbers.
            parameters: where they begin, (parameters,).
            states: of the rule, (states, trained).
            before: steps that were taken before these.

        Returns:
            As `runs.take_steps`, parameters and states in the order they came in.
        """
        kind, rule = self._kinds[0], RULES[name]
        moving = kind.order < self._trained
        places = kind.order[moving]
        own = np.zeros((len(states), len(kind.order)))
        own[:, moving] = states[:, places]
        ends = np.cumsum([len(batch) for batch in batches])
        bounds = np.stack([np.append(0, ends[:-1]), ends], axis=1)
        plan = scheduled(
            rule, constants, np.array(rates), bounds, moving.astype(float), before
        )
        rows = self._row[np.concatenate([np.asarray(each) for each in batches])]
        found = take_steps(
            kind.runner, rule, plan, parameters[kind.order], kind.table[rows], 1, own
        )
        moved, kept = parameters.copy(), np.zeros_like(states)
        moved[kind.order] = found.parameters
        kept[:, places] = found.states[:, moving]
        return Outcome(found.steps, moved, kept, found.values)

    def _by_kind(self, numbers: Places) -> list[tuple[CompiledKind, Places]]:
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
