"""What is composed of primitives: means, softmax and its kin, clip, distance.

Each takes Values and plain numbers in any mixture and records ordinary nodes, so it can
be drawn, stepped through and differentiated like anything else; given plain numbers
only, it returns plain numbers. What takes one number is a method of Value too: clip.
The others take lists, and are functions only, as are `sum` and `dot`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite, isnan
from typing import Any

from autograd.elementwise import elementwise
from autograd.recording import data_of, functions
from autograd.scalars import as_number
from autograd.value import Value

_dot, _log = functions["dot"], functions["log"]
_maximum, _minimum = functions["maximum"], functions["minimum"]
_sqrt, _sum = functions["sqrt"], functions["sum"]


def mean(values: Iterable[Any]) -> Any:
    """Arithmetic mean, Σx / n.

    Raises:
        ValueError: there are no values.
    """
    values = _some(values, "mean")
    return _sum(values) / len(values)


def var(values: Iterable[Any], ddof: int = 0) -> Any:
    """Variance, Σ(x - mean)² / (n - ddof).

    Args:
        values: the numbers.
        ddof: 0 for the variance of these numbers, 1 for the unbiased estimate.

    Raises:
        ValueError: there are not more than `ddof` values; `ddof` is no whole number.
    """
    values = _some(values, "var")
    if not isinstance(ddof, int) or ddof < 0:
        raise ValueError(f"var: ddof is a whole number from 0 up, not {ddof!r}")
    if len(values) <= ddof:
        raise ValueError(f"var with ddof={ddof} takes more than {ddof} values")
    middle = mean(values)
    deviations = elementwise("sub", values, middle)
    return _dot(deviations, deviations) / (len(values) - ddof)


def logsumexp(values: Iterable[Any]) -> Any:
    """Logarithm of Σ exp(x), shifted by the largest x, so that no x overflows.

    Raises:
        ValueError: there are no values.
    """
    values = _some(values, "logsumexp")
    shift = _largest(values)
    return _log(_sum(elementwise("exp", elementwise("sub", values, shift)))) + shift


def softmax(values: Iterable[Any]) -> list[Any]:
    """exp(x_i) / Σ_j exp(x_j), shifted by the largest x, so that no x overflows.

    >>> [round(p, 3) for p in softmax([0.4, 0.5, 0.6])]
    [0.301, 0.332, 0.367]
    """
    values = _some(values, "softmax")
    shift = _largest(values)
    powers = elementwise("exp", elementwise("sub", values, shift))
    return list(elementwise("div", powers, _sum(powers)))


def log_softmax(values: Iterable[Any]) -> list[Any]:
    """x_i - log Σ_j exp(x_j): the logarithm of softmax, exact where softmax is 0."""
    values = _some(values, "log_softmax")
    return list(elementwise("sub", values, logsumexp(values)))


def clip(x: Any, low: Any, high: Any) -> Any:
    """The number x, but not below `low` nor above `high`; `x.clip(low, high)` too.

    The derivative is 1 inside and 0 outside; on a bound it is one half, as for
    `maximum` at a tie.

    Raises:
        ValueError: `low` is above `high`, or a bound is NaN.
    """
    x, low, high = (_number(each, "clip") for each in (x, low, high))
    if isnan(low) or isnan(high):
        raise ValueError(f"clip: a bound is NaN: low = {low}, high = {high}")
    if low > high:
        raise ValueError(f"clip: low = {low} is above high = {high}: swap them")
    return _minimum(_maximum(x, low), high)


def dist(xs: Iterable[Any], ys: Iterable[Any]) -> Any:
    """Euclidean distance, √Σ(x - y)², scaled so that no square over- or underflows.

    Where the points coincide it has a kink; the gradient there is 0.

    Args:
        xs: the coordinates of one point.
        ys: as many, of the other.

    Raises:
        ValueError: the points differ in dimension, or have none.
    """
    xs, ys = _some(xs, "dist"), _some(ys, "dist")
    if len(xs) != len(ys):
        raise ValueError(f"dist: the points have {len(xs)} and {len(ys)} coordinates")
    differences = tuple(x - y for x, y in zip(xs, ys, strict=True))
    scale = max(abs(float(difference)) for difference in differences)
    if scale == 0.0:
        return _dot(differences, (0.0,) * len(differences))
    scaled = tuple(difference / scale for difference in differences)
    return _sqrt(_dot(scaled, scaled)) * scale


def _some(values: Iterable[Any], name: str) -> tuple[Any, ...]:
    if not isinstance(values, Iterable) or isinstance(values, str | Mapping):
        raise TypeError(f"{name} takes a list of Values or numbers, not {values!r}")
    values = tuple(values)
    if set(map(type, values)) != {Value}:
        values = tuple([_number(value, name) for value in values])
    if not values:
        raise ValueError(f"{name} takes at least one value, and got none")
    return values


def _number(value: object, name: str) -> Value | float:
    if isinstance(value, Value):
        return value
    try:
        return as_number(value)
    except (TypeError, OverflowError) as error:
        raise type(error)(f"{name}: {error}") from None


def _largest(values: tuple[Any, ...]) -> float:
    """The largest finite value as a constant; 0 where there is none."""
    return max(filter(isfinite, data_of(values)), default=0.0)


METHODS = {"clip": clip}
"""Those that are methods of Value too."""

for _name, _method in METHODS.items():
    setattr(Value, _name, _method)
