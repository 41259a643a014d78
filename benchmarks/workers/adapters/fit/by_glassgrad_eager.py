"""glassgrad, every step recorded anew: the graph that a learner looks at."""

from fit_task import Task

from adapters.fit.by_glassgrad import GlassgradTrainer


class Eager(GlassgradTrainer):
    """Nothing compiled."""

    compiled = False


def training(task: Task) -> Eager:
    """The trainer of a task."""
    return Eager(task)
