"""Tables as users hand them in: lists, numpy arrays, pandas frames and columns.

They become lists of rows or labels with Python's own numbers, checked where they are
handed in; an error names the argument, the record and the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn

from autograd import Value
from nn.labels import as_row


def plain_list(table: Any, name: str = "the table") -> list[Any]:
    """A list of rows or numbers from a list, a numpy array, a pandas frame or column.

    The numbers of arrays and frames become Python's own.

    Raises:
        TypeError: it is no table.

    >>> import numpy as np
    >>> plain_list(np.array([[1, 2], [3, 4]]))
    [[1, 2], [3, 4]]
    """
    if isinstance(table, list):
        return table
    given = table
    if hasattr(table, "to_numpy"):
        table = table.to_numpy()
    if hasattr(table, "tolist"):
        table = table.tolist()
    if not isinstance(table, Iterable) or isinstance(table, str | bytes | Mapping):
        shown = repr(given)
        raise TypeError(
            f"{name} is a list with an entry for each record, an array or a pandas "
            f"frame, not {shown if len(shown) < 80 else type(given).__name__}"
        )
    return list(table)


def records(
    X: Iterable[Any], y: Iterable[Any], names: tuple[str, str] = ("X", "y")
) -> tuple[list[Any], list[Any]]:
    """Rows and targets as lists, checked to be as many.

    Raises:
        TypeError: one of them is no table.
        ValueError: there are no rows, or X and y differ in length.
    """
    rows, targets = plain_list(X, names[0]), plain_list(y, names[1])
    if not rows or len(rows) != len(targets):
        raise ValueError(
            f"{names[0]} has {len(rows)} rows and {names[1]} has {len(targets)}: give "
            "one or more rows and a target for each"
        )
    return rows, targets


def check_numbers(rows: Sequence[Any], name: str = "X") -> None:
    """Every row is of finite numbers, and as many as the first has.

    Raises:
        TypeError: an entry is not a number.
        ValueError: an entry is NaN or infinite, or a row is shorter or longer.
    """
    wide = len(as_row(rows[0])) if rows else 0
    for i, row in enumerate(rows):
        entries = as_row(row)
        row_like = entries is row or isinstance(row, list)
        if len(entries) != wide:
            raise ValueError(
                f"{name}[{i}] is a row of {len(entries)} and {name}[0] one of {wide}: "
                "give rows of one length"
            )
        for j, entry in enumerate(entries):
            if type(entry) is not float or not isfinite(entry):
                _check_entry(entry, f"{name}[{i}][{j}]" if row_like else f"{name}[{i}]")


def _check_entry(entry: Any, place: str) -> None:
    if isinstance(entry, Value):
        return
    if isinstance(entry, str) or not hasattr(entry, "__float__"):
        raise TypeError(
            f"{place} is {entry!r}, not a number: write float(…) for numbers that are "
            "text, one_hot(column) for names, and leave out or fill what is missing"
        )
    if not isfinite(float(entry)):
        raise ValueError(
            f"{place} is {float(entry)}: leave the record out, or fill the gap"
        )


def label_of(entry: Any) -> Any:
    """A label, where it may stand alone in a row, as in a frame of one column.

    >>> label_of(["Good"]), label_of("Good"), label_of([1, 0])
    ('Good', 'Good', [1, 0])
    """
    row = as_row(entry)
    return row[0] if len(row) == 1 else entry


def ordered(owner: str, labels: Iterable[Any]) -> list[Any]:
    """The classes that occur, each once, sorted.

    Raises:
        TypeError: they are of kinds that cannot be sorted, or rows.
    """
    labels = list(labels)
    try:
        return sorted(set(labels))
    except TypeError:
        _refuse_labels(owner, labels)


def _refuse_labels(owner: str, labels: Sequence[Any]) -> NoReturn:
    kinds = sorted({type(label).__name__ for label in labels})
    raise TypeError(
        f"{owner}: labels of type {' and '.join(kinds)} cannot be told apart or put in "
        "order: give names alone or numbers alone, one for each record"
    ) from None
