"""micrograd-rust: no relu, numbers on the left only, a network with tanh only."""

from typing import Any

from chain import ADDEND, FACTOR, Chain
from micrograd_rust import Value
from network import Network
from training import PENALTY, Training


def _relu(x: Any) -> Any:
    # The positive side passes the value itself on: one node fewer than elsewhere.
    return x if x.data > 0 else 0.0 * x


Value.relu = _relu


class RustTraining(Training):
    """The same cost, written with numbers on the left."""

    def cost(self) -> Any:
        """The cost of all records, recorded as a graph."""
        inputs = [list(map(Value, row)) for row in self.rows]
        scores = list(map(self.model, inputs))
        losses = [
            (1 + -label * score).relu()
            for label, score in zip(self.labels, scores, strict=True)
        ]
        penalty = PENALTY * sum(p * p for p in self.model.parameters())
        return (1.0 / len(losses)) * sum(losses) + penalty


class RustChain(Chain):
    """The same chain, written with numbers on the left."""

    def extended(self, length: int) -> Any:
        """The value that many operations after the start."""
        x = self.start
        for _ in range(length // 2):
            x = ADDEND + FACTOR * x
        return x


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return RustTraining(Network(Value), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return RustChain(Value)
