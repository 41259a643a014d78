"""Losses for several classes, one output for each: distributions are compared.

Outputs are probabilities, checked to be such, or logits of any size. Targets are
distributions too, rows of `one_hot(labels)` for example; or the number of the class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograd import Value, log, logsumexp
from nn.checks import below_one, flag
from nn.labels import as_row
from nn.losses.base import Loss, Target, added, times
from nn.losses.probabilities import (
    check_sum_to_one,
    checked_weights,
    logarithm,
    smoothed,
)


class _OfClasses(Loss):
    """Base of losses between two distributions over classes.

    Args:
        from_logits: the model gives logits z, not probabilities; then ŷ = softmax(z),
            in logarithms, so that logits of any size give a finite loss.
    """

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = flag(type(self).__name__, "from_logits", from_logits)

    @property
    def takes(self) -> str:
        """Logits or probabilities."""
        return "logits" if self.from_logits else "probabilities"

    def targets(self, y: Any, count: int) -> tuple[Target, ...]:
        """The probability of each class; a single number is that of the class.

        Raises:
            ValueError: there is one output, no such class, or not a target for each.
            TypeError: a target is not a number.
        """
        if count == 1:
            raise ValueError(
                f"{self}: one output is of one class: give the model an output for "
                "each class, or use BinaryCrossEntropy"
            )
        row = as_row(y)
        if len(row) != 1 or isinstance(row[0], Value):
            return super().targets(row, count)
        number = self.target(row[0])
        if number not in range(count):
            raise ValueError(
                f"{self}: there is no class {number:g}: with {count} outputs a class "
                f"is a whole number from 0 to {count - 1}, or a row of one_hot(labels)"
            )
        return tuple(float(i == number) for i in range(count))

    def compiled_targets(self, y_hat: Any, y: Any) -> tuple[Value, ...]:
        """The targets as Values, so that the terms of targets 0 are not left out."""
        return tuple(
            each if isinstance(each, Value) else Value(each)
            for each in self.targets(y, len(as_row(y_hat)))
        )

    def logarithms(
        self, y_hat: Sequence[Value], y: Sequence[Target]
    ) -> list[tuple[int, Value]]:
        """The number of each class whose target is not a plain 0, and ln ŷ of it.

        Raises:
            ValueError: targets or outputs are no probabilities that sum to 1, or one
                is 0 where its target is not.
        """
        check_sum_to_one(self, "targets", y, "write them as rows of one_hot(labels)")
        wanted = [i for i, each in enumerate(y) if isinstance(each, Value) or each]
        if self.from_logits:
            total = logsumexp(y_hat)
            return [(i, y_hat[i] - total) for i in wanted]
        fix = (
            'let the model end in softmax (output="softmax"), or, if these are logits, '
            f"write {self}(from_logits=True)"
        )
        check_sum_to_one(self, "outputs", y_hat, fix)
        return [(i, logarithm(self, y_hat[i], i)) for i in wanted]


class CategoricalCrossEntropy(_OfClasses):
    """-Σ y ln ŷ over the classes, for targets y that are one-hot or a class number.

    Where a plain y is 0 the term is left out, so that ŷ may be 0 there. After a softmax
    the derivative with respect to the logits is ŷ - y.

    Args:
        from_logits: the model gives logits z, not probabilities; then ŷ = softmax(z),
            computed so that logits of any size give a finite loss.
        label_smoothing: ε in [0, 1); y becomes (1 - ε) y + ε/K for K classes.
        class_weights: what the term of each class is multiplied by, above 0; () for 1.

    Raises:
        ValueError: an option that cannot be.

    >>> logits = [Value(2.0), Value(-1.0)]
    >>> CategoricalCrossEntropy(from_logits=True)(logits, [1, 0]).backward()
    >>> [round(z.grad, 4) for z in logits]  # softmax(z) - y
    [-0.0474, 0.0474]
    """

    def __init__(
        self,
        from_logits: bool = False,
        *,
        label_smoothing: float = 0.0,
        class_weights: Sequence[float] = (),
    ) -> None:
        super().__init__(from_logits)
        self.label_smoothing = below_one(
            "CategoricalCrossEntropy", "label_smoothing", label_smoothing
        )
        self.class_weights = checked_weights("CategoricalCrossEntropy", class_weights)

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of -y ln ŷ where y is not a plain 0.

        Raises:
            ValueError: there is not a weight for each class.
        """
        weights = self.class_weights or (1.0,) * len(y)
        if len(weights) != len(y):
            raise ValueError(
                f"{self}: class_weights has {len(weights)} numbers and the model "
                f"{len(y)} outputs: give one for each class"
            )
        y = smoothed(y, self.label_smoothing, classes=len(y))
        terms = []
        for i, logarithm_of_class in self.logarithms(y_hat, y):
            factor = y[i] if weights[i] == 1.0 else weights[i] * y[i]
            terms.append(times(factor, logarithm_of_class))
        return -added(terms)


class KLDivergence(_OfClasses):
    """Σ y (ln y - ln ŷ) over the classes: what ŷ says less well than y itself.

    It is the cross-entropy minus the entropy of y, so 0 where ŷ = y, and has the same
    gradient. Where a plain y is 0 the term is 0 and left out.

    Args:
        from_logits: the model gives logits z, not probabilities; then ŷ = softmax(z),
            computed so that logits of any size give a finite loss.

    >>> loss = KLDivergence()([Value(0.5), Value(0.5)], [0.25, 0.75])
    >>> round(loss.data, 6)
    0.130812
    """

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of y (ln y - ln ŷ) where y is not a plain 0."""
        return added(
            [
                times(y[i], _logarithm_of_target(y[i]) - logarithm_of_class)
                for i, logarithm_of_class in self.logarithms(y_hat, y)
            ]
        )


def _logarithm_of_target(y: Target) -> Target:
    return log(y) if isinstance(y, Value) else math.log(y)
