"""nn.GPT, recorded once and compiled with the llvm backend; a call a step."""

from adapters.gpt.by_glassgrad_numpy import CompiledTraining, data

__all__ = ["data", "training"]


def training() -> CompiledTraining:
    """The GPT in training."""
    return CompiledTraining("llvm")
