"""glassgrad with its numpy backend, asked for by name."""

from fit_task import Task

from adapters.fit.by_glassgrad import GlassgradTrainer


class ByNumpy(GlassgradTrainer):
    """The backend named."""

    compiled = "numpy"


def training(task: Task) -> ByNumpy:
    """The trainer of a task."""
    return ByNumpy(task)
