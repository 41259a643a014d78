"""A recorded graph computed again by the eager engine, to say what goes wrong.

A compiled run that met a number that is not finite comes here with its numbers. Each
record is computed op by op over floats; where an op raises, the error is the one that
recording would have raised, with the number of the record. Where nothing raises, and
the graph has shifts that were right for other numbers only, what was computed is the
result.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from autograd.compiler.reading import Operands, Scalars, read, spans, vector_length
from autograd.compiler.running import Array
from autograd.compiler.shifts import Shifts, ordered, shifts
from autograd.ops import OPS
from autograd.recording import ERRORS, fail, kernels
from autograd.value import Value


class Replayed(NamedTuple):
    """What the eager engine gives.

    Attributes:
        values: the outputs of each record, (records, outputs).
        gradient: of all records, in the order of the parameters.
    """

    values: Array
    gradient: Array

    @property
    def total(self) -> Array:
        """The outputs, added up over the records."""
        total: Array = self.values.sum(axis=0)
        return total


def replay(
    outputs: Sequence[Value],
    parameters: Sequence[Value],
    data: Array,
    inputs: Sequence[Value],
    table: Array,
    seeds: Array,
) -> Replayed | None:
    """Compute each record eagerly, with shifts of softmax as if it were recorded anew.

    Returns:
        The numbers, where a recorded shift may be what went wrong; else None.

    Raises:
        ValueError, ZeroDivisionError, OverflowError: what the eager engine raises.
    """
    scalars = read(outputs)
    numbers = {id(value): node for node, value in enumerate(scalars.values)}
    leaves = [numbers[id(leaf)] for leaf in parameters]
    known = dict(zip(leaves, data.tolist(), strict=True))
    places = [numbers[id(leaf)] for leaf in inputs]
    largest_of = shifts(scalars)
    order = ordered(scalars, largest_of)
    values, gradient = [], np.zeros(len(leaves))
    for record, row in enumerate(table.tolist() if inputs else [[]]):
        known.update(zip(places, row, strict=True))
        try:
            found, partials = _compute(scalars, known, order, largest_of)
        except ERRORS as error:
            if len(table) > 1 and inputs:
                raise type(error)(f"record {record} of the table: {error}") from None
            raise
        if largest_of:
            values.append([found[node] for node in scalars.outputs])
            adjoints = _adjoints(scalars, order, partials, seeds.tolist())
            gradient += [adjoints[node] for node in leaves]
    return Replayed(np.array(values), gradient) if largest_of else None


Partials: TypeAlias = dict[int, tuple[Any, ...]]


def _compute(
    scalars: Scalars, known: dict[int, float], order: list[int], largest_of: Shifts
) -> tuple[list[float], Partials]:
    data = [0.0] * len(scalars)
    kept: Partials = {}
    for node in order:
        op, operands = scalars.ops[node], scalars.operands[node]
        if op is None:
            data[node] = known[node]
            continue
        taken = [
            data[each] if each >= 0 else scalars.constants[-1 - each]
            for each in operands
        ]
        if node in largest_of:
            numbers = filter(isfinite, [data[each] for each in largest_of[node]])
            taken[operands.index(min(operands))] = max(numbers, default=0.0)
        places = spans(op, vector_length(op, operands))
        vectors = [name in OPS[op].vectors for name in OPS[op].names]
        wanted = [any(each >= 0 for each in operands[a:b]) for a, b in places]
        given = [
            taken[a:b] if vector else taken[a]
            for (a, b), vector in zip(places, vectors, strict=True)
        ]
        try:
            data[node], kept[node] = kernels[op](*given, wanted=wanted)
        except ERRORS as error:
            fail(OPS[op], _shown(scalars, operands, taken, places, vectors), error)
    return data, kept


def _adjoints(
    scalars: Scalars, order: list[int], partials: Partials, seeds: list[float]
) -> list[float]:
    adjoints = [0.0] * len(scalars)
    for node, seed in zip(scalars.outputs, seeds, strict=True):
        adjoints[node] += seed
    for node in reversed(order):
        op, operands = scalars.ops[node], scalars.operands[node]
        if op is None:
            continue
        places = spans(op, vector_length(op, operands))
        for (start, end), partial in zip(places, partials[node], strict=True):
            its = partial if isinstance(partial, tuple) else (partial,)
            for each, number in zip(operands[start:end], its, strict=False):
                if each >= 0 and number is not None:
                    adjoints[each] += adjoints[node] * number
    return adjoints


def _shown(
    scalars: Scalars,
    operands: Operands,
    taken: list[float],
    places: list[tuple[int, int]],
    vectors: list[bool],
) -> list[object]:
    """The operands as an error names them: Values with their labels, and numbers."""
    found: list[object] = []
    for each, number in zip(operands, taken, strict=True):
        value = scalars.values[each] if each >= 0 else None
        found.append(Value(number, value.label) if value is not None else number)
    return [
        found[a:b] if vector else found[a]
        for (a, b), vector in zip(places, vectors, strict=True)
    ]
