"""What all losses share: `Loss`, checked outputs and targets, the cost of many records.

A loss is a formula of one record; the base class turns outputs and targets into what
the formula takes, names its result, and adds up or averages over records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

from autograd import Value, mean
from autograd import sum as total
from nn.labels import as_row, as_values, numbered
from nn.module import Module

Target = Value | float

REDUCTIONS: dict[str, Callable[..., Value]] = {"sum": total, "mean": mean}


class Loss(Module):
    """Base class of losses: a subclass writes `formula`.

    `help(nn.losses)` shows the table of all, beside those of PyTorch and Keras, with
    the learning rate that gives the same steps.

    >>> class CubicError(Loss):
    ...     def formula(self, y_hat, y):
    ...         return abs(y_hat[0] - y[0]) ** 3
    >>> CubicError()(Value(0.0), 2.0).data
    8.0
    """

    @property
    def takes(self) -> str:
        """What outputs are to it: numbers, probabilities, logits, scores; "" unknown.

        `predict` decides by it, for models that `fit` trained.
        """
        return ""

    def formula(self, y_hat: tuple[Value, ...], y: tuple[Target, ...]) -> Value:
        """The loss of one record.

        Args:
            y_hat: its outputs.
            y: its targets, checked and as many.
        """
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
            ValueError: there are not as many targets as outputs, or one is not finite.
            TypeError: these are several records, or a target is not a number.
        """
        row = as_row(y_hat)
        if any(_is_row(each) for each in row):
            raise TypeError(
                f"{self}: these outputs are of several records: write "
                f"{self}().cost(y_hats, ys)"
            )
        outputs = as_values(row, "ŷ")
        loss = self.formula(outputs, self.targets(y, len(outputs)))
        loss.label = "L"
        loss.data += 0.0  # of an exact answer -ln 1 = -0.0, which becomes 0.0
        return loss

    def cost(
        self, y_hats: Iterable[Any], ys: Iterable[Any], reduction: str = "sum"
    ) -> Value:
        """The cost of many records: the sum or the mean of their losses.

        PyTorch and Keras take the mean, mostly over the outputs too: the table of
        `help(nn.losses)` has the learning rate that gives the same steps.

        Args:
            y_hats: what the model says of each record.
            ys: the target or targets of each record.
            reduction: "sum", or "mean" over the records.

        Raises:
            ValueError: there are no records, not as many targets as records, or no
                such reduction.
            TypeError: it is a single record, or a target is not a number.
        """
        if not isinstance(reduction, str) or reduction not in REDUCTIONS:
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

    def targets(self, y: Any, count: int) -> tuple[Target, ...]:
        """The targets of one record, checked to be as many as its outputs.

        Args:
            y: the target or targets as they were given.
            count: how many outputs there are.

        Raises:
            ValueError: there are more or fewer, or one is not finite.
            TypeError: one is not a number.
        """
        targets = tuple(self.target(each) for each in as_row(y))
        if len(targets) != count:
            raise ValueError(
                f"{self}: outputs {count}, targets {len(targets)}: give one target for "
                "each output; those of classes are rows of one_hot(labels)"
            )
        return targets

    def compiled_targets(self, y_hat: Any, y: Any) -> Any:
        """The targets in a form in which the graph is the same for every record.

        Args:
            y_hat: what the model says.
            y: the target or targets as they were given.
        """
        return y

    def target(self, y: Any) -> Target:
        """One target: a Value as it is, a number as a float.

        Raises:
            ValueError: it is not finite.
            TypeError: it is not a number.
        """
        if isinstance(y, Value):
            return y
        if isinstance(y, str) or _is_row(y) or not hasattr(y, "__float__"):
            raise TypeError(
                f"{self}: a target is a number, not {y!r}: the targets of classes are "
                "rows of one_hot(labels)"
            )
        if not isfinite(y):
            raise ValueError(
                f"{self}: a target is {float(y)}: leave out the records that lack one"
            )
        return float(y)

    def __repr__(self) -> str:
        return type(self).__name__


def _is_row(entry: Any) -> bool:
    return isinstance(entry, list | tuple) or getattr(entry, "ndim", 0) > 0


def times(factor: Target, node: Value) -> Value:
    """Their product; for the plain factor 1 the node itself."""
    return node if not isinstance(factor, Value) and factor == 1.0 else factor * node


def added(terms: Sequence[Value]) -> Value:
    """The sum; a single term as it is, with no node of its own."""
    if len(terms) == 1:
        return terms[0]
    result: Value = total(tuple(terms))
    return result
