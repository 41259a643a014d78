"""nn.GPT, recorded once and compiled with the numpy backend; a call a step."""

import numpy as np
from gpt_task import RATE

from adapters.gpt.by_glassgrad import GlassgradTraining, data
from autograd import compile

__all__ = ["data", "training"]


class CompiledTraining(GlassgradTraining):
    """A call of the compiled loss and gradient for every step."""

    def __init__(self, backend: str) -> None:
        """Record the loss of the text, compile it."""
        super().__init__()
        compiled = compile(self.loss(), backend=backend)
        places = {value: i for i, value in enumerate(compiled.parameters)}
        self.places = [places.get(value, -1) for value in self.values]
        self.session = compiled.session()
        self.gradient = np.zeros(len(places))

    def step(self, rate: float) -> float:
        """One step; returns the loss before it."""
        loss, self.gradient = self.session.value_and_grad()
        self.session.parameters -= RATE * rate * self.gradient
        return float(loss)

    def gradients(self) -> list[float]:
        """The gradients of the last step; 0 for letters that the text has not."""
        found = [*self.gradient.tolist(), 0.0]
        return [found[place] for place in self.places]


def training() -> CompiledTraining:
    """The GPT in training."""
    return CompiledTraining("numpy")
