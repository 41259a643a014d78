"""What all optimizers share: checked parameters, the step, the account of the last one.

A rule is a subclass with one method, `direction`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from inspect import signature
from math import isfinite
from typing import Any

from autograd import Value
from nn.checks import not_negative
from nn.module import frozen_parameters
from nn.optimizers.account import Update
from nn.optimizers.taken import Taken
from nn.schedules import Schedule


class Optimizer:
    """Base class of optimizers: a subclass writes `direction`.

    One that keeps more than the gradient says how in `rule` and `working`.

    Args:
        parameters: the leaves to change, as `model.parameters()` gives them.
        lr: the learning rate η, above 0; or a schedule, see `nn.schedules`.
        weight_decay: λ, 0 or above; λ w is added to every gradient.
        clip: what is done to the gradients before each step, see `nn.clipping`.

    Attributes:
        parameters: the list of them, each once.
        lr: the learning rate; set it to change the size of the next steps, where no
            schedule does.
        steps: how many were taken.

    Raises:
        ValueError: there are no parameters, one is no leaf, or an option cannot be.
        TypeError: a parameter is not a Value.

    >>> class SignDescent(Optimizer):
    ...     def direction(self, parameter):
    ...         return 1.0 if self.gradient(parameter) > 0 else -1.0
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> SignDescent([w], lr=0.25).step()
    >>> w.data
    2.75
    """

    decays_gradient = True
    """Whether λ w is part of the gradient that the rule takes."""

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float | Schedule,
        *,
        weight_decay: float = 0.0,
        clip: Callable[[list[Value]], object] | None = None,
    ) -> None:
        self.parameters = _checked(parameters)
        self.schedule = lr if callable(lr) else None
        self.lr = self._scheduled(0) if callable(lr) else _rate(lr)
        self.weight_decay = not_negative(
            type(self).__name__, "weight_decay", weight_decay
        )
        if clip is not None and (not callable(clip) or isinstance(clip, type)):
            raise TypeError(f"clip = {clip!r}: write ClipNorm(1.0) or ClipValue(1.0)")
        self.clip = clip
        self.steps = 0
        self._taken: Taken | None = None

    def direction(self, parameter: Value) -> float:
        """The d of w ← w - η d for one parameter; called once for each in a step."""
        raise NotImplementedError(
            f"{type(self).__name__} is an optimizer with no rule: define "
            "direction(self, parameter)"
        )

    def gradient(self, parameter: Value) -> float:
        """∂L/∂w + λ w: the gradient with weight decay, for rules to use."""
        if not self.decays_gradient:
            return parameter.grad
        return parameter.grad + self.weight_decay * parameter.data

    @property
    def rule(self) -> str:
        """How d follows from the gradient g that the rule takes, for the account."""
        return ""

    def working(self, parameter: Value) -> dict[str, float]:
        """The numbers of the last step that stand in `rule`, by their name there."""
        return {}

    def moving(self) -> list[Value]:
        """The parameters that a step moves: those that no frozen module holds.

        Raises:
            ValueError: all are frozen.
        """
        frozen = frozen_parameters()
        moving = [each for each in self.parameters if each not in frozen]
        if not moving:
            raise ValueError(
                f"every parameter of this {type(self).__name__} is frozen, and a step "
                "would change nothing: call unfreeze() on the module to train"
            )
        return moving

    def step(self) -> None:
        """Move every parameter, but for those of frozen modules.

        Raises:
            FloatingPointError: a gradient is infinite or not a number; then nothing
                was moved.
            ValueError: all are frozen, or the schedule gave a learning rate that is no
                number from 0 up.
        """
        moving = self.moving()
        gradients = [parameter.grad for parameter in moving]
        _check_finite(moving)
        self.next_lr()
        if self.clip:
            self.clip(moving)
        before = [parameter.data for parameter in moving]
        directions = [self.direction(parameter) for parameter in moving]
        for parameter, direction in zip(moving, directions, strict=True):
            parameter.data -= self.lr * direction
        self.steps += 1
        clipped = [parameter.grad for parameter in moving] if self.clip else gradients
        self._taken = Taken(self.lr, moving, before, gradients, clipped, directions)

    def next_lr(self) -> float:
        """The learning rate of the step to come, by the schedule if there is one."""
        self.lr = self.lr_of(self.steps)
        return self.lr

    def lr_of(self, step: int) -> float:
        """The learning rate of a step, from 0, as it is planned now.

        Raises:
            ValueError: the schedule gave one that is no number from 0 up.
        """
        return self._scheduled(step) if self.schedule else self.lr

    def took(self, taken: Taken) -> None:
        """Note what the last step was, for `explain`."""
        self._taken = taken

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def explain(self, loss: Callable[[], Any] | None = None) -> Update:
        """The account of the last step: what each parameter was and became, and why.

        Args:
            loss: a function that gives the loss whose gradient the step followed, such
                as `lambda: MSE()(model(x), y)`. It is called with the parameters as
                they were and as they became; then the account compares the change of
                the loss with the one that the slopes predict.

        Raises:
            ValueError: no step was taken yet.
            TypeError: the loss is not a function.

        >>> from nn import SGD
        >>> w = Value(0.5, label="w")
        >>> ((w - 2.0) ** 2).backward()
        >>> optimizer = SGD([w], lr=0.1)
        >>> optimizer.step()
        >>> print(optimizer.explain(lambda: (w - 2.0) ** 2))
        SGD(1 parameter, lr=0.1): w_new = w_old − η · ∂L/∂w_old
        parameter  old  ∂L/∂w_old    η  new
        w          0.5         −3  0.1  0.8  negative slope: w goes up
        Predicted ΔL ≈ −η Σ (∂L/∂w)² = −0.9; actual ΔL = −0.81 (2.25 → 1.44).
        """
        if self._taken is None:
            raise ValueError(
                "there is no step to explain yet: call loss.backward() and "
                "optimizer.step() first"
            )
        if loss is not None and not callable(loss):
            raise TypeError(
                f"explain takes a function that gives the loss, not {loss!r}: write "
                "optimizer.explain(lambda: loss(model(x), y))"
            )
        taken, parameters = self._taken, self._taken.parameters
        changes = taken.changes(self.weight_decay, self.working)
        account = Update(repr(self), changes, rule=self._whole_rule())
        if loss is None:
            return account
        before = _evaluated(loss, parameters, [change.old for change in changes])
        after = _evaluated(loss, parameters, [change.new for change in changes])
        return replace(account, before=before, after=after)

    def _whole_rule(self) -> str:
        """What the clip, the weight decay and the rule make of ∂L/∂w_old."""
        clip, decay = self.clip, self.weight_decay
        if not (clip or decay or self.rule):
            return ""
        gradient = "clipped" if clip else "∂L/∂w_old"
        gradient += " + λ w" if decay and self.decays_gradient else ""
        parts = [f"g = {gradient}"] + ([self.rule] if self.rule else [])
        parts += [f"clipped by {getattr(clip, '__name__', clip)}"] if clip else []
        parts += [f"λ = {decay:g}"] if decay else []
        return "; ".join(parts)

    def _scheduled(self, step: int) -> float:
        lr = self.schedule(step) if self.schedule else self.lr
        return not_negative("the schedule", f"lr of step {step}", lr)

    def __repr__(self) -> str:
        """The parameters counted, lr, and the options that are not as they would be.

        >>> from nn import SGD
        >>> SGD([Value(1.0)], lr=0.1, momentum=0.9)
        SGD(1 parameter, lr=0.1, momentum=0.9)
        """
        count = len(self.parameters)
        parts = [f"{count} parameter{'s' * (count != 1)}", f"lr={self.lr:g}"]
        for name, option in signature(type(self)).parameters.items():
            given = vars(self).get(name, option.default)
            if option.kind is option.KEYWORD_ONLY and given != option.default:
                parts.append(f"{name}={given!r}")
        return f"{type(self).__name__}({', '.join(parts)})"


def _check_finite(parameters: list[Value]) -> None:
    for parameter in parameters:
        if not isfinite(parameter.grad):
            raise FloatingPointError(
                f"the gradient of {parameter.label or parameter} is {parameter.grad}, "
                "and nothing was changed: autograd.explain_nonfinite(loss) says where "
                "that began"
            )


def _evaluated(
    loss: Callable[[], Any], parameters: list[Value], data: list[float]
) -> float:
    """The loss with other data in the parameters, which keep what they have."""
    present = [parameter.data for parameter in parameters]
    try:
        _put(parameters, data)
        return float(loss())
    finally:
        _put(parameters, present)


def _put(parameters: list[Value], data: list[float]) -> None:
    for parameter, number in zip(parameters, data, strict=True):
        parameter.data = number


def _rate(lr: Any) -> float:
    if isinstance(lr, str) or not hasattr(lr, "__float__"):
        raise TypeError(f"lr is a number or a schedule, not {lr!r}: write lr=0.1")
    if not (isfinite(lr) and lr > 0):
        raise ValueError(f"lr = {lr!r}: the learning rate is a number above 0")
    return float(lr)


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
