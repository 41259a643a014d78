"""Learning rates that change as training goes on: give one in place of a number.

`SGD(parameters, lr=CosineDecay(0.1, steps=500))`. A schedule takes the number of steps
of the optimizer so far, from 0, and gives the learning rate of the next. Any function
that does may be given; to count in epochs, multiply by the batches of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from nn.checks import below_one, not_negative, positive, up_to_one
from nn.initialization import size

Schedule = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class StepDecay:
    """The learning rate, times `factor` after every so many steps.

    Args:
        lr: at the beginning, above 0.
        every: how many steps until the next change.
        factor: in (0, 1].

    Raises:
        ValueError, TypeError: a number that cannot be.

    >>> schedule = StepDecay(0.5, every=10, factor=0.5)
    >>> [schedule(step) for step in (0, 9, 10, 20)]
    [0.5, 0.5, 0.25, 0.125]
    """

    lr: float
    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        positive("StepDecay", "lr", self.lr)
        size("StepDecay: every", self.every)
        up_to_one("StepDecay", "factor", self.factor)

    def __call__(self, step: int) -> float:
        """The learning rate of a step, from 0."""
        return self.lr * self.factor ** (step // self.every)


@dataclass(frozen=True, slots=True)
class ExponentialDecay:
    """The learning rate, times `factor` after each step.

    Args:
        lr: at the beginning, above 0.
        factor: in (0, 1].

    Raises:
        ValueError, TypeError: a number that cannot be.

    >>> schedule = ExponentialDecay(0.5, factor=0.5)
    >>> [schedule(step) for step in range(3)]
    [0.5, 0.25, 0.125]
    """

    lr: float
    factor: float

    def __post_init__(self) -> None:
        positive("ExponentialDecay", "lr", self.lr)
        up_to_one("ExponentialDecay", "factor", self.factor)

    def __call__(self, step: int) -> float:
        """The learning rate of a step, from 0."""
        return self.lr * self.factor**step


@dataclass(frozen=True, slots=True)
class CosineDecay:
    """From `lr` to `end` along half a wave of the cosine, Loshchilov and Hutter 2017.

    After `steps` it stays at `end`.

    Args:
        lr: at the beginning, above 0.
        steps: how many until it has come to `end`.
        end: where it stays, 0 or above.

    Raises:
        ValueError, TypeError: a number that cannot be.

    >>> schedule = CosineDecay(0.5, steps=100)
    >>> [schedule(step) for step in (0, 50, 100, 200)]
    [0.5, 0.25, 0.0, 0.0]
    """

    lr: float
    steps: int
    end: float = 0.0

    def __post_init__(self) -> None:
        positive("CosineDecay", "lr", self.lr)
        size("CosineDecay: steps", self.steps)
        not_negative("CosineDecay", "end", self.end)

    def __call__(self, step: int) -> float:
        """The learning rate of a step, from 0."""
        gone = min(step / self.steps, 1.0)
        return self.end + (self.lr - self.end) * (1.0 + cos(pi * gone)) / 2.0


@dataclass(frozen=True, slots=True)
class WarmUp:
    """In even steps from a small share of a learning rate up to it; then a schedule.

    Args:
        then: the learning rate to come to, or the schedule that goes on from there.
        steps: how many until then.
        start: the share to begin with, in [0, 1).

    Raises:
        ValueError, TypeError: a number that cannot be.

    >>> schedule = WarmUp(CosineDecay(0.5, steps=100), steps=4, start=0.0)
    >>> [schedule(step) for step in (0, 1, 2, 4, 54, 104)]
    [0.0, 0.125, 0.25, 0.5, 0.25, 0.0]
    """

    then: float | Schedule
    steps: int
    start: float = 0.1

    def __post_init__(self) -> None:
        if not callable(self.then):
            positive("WarmUp", "then", self.then)
        size("WarmUp: steps", self.steps)
        below_one("WarmUp", "start", self.start)

    def __call__(self, step: int) -> float:
        """The learning rate of a step, from 0."""
        later = max(step - self.steps, 0)
        lr = self.then(later) if callable(self.then) else self.then
        gone = min(step / self.steps, 1.0)
        return lr * (self.start + (1.0 - self.start) * gone)
