"""jax.jit of the whole run: the loop over the steps is compiled too."""

import jax
from repeated_task import Task

from adapters.repeated.by_jax import JaxTraining, step


class JaxLoop(JaxTraining):
    """One call for all steps."""

    def __init__(self, task: Task) -> None:
        """Compile the loop; how many steps is an operand."""
        super().__init__(task)
        self.loop = jax.jit(
            lambda layers, x, y, steps: jax.lax.fori_loop(
                0, steps, lambda _, found: step(found, x, y), layers
            )
        )

    def run(self, steps: int) -> None:
        """All steps in one call."""
        self.layers = self.loop(self.layers, self.x, self.y, steps)
        jax.block_until_ready(self.layers)


def training(task: Task) -> JaxLoop:
    """The network in training."""
    return JaxLoop(task)
