"""Checks of numbers that are to be probabilities, and what is done to targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograd import Value, log
from nn.checks import positive
from nn.losses.base import Loss, Target

TOLERANCE = 1e-6
"""How far a sum of probabilities may be from 1, for numbers of single precision."""


def check_each(loss: Loss, what: str, numbers: Iterable[Target], fix: str) -> None:
    """Each number is a probability by itself.

    Raises:
        ValueError: one is outside [0, 1] or not a number.
    """
    for number in map(float, numbers):
        if not 0.0 <= number <= 1.0:
            raise ValueError(
                f"{loss}: the {what} {number:.6g} is no probability in [0, 1]: {fix}"
            )


def check_sum_to_one(
    loss: Loss, what: str, numbers: Iterable[Target], fix: str
) -> None:
    """The numbers are the probabilities of all classes.

    Raises:
        ValueError: one is negative, or they do not sum to 1.
    """
    plain = [float(number) for number in numbers]
    if all(p >= 0.0 for p in plain) and abs(sum(plain) - 1.0) <= TOLERANCE:
        return
    shown = ", ".join(f"{p:.6g}" for p in plain)
    raise ValueError(
        f"{loss}: the {what} [{shown}] are not probabilities that sum to 1: {fix}"
    )


def logarithm(loss: Loss, probability: Value, number: int) -> Value:
    """The logarithm of the probability of a class.

    Raises:
        ValueError: it is 0.
    """
    if probability.data == 0.0:
        raise ValueError(
            f"{loss}: the probability of class {number} is 0 where its target is not, "
            'and the loss infinite: train on logits, with output="linear" and '
            f"{loss}(from_logits=True)"
        )
    return log(probability)


def smoothed(y: tuple[Target, ...], share: float, classes: int) -> tuple[Target, ...]:
    """Targets with a share ε spread evenly over all classes: (1 - ε) y + ε/classes.

    >>> smoothed((1.0, 0.0), 0.5, classes=2)
    (0.75, 0.25)
    """
    if share == 0.0:
        return y
    return tuple((1.0 - share) * each + share / classes for each in y)


def checked_weights(owner: str, class_weights: Sequence[float]) -> tuple[float, ...]:
    """The weights of classes, a number above 0 each.

    Raises:
        TypeError: it is no list of them.
        ValueError: one is not above 0.
    """
    if not isinstance(class_weights, Sequence) or isinstance(class_weights, str):
        raise TypeError(
            f"{owner}: class_weights = {class_weights!r}: give a list with a number "
            "for each class, in their order"
        )
    return tuple(positive(owner, "a class weight", each) for each in class_weights)
