"""CasADi: the same expressions written as C and compiled by the machine's compiler."""

from repeated_task import Task

from adapters.repeated.by_casadi import CasadiTraining

OPTIONS = {
    "jit": True,
    "compiler": "shell",
    "jit_options": {"compiler": "gcc", "flags": ["-O3", "-march=native"]},
}


def training(task: Task) -> CasadiTraining:
    """The network in training."""
    return CasadiTraining(task, OPTIONS)
