"""Tuples of children and local gradients, as in microgpt: the class in this folder."""

from chain import Chain
from local_gradients import Value
from network import Network
from training import Training


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(Network(Value), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
