"""Losses for targets that are quantities: `MSE`, `MAE`, `Huber`, `LogCosh`.

Each adds up over the outputs of a record. Large errors weigh most in the squared error;
the other three grow only linearly, so that an outlier pulls no harder than its sign.
"""

from __future__ import annotations

from math import log

from autograd import Value, clip, softplus
from nn.checks import positive
from nn.losses.base import Loss, Target, added, times


class _OfQuantities(Loss):
    """Base of losses that take any number for output and target."""

    @property
    def takes(self) -> str:
        """Numbers."""
        return "numbers"


class MSE(_OfQuantities):
    """Squared error, ½ Σ (ŷ - y)² over the outputs of a record.

    The ½ makes the derivative ŷ - y. With `factor=1.0` and `cost(…, reduction="mean")`
    the numbers are those of PyTorch and Keras for models of one output; for several,
    they divide by the number of outputs as well: see the table of `help(nn.losses)`.

    Args:
        factor: the number in front, above 0.

    Raises:
        ValueError: the factor is not above 0.

    >>> y_hat = Value(0.8)
    >>> loss = MSE()(y_hat, 1.0)
    >>> loss.backward()
    >>> round(loss.data, 12), round(y_hat.grad, 12)
    (0.02, -0.2)
    """

    def __init__(self, factor: float = 0.5) -> None:
        self.factor = positive("MSE", "factor", factor)

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """Factor · Σ (ŷ - y)²."""
        return times(self.factor, added([error**2 for error in _errors(y_hat, y)]))


class MAE(_OfQuantities):
    """Absolute error, ½ Σ |ŷ - y| over the outputs of a record.

    The derivative is ½ or -½. At its kink ŷ = y every number between is a subgradient;
    ours is 0.

    Args:
        factor: the number in front, above 0; 1.0 as in PyTorch and Keras.

    Raises:
        ValueError: the factor is not above 0.

    >>> y_hat = Value(0.75)
    >>> loss = MAE()(y_hat, 1.0)
    >>> loss.backward()
    >>> loss.data, y_hat.grad
    (0.125, -0.5)
    """

    def __init__(self, factor: float = 0.5) -> None:
        self.factor = positive("MAE", "factor", factor)

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """Factor · Σ |ŷ - y|."""
        return times(self.factor, added([abs(error) for error in _errors(y_hat, y)]))


class Huber(_OfQuantities):
    """½ (ŷ - y)² where |ŷ - y| ≤ δ, else δ |ŷ - y| - ½ δ²; summed over the outputs.

    Recorded as c · (e - ½ c) with the error e = ŷ - y and c = clip(e, -δ, δ), which is
    the one case or the other. Value and derivative agree at δ: ½ δ² and δ.

    Args:
        delta: δ, up to which an error is squared, above 0.

    Raises:
        ValueError: δ is not above 0.

    >>> [Huber(delta=2.0)(Value(error), 0.0).data for error in (1.0, 2.0, 3.0)]
    [0.5, 2.0, 4.0]
    """

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = positive("Huber", "delta", delta)

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of c · (e - ½ c)."""
        return added([self._of(error) for error in _errors(y_hat, y)])

    def _of(self, error: Value) -> Value:
        clipped: Value = clip(error, -self.delta, self.delta)
        return clipped * (error - 0.5 * clipped)


class LogCosh(_OfQuantities):
    """Σ ln cosh(ŷ - y) over the outputs: near ½ e² for small errors, |e| for large.

    Recorded as e + softplus(-2e) - ln 2, which no error makes overflow. It has no kink;
    the derivative is tanh(ŷ - y).

    >>> y_hat = Value(1.5)
    >>> loss = LogCosh()(y_hat, 1.0)
    >>> loss.backward()
    >>> round(loss.data, 6), round(y_hat.grad, 6)
    (0.120115, 0.462117)
    """

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of e + softplus(-2e) - ln 2."""
        return added(
            [error + softplus(-2.0 * error) - log(2.0) for error in _errors(y_hat, y)]
        )


def _errors(y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> list[Value]:
    return [one - other for one, other in zip(y_hat, y, strict=True)]
