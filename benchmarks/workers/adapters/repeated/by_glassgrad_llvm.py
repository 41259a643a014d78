"""glassgrad with its llvm backend, a call for each step, update included."""

from repeated_task import RATE, Task

from adapters.repeated.by_glassgrad import GlassgradTraining
from autograd.compiler.training import SGD


class GlassgradSteps(GlassgradTraining):
    """A call for every step."""

    def __init__(self, task: Task) -> None:
        """Begin with the rule of plain gradient descent."""
        super().__init__(task, "llvm")
        self.optimizer = self.session.optimizer(SGD, lr=RATE)

    def run(self, steps: int) -> None:
        """A step at a time."""
        step, table = self.optimizer.step, self.table
        for _ in range(steps):
            step(table)


def training(task: Task) -> GlassgradSteps:
    """The network in training."""
    return GlassgradSteps(task)
