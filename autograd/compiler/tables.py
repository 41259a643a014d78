"""What callers give, checked: leaves to `compile`, and numbers to what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiler.running import Array
from autograd.value import Value


def checked(
    outputs: list[Value], leaves: list[Value], name: str = "parameters"
) -> list[Value]:
    """Some leaves of a graph, if they can be its inputs or parameters."""
    for value in [*outputs, *leaves]:
        if not isinstance(value, Value):
            raise TypeError(f"compile takes recorded Values, not {value!r}")
    if not outputs:
        raise ValueError("compile takes at least one output, and got none")
    for value in leaves:
        if value.op is not None:
            raise ValueError(
                f"{value!r} is computed by {value.op.name}: give leaves as {name}"
            )
    if len(set(leaves)) < len(leaves):
        raise ValueError(f"a leaf stands twice among the {name}: give each once")
    return leaves


def as_table(arguments: tuple[Any, ...], inputs: Sequence[Value]) -> Array:
    """The numbers of a call, checked.

    Args:
        arguments: a table, (records, inputs), or one row of it; or for each input a
            number or an array of one number a record.
        inputs: what the numbers are for.

    Raises:
        TypeError: something is no number, or there are no inputs.
        ValueError: a shape does not fit, or there are no records.
    """
    width = len(inputs)
    if not width:
        raise TypeError(
            "this function has no inputs: call it without arguments, or compile with "
            "inputs=[…]"
        )
    given: Any = arguments[0] if len(arguments) == 1 else None
    if _is_table(given, width):
        found: Array = given
        return found
    try:
        arrays = [np.asarray(each, dtype=np.float64) for each in arguments]
    except (TypeError, ValueError):
        raise TypeError(
            f"a compiled function takes numbers and arrays of numbers, not "
            f"{', '.join(type(each).__name__ for each in arguments)}; Values are "
            "read where they stand in the graph"
        ) from None
    table = _arranged(arrays, width)
    if table is None:
        names = ", ".join(each.label or "·" for each in inputs[:6])
        shapes = ", ".join(str(array.shape) for array in arrays) or "nothing"
        raise ValueError(
            f"this function has {width} input{'s' * (width != 1)} ({names}"
            f"{', …' * (width > 6)}) and takes a table of (records, {width}), or a "
            f"number or an array for each; it got {shapes}"
        )
    if not len(table):
        raise ValueError("the table has no records: give one or more")
    return table


def _is_table(given: Any, width: int) -> bool:
    """Whether it is what it is to become, with some records."""
    return (
        type(given) is np.ndarray
        and given.dtype == np.float64
        and given.ndim == 2
        and given.shape[1] == width
        and len(given) > 0
    )


def _arranged(arrays: list[Array], width: int) -> Array | None:
    if len(arrays) == 1:
        (array,) = arrays
        if array.ndim == 2 and array.shape[1] == width:
            return array
        if array.ndim == 1 and width > 1:
            return array[None, :] if len(array) == width else None
    if len(arrays) != width or any(array.ndim > 1 for array in arrays):
        return None
    try:
        columns = np.broadcast_arrays(*arrays)
    except ValueError:
        return None
    return np.stack(columns, axis=-1).reshape(-1, width)
