"""What `fit` calls after every epoch.

A callback is a function of one `Epoch`; if it returns something true the training ends.
Write your own to keep weights, draw a picture or change the learning rate;
`EarlyStopping` is one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from nn.checks import not_negative
from nn.history import Epoch
from nn.initialization import size

Callback = Callable[[Epoch], object]
"""What is called after every epoch; something true ends the training."""


class EarlyStopping:
    """Ends the training once the loss has not improved for some epochs.

    Watched is the validation loss, or that of the training if no validation records
    were given. When it ends the training, the parameters become again what they were
    after the best epoch.

    Args:
        patience: how many epochs without improvement end it.
        improvement: by how much the loss must fall to count, 0 or more.

    Attributes:
        best_epoch: the number of the best epoch so far, from 1.
        best_loss: its loss.

    Raises:
        ValueError: patience is below 1, or improvement below 0 or infinite.
        TypeError: patience is not a whole number.

    >>> stopping = EarlyStopping(patience=2)
    >>> [stopping(Epoch(i, loss)) for i, loss in enumerate([3.0, 1.0, 1.5, 1.2], 1)]
    [False, False, False, True]
    >>> stopping.best_epoch
    2
    """

    def __init__(self, patience: int = 10, improvement: float = 0.0) -> None:
        self.patience = size("patience", patience)
        self.improvement = not_negative("EarlyStopping", "improvement", improvement)
        self.best_epoch, self.best_loss = 0, inf
        self._best: list[float] = []

    def __call__(self, epoch: Epoch) -> bool:
        """Look at an epoch; True if it was the last."""
        if epoch.number == 1:
            self.best_epoch, self.best_loss, self._best = 0, inf, []
        validation = epoch.validation_loss
        watched = epoch.loss if validation is None else validation
        if watched < self.best_loss - self.improvement:
            self.best_epoch, self.best_loss = epoch.number, watched
            self._best = [parameter.data for parameter in epoch.parameters]
        if epoch.number - self.best_epoch < self.patience:
            return False
        for parameter, number in zip(epoch.parameters, self._best, strict=True):
            parameter.data = number
        return True

    def __repr__(self) -> str:
        return (
            f"EarlyStopping(patience={self.patience}, improvement={self.improvement:g})"
        )
