"""numba: loops over scalars as one would write them in C, compiled."""

import math

import numpy as np
from numba import njit
from repeated_task import RATE, Task, listed


@njit(cache=False)
def _steps(x, y, w1, b1, w2, b2, w3, b3, rate, steps):  # type: ignore[no-untyped-def]
    records, hidden = x.shape[0], b1.shape[0]
    h1, h2 = np.empty(hidden), np.empty(hidden)
    d1, d2 = np.empty(hidden), np.empty(hidden)
    g1, g2, g3 = np.empty_like(w1), np.empty_like(w2), np.empty_like(w3)
    c1, c2 = np.empty_like(b1), np.empty_like(b2)
    for _ in range(steps):
        g1[:], g2[:], g3[:], c1[:], c2[:] = 0.0, 0.0, 0.0, 0.0, 0.0
        c3 = 0.0
        for r in range(records):
            for i in range(hidden):
                h1[i] = math.tanh(b1[i] + w1[i, 0] * x[r, 0] + w1[i, 1] * x[r, 1])
            out = b3
            for i in range(hidden):
                z = b2[i]
                for j in range(hidden):
                    z += w2[i, j] * h1[j]
                h2[i] = math.tanh(z)
                out += w3[i] * h2[i]
            d3 = (out - y[r]) / records
            c3 += d3
            for j in range(hidden):
                d1[j] = 0.0
            for i in range(hidden):
                g3[i] += d3 * h2[i]
                d2[i] = d3 * w3[i] * (1.0 - h2[i] * h2[i])
                c2[i] += d2[i]
                for j in range(hidden):
                    g2[i, j] += d2[i] * h1[j]
                    d1[j] += d2[i] * w2[i, j]
            for j in range(hidden):
                d = d1[j] * (1.0 - h1[j] * h1[j])
                c1[j] += d
                g1[j, 0] += d * x[r, 0]
                g1[j, 1] += d * x[r, 1]
        w1 -= rate * g1
        b1 -= rate * c1
        w2 -= rate * g2
        b2 -= rate * c2
        w3 -= rate * g3
        b3 -= rate * c3
    return b3


class NumbaTraining:
    """All steps in one call of compiled code."""

    def __init__(self, task: Task) -> None:
        """Copy the task into arrays."""
        self.x, self.y = np.array(task.rows), np.array(task.targets)
        (w1, b1), (w2, b2), (w3, (b3,)) = task.layers
        self.arrays = [np.array(each) for each in (w1, b1, w2, b2, w3[0])]
        self.b3 = b3

    def run(self, steps: int) -> None:
        """All steps in one call."""
        self.b3 = _steps(self.x, self.y, *self.arrays, self.b3, RATE, steps)

    def cost(self) -> float:
        """The mean of ½(ŷ − y)²."""
        w1, b1, w2, b2, w3 = self.arrays
        h2 = np.tanh(np.tanh(self.x @ w1.T + b1) @ w2.T + b2)
        return float(0.5 * np.mean((h2 @ w3 + self.b3 - self.y) ** 2))

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        w1, b1, w2, b2, w3 = self.arrays
        return listed([(w1, b1), (w2, b2), ([w3], [self.b3])])


def training(task: Task) -> NumbaTraining:
    """The network in training."""
    return NumbaTraining(task)
