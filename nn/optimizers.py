"""How parameters change after a backward pass.

The parameters of a model go in once; `step()` then moves each by the rule of the
optimizer, `update`, using the gradient that `backward()` left in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from autograd import Value


class Optimizer:
    """Base class of optimizers: a subclass writes `update`.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0.

    Attributes:
        parameters: the list of them, each once.
        lr: the learning rate; set it to change the size of the next steps.

    Raises:
        ValueError: there are no parameters, one is no leaf, or lr is not above 0.
        TypeError: a parameter is not a Value.
    """

    def __init__(self, parameters: Iterable[Value], lr: float) -> None:
        self.parameters = _checked(parameters)
        if not (isfinite(lr) and lr > 0):
            raise ValueError(f"lr = {lr!r}: the learning rate is a number above 0")
        self.lr = float(lr)

    def update(self, parameter: Value) -> None:
        """Change one parameter by its gradient."""
        raise NotImplementedError(
            f"{type(self).__name__} is an optimizer with no rule: define "
            "update(self, parameter)"
        )

    def step(self) -> None:
        """Update every parameter."""
        for parameter in self.parameters:
            self.update(parameter)

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def __repr__(self) -> str:
        count = len(self.parameters)
        return f"{type(self).__name__}({count} parameters, lr={self.lr:g})"


class SGD(Optimizer):
    """Gradient descent: w ← w - η ∂L/∂w.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0.

    >>> w = Value(3.0)
    >>> optimizer = SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 12)  # 3 - 0.1 · 6
    2.4
    """

    def __init__(self, parameters: Iterable[Value], lr: float = 0.01) -> None:
        super().__init__(parameters, lr)

    def update(self, parameter: Value) -> None:
        """Move a parameter against its gradient."""
        parameter.data -= self.lr * parameter.grad


def _checked(parameters: Iterable[Value]) -> list[Value]:
    if not isinstance(parameters, Iterable):
        raise TypeError(
            f"an optimizer takes a list of parameters, not {parameters!r}: write "
            "model.parameters()"
        )
    once = list(dict.fromkeys(parameters))
    if not once:
        raise ValueError("there are no parameters to change: pass model.parameters()")
    for parameter in once:
        if not isinstance(parameter, Value):
            raise TypeError(
                f"a parameter is a Value, not {parameter!r}: pass model.parameters()"
            )
        if parameter.op is not None:
            raise ValueError(
                f"{parameter!r} is computed by {parameter.op.name}, and changing it "
                "would change nothing: pass the leaves it is made of"
            )
    return once
