"""micrograd: its Value, its loop over the records, tanh added as its demos add it."""

import math
from typing import Any

from micrograd.engine import Value
from repeated_task import RATE, Task


def _tanh(x: Any) -> Any:
    out = Value(math.tanh(x.data), (x,), "tanh")

    def _backward() -> None:
        x.grad += (1.0 - out.data * out.data) * out.grad

    out._backward = _backward
    return out


class MicrogradTraining:
    """A graph recorded anew for every step."""

    def __init__(self, task: Task) -> None:
        """Make the parameters."""
        self.task = task
        self.layers = [
            [
                ([Value(w) for w in row], Value(bias))
                for row, bias in zip(weights, biases, strict=True)
            ]
            for weights, biases in task.layers
        ]
        self.flat = [p for layer in self.layers for row, b in layer for p in (*row, b)]

    def recorded(self) -> Any:
        """The mean of ½(ŷ − y)²."""
        losses = [
            0.5 * (self.output(row) - target) ** 2
            for row, target in zip(self.task.rows, self.task.targets, strict=True)
        ]
        return sum(losses) * (1.0 / len(losses))

    def output(self, x: Any) -> Any:
        """The output for one record."""
        for layer in self.layers:
            x = [
                sum((w * each for w, each in zip(row, x)), bias)  # noqa: B905
                for row, bias in layer
            ]
            if layer is not self.layers[-1]:
                x = [_tanh(each) for each in x]
        return x[0]

    def run(self, steps: int) -> None:
        """A step at a time."""
        for _ in range(steps):
            cost = self.recorded()
            for p in self.flat:
                p.grad = 0.0
            cost.backward()
            for p in self.flat:
                p.data -= RATE * p.grad

    def cost(self) -> float:
        """The cost as a number."""
        return float(self.recorded().data)

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        return [float(p.data) for p in self.flat]


def training(task: Task) -> MicrogradTraining:
    """The network in training."""
    return MicrogradTraining(task)
