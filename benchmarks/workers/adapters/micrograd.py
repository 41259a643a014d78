"""micrograd, the baseline: its own classes under its own training loop."""

from chain import Chain
from micrograd.engine import Value
from micrograd.nn import MLP
from training import Training, seeded_mlp


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(seeded_mlp(MLP), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
