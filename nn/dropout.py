"""Dropout: while training, some numbers are left out at random.

`set_training(model, False)` switches every Dropout of a model off, to use it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from autograd import Value
from nn.checks import below_one
from nn.module import Module


class Dropout(Module):
    """Sets each number to 0 with a probability, and divides the others by 1 - it.

    So the expected value stays, and nothing is to be done once training is over
    (Srivastava et al. 2014). What is left out has no edge in the graph: no gradient
    flows there.

    Args:
        probability: of a number to be left out, from 0 up to but not 1.
        seed: of the draws, which are independent of `random.seed`.

    Attributes:
        training: whether numbers are left out; True at first.

    Raises:
        ValueError: the probability is not in [0, 1).

    >>> dropout = Dropout(0.5, seed=3)
    >>> [each.data for each in dropout([Value(1.0), Value(2.0), Value(3.0)])]
    [2.0, 0.0, 6.0]
    """

    def __init__(self, probability: float = 0.5, seed: int = 0) -> None:
        self.probability = below_one("Dropout", "probability", probability)
        self.training = True
        self._random = random.Random(seed)

    def __call__(self, x: Sequence[Value]) -> tuple[Value, ...]:
        """The vector, with numbers left out if training; else as it is."""
        if not self.training or self.probability == 0.0:
            return tuple(x)
        kept = 1.0 - self.probability
        return tuple(
            each / kept if self._random.random() < kept else Value(0.0, "dropped")
            for each in x
        )

    def outputs(self, x: Sequence[Value]) -> tuple[Value, ...]:
        """As a call, so that it can stand among the layers of an MLP."""
        return self(x)

    def __repr__(self) -> str:
        return f"Dropout({self.probability:g})"


def set_training(model: Module, training: bool) -> None:
    """Switch every Dropout in a model on for training, or off to use what it learned.

    `fit` does so before and after training.

    >>> from nn import MLP
    >>> model = MLP(2, [4, 1])
    >>> model.layers.insert(1, Dropout(0.2))
    >>> set_training(model, False)
    >>> model.layers[1].training
    False
    """
    for module in model.modules():
        if isinstance(module, Dropout):
            module.training = training
