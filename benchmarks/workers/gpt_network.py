"""The tiny GPT over any class of values that has + - * / ** exp log and relu.

A node for each operation, as microgpt records it: its sums are Python's own.
"""

from collections.abc import Sequence
from typing import Any

from gpt_task import HEADS, PAIRS, WIDTH, Stepping, groups

Vector = list[Any]


def linear(x: Vector, rows: list[Vector]) -> Vector:
    """Wx + b; the last column of the rows is b."""
    # The same plain zip as in microgpt: checking lengths would cost it time.
    return [sum((w * v for w, v in zip(row, x)), row[-1]) for row in rows]  # noqa: B905


def normalised(x: Vector, gains: Vector) -> Vector:
    """Gain · x / √(mean of x² + 1e-5)."""
    scale = (sum(v * v for v in x) * (1 / len(x)) + 1e-5) ** -0.5
    return [gain * (v * scale) for gain, v in zip(gains, x, strict=True)]


def softmax(scores: Vector) -> Vector:
    """Shares whose sum is 1."""
    largest = max(score.data for score in scores)
    powers = [(score - largest).exp() for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def attention(queries: Vector, keys: list[Vector], values: list[Vector]) -> Vector:
    """What a position takes from those up to it, head by head."""
    size = WIDTH // HEADS
    out = []
    for start in range(0, WIDTH, size):
        part = range(start, start + size)
        scores = [sum(queries[i] * key[i] for i in part) / size**0.5 for key in keys]
        shares = softmax(scores)
        out += [
            sum(share * value[i] for share, value in zip(shares, values, strict=True))
            for i in part
        ]
    return out


class Network(Stepping):
    """The model over one class of values."""

    def __init__(self, value: Any) -> None:
        """Make its parameters."""
        self.groups = {
            name: [list(map(value, row)) for row in rows]
            for name, rows in groups().items()
        }
        self.values = [v for g in self.groups.values() for row in g for v in row]

    def loss(self) -> Any:
        """The mean over the positions."""
        keys: list[Vector] = []
        values: list[Vector] = []
        losses = [
            self._position(place, token, target, keys, values)
            for place, (token, target) in enumerate(PAIRS)
        ]
        return sum(losses) * (1 / len(losses))

    def _position(
        self,
        place: int,
        token: int,
        target: int,
        keys: list[Vector],
        values: list[Vector],
    ) -> Any:
        own = self.groups
        x = added(own["tokens"][token], own["positions"][place])
        inner = normalised(x, own["first gains"][0])
        keys.append(linear(inner, own["key"]))
        values.append(linear(inner, own["value"]))
        taken = attention(linear(inner, own["query"]), keys, values)
        x = added(x, linear(taken, own["attended"]))
        inner = normalised(x, own["second gains"][0])
        hidden = [v.relu() for v in linear(inner, own["hidden"])]
        x = added(x, linear(hidden, own["output"]))
        logits = linear(normalised(x, own["last gains"][0]), own["logits"])
        return -softmax(logits)[target].log()


def added(one: Sequence[Any], other: Sequence[Any]) -> Vector:
    """Number by number."""
    return [a + b for a, b in zip(one, other, strict=True)]
