"""nn.GPT, recorded anew at each step."""

from typing import Any

from gpt_task import CONTEXT, HEADS, LETTERS, TEXT, WIDTH, Stepping, groups

from nn import GPT, NextLetter


class GlassgradTraining(Stepping):
    """The model of nn with the numbers of the task."""

    def __init__(self) -> None:
        """Fill its parameters."""
        self.model = GPT(LETTERS, width=WIDTH, heads=HEADS, context=CONTEXT)
        (self.tokens,), (self.targets,) = self.model.records([TEXT])
        self.values = list(self._values())
        numbers = [x for rows in groups().values() for row in rows for x in row]
        for value, number in zip(self.values, numbers, strict=True):
            value.data = number

    def loss(self) -> Any:
        """The mean over the positions."""
        return NextLetter()(self.model(self.tokens), self.targets)

    def _values(self) -> Any:
        model = self.model
        (block,) = model.blocks
        attention = block.attention
        for rows in (model.token_vectors.rows, model.position_vectors.rows):
            for row in rows:
                yield from row
        for part in (
            block.first_norm,
            attention.query,
            attention.key,
            attention.value,
            attention.attended,
            block.second_norm,
            block.hidden,
            block.output,
            model.last_norm,
            model.logits,
        ):
            if hasattr(part, "gains"):
                yield from part.gains
                continue
            for row, bias in zip(part.rows, part.biases, strict=True):
                yield from (*row, bias)


def training() -> GlassgradTraining:
    """The GPT in training."""
    return GlassgradTraining()


def data() -> tuple[()]:
    """The task holds all."""
    return ()
