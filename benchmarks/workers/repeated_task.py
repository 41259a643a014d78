"""The same small graph again and again: what every implementation has to compute.

MLP(2, [16, 16, 1]) with tanh and a linear output, the mean over the records of
½(ŷ − y)², plain gradient descent, float64. An adapter makes from a `Task` something
with `run(steps)`, `cost()` and `parameters()`; the numbers must agree before anything
is timed. Parameters are listed neuron by neuron: its weights, then its bias.
"""

import math
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

SIZES = (2, 16, 16, 1)
RATE = 0.05
SEED = 1337

Layer = tuple[list[list[float]], list[float]]
"""Weights, (outputs, inputs), and biases, (outputs,)."""


class Training(Protocol):
    """What an adapter's `training(task)` returns."""

    def run(self, steps: int) -> None:
        """Forward, backward and update, so many times."""

    def cost(self) -> float:
        """The cost with the parameters as they are."""

    def parameters(self) -> list[float]:
        """The parameters as they are."""


@dataclass(frozen=True)
class Task:
    """Records, their targets and the parameters to begin with."""

    rows: list[list[float]]
    targets: list[float]
    layers: list[Layer]

    @classmethod
    def of(cls, records: int) -> "Task":
        """The task with so many records; the same on every call."""
        draw = random.Random(SEED)
        layers = [
            (
                [
                    [draw.uniform(-1, 1) / math.sqrt(nin) for _ in range(nin)]
                    for _ in range(nout)
                ],
                [draw.uniform(-0.1, 0.1) for _ in range(nout)],
            )
            for nin, nout in pairwise(SIZES)
        ]
        rows = [[draw.uniform(-2, 2), draw.uniform(-2, 2)] for _ in range(records)]
        targets = [math.sin(a) * math.cos(b) for a, b in rows]
        return cls(rows, targets, layers)


def listed(layers: Any) -> list[float]:
    """Weights and biases, arrays or lists, as one flat list."""
    return [
        float(number)
        for weights, biases in layers
        for row, bias in zip(weights, biases, strict=True)
        for number in (*row, bias)
    ]
