"""A step of a tiny GPT: what every implementation has to compute.

The model of `nn.GPT("abc…z")`: width 16, 4 heads, one block, context 16, with gains and
biases; 4,411 parameters. A step is the loss of one text, the mean of -ln p over its
letters and its end, forward, backward and update by gradient descent. Parameters are
listed group by group, see `SHAPES`, each group row by row.
"""

import random
from itertools import pairwise
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXT = "isabella"
WIDTH, HEADS, CONTEXT = 16, 4, 16
SEED = 1337
RATE = 0.02
TOKENS = [0, *(LETTERS.index(letter) + 1 for letter in TEXT), 0]
PAIRS = list(pairwise(TOKENS))
"""At each position the token that stands there, and the one that follows."""

SHAPES = {
    "tokens": (len(LETTERS) + 1, WIDTH),
    "positions": (CONTEXT, WIDTH),
    "first gains": (1, WIDTH),
    "query": (WIDTH, WIDTH + 1),
    "key": (WIDTH, WIDTH + 1),
    "value": (WIDTH, WIDTH + 1),
    "attended": (WIDTH, WIDTH + 1),
    "second gains": (1, WIDTH),
    "hidden": (4 * WIDTH, WIDTH + 1),
    "output": (WIDTH, 4 * WIDTH + 1),
    "last gains": (1, WIDTH),
    "logits": (len(LETTERS) + 1, WIDTH + 1),
}
"""Rows and columns; the last column of a projection is its biases."""


def groups() -> dict[str, list[list[float]]]:
    """The numbers to begin with; the same on every call."""
    draw = random.Random(SEED)
    return {
        name: [
            [draw.gauss(1.0 if "gains" in name else 0.0, 0.1) for _ in range(columns)]
            for _ in range(rows)
        ]
        for name, (rows, columns) in SHAPES.items()
    }


class Stepping:
    """One model in training; an adapter says how its loss and its gradient are found.

    Attributes:
        values: all parameters, in the order of `SHAPES`.
    """

    values: list[Any]

    def loss(self) -> Any:
        """The loss, recorded as a graph."""
        raise NotImplementedError

    def step(self, rate: float) -> float:
        """One step; returns the loss before it."""
        for value in self.values:
            value.grad = 0.0
        loss = self.loss()
        loss.backward()
        for value in self.values:
            value.data -= RATE * rate * value.grad
        return float(loss.data)

    def gradients(self) -> list[float]:
        """The gradients of the last step."""
        return [float(value.grad) for value in self.values]
