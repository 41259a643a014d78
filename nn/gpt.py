"""A tiny GPT of scalar nodes, which learns names and makes up new ones.

A text goes in letter by letter; for each position come out the logits of the letter
that follows. Embedding, attention, feed-forward layers, softmax and cross-entropy are
those of the large models, and every number of it is a node: draw its loss, or ask for
the paths to one weight.

>>> import random
>>> random.seed(1)
>>> model = GPT("abc", width=4, heads=2)
>>> model, [len(logits) for logits in model([0, 1, 2])]
(GPT(3 letters, 340 parameters), [4, 4, 4])
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from autograd import Value, elementwise, mean, scope, softmax
from nn.attention import CausalSelfAttention, Projection, Vector
from nn.embedding import Embedding
from nn.initialization import size
from nn.labels import numbered
from nn.losses import CategoricalCrossEntropy, Loss
from nn.module import Module
from nn.normalisation import RMSNorm


class Block(Module):
    """x + attention(norm(x)), then that + feed-forward(norm(that)).

    Args:
        width: length of the vectors.
        heads: of the attention.
    """

    def __init__(self, width: int, heads: int) -> None:
        self.first_norm, self.second_norm = RMSNorm(width), RMSNorm(width)
        self.attention = CausalSelfAttention(width, heads)
        self.hidden = Projection(width, 4 * width, "hidden", "relu")
        self.output = Projection(4 * width, width, "output")

    def __call__(self, sequence: Sequence[Vector]) -> list[Vector]:
        """A vector for each position, (positions, width), from as many."""
        attended = self.attention([self.first_norm(vector) for vector in sequence])
        sequence = [_sum(*pair) for pair in zip(sequence, attended, strict=True)]
        hidden = self.hidden.each([self.second_norm(vector) for vector in sequence])
        outputs = self.output.each(hidden)
        return [_sum(*pair) for pair in zip(sequence, outputs, strict=True)]


class NextLetter(Loss):
    """The mean over the positions of a text of -ln p(letter that follows).

    It takes the logits of every position, (positions, letters + 1), and the tokens that
    follow them, (positions,).
    """

    def compiled_targets(self, y_hat: Sequence[Vector], y: Sequence[int]) -> Any:
        """For each position the row of its letter, as Values."""
        letter = CategoricalCrossEntropy(from_logits=True)
        pairs = zip(y_hat, y, strict=True)
        return [letter.compiled_targets(*pair) for pair in pairs]

    def __call__(self, y_hat: Sequence[Vector], y: Sequence[int]) -> Value:
        """The loss of one text.

        Raises:
            ValueError: there are no positions, or not as many tokens.
        """
        if not y_hat or len(y_hat) != len(y):
            raise ValueError(
                f"NextLetter: logits of {len(y_hat)} positions and {len(y)} tokens: "
                "give one or more, and a token for each; model.records(texts) does"
            )
        letter = CategoricalCrossEntropy(from_logits=True)
        losses = [letter(*pair) for pair in zip(y_hat, y, strict=True)]
        for position, each in enumerate(losses, start=1):
            each.label = numbered("l", position)
        loss: Value = mean(losses)
        loss.label = "L"
        return loss


class GPT(Module):
    """Letters so far → logits of the next letter.

    Token 0 stands before the first letter and after the last; letter i of `letters` is
    token i + 1.

    Args:
        letters: every letter that may occur, each once.
        width: length of the vectors.
        heads: of the attention; they divide the width.
        blocks: how many follow one another.
        context: the most positions it looks at; a text may be one letter shorter.

    Raises:
        ValueError: there are no letters, one stands twice, or the heads do not divide
            the width.

    >>> from nn import Adam, fit
    >>> model = GPT("aben", width=8, heads=2)
    >>> X, y = model.records(["anna", "ben"])
    >>> X[1], y[1]
    ([0, 2, 3, 4], [2, 3, 4, 0])
    >>> optimizer = Adam(model.parameters(), lr=0.01)
    >>> history = fit(model, X, y, loss=NextLetter(), optimizer=optimizer, epochs=50)
    >>> history.losses[-1] < 0.5
    True
    """

    def __init__(
        self,
        letters: str,
        *,
        width: int = 16,
        heads: int = 4,
        blocks: int = 1,
        context: int = 16,
    ) -> None:
        if not letters or len(set(letters)) < len(letters):
            raise ValueError(f"letters = {letters!r}: give one or more, each once")
        self.letters, self.context = letters, size("context", context)
        tokens = len(letters) + 1
        self.token_vectors = Embedding(tokens, width, "tokens")
        self.position_vectors = Embedding(context, width, "positions")
        self.blocks: list[Block] = []
        for number in range(1, size("blocks", blocks) + 1):
            with scope(f"block {number}"):
                self.blocks.append(Block(width, heads))
        self.last_norm = RMSNorm(width)
        self.logits = Projection(width, tokens, "logits")

    def __call__(self, tokens: Sequence[int]) -> list[Vector]:
        """The logits of what follows each position, (positions, letters + 1).

        Args:
            tokens: what stands at each position, (positions,).

        Raises:
            ValueError: there are none, or more than `context`.
            IndexError: there is no such token.
        """
        if not 0 < len(tokens) <= self.context:
            raise ValueError(
                f"this GPT takes 1 to {self.context} tokens, and got {len(tokens)}: "
                "give a shorter text, or make it with a larger context"
            )
        sequence = [
            _sum(self.token_vectors(token), self.position_vectors(position))
            for position, token in enumerate(tokens)
        ]
        for block in self.blocks:
            sequence = block(sequence)
        return self.logits.each([self.last_norm(vector) for vector in sequence])

    def encoded(self, text: str) -> list[int]:
        """The tokens of a text, with token 0 before and after it.

        Raises:
            ValueError: it holds a letter that this GPT does not know.
        """
        for letter in text:
            if letter not in self.letters:
                raise ValueError(
                    f"{letter!r} in {text!r} is not among the letters of this GPT, "
                    f"{self.letters!r}"
                )
        return [0, *(self.letters.index(letter) + 1 for letter in text), 0]

    def records(self, texts: Iterable[str]) -> tuple[list[list[int]], list[list[int]]]:
        """Texts as `fit` takes them: the tokens to read, and those that follow each.

        Raises:
            ValueError: a text holds a letter that this GPT does not know.
        """
        tokens = [self.encoded(text) for text in texts]
        return [row[:-1] for row in tokens], [row[1:] for row in tokens]

    def sample(self, seed: int = 0, temperature: float = 1.0) -> str:
        """A new text, letter by letter drawn from what the model expects.

        Args:
            seed: of the draws.
            temperature: below 1 the likely letters become likelier, above 1 less so.

        Raises:
            ValueError: the temperature is not above 0.
        """
        if not temperature > 0:
            raise ValueError(f"temperature = {temperature!r}: give a number above 0")
        draw = random.Random(seed)
        tokens = [0]
        while len(tokens) < self.context:
            logits = [logit.data / temperature for logit in self(tokens)[-1]]
            (token,) = draw.choices(range(len(logits)), softmax(logits))
            if token == 0:
                break
            tokens.append(token)
        return "".join(self.letters[token - 1] for token in tokens[1:])

    def __repr__(self) -> str:
        return f"GPT({len(self.letters)} letters, {len(self.parameters())} parameters)"


def names() -> list[str]:
    """Common given names in small letters from a to z, for a GPT to learn.

    >>> len(names()), names()[:3]
    (438, ['aaron', 'abby', 'abigail'])
    """
    text = (files("nn") / "data" / "names.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _sum(one: Vector, other: Vector) -> Vector:
    return elementwise("add", one, other)
