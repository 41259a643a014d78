"""glassgrad, a node for each multiplication and sum: micrograd's own loop."""

from typing import Any

from chain import Chain
from training import Training, seeded_mlp

from autograd import Value
from nn import MLP


def _expanded(count_in: int, counts_out: list[int]) -> Any:
    return MLP(count_in, counts_out, expanded=True)


def training(rows: list[list[float]], labels: list[int]) -> Training:
    """The moons network in training."""
    return Training(seeded_mlp(_expanded), Value, rows, labels)


def chain() -> Chain:
    """The long chain."""
    return Chain(Value)
