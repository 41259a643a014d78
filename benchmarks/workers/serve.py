"""The worker: runs inside a peer's environment and answers requests on stdin.

    python serve.py ADAPTER on|off          (the cyclic garbage collector)

Each line in is {"command": …, "number": …}, each line out its answer. The commands
`check` and `time` train the moons network, or the tiny GPT where an adapter brings its
own data, `record`, `backward` and `free` are the three parts of the long chain,
`prepare` and `repeat` the same small graph again and again, `load`, `fit` and `losses`
are whole trainings, `memory` tells the peak of the process.
"""

import gc
import importlib
import json
import sys
import time
from typing import Any

import chain
import fit_task
import memory
import moons_data
from repeated_task import Task

CHECKED_STEPS = 20
LONG_ENOUGH = 0.05
"""Seconds that a timed stretch of repeated steps takes at least."""


class Server:
    """Holds what lasts between requests: the training and the chain."""

    def __init__(self, adapter: str) -> None:
        """Nothing is imported before it is asked for."""
        self.adapter = adapter
        self.training: Any = None
        self.chain: Any = None
        self.steps = 0
        self.stretch = 1

    def check(self, number: int) -> dict[str, Any]:
        """Train that many steps from the start: all losses, the first gradients."""
        module = importlib.import_module(f"adapters.{self.adapter}")
        data = getattr(module, "data", moons_data.moons)
        self.training = module.training(*data())
        losses = [self._step()]
        gradients = self.training.gradients()
        losses += [self._step() for _ in range(number - 1)]
        return {"losses": losses, "gradients": gradients}

    def time(self, number: int) -> dict[str, Any]:
        """Seconds of each of that many further steps."""
        seconds = []
        for _ in range(number):
            if not gc.isenabled():
                # What the last step left behind is not this step's work.
                gc.collect()
            start = time.perf_counter()
            self._step()
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds}

    def record(self, number: int) -> dict[str, Any]:
        """Record a chain of that many operations."""
        module = importlib.import_module(f"adapters.{self.adapter}")
        self.chain = module.chain()
        start = time.perf_counter()
        value = self.chain.record(number)
        return {"seconds": time.perf_counter() - start, "value": value}

    def backward(self, number: int) -> dict[str, Any]:
        """Differentiate the recorded chain."""
        start = time.perf_counter()
        gradient = self.chain.backward()
        seconds = time.perf_counter() - start
        known = chain.known_derivative(number)
        return {"seconds": seconds, "gradient": gradient, "known": known}

    def free(self, number: int) -> dict[str, Any]:
        """Let go of the chain, until its memory is free."""
        start = time.perf_counter()
        self.chain = None
        gc.collect()
        return {"seconds": time.perf_counter() - start}

    def prepare(self, number: int) -> dict[str, Any]:
        """Make ready for that many records, and check what the first steps give."""
        start = time.perf_counter()
        module = importlib.import_module(f"adapters.{self.adapter}")
        imported = time.perf_counter()
        self.training = module.training(Task.of(number))
        self.training.run(CHECKED_STEPS)
        seconds = time.perf_counter() - imported
        found = {
            "losses": [self.training.cost()],
            "gradients": self.training.parameters(),
        }
        self.stretch = 1
        while self._stretched() < LONG_ENOUGH and self.stretch < 2**20:
            self.stretch *= 2
        return {**found, "import": imported - start, "compile": seconds}

    def repeat(self, number: int) -> dict[str, Any]:
        """Seconds a step, over that many stretches."""
        return {"seconds": [self._stretched() / self.stretch for _ in range(number)]}

    def _stretched(self) -> float:
        start = time.perf_counter()
        self.training.run(self.stretch)
        return time.perf_counter() - start

    def load(self, number: int) -> dict[str, Any]:
        """Seconds to import the implementation; then the task of that number."""
        start = time.perf_counter()
        module = importlib.import_module(f"adapters.{self.adapter}")
        seconds = time.perf_counter() - start
        self.training = module.training(fit_task.Task.of(number))
        return {"seconds": seconds}

    def fit(self, number: int) -> dict[str, Any]:
        """Seconds of each of that many trainings, and the last loss of the last."""
        seconds = []
        for _ in range(number):
            start = time.perf_counter()
            loss = self.training.fit()
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds, "loss": loss}

    def losses(self, number: int) -> dict[str, Any]:
        """The losses that all implementations have to agree on."""
        return {"losses": self.training.losses(), "gradients": []}

    def memory(self, number: int) -> dict[str, Any]:
        """The peak of this process so far, in MB."""
        return {"megabytes": memory.peak_megabytes()}

    def _step(self) -> float:
        # micrograd's schedule; it starts again after its 100 steps.
        rate = 1.0 - 0.9 * (self.steps % 100) / 100
        self.steps += 1
        loss: float = self.training.step(rate)
        return loss


def main() -> None:
    """Answer requests until stdin ends."""
    adapter, collector = sys.argv[1:]
    if collector == "off":
        gc.disable()
    server = Server(adapter)
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(server, request["command"])(request["number"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
