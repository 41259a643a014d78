"""numpy as an experienced user writes it: whole arrays, the chain rule by hand."""

import numpy as np
from repeated_task import RATE, Task, listed


class NumpyTraining:
    """Activations as (units, records), so that a layer is one matrix product."""

    def __init__(self, task: Task) -> None:
        """Copy the task into arrays."""
        self.x = np.array(task.rows).T.copy()
        self.y = np.array(task.targets)[None, :]
        self.weights = [np.array(weights) for weights, _ in task.layers]
        self.biases = [np.array(biases)[:, None] for _, biases in task.layers]

    def run(self, steps: int) -> None:
        """A step at a time."""
        (w1, w2, w3), (b1, b2, b3) = self.weights, self.biases
        x, y = self.x, self.y
        scale = 1.0 / x.shape[1]
        for _ in range(steps):
            h1 = np.tanh(w1 @ x + b1)
            h2 = np.tanh(w2 @ h1 + b2)
            d3 = (w3 @ h2 + b3 - y) * scale
            d2 = (w3.T @ d3) * (1.0 - h2 * h2)
            d1 = (w2.T @ d2) * (1.0 - h1 * h1)
            w3 -= RATE * (d3 @ h2.T)
            b3 -= RATE * d3.sum(axis=1, keepdims=True)
            w2 -= RATE * (d2 @ h1.T)
            b2 -= RATE * d2.sum(axis=1, keepdims=True)
            w1 -= RATE * (d1 @ x.T)
            b1 -= RATE * d1.sum(axis=1, keepdims=True)

    def cost(self) -> float:
        """The mean of ½(ŷ − y)²."""
        (w1, w2, w3), (b1, b2, b3) = self.weights, self.biases
        h2 = np.tanh(w2 @ np.tanh(w1 @ self.x + b1) + b2)
        return float(0.5 * np.mean((w3 @ h2 + b3 - self.y) ** 2))

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        biases = [bias[:, 0] for bias in self.biases]
        return listed(zip(self.weights, biases, strict=True))


def training(task: Task) -> NumpyTraining:
    """The network in training."""
    return NumpyTraining(task)
