"""Losses for two classes, one output for each decision: hinge and cross-entropy.

Targets are -1 and 1 for `Hinge`, which takes scores; 0 and 1 for `BinaryCrossEntropy`,
which takes probabilities, checked to be such, or logits of any size.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd import Value, relu, softplus
from nn.checks import below_one, flag
from nn.losses.base import Loss, Target, added, times
from nn.losses.probabilities import (
    check_each,
    checked_weights,
    logarithm,
    smoothed,
)


class Hinge(Loss):
    """Max-margin loss, Σ max(0, 1 - y ŷ) for targets y of -1 and 1.

    It is 0 for every score ŷ on the right side and at least 1 from the border. At its
    kink y ŷ = 1 the derivative is 0.

    >>> [Hinge()(Value(score), 1).data for score in (-0.5, 0.5, 2.0)]
    [1.5, 0.5, 0.0]
    """

    @property
    def takes(self) -> str:
        """Scores: from 0 up class 1."""
        return "scores"

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of max(0, 1 - y ŷ).

        Raises:
            ValueError: a target is neither -1 nor 1.
        """
        for target in y:
            if abs(float(target)) != 1.0:
                raise ValueError(
                    f"Hinge: a target is -1 or 1, not {float(target):g}: for classes 0 "
                    "and 1 write 2 * y - 1"
                )
        pairs = zip(y_hat, y, strict=True)
        return added([relu(1.0 - target * score) for score, target in pairs])


class BinaryCrossEntropy(Loss):
    """-y ln ŷ - (1 - y) ln(1 - ŷ), summed over the outputs; y is 0, 1 or between.

    For y = 1 only -ln ŷ is recorded, for y = 0 only -ln(1 - ŷ). After a sigmoid the
    derivative with respect to the logit is ŷ - y.

    Args:
        from_logits: the model gives logits z, not probabilities; then ŷ = σ(z), with
            -ln ŷ = softplus(-z) and -ln(1 - ŷ) = softplus(z).
        label_smoothing: ε in [0, 1); y becomes (1 - ε) y + ε/2.
        class_weights: what the losses of class 0 and of class 1 are multiplied by,
            above 0.

    Raises:
        ValueError: an option that cannot be.

    >>> z = Value(2.0)
    >>> BinaryCrossEntropy(from_logits=True)(z, 1).backward()
    >>> round(z.grad, 4)  # sigmoid(z) - 1
    -0.1192
    """

    def __init__(
        self,
        from_logits: bool = False,
        *,
        label_smoothing: float = 0.0,
        class_weights: Sequence[float] = (1.0, 1.0),
    ) -> None:
        self.from_logits = flag("BinaryCrossEntropy", "from_logits", from_logits)
        self.label_smoothing = below_one(
            "BinaryCrossEntropy", "label_smoothing", label_smoothing
        )
        self.class_weights = checked_weights("BinaryCrossEntropy", class_weights)
        if len(self.class_weights) != 2:
            raise ValueError(
                f"BinaryCrossEntropy: class_weights = {class_weights!r}: give two, of "
                "class 0 and of class 1"
            )

    @property
    def takes(self) -> str:
        """Logits or probabilities."""
        return "logits" if self.from_logits else "probabilities"

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of the terms whose target is not a plain 0."""
        check_each(self, "target", y, "classes are 0 and 1")
        if not self.from_logits:
            fix = (
                'let the model end in sigmoid (output="sigmoid"), or, if these are '
                "logits, write BinaryCrossEntropy(from_logits=True)"
            )
            check_each(self, "output", y_hat, fix)
        terms: list[Value] = []
        y = smoothed(y, self.label_smoothing, classes=2)
        for output, target in zip(y_hat, y, strict=True):
            terms += self._terms(output, target)
        return added(terms)

    def _terms(self, output: Value, y: Target) -> list[Value]:
        terms = []
        for number, share in ((1, y), (0, 1.0 - y)):
            if isinstance(share, Value) or share != 0.0:
                weight = self.class_weights[number]
                factor = share if weight == 1.0 else weight * share
                terms.append(times(factor, self._surprise(output, number)))
        return terms

    def _surprise(self, output: Value, number: int) -> Value:
        """Minus the logarithm of the probability of class 0 or 1."""
        if self.from_logits:
            return softplus(-output if number else output)
        return -logarithm(self, output if number else 1.0 - output, number)
