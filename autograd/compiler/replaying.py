"""A recorded graph computed again by the eager engine, to say what goes wrong.

A compiled run that met a number that is not finite comes here with its numbers. Each
record is computed op by op over floats; where an op raises, the error is the one that
recording would have raised, with the number of the record.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.compiler.reading import Operands, Scalars, read, spans, vector_length
from autograd.compiler.running import Array
from autograd.ops import OPS
from autograd.recording import ERRORS, fail, kernels
from autograd.value import Value


def replay(
    outputs: Sequence[Value],
    parameters: Sequence[Value],
    data: Array,
    inputs: Sequence[Value],
    table: Array,
) -> None:
    """Compute each record eagerly.

    Raises:
        ValueError, ZeroDivisionError, OverflowError: what the eager engine raises.
    """
    scalars = read(outputs)
    numbers = {id(value): node for node, value in enumerate(scalars.values)}
    known = {
        numbers[id(leaf)]: number
        for leaf, number in zip(parameters, data.tolist(), strict=True)
    }
    places = [numbers[id(leaf)] for leaf in inputs]
    for record, row in enumerate(table.tolist() if inputs else [[]]):
        known.update(zip(places, row, strict=True))
        try:
            _compute(scalars, known)
        except ERRORS as error:
            if len(table) > 1 and inputs:
                raise type(error)(f"record {record} of the table: {error}") from None
            raise


def _compute(scalars: Scalars, known: dict[int, float]) -> None:
    data: list[float] = []
    for node, op in enumerate(scalars.ops):
        if op is None:
            data.append(known[node])
            continue
        operands = scalars.operands[node]
        taken = [
            data[each] if each >= 0 else scalars.constants[-1 - each]
            for each in operands
        ]
        places = spans(op, vector_length(op, operands))
        vectors = [name in OPS[op].vectors for name in OPS[op].names]
        wanted = [any(each >= 0 for each in operands[a:b]) for a, b in places]
        given = [
            taken[a:b] if vector else taken[a]
            for (a, b), vector in zip(places, vectors, strict=True)
        ]
        try:
            out, _ = kernels[op](*given, wanted=wanted)
        except ERRORS as error:
            fail(OPS[op], _shown(scalars, operands, taken, places, vectors), error)
        data.append(out)


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
