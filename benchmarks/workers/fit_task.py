"""Whole trainings: what every implementation has to do in fit.py.

A network with one hidden layer of ReLU units and a softmax is trained by Adam on the
cross-entropy, in shuffled batches, without penalty and without early stopping. An
adapter makes from a `Task` something with `fit()`, which makes a new network and trains
it, and `losses()`, which the adapters have to agree on.
"""

import json
import math
import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

TABLES = Path(__file__).resolve().parents[1] / ".envs" / "fit.json"
CHECKED = 20
"""Steps of gradient descent on the whole table after which losses are compared."""
RATE = 0.1
"""The learning rate of these."""


class Trainer(Protocol):
    """What an adapter's `training(task)` returns."""

    def fit(self) -> float:
        """Make a network and train it; the mean loss of the last epoch."""

    def losses(self) -> list[float]:
        """The losses of CHECKED steps from the task's own first weights."""


@dataclass(frozen=True)
class Task:
    """A table and how to train on it."""

    X: Any
    y: Any
    sizes: tuple[int, int, int]
    batch: int
    rate: float
    epochs: int

    @classmethod
    def of(cls, number: int) -> "Task":
        """Iris for 0, digits for 1, as numpy arrays."""
        import numpy as np

        tables = json.loads(TABLES.read_text(encoding="utf-8"))
        X, y = map(np.array, tables[("iris", "digits")[number]])
        if number == 0:
            return cls(X, y, (4, 16, 3), 32, 0.01, 100)
        return cls(X, y, (64, 32, 10), 200, 0.005, 100)

    def layers(self) -> list[tuple[list[list[float]], list[float]]]:
        """First weights, (outputs, inputs), and biases, for the comparison."""
        draw = random.Random(1337)
        return [
            (
                [
                    [draw.uniform(-1, 1) / math.sqrt(nin) for _ in range(nin)]
                    for _ in range(nout)
                ],
                [draw.uniform(-0.1, 0.1) for _ in range(nout)],
            )
            for nin, nout in pairwise(self.sizes)
        ]
