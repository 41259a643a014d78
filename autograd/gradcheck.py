"""The check that a gradient is the slope.

`gradcheck` compares what backward gives with central differences of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd.scalars import as_number
from autograd.value import Value


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
            there are no inputs; f cannot be computed a step beside them.
        TypeError: f is not a function that returns one Value.

    >>> gradcheck(lambda x, y: (x * y).tanh(), [0.5, -1.2])
    True
    """
    points = _points(f, inputs)
    step, tolerance = as_number(step), as_number(tolerance)
    if not (step > 0.0 and tolerance >= 0.0):
        raise ValueError(
            f"step is above 0 and tolerance not below, not {step} and {tolerance}"
        )
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


def _points(f: Callable[..., Any], inputs: Sequence[Any]) -> list[float]:
    if isinstance(f, Value) or not callable(f):
        raise TypeError(
            f"gradcheck takes a function of Values, not {f!r}: write "
            "gradcheck(lambda x: x.tanh(), [0.5])"
        )
    if isinstance(inputs, Value | str) or not isinstance(inputs, Iterable):
        raise TypeError(f"inputs are given as a list, [0.5], not as {inputs!r}")
    points = [x.data if isinstance(x, Value) else as_number(x) for x in inputs]
    if not points:
        raise ValueError("gradcheck takes at least one input: gradcheck(f, [0.5])")
    return points


def _slope(f: Callable[..., Any], points: list[float], i: int, step: float) -> float:
    def at(x: float) -> float:
        return float(f(*(Value(p) for p in (*points[:i], x, *points[i + 1 :]))))

    try:
        return (at(points[i] + step) - at(points[i] - step)) / (2.0 * step)
    except (ValueError, ArithmeticError) as error:
        raise ValueError(
            f"gradcheck goes {step:.3g} to each side of input {i} (at {points[i]!r}), "
            f"where the function fails: {error}; choose another point or a smaller step"
        ) from None
