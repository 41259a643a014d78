"""C by hand, compiled by gcc for this machine; one call for all steps."""

import ctypes
import math
import subprocess
from pathlib import Path

from repeated_task import RATE, Task, listed

SOURCE = Path(__file__).with_name("network.c")
FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]


def _library() -> ctypes.CDLL:
    target = Path("network.so").absolute()  # a worker's own folder
    command = ["gcc", *FLAGS, str(SOURCE), "-o", str(target), "-lmvec", "-lm"]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(target))


class CTraining:
    """Arrays of C doubles."""

    def __init__(self, task: Task) -> None:
        """Compile, and copy the task."""
        self.task = task
        self.library = _library()
        self.records = len(task.rows)
        self.p = _doubles(listed(task.layers))
        self.x = _doubles([row[i] for i in (0, 1) for row in task.rows])
        self.y = _doubles(task.targets)

    def run(self, steps: int) -> None:
        """All steps in one call."""
        rate = ctypes.c_double(RATE)
        self.library.run(self.p, self.x, self.y, self.records, rate, steps)

    def cost(self) -> float:
        """The mean of ½(ŷ − y)², in plain Python."""
        p = list(self.p)
        total = 0.0
        for (a, b), y in zip(self.task.rows, self.task.targets, strict=True):
            h1 = [
                math.tanh(p[k] * a + p[k + 1] * b + p[k + 2]) for k in range(0, 48, 3)
            ]
            h2 = [
                math.tanh(p[k + 16] + sum(p[k + j] * h1[j] for j in range(16)))
                for k in range(48, 320, 17)
            ]
            out = p[336] + sum(p[320 + j] * h2[j] for j in range(16))
            total += 0.5 * (out - y) ** 2
        return total / self.records

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        return list(self.p)


def _doubles(numbers: list[float]) -> "ctypes.Array[ctypes.c_double]":
    return (ctypes.c_double * len(numbers))(*numbers)


def training(task: Task) -> CTraining:
    """The network in training."""
    return CTraining(task)
