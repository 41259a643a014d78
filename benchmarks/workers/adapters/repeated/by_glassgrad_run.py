"""glassgrad with its llvm backend, all steps in one call."""

from repeated_task import RATE, Task

from adapters.repeated.by_glassgrad import GlassgradTraining
from autograd.compiler.training import SGD


class GlassgradRun(GlassgradTraining):
    """One call for all steps."""

    def run(self, steps: int) -> None:
        """All steps in one call."""
        self.session.train(SGD, self.table, lr=RATE, steps=steps)


def training(task: Task) -> GlassgradRun:
    """The network in training."""
    return GlassgradRun(task, "llvm")
