"""How wrong a model is: the loss of one record, the cost of many.

A model's outputs ŷ and the targets y of a record go in, one Value named L comes out;
`cost` adds up or averages the losses of many records into one named C. Everything is
recorded as ordinary nodes. A plain target is a constant of the op, not a node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

from autograd import Value, log, log_softmax, mean
from autograd import sum as total
from nn.labels import as_row, as_values, numbered
from nn.module import Module

Target = Value | float

REDUCTIONS: dict[str, Callable[..., Value]] = {"sum": total, "mean": mean}


class Loss(Module):
    """Base class of losses: a subclass writes `formula`.

    >>> class AbsoluteError(Loss):
    ...     def formula(self, y_hat, y):
    ...         return abs(y_hat[0] - y[0])
    >>> AbsoluteError()(Value(0.5), 2.0).data
    1.5
    """

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The loss of one record, from as many outputs as targets."""
        raise NotImplementedError(
            f"{type(self).__name__} is a loss with no formula: define "
            "formula(self, y_hat, y)"
        )

    def __call__(self, y_hat: Any, y: Any) -> Value:
        """The loss of one record.

        Args:
            y_hat: what the model says: a Value, or one for each output. Plain numbers
                become Values.
            y: the target, or one for each output: numbers or Values.

        Raises:
            ValueError: there are not as many targets as outputs.
            TypeError: a target is not a number.
        """
        outputs = as_values(y_hat, "ŷ")
        targets = tuple(self._target(each) for each in as_row(y))
        if len(outputs) != len(targets):
            raise ValueError(
                f"{self}: outputs {len(outputs)}, targets {len(targets)}: give one "
                "target for each output; those of classes are rows of one_hot(labels)"
            )
        loss = self.formula(outputs, targets)
        loss.label = "L"
        return loss

    def cost(
        self, y_hats: Iterable[Any], ys: Iterable[Any], reduction: str = "sum"
    ) -> Value:
        """The cost of many records: the sum or the mean of their losses.

        Args:
            y_hats: what the model says of each record.
            ys: the target or targets of each record.
            reduction: "sum", or "mean" over the records.

        Raises:
            ValueError: there are no records, not as many targets as records, or no
                such reduction.
            TypeError: it is a single record, or a target is not a number.
        """
        if reduction not in REDUCTIONS:
            raise ValueError(f"unknown reduction {reduction!r}: write 'sum' or 'mean'")
        y_hats, ys = self._records(y_hats), self._records(ys)
        if not y_hats or len(y_hats) != len(ys):
            raise ValueError(
                f"{self}: the cost of {len(y_hats)} records with {len(ys)} targets: "
                "give one or more records and as many targets"
            )
        losses = tuple(self(y_hat, y) for y_hat, y in zip(y_hats, ys, strict=True))
        for number, loss in enumerate(losses, start=1):
            loss.label = numbered("L", number)
        cost = REDUCTIONS[reduction](losses)
        cost.label = "C"
        return cost

    def _records(self, records: Iterable[Any]) -> list[Any]:
        if not isinstance(records, Iterable):
            raise TypeError(
                f"{self}: cost takes a list of records, not {records!r}: for one "
                "record write loss(y_hat, y)"
            )
        return list(records)

    def _target(self, y: Any) -> Target:
        if isinstance(y, Value):
            return y
        if isinstance(y, str) or not hasattr(y, "__float__"):
            raise TypeError(
                f"{self}: a target is a number, not {y!r}: the targets of classes are "
                "rows of one_hot(labels)"
            )
        return float(y)

    def __repr__(self) -> str:
        return type(self).__name__


class MSE(Loss):
    """Squared error, ½ Σ (ŷ - y)² over the outputs of a record.

    The ½ makes the derivative ŷ - y. With `factor=1.0` and `cost(…, reduction="mean")`
    the numbers are those of PyTorch and Keras for models of one output; for several,
    they divide by the number of outputs as well.

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
        if not (isfinite(factor) and factor > 0):
            raise ValueError(f"MSE: factor = {factor!r}: give a number above 0")
        self.factor = float(factor)

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """Factor · Σ (ŷ - y)²."""
        squares = [(one - other) ** 2 for one, other in zip(y_hat, y, strict=True)]
        return _times(self.factor, _sum(squares))


class CategoricalCrossEntropy(Loss):
    """-Σ y ln ŷ over the classes, for one-hot targets y.

    Where a plain y is 0 the term is left out, so that ŷ may be 0 there.

    Args:
        from_logits: the model gives logits z, not probabilities; then ŷ = softmax(z),
            computed so that logits of any size give a finite loss.

    >>> logits = [Value(2.0), Value(-1.0)]
    >>> CategoricalCrossEntropy(from_logits=True)(logits, [1, 0]).backward()
    >>> [round(z.grad, 4) for z in logits]  # softmax(z) - y
    [-0.0474, 0.0474]
    """

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = from_logits

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The sum of -y ln ŷ where y is not a plain 0."""
        _check_sum_to_one("targets", y, "write them as rows of one_hot(labels)")
        wanted = [
            i for i, target in enumerate(y) if isinstance(target, Value) or target
        ]
        if self.from_logits:
            every = log_softmax(y_hat)
            logarithms = [every[i] for i in wanted]
        else:
            logarithms = _logarithms(y_hat, wanted)
        terms = [_times(y[i], each) for i, each in zip(wanted, logarithms, strict=True)]
        return -_sum(terms)


def _logarithms(y_hat: Sequence[Value], wanted: Sequence[int]) -> list[Value]:
    fix = (
        'let the model end in softmax (output="softmax"), or, if these are logits, '
        "write CategoricalCrossEntropy(from_logits=True)"
    )
    _check_sum_to_one("outputs", y_hat, fix)
    for i in wanted:
        if y_hat[i].data == 0.0:
            raise ValueError(
                f"CategoricalCrossEntropy: the probability of class {i} is 0 where its "
                "target is not, and the loss infinite: train on logits, with "
                'output="linear" and CategoricalCrossEntropy(from_logits=True)'
            )
    return [log(y_hat[i]) for i in wanted]


def _check_sum_to_one(what: str, numbers: Iterable[Target], fix: str) -> None:
    plain = [float(number) for number in numbers]
    if all(0.0 <= p <= 1.0 + 1e-6 for p in plain) and abs(sum(plain) - 1.0) <= 1e-6:
        return
    shown = ", ".join(f"{p:.6g}" for p in plain)
    raise ValueError(
        f"CategoricalCrossEntropy: the {what} [{shown}] are not probabilities that sum "
        f"to 1: {fix}"
    )


def _times(factor: Target, node: Value) -> Value:
    return node if not isinstance(factor, Value) and factor == 1.0 else factor * node


def _sum(terms: Sequence[Value]) -> Value:
    """The sum; a single term as it is, with no node of its own."""
    if len(terms) == 1:
        return terms[0]
    added: Value = total(tuple(terms))
    return added
