"""The check that a gradient is the slope.

`gradcheck` compares what backward gives with central differences of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd.value import Value, as_number


def gradcheck(
    f: Callable[..., Any],
    inputs: Sequence[float],
    step: float = 1e-6,
    tolerance: float = 1e-6,
) -> bool:
    """Whether the gradient that backward gives is the slope of the function.

    Args:
        f: takes as many Values as there are inputs and returns one.
        inputs: where to look; plain numbers, or Values, of which the data is taken.
        step: how far to go to each side, relative to the input where that is above 1.
        tolerance: the largest difference allowed, relative to the slope above 1.

    Returns:
        True.

    Raises:
        ValueError: a gradient differs, naming the input, the gradient and the slope;
            there are no inputs.
        TypeError: f does not return one Value.

    >>> gradcheck(lambda x, y: (x * y).tanh(), [0.5, -1.2])
    True
    """
    points = [x.data if isinstance(x, Value) else as_number(x) for x in inputs]
    if not points:
        raise ValueError("gradcheck takes at least one input: gradcheck(f, [0.5])")
    values = [Value(x, f"input {i}") for i, x in enumerate(points)]
    output = f(*values)
    if not isinstance(output, Value):
        raise TypeError(
            f"gradcheck takes a function that returns one Value, not {output!r}"
        )
    output.backward()
    for i, value in enumerate(values):
        slope = _slope(f, points, i, step * max(1.0, abs(points[i])))
        allowed = tolerance * max(1.0, abs(slope))
        if not abs(value.grad - slope) <= allowed:
            raise ValueError(
                f"the gradient of input {i} (at {points[i]!r}) is {value.grad!r}, but "
                f"the slope there is {slope!r} by central differences"
            )
    return True


def _slope(f: Callable[..., Any], points: list[float], i: int, step: float) -> float:
    def at(x: float) -> float:
        return float(f(*(Value(p) for p in (*points[:i], x, *points[i + 1 :]))))

    return (at(points[i] + step) - at(points[i] - step)) / (2.0 * step)
