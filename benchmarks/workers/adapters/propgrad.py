"""propgrad: micrograd's interface with one import changed."""

from chain import Chain
from propgrad import MLP, Value
from training import Training, seeded_mlp


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(seeded_mlp(MLP), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
