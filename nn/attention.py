"""Causal self-attention of scalars: each position looks back at those before it.

The vectors of a sequence go in, one tuple of Values for each position, and as many come
out. Position t asks with its query, position s ≤ t answers with its key, softmax of the
scores says how much of whose value is taken (Vaswani et al. 2017). Equal tuples of
Values are passed as the same object wherever they can be: the engine keeps them once.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import sqrt

from autograd import Tag, Value, affine, affine_each, elementwise, scope, softmax
from nn.initialization import half_width, size
from nn.labels import numbered
from nn.module import Module

Vector = tuple[Value, ...]


class Projection(Module):
    """A linear map Wx + b of one vector to another, perhaps with an activation.

    Args:
        nin: length of the vectors that go in.
        nout: length of those that come out.
        name: the scope of its nodes, innermost.
        activation: name of an op of one operand; "" for none.

    Attributes:
        rows: the weights, (nout, nin), drawn as by "xavier".
        biases: (nout,), 0.

    Raises:
        ValueError, TypeError: a size is not a whole number from 1 up.

    >>> key = Projection(3, 2, "key")
    >>> key, [value.label for value in key.rows[1]]
    (Projection('key', 3 → 2), ['w21', 'w22', 'w23'])
    """

    def __init__(self, nin: int, nout: int, name: str, activation: str = "") -> None:
        self.nin, self.nout = size("nin", nin), size("nout", nout)
        self.name, self.activation = name, activation
        bound = half_width("xavier", nin, nout)
        with scope(name):
            self.rows = [
                tuple(
                    Value(random.uniform(-bound, bound), numbered("w", j, i))
                    for i in range(1, nin + 1)
                )
                for j in range(1, nout + 1)
            ]
            self.biases = [Value(0.0, numbered("b", j)) for j in range(1, nout + 1)]
            inside = self.biases[0].scope
        self._tags = [
            (Tag(numbered("z", j), inside), Tag(numbered("O", j), inside))
            for j in range(1, nout + 1)
        ]

    def __call__(self, x: Sequence[Value]) -> Vector:
        """The vector Wx + b, (nout,), of a vector x, (nin,).

        Raises:
            ValueError: x is of another length.
        """
        (y,) = self.each([x])
        return y

    def each(self, sequence: Sequence[Sequence[Value]]) -> list[Vector]:
        """The vectors of many, (positions, nout), from (positions, nin).

        Raises:
            ValueError: one is of another length.
        """
        for x in sequence:
            if len(x) != self.nin:
                raise ValueError(
                    f"the projection {self.name!r} takes vectors of {self.nin} "
                    f"numbers, and got one of {len(x)}"
                )
        every = affine_each(
            self.rows, sequence, self.biases, self.activation, self._tags
        )
        return [tuple(outputs) for outputs in every]

    def __repr__(self) -> str:
        return f"Projection({self.name!r}, {self.nin} → {self.nout})"


class CausalSelfAttention(Module):
    """What each position takes from itself and from the positions before it.

    For each head: softmax over s ≤ t of (query_t · key_s) / √(width of a head) weights
    the values of these positions; the heads' results stand side by side and go through
    the projection "attended".

    Args:
        width: length of the vectors.
        heads: how many heads share it, each with width / heads numbers.

    Raises:
        ValueError: the heads do not divide the width.

    >>> attend = CausalSelfAttention(4, heads=2)
    >>> row = tuple(Value(x) for x in (0.1, -0.2, 0.3, 0.4))
    >>> [len(vector) for vector in attend([row, row, row])]
    [4, 4, 4]
    """

    def __init__(self, width: int, heads: int = 1) -> None:
        self.width, self.heads = size("width", width), size("heads", heads)
        if width % heads:
            raise ValueError(
                f"heads = {heads} do not divide width = {width}: each takes as many "
                "numbers, for example width=16 and heads=4"
            )
        self.query = Projection(width, width, "query")
        self.key = Projection(width, width, "key")
        self.value = Projection(width, width, "value")
        self.attended = Projection(width, width, "attended")

    def __call__(self, sequence: Sequence[Vector]) -> list[Vector]:
        """A vector for each position.

        Args:
            sequence: (positions, width).

        Returns:
            (positions, width); that at t depends on the positions up to t alone.
        """
        heads = [
            self._head(queries, keys, values)
            for queries, keys, values in zip(
                self._split(self.query, sequence),
                self._split(self.key, sequence),
                self._split(self.value, sequence),
                strict=True,
            )
        ]
        joined = [sum(vectors, ()) for vectors in zip(*heads, strict=True)]
        return self.attended.each(joined)

    def _split(
        self, projection: Projection, sequence: Sequence[Vector]
    ) -> list[list[Vector]]:
        """What each head sees: (heads, positions, its part of the vector)."""
        projected = projection.each(sequence)
        part = self.width // self.heads
        return [
            [vector[start : start + part] for vector in projected]
            for start in range(0, self.width, part)
        ]

    def _head(
        self, queries: list[Vector], keys: list[Vector], values: list[Vector]
    ) -> list[Vector]:
        scale = 1 / sqrt(len(queries[0]))
        columns = list(zip(*values, strict=True))
        taken = []
        for t, query in enumerate(queries, start=1):
            scores = affine(keys[:t], elementwise("mul", query, scale))
            weights = softmax(scores)
            taken.append(tuple(affine([column[:t] for column in columns], weights)))
        return taken

    def __repr__(self) -> str:
        return f"CausalSelfAttention(width={self.width}, heads={self.heads})"
