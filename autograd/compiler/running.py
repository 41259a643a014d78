"""What a backend gives: a program, ready to run.

A backend is a module with `build(program) -> Prepare`. What it builds depends on
`program.key` alone, and is kept by `cache`; `prepare(constants)` then gives a Runner
with memories of its own, which one thread at a time may use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]


class Runner(Protocol):
    """A program with its memories.

    All arrays are of float64. `parameters` has shape (parameters,), `table` (lanes,
    inputs) in any memory order; a program without lanes is given a table of shape
    (1, 0). What is returned is the caller's own.

    With `check`, FloatingPointError is raised where the eager engine might raise, and
    where an output or gradient is not finite, or may not be: the caller then looks what
    the eager engine says, and calls again without. A number that is not finite among
    parameters and inputs need not be noticed, nor a weighted sum too large for a float
    that a later op hides, as tanh does.
    """

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs, (outputs,)."""
        ...

    def value_and_grad(
        self, parameters: Array, table: Array, seeds: Array, check: bool = True
    ) -> tuple[Array, Array, Array | None]:
        """Outputs, gradients of the parameters, gradients of the inputs.

        Args:
            parameters: (parameters,).
            table: (lanes, inputs).
            seeds: the adjoint of each output, (outputs,).
            check: see the class.

        Returns:
            (outputs,), (parameters,), and (lanes, inputs), or None where
            `program.wanted_inputs` is False.
        """
        ...

    def each(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """What each lane adds to each of the totals, (lanes, totals)."""
        ...


Prepare: TypeAlias = Callable[[tuple[float, ...]], Runner]
