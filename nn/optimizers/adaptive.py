"""Rules that measure each gradient by how large those before it were.

A parameter with steep slopes then moves about as far as one with gentle slopes, and a
loss multiplied by a constant gives (but for eps) the same steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograd import Value
from nn.checks import below_one, positive
from nn.optimizers.base import Optimizer
from nn.optimizers.whole import root
from nn.schedules import Schedule


class Adagrad(Optimizer):
    """w ← w - η g / (√s + eps) with s ← s + g², Duchi, Hazan and Singer 2011.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0; or a schedule, see `nn.schedules`.
        eps: keeps the denominator above 0.
        weight_decay: λ, 0 or above; λ w is added to every gradient.
        clip: what is done to the gradients before each step, see `nn.clipping`.

    Raises:
        ValueError, TypeError: parameters or an option that cannot be.

    >>> w = Value(3.0)
    >>> optimizer = Adagrad([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)  # 3 - 0.1 · 6 / √36
    2.9
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | Schedule = 0.01,
        *,
        eps: float = 1e-10,
        weight_decay: float = 0.0,
        clip: Callable[[list[Value]], object] | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip=clip)
        self.eps = positive("Adagrad", "eps", eps)
        self.squares: dict[Value, float] = {}

    def direction(self, parameter: Value) -> float:
        """The gradient over the root of the sum of all its squares."""
        gradient = self.gradient(parameter)
        squares = self.squares.get(parameter, 0.0) + gradient * gradient
        self.squares[parameter] = squares
        return gradient / (root(squares) + self.eps)

    @property
    def rule(self) -> str:
        """The gradient over the root of s."""
        return f"s = s_old + g²; d = g / (√s + {self.eps:g})"

    def working(self, parameter: Value) -> dict[str, float]:
        """The sum of the squares."""
        return {"s": self.squares[parameter]}


