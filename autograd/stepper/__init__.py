"""Pages of a graph: `stepper(output)` to step through it, `worksheet(output)` to print.

Each gives an object that shows itself in notebooks and saves itself as one HTML file.
"""

from autograd.stepper.stepper import Stepper, stepper
from autograd.stepper.worksheet import Worksheet, worksheet

__all__ = ["Stepper", "Worksheet", "stepper", "worksheet"]
