"""Pages to step through a graph: `stepper(output)` → Stepper → one HTML file."""

from autograd.stepper.stepper import Stepper, stepper

__all__ = ["Stepper", "stepper"]
