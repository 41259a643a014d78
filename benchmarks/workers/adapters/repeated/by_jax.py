"""jax.jit, a call of the compiled step from Python for every step."""

from typing import Any

import jax
import jax.numpy as jnp
from repeated_task import RATE, Task, listed

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")


def cost(layers: Any, x: Any, y: Any) -> Any:
    """The mean of ½(ŷ − y)², over records in rows."""
    *hidden, (weights, bias) = layers
    for inner, inner_bias in hidden:
        x = jnp.tanh(x @ inner.T + inner_bias)
    return 0.5 * jnp.mean(((x @ weights.T + bias)[:, 0] - y) ** 2)


def step(layers: Any, x: Any, y: Any) -> Any:
    """The parameters after one step."""
    gradients = jax.grad(cost)(layers, x, y)
    return jax.tree.map(lambda p, g: p - RATE * g, layers, gradients)


class JaxTraining:
    """A call a step."""

    def __init__(self, task: Task) -> None:
        """Copy the task into arrays."""
        self.x, self.y = jnp.array(task.rows), jnp.array(task.targets)
        self.layers = [(jnp.array(w), jnp.array(b)) for w, b in task.layers]
        self.step = jax.jit(step)

    def run(self, steps: int) -> None:
        """A step at a time; waits for the last."""
        for _ in range(steps):
            self.layers = self.step(self.layers, self.x, self.y)
        jax.block_until_ready(self.layers)

    def cost(self) -> float:
        """The mean of ½(ŷ − y)²."""
        return float(cost(self.layers, self.x, self.y))

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        return listed(self.layers)


def training(task: Task) -> JaxTraining:
    """The network in training."""
    return JaxTraining(task)
