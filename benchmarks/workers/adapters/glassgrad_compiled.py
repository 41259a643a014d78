"""micrograd's own loop, recorded once and compiled; a call a step."""

import numpy as np
from training import Training

from adapters.glassgrad_expanded import training as expanded
from autograd import compile


class CompiledTraining(Training):
    """A call of the compiled cost and gradient for every step."""

    def __init__(self, eager: Training) -> None:
        """Record the cost of all records, compile it; the data are leaves of it too."""
        super().__init__(eager.model, eager.value, eager.rows, eager.labels)
        weights = self.model.parameters()
        compiled = compile(self.cost(), parameters=weights)
        places = {value: i for i, value in enumerate(compiled.parameters)}
        self.places = np.array([places[weight] for weight in weights])
        self.moves = np.zeros(len(places))
        self.moves[self.places] = 1.0
        self.session = compiled.session()
        self.gradient = self.moves

    def step(self, rate: float) -> float:
        """One step; returns the cost before it."""
        cost, self.gradient = self.session.value_and_grad()
        self.session.parameters -= rate * self.moves * self.gradient
        return float(cost)

    def gradients(self) -> list[float]:
        """The parameters' gradients of the last step."""
        found: list[float] = self.gradient[self.places].tolist()
        return found


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return CompiledTraining(expanded(rows, labels))
