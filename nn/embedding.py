"""Numbers of things turned into vectors that are learned."""

from __future__ import annotations

import random
from operator import index

from autograd import Value, scope
from nn.initialization import size
from nn.labels import numbered
from nn.module import Module


class Embedding(Module):
    """A table with a learned vector for each of `count` things, looked up by number.

    Only the rows that were looked up are in the graph, so only they get a gradient.

    Args:
        count: how many things there are.
        width: length of the vectors.
        name: the scope of its parameters.

    Attributes:
        rows: the vectors, (count, width), drawn from a normal distribution of mean 0
            and the standard deviation 0.1.

    Raises:
        ValueError, TypeError: a size is not a whole number from 1 up.

    >>> letters = Embedding(26, 4)
    >>> letters, [value.label for value in letters(2)]
    (Embedding(26, 4), ['e31', 'e32', 'e33', 'e34'])
    """

    def __init__(self, count: int, width: int, name: str = "embedding") -> None:
        count, width = size("count", count), size("width", width)
        with scope(name):
            self.rows = [
                tuple(
                    Value(random.gauss(0.0, 0.1), numbered("e", j, i))
                    for i in range(1, width + 1)
                )
                for j in range(1, count + 1)
            ]

    def __call__(self, number: int) -> tuple[Value, ...]:
        """The vector of thing `number`, counted from 0.

        Raises:
            TypeError: it is not a whole number.
            IndexError: there is no such thing.
        """
        try:
            number = index(number)
        except TypeError:
            raise TypeError(
                f"an embedding is looked up by a whole number, not {number!r}"
            ) from None
        if not 0 <= number < len(self.rows):
            raise IndexError(
                f"this embedding has the numbers 0 to {len(self.rows) - 1}, not "
                f"{number}"
            )
        return self.rows[number]

    def __repr__(self) -> str:
        return f"Embedding({len(self.rows)}, {len(self.rows[0])})"
