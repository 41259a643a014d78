"""glassgrad with its llvm backend, asked for by name."""

from fit_task import Task

from adapters.fit.by_glassgrad import GlassgradTrainer


class ByLlvm(GlassgradTrainer):
    """The backend named."""

    compiled = "llvm"


def training(task: Task) -> ByLlvm:
    """The trainer of a task."""
    return ByLlvm(task)
