"""scalargrad: micrograd's interface, its value called Scalar."""

from chain import Chain
from scalargrad import MLP, Scalar
from training import Training, seeded_mlp


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(seeded_mlp(MLP), Scalar, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Scalar)