class RMSProp(Optimizer):
    """w ← w - η g / (√s + eps) with s ← α s + (1 - α) g², Hinton 2012.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0; or a schedule, see `nn.schedules`.
        alpha: α, how much of the mean square stays in a step, in [0, 1).
        eps: keeps the denominator above 0.
        weight_decay: λ, 0 or above; λ w is added to every gradient.
        clip: what is done to the gradients before each step, see `nn.clipping`.

    Raises:
        ValueError, TypeError: parameters or an option that cannot be.

    >>> w = Value(3.0)
    >>> optimizer = RMSProp([w], lr=0.1, alpha=0.75)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)  # 3 - 0.1 · 6 / √(0.25 · 36)
    2.8
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | Schedule = 0.01,
        *,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        clip: Callable[[list[Value]], object] | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip=clip)
        self.alpha = below_one("RMSProp", "alpha", alpha)
        self.eps = positive("RMSProp", "eps", eps)
        self.squares: dict[Value, float] = {}

    def direction(self, parameter: Value) -> float:
        """The gradient over the root of the running mean of its squares."""
        gradient = self.gradient(parameter)
        kept = self.alpha * self.squares.get(parameter, 0.0)
        squares = kept + (1.0 - self.alpha) * gradient * gradient
        self.squares[parameter] = squares
        return gradient / (root(squares) + self.eps)

    @property
    def rule(self) -> str:
        """The gradient over the root of s."""
        kept, new = self.alpha, 1.0 - self.alpha
        return f"s = {kept:g} s_old + {new:g} g²; d = g / (√s + {self.eps:g})"

    def working(self, parameter: Value) -> dict[str, float]:
        """The running mean of the squares."""
        return {"s": self.squares[parameter]}


class Adam(Optimizer):
    """w ← w - η m̂ / (√v̂ + eps), Kingma and Ba 2015.

    m and v are running means of the gradient and of its square, m̂ = m / (1 - β₁ᵗ) and
    v̂ = v / (1 - β₂ᵗ) correct that both begin at 0.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0; or a schedule, see `nn.schedules`.
        betas: β₁ and β₂, how much of each mean stays in a step, in [0, 1).
        eps: keeps the denominator above 0.
        weight_decay: λ, 0 or above; λ w is added to every gradient. See `AdamW`.
        clip: what is done to the gradients before each step, see `nn.clipping`.

    Raises:
        ValueError, TypeError: parameters or an option that cannot be.

    >>> w = Value(3.0)
    >>> optimizer = Adam([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)  # the first step is η, whatever the slope
    2.9
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | Schedule = 0.001,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        clip: Callable[[list[Value]], object] | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip=clip)
        self.betas = _betas(type(self).__name__, betas)
        self.eps = positive(type(self).__name__, "eps", eps)
        self.moments: dict[Value, tuple[float, float, int]] = {}

    def direction(self, parameter: Value) -> float:
        """The mean gradient over the root of the mean square, both corrected."""
        gradient = self.gradient(parameter)
        first, second = self.betas
        mean, square, time = self.moments.get(parameter, (0.0, 0.0, 0))
        mean = first * mean + (1.0 - first) * gradient
        square = second * square + (1.0 - second) * gradient * gradient
        self.moments[parameter] = mean, square, time + 1
        mean, square = self._corrected(parameter)
        return mean / (root(square) + self.eps)

    def _corrected(self, parameter: Value) -> tuple[float, float]:
        """The m̂ and v̂ of the last step: m and v over what they have had time to be."""
        first, second = self.betas
        mean, square, time = self.moments[parameter]
        return mean / (1.0 - first**time), square / (1.0 - second**time)

    @property
    def rule(self) -> str:
        """The mean gradient over the root of the mean square."""
        first, second = self.betas
        return (
            f"m = {first:g} m_old + {1.0 - first:g} g, m̂ = m / (1 − {first:g}ᵗ); "
            f"v = {second:g} v_old + {1.0 - second:g} g², v̂ = v / (1 − {second:g}ᵗ); "
            f"d = m̂ / (√v̂ + {self.eps:g})"
        )

    def working(self, parameter: Value) -> dict[str, float]:
        """The corrected means of the gradient and of its square."""
        return dict(zip(("m̂", "v̂"), self._corrected(parameter), strict=True))


class AdamW(Adam):
    """Adam with weight decay beside its means, not in them, Loshchilov and Hutter 2019.

    w ← w - η (m̂ / (√v̂ + eps) + λ w).

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0; or a schedule, see `nn.schedules`.
        betas: β₁ and β₂, how much of each mean stays in a step, in [0, 1).
        eps: keeps the denominator above 0.
        weight_decay: λ, 0 or above; a share η λ of every weight goes in each step.
        clip: what is done to the gradients before each step, see `nn.clipping`.

    Raises:
        ValueError, TypeError: parameters or an option that cannot be.

    >>> w = Value(3.0)
    >>> optimizer = AdamW([w], lr=0.1, weight_decay=0.5)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)  # 3 - 0.1 · (1 + 0.5 · 3)
    2.75
    """

    decays_gradient = False

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | Schedule = 0.001,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        clip: Callable[[list[Value]], object] | None = None,
    ) -> None:
        super().__init__(
            parameters, lr, betas=betas, eps=eps, weight_decay=weight_decay, clip=clip
        )

    def direction(self, parameter: Value) -> float:
        """The direction of Adam, and λ w."""
        return super().direction(parameter) + self.weight_decay * parameter.data

    @property
    def rule(self) -> str:
        """That of Adam, and λ w."""
        return super().rule + (" + λ w" if self.weight_decay else "")


def _betas(owner: str, betas: tuple[float, float]) -> tuple[float, float]:
    if not isinstance(betas, list | tuple) or len(betas) != 2:
        raise ValueError(f"{owner}: betas = {betas!r}: give two, such as (0.9, 0.999)")
    first, second = (below_one(owner, "each of betas", beta) for beta in betas)
    return first, second
