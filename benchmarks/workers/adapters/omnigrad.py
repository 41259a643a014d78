"""omnigrad: an engine without a network, whose relu is spelled reLU."""

from chain import Chain
from network import Network
from omnigrad.diffengine import Value
from training import Training

Value.relu = Value.reLU


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(Network(Value), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
