"""xad: a C++ tape; values cannot be changed, so each step makes its parameters anew.

Inputs are plain numbers, as a user of xad would write it, and the tape is cleared,
not made anew, between steps.
"""

from typing import Any

from chain import Chain
from network import Network
from training import PENALTY
from xad import math as xad_math
from xad.adj_1st import Real, Tape


def _relu(x: Any) -> Any:
    return xad_math.max(x, 0.0)


Real.relu = _relu


class XadTraining:
    """The step of training.py in terms of a tape."""

    def __init__(self, rows: list[list[float]], labels: list[int]) -> None:
        """Draw the weights and activate the one tape."""
        self.rows = rows
        self.labels = labels
        self.network = Network(Real)
        self.derivatives: list[float] = []
        self.tape = Tape()
        self.tape.activate()

    def cost(self) -> Any:
        """The cost of all records, recorded on the tape."""
        scores = [self.network(row) for row in self.rows]
        losses = [
            (1 + -label * score).relu()
            for label, score in zip(self.labels, scores, strict=True)
        ]
        penalty = PENALTY * sum(p * p for p in self.network.parameters())
        return sum(losses) * (1.0 / len(losses)) + penalty

    def step(self, rate: float) -> float:
        """One step of gradient descent; returns the cost before it."""
        self.tape.clearAll()
        self.tape.registerInputs(self.network.parameters())
        self.tape.newRecording()
        cost = self.cost()
        self.tape.registerOutput(cost)
        cost.derivative = 1.0
        self.tape.computeAdjoints()
        self.derivatives = self._update(rate)
        return float(cost.value)

    def _update(self, rate: float) -> list[float]:
        derivatives = []

        def updated(p: Any) -> Any:
            derivatives.append(p.derivative)
            return Real(p.value - rate * p.derivative)

        self.network.layers = [
            [([updated(w) for w in weights], updated(bias)) for weights, bias in layer]
            for layer in self.network.layers
        ]
        return derivatives

    def gradients(self) -> list[float]:
        """The parameters' gradients of the last step."""
        return self.derivatives


class XadChain(Chain):
    """The chain on a tape of its own."""

    def record(self, length: int) -> float:
        """Record the chain; returns the value at its end."""
        self.tape = Tape()
        self.tape.activate()
        self.tape.registerInput(self.start)
        self.tape.newRecording()
        self.end = self.extended(length)
        self.tape.registerOutput(self.end)
        return float(self.end.value)

    def backward(self) -> float:
        """Differentiate; returns the derivative of the end by the start."""
        self.end.derivative = 1.0
        self.tape.computeAdjoints()
        return float(self.start.derivative)


def training(rows: list[list[float]], labels: list[int]) -> XadTraining:
    """The moons network in training."""
    return XadTraining(rows, labels)


def chain() -> Chain:
    """The long chain."""
    return XadChain(Real)
