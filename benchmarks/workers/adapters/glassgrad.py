"""glassgrad as one would write it: rows as plain numbers, n-ary sum and dot."""

from typing import Any

from chain import Chain
from training import PENALTY, Training, seeded_mlp

import autograd
from nn import MLP


class DotTraining(Training):
    """The same cost with one node for each sum and each sum of products."""

    def cost(self) -> Any:
        """The cost of all records, recorded as a graph."""
        scores = [self.model(row) for row in self.rows]
        losses = [
            (1 - label * score).relu()
            for label, score in zip(self.labels, scores, strict=True)
        ]
        weights = self.model.parameters()
        penalty = PENALTY * autograd.dot(weights, weights)
        return autograd.sum(losses) * (1.0 / len(losses)) + penalty


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return DotTraining(seeded_mlp(MLP), autograd.Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(autograd.Value)
