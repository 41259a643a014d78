"""How a training went: an `Epoch` after each pass over the table, at last a `History`.

`fit` makes them; callbacks get the first, the caller the second. Both are plain data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd import Value


@dataclass(frozen=True, slots=True, repr=False)
class Epoch:
    """One pass over the table, as callbacks get it.

    Attributes:
        number: from 1.
        loss: the mean loss of a record, as the model stood when it met the record.
        metric: of the same outputs; None if none is measured.
        validation_loss: the mean loss of the validation records, after the pass; None
            if there are none.
        validation_metric: of them.
        parameters: what the optimizer changes, as it stands after the pass.

    >>> Epoch(3, loss=0.5, metric=0.75)
    Epoch(3, loss=0.5, metric=0.75)
    """

    number: int
    loss: float
    metric: float | None = None
    validation_loss: float | None = None
    validation_metric: float | None = None
    parameters: tuple[Value, ...] = ()

    def shown(self, metric: str) -> dict[str, str]:
        """What was measured, in short, for behind a bar; `metric` is its name."""
        named = {
            "loss": self.loss,
            metric: self.metric,
            "validation loss": self.validation_loss,
            f"validation {metric}": self.validation_metric,
        }
        return {
            name: f"{number:.4g}"
            for name, number in named.items()
            if number is not None
        }

    def __repr__(self) -> str:
        """What was measured; the parameters would fill the screen."""
        names = ("loss", "metric", "validation_loss", "validation_metric")
        known = [(name, getattr(self, name)) for name in names]
        parts = [f"{name}={number:.4g}" for name, number in known if number is not None]
        return f"Epoch({', '.join([str(self.number), *parts])})"


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """How a training went, epoch by epoch.

    Attributes:
        losses: the mean loss of a record in each epoch, as the model stood when it met
            the record.
        metrics: of the same outputs; () if none was measured.
        validation_losses: the mean loss of the validation records after each epoch; ()
            if there were none.
        validation_metrics: of them.
        metric: what was measured, such as "accuracy".
        stopped: why it ended before the last epoch: "interrupted", "by a callback"; or
            "".

    >>> History((2.0, 0.5), metrics=(0.25, 1.0), metric="accuracy")
    History(2 epochs, mean loss 2 → 0.5, accuracy 0.25 → 1)
    """

    losses: tuple[float, ...]
    metrics: tuple[float, ...] = ()
    validation_losses: tuple[float, ...] = ()
    validation_metrics: tuple[float, ...] = ()
    metric: str = ""
    stopped: str = ""

    @classmethod
    def of(cls, epochs: Sequence[Epoch], metric: str, stopped: str) -> History:
        """The history of some epochs.

        Args:
            epochs: each with its loss, in order.
            metric: what was measured, such as "accuracy".
            stopped: why training ended before its last epoch, see `History`.
        """
        return cls(
            losses=tuple(each.loss for each in epochs),
            metrics=_known([each.metric for each in epochs]),
            validation_losses=_known([each.validation_loss for each in epochs]),
            validation_metrics=_known([each.validation_metric for each in epochs]),
            metric=metric,
            stopped=stopped,
        )

    def __repr__(self) -> str:
        count = len(self.losses)
        rows = {
            "mean loss": self.losses,
            self.metric: self.metrics,
            "validation loss": self.validation_losses,
            f"validation {self.metric}": self.validation_metrics,
        }
        parts = [f"{count} epoch{'s' * (count != 1)}"]
        parts += [
            f"{name} {row[0]:.4g} → {row[-1]:.4g}" for name, row in rows.items() if row
        ]
        parts += [f"stopped: {self.stopped}"] if self.stopped else []
        return f"History({', '.join(parts)})"


def _known(numbers: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(number for number in numbers if number is not None)
