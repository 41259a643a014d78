"""Programs over JAX, for whoever outgrows this machine: its jit, devices and sharding.

`Compiled.jax` gives the program as one pure function of arrays, of the dtype of its
parameters. `compile(…, backend="jax")` runs the same function jitted, in 64 bits and
anew for each number of lanes. JAX is imported by whoever asks for it, and by no one
else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from autograd.compiler.jax_code import run
from autograd.compiler.program import Program
from autograd.compiler.running import Array, Prepare

Slots = NDArray[np.intp]


def build(program: Program) -> Prepare:
    """Hand the passes of a program to JAX, which compiles them when they are called."""
    forward = jax.jit(partial(run, program))
    both = jax.jit(partial(_both, program))
    return lambda constants: JaxRunner(program, constants, forward, both)


def _both(
    program: Program, parameters: Any, constants: Any, table: Any, seeds: Any
) -> tuple[Any, tuple[Any, ...], Any]:
    """Outputs, gradients, and whether all numbers are finite."""

    def outputs(parameters: Any, table: Any) -> tuple[Any, Any]:
        ran = run(program, parameters, constants, table)
        return ran.outputs, ran.finite

    if program.wanted_inputs:
        found, pull, finite = jax.vjp(outputs, parameters, table, has_aux=True)
    else:
        of_parameters = partial(outputs, table=table)
        found, pull, finite = jax.vjp(of_parameters, parameters, has_aux=True)
    gradients = pull(seeds)
    for each in gradients:
        finite &= jnp.isfinite(each).all()
    return found, gradients, finite


class JaxRunner:
    """See `running.Runner`."""

    def __init__(
        self,
        program: Program,
        constants: tuple[float, ...],
        forward: Callable[..., Any],
        both: Callable[..., Any],
    ) -> None:
        self.program, self.constants = program, np.array(constants)
        self._forward, self._both = forward, both

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs, see `Runner`."""
        return self._ran(parameters, table, check)[0]

    def value_and_grad(
        self, parameters: Array, table: Array, seeds: Array, check: bool = True
    ) -> tuple[Array, Array, Array | None]:
        """Outputs and gradients, see `Runner`."""
        with jax.enable_x64(True):
            values, gradients, finite = self._both(
                parameters, self.constants, table, seeds
            )
            _examine(finite, check)
            found = [np.array(each) for each in gradients]
            return np.array(values), found[0], found[1] if len(found) > 1 else None

    def each(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """What each lane adds to the totals, see `Runner`."""
        return self._ran(parameters, table, check)[1]

    def _ran(self, parameters: Array, table: Array, check: bool) -> tuple[Array, Array]:
        with jax.enable_x64(True):
            ran = self._forward(parameters, self.constants, table)
            _examine(ran.finite, check)
            return np.array(ran.outputs), np.array(ran.each)


def _examine(finite: Any, check: bool) -> None:
    if check and not finite:
        raise FloatingPointError("a number is not finite")


def function(
    program: Program, filled: tuple[Array, Slots, Slots] | None, several: bool
) -> Callable[..., Any]:
    """The function that `Compiled.jax` gives: of parameters, and of a table, if any.

    Args:
        program: what it computes.
        filled: where the table is no argument: that table, the places in it where a
            parameter stands, and which ones stand there.
        several: whether it gives an array of outputs, or the one.
    """
    nowhere = np.zeros(0, np.intp)
    columns, cells, leaves = filled or (None, nowhere, nowhere)
    count = max([program.parameters, *(leaves + 1).tolist()])

    def over(table: Any, parameters: Any) -> Any:
        if jnp.shape(parameters) != (count,):
            raise ValueError(
                f"this function takes {count} parameters as one array, such as data() "
                f"gives, and got the shape {jnp.shape(parameters)}"
            )
        parameters = jnp.asarray(parameters, jnp.result_type(parameters, 1.0))
        table = jnp.asarray(table, parameters.dtype)
        if len(cells):
            filled = table.ravel().at[cells].set(parameters[leaves])
            table = filled.reshape(table.shape)
        constants = jnp.array(program.constants, parameters.dtype)
        ran = run(program, parameters[: program.parameters], constants, table)
        return ran.outputs if several else ran.outputs[0]

    def of_records(parameters: Any, table: Any) -> Any:
        if jnp.ndim(table) != 2 or jnp.shape(table)[1] != program.inputs:
            raise ValueError(
                f"this function takes a table, (records, {program.inputs}), and got "
                f"the shape {jnp.shape(table)}"
            )
        return over(table, parameters)

    return of_records if columns is None else partial(over, columns)
