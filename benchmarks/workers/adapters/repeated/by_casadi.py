"""CasADi: scalar symbolic expressions of one record, in its virtual machine."""

from itertools import pairwise
from typing import Any

import casadi as ca
import numpy as np
from repeated_task import RATE, SIZES, Task, listed

OPTIONS: dict[str, Any] = {}


class CasadiTraining:
    """The gradient of one record mapped over all, summed inside the mapped function."""

    def __init__(self, task: Task, options: dict[str, Any]) -> None:
        """Build the function of one record; options say how it is run."""
        self.p = np.array(listed(task.layers))
        self.records = len(task.rows)
        self.x, self.y = np.array(task.rows).T.copy(), np.array([task.targets])
        p, x, y = ca.SX.sym("p", len(self.p)), ca.SX.sym("x", 2), ca.SX.sym("y")
        loss = 0.5 * (_output(p, x) - y) ** 2
        gradient = ca.gradient(loss, p)
        record = ca.Function("record", [p, x, y], [gradient, loss])
        mapped = record.map("mapped", "serial", self.records, [0], [0, 1])
        old, rows, targets = (
            ca.MX.sym("old", len(self.p)),
            ca.MX.sym("rows", 2, self.records),
            ca.MX.sym("targets", 1, self.records),
        )
        total, cost = mapped(old, rows, targets)
        new = old - RATE / self.records * total
        self.step = ca.Function("step", [old, rows, targets], [new, cost], options)
        # Buffers of our own leave out the conversion to CasADi's matrices and back.
        self.buffer, self.evaluate = self.step.buffer()
        self.new, self.total = np.zeros_like(self.p), np.zeros(1)
        self.rows = np.asfortranarray(self.x)
        self.buffer.set_arg(0, memoryview(self.p))
        self.buffer.set_arg(1, memoryview(self.rows.ravel("F")))
        self.buffer.set_arg(2, memoryview(self.y.ravel()))
        self.buffer.set_res(0, memoryview(self.new))
        self.buffer.set_res(1, memoryview(self.total))

    def run(self, steps: int) -> None:
        """A call a step."""
        for _ in range(steps):
            self.evaluate()
            self.p[:] = self.new

    def cost(self) -> float:
        """The mean of ½(ŷ − y)²."""
        _, cost = self.step(self.p, self.x, self.y)
        return float(cost) / self.records

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        return [float(number) for number in self.p]


def _output(p: Any, x: Any) -> Any:
    at = 0
    last = len(SIZES) - 1
    for layer, (nin, nout) in enumerate(pairwise(SIZES), start=1):
        sums = []
        for _ in range(nout):
            sums.append(ca.dot(p[at : at + nin], x) + p[at + nin])
            at += nin + 1
        x = ca.vertcat(*sums)
        if layer < last:
            x = ca.tanh(x)
    return x


def training(task: Task) -> CasadiTraining:
    """The network in training."""
    return CasadiTraining(task, OPTIONS)
