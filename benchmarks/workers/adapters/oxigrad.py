"""oxigrad: relu is a function of its Activation class, gradients cannot be set."""

from typing import Any

from chain import Chain
from network import Network
from oxigrad import Activation, Value
from training import Training


def _relu(x: Any) -> Any:
    return Activation.ReLU(x)


Value.relu = _relu


class OxigradNetwork(Network):
    """The same network; each parameter clears its own gradient."""

    def zero_grad(self) -> None:
        """Set all gradients to zero."""
        for p in self.parameters():
            p.zero_grad()


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(OxigradNetwork(Value), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
