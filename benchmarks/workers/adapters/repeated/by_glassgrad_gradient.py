"""glassgrad with its llvm backend, a call for each gradient, the update in numpy."""

from repeated_task import Task

from adapters.repeated.by_glassgrad import GlassgradTraining


def training(task: Task) -> GlassgradTraining:
    """The network in training."""
    return GlassgradTraining(task, "llvm")
