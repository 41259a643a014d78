"""learngrad: its engine; its network needs Python 3.12 and draws biases at random."""

from chain import Chain
from learngrad.engine import Value
from network import Network
from training import Training


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(Network(Value), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
