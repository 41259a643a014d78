"""Gradient descent, with momentum if wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograd import Value
from nn.checks import below_one
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class SGD(Optimizer):
    """Gradient descent: w ← w - η ∂L/∂w.

    With momentum μ the direction is a velocity v ← μ v + ∂L/∂w, which goes on where
    gradients agree; with Nesterov's, ∂L/∂w + μ v, a look ahead along it.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0; or a schedule, see `nn.schedules`.
        momentum: μ, in [0, 1).
        nesterov: look ahead; takes a momentum above 0.
        weight_decay: λ, 0 or above; λ w is added to every gradient.
        clip: what is done to the gradients before each step, see `nn.clipping`.

    Raises:
        ValueError, TypeError: parameters or an option that cannot be.

    >>> w = Value(3.0)
    >>> optimizer = SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 12)  # 3 - 0.1 · 6
    2.4
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | Schedule = 0.01,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        clip: Callable[[list[Value]], object] | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip=clip)
        self.momentum = below_one("SGD", "momentum", momentum)
        if nesterov and self.momentum == 0.0:
            raise ValueError(
                "SGD: nesterov takes a momentum: write momentum=0.9, nesterov=True"
            )
        self.nesterov = nesterov
        self.velocity: dict[Value, float] = {}
        self._carried: dict[Value, float] = {}

    def direction(self, parameter: Value) -> float:
        """The gradient, or the velocity that it changes."""
        gradient = self.gradient(parameter)
        if self.momentum == 0.0:
            return gradient
        carried = self.momentum * self.velocity.get(parameter, 0.0)
        velocity = carried + gradient
        self._carried[parameter], self.velocity[parameter] = carried, velocity
        return gradient + self.momentum * velocity if self.nesterov else velocity

    @property
    def rule(self) -> str:
        """The gradient, or the velocity."""
        if self.momentum == 0.0:
            return "d = g"
        step = "g + μ v" if self.nesterov else "v"
        return f"v = μ v_old + g; d = {step}; μ = {self.momentum:g}"

    def working(self, parameter: Value) -> dict[str, float]:
        """What was left of the velocity before, and the velocity."""
        if self.momentum == 0.0:
            return {}
        return {"μ v_old": self._carried[parameter], "v": self.velocity[parameter]}
