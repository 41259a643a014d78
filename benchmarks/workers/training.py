"""micrograd's moons step, for everything that has micrograd's interface.

Goes in: a model, the class of its values, rows and labels. A step is forward with
the max-margin loss and the L2 penalty, zero_grad, backward and the update. The
baseline and `glassgrad-expanded` run exactly this text; only their imports differ.
"""

import random
from typing import Any

SEED = 1337
LAYERS = [16, 16, 1]
PENALTY = 1e-4


class Training:
    """One network in training."""

    def __init__(
        self, model: Any, value: Any, rows: list[list[float]], labels: list[int]
    ) -> None:
        """Keep the model and its data; nothing is computed yet."""
        self.model = model
        self.value = value
        self.rows = rows
        self.labels = labels

    def cost(self) -> Any:
        """The cost of all records, recorded as a graph."""
        inputs = [list(map(self.value, row)) for row in self.rows]
        scores = list(map(self.model, inputs))
        losses = [
            (1 + -label * score).relu()
            for label, score in zip(self.labels, scores, strict=True)
        ]
        data_loss = sum(losses) * (1.0 / len(losses))
        penalty = PENALTY * sum(p * p for p in self.model.parameters())
        return data_loss + penalty

    def step(self, rate: float) -> float:
        """One step of gradient descent; returns the cost before it."""
        cost = self.cost()
        self.model.zero_grad()
        cost.backward()
        for p in self.model.parameters():
            p.data -= rate * p.grad
        return float(cost.data)

    def gradients(self) -> list[float]:
        """The parameters' gradients of the last step."""
        return [float(p.grad) for p in self.model.parameters()]


def seeded_mlp(mlp: Any) -> Any:
    """The network of the comparison, its weights drawn from the one seed."""
    random.seed(SEED)
    return mlp(2, LAYERS)
