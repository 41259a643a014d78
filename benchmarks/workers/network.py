"""A multilayer perceptron over any class of values that has +, * and relu().

For peers that bring an engine and no usable network. It draws the same weights in
the same order as micrograd and adds in the same order, so the numbers agree.
"""

import random
from itertools import pairwise
from typing import Any

from training import LAYERS, SEED


class Network:
    """ReLU layers and a linear last one; a node for each multiplication and sum."""

    def __init__(self, value: Any) -> None:
        """Draw the weights: each neuron's row of weights, then its bias, zero."""
        random.seed(SEED)
        sizes = [2, *LAYERS]
        self.layers = [
            [
                ([value(random.uniform(-1, 1)) for _ in range(count_in)], value(0.0))
                for _ in range(count_out)
            ]
            for count_in, count_out in pairwise(sizes)
        ]

    def __call__(self, x: list[Any]) -> Any:
        """The score of one record."""
        last = self.layers[-1]
        # The same plain zip as in micrograd: checking lengths would cost peers time.
        for layer in self.layers:
            sums = [
                sum((w * value for w, value in zip(weights, x)), bias)  # noqa: B905
                for weights, bias in layer
            ]
            x = sums if layer is last else [total.relu() for total in sums]
        return x[0]

    def parameters(self) -> list[Any]:
        """All weights and biases, neuron by neuron."""
        return [
            p
            for layer in self.layers
            for weights, bias in layer
            for p in (*weights, bias)
        ]

    def zero_grad(self) -> None:
        """Set all gradients to zero."""
        for p in self.parameters():
            p.grad = 0.0
