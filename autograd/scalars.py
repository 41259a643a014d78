"""What users give as a number → a float, or an error that says what to write instead.

A Value takes ints, bools, numpy scalars, fractions, whatever `float()` takes and is one
real number; not text, which `float()` would read, nor arrays of several numbers.
"""

from __future__ import annotations

from autograd.methods import Methods

_NO_NUMBERS = ("c", "S", "U")
"""numpy's kinds that `float()` would take with a part lost, or would read."""


def as_number(data: object) -> float:
    """A single plain number as a float.

    Raises:
        TypeError: it is a Value, text, complex, or an array of several numbers.
        OverflowError: it is a whole number larger than any float.
    """
    if type(data) is float:
        return data
    if not isinstance(data, float | int):
        _check(data)
    try:
        return float(data)  # type: ignore[arg-type]
    except OverflowError:
        raise OverflowError(
            "a Value holds a float, and this whole number is beyond the largest, "
            "1.8e308: take its logarithm, math.log(number)"
        ) from None
    except (TypeError, ValueError):
        raise TypeError(
            f"a Value holds a real number, not a {type(data).__name__}: {data!r}"
        ) from None


def _check(data: object) -> None:
    """Raise a TypeError for what `float()` would take with something lost, or read."""
    if isinstance(data, Methods):
        raise TypeError(f"{data!r} is a Value already: use it, or its .data")
    kind = getattr(getattr(data, "dtype", None), "kind", "")  # numpy's, c for complex
    if isinstance(data, str | bytes | bytearray | complex) or kind in _NO_NUMBERS:
        raise TypeError(f"a Value holds a real number, not {data!r}: write float(...)")
    if getattr(data, "ndim", 0) > 0:
        raise TypeError(
            f"a Value holds one number, not an array of shape "
            f"{getattr(data, 'shape', '?')}: write [Value(x) for x in array.flat]"
        )
