"""A program as one run over JAX arrays, which JAX may compile, shard and differentiate.

A program and arrays go in, outputs come out. Each block is an array of its own, the
lane its first axis; what an instruction reads is sliced from these. Products summed
over vectors are JAX's own. Every other row brings its partials along as the rule by
which JAX differentiates it, so that at a kink or a tie the gradient is the eager
engine's.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero
from jax.scipy import special

from autograd.compiler.arrays import LANE
from autograd.compiler.folding import folded_row, number_of, sum_of_vectors
from autograd.compiler.jax_memory import Memory
from autograd.compiler.program import AXES, INNER, Instruction, Number, Program, View
from autograd.expression import CONSTANTS, FUNCTIONS
from autograd.languages.arrays import NUMPY_NAMES, Numpy


def _chosen(test: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
    return jnp.where(test, yes(), no())


NAMES: dict[str, Any] = {
    **CONSTANTS,
    "nan": nan,
    **{
        name: getattr(jnp, NUMPY_NAMES.get(name, name), None) or getattr(special, name)
        for name in FUNCTIONS
    },
    "np": jnp,
    "chosen": _chosen,
}
"""What the rows' numpy expressions call."""


# ------------------------------------------------------------------------ instructions


@dataclass(frozen=True, slots=True)
class _Block:
    """One instruction, to be computed from both memories."""

    instruction: Instruction
    lanes: int

    @property
    def axes(self) -> str:
        """The axes of the block, the lane first."""
        return LANE * self.instruction.laned + AXES[: len(self.instruction.shape)]

    @property
    def shape(self) -> tuple[int, ...]:
        lanes = (self.lanes,) if self.instruction.laned else ()
        return (*lanes, *self.instruction.shape)

    def computed(self, shared: Memory, laned: Memory) -> Any:
        """The numbers of the block, (lanes, slots) or (slots,)."""
        row = self.instruction.row
        numbers: dict[str, float] = {}
        operands: dict[str, tuple[Any, str]] = {}
        for place, name in enumerate(row.names):
            operand = self.instruction.operands[place]
            if isinstance(operand, Number):
                numbers[name] = operand.number
            else:
                memory = laned if operand.laned else shared
                operands[name] = self._operand(place, memory)
        value, partials = folded_row(row, numbers)
        product = sum_of_vectors(value)
        if product and self.instruction.inner:
            found = self._product(*product, operands)
        else:
            wanted = dict(zip(row.names, partials, strict=True))
            found = self._applied(value, wanted, operands)
        found = jnp.broadcast_to(found, self.shape)
        return found.reshape(*self.shape[: self.instruction.laned], -1)

    def _operand(self, place: int, memory: Memory) -> tuple[Any, str]:
        """An operand and its axes, of those alone that it depends on."""
        instruction = self.instruction
        operand, extent = instruction.operands[place], instruction.extent(place)
        assert not isinstance(operand, Number)
        slots = instruction.slots(place)
        names = AXES[: len(instruction.shape)]
        names += INNER * (len(extent) - len(names))
        kept = [
            length > 1 and (not isinstance(operand, View) or operand.strides[axis] != 0)
            for axis, length in enumerate(extent)
        ]
        slots = slots[tuple(slice(None) if keep else 0 for keep in kept)]
        own = "".join(name for name, keep in zip(names, kept, strict=True) if keep)
        found = memory.take(slots.reshape(-1 if not own else slots.shape))
        found = found if own else found[..., 0]
        if not instruction.wanted[place]:
            found = jax.lax.stop_gradient(found)
        return found, LANE * operand.laned + own

    def _product(
        self, x: str, y: str, start: ast.expr, operands: Mapping[str, tuple[Any, str]]
    ) -> Any:
        """A sum over vectors: JAX knows matrix products and their derivatives."""
        factors = [operands[name] for name in (x, y) if name]
        met = "".join(axes for _, axes in factors)
        out = "".join(axis for axis in self.axes if axis in met)
        text = ",".join(axes for _, axes in factors)
        found = jnp.einsum(f"{text}->{out}", *(array for array, _ in factors))
        if INNER not in met:
            found = found * self.instruction.inner
        found = self._spread(found, out, self.axes)
        if number_of(start) == 0.0:
            return found
        return found + self._applied(start, {}, operands)

    def _spread(self, array: Any, own: str, axes: str) -> Any:
        """An array with all axes, of length 1 where it has none."""
        lengths = dict(zip(own, array.shape, strict=True))
        return array.reshape([lengths.get(axis, 1) for axis in axes])

    def _applied(
        self,
        value: ast.expr,
        partials: Mapping[str, ast.expr],
        operands: Mapping[str, tuple[Any, str]],
    ) -> Any:
        """A tree of the row, element by element, and what JAX needs of its partials."""
        vectors = self.instruction.row.vectors
        arrays = {}
        for name, (array, own) in operands.items():
            if name not in vectors:
                arrays[name] = self._spread(array, own, self.axes)
                continue
            whole = self._spread(array, own, self.axes + INNER)
            shape = (*whole.shape[:-1], self.instruction.inner)
            arrays[name] = jnp.broadcast_to(whole, shape)
        if not partials:
            return eval(Numpy({}, vectors)(value).text, NAMES | arrays)
        return _function(value, partials, vectors, arrays, self.shape)


def _function(
    value: ast.expr,
    partials: Mapping[str, ast.expr],
    vectors: tuple[str, ...],
    arrays: Mapping[str, Any],
    shape: tuple[int, ...],
) -> Any:
    """The value of a tree, of which JAX is told the partials."""
    dtype = jnp.result_type(*arrays.values())
    text = Numpy({}, vectors)(value).text
    rules = {
        name: Numpy({}, vectors, "k" if name in vectors else "")(partials[name]).text
        for name in arrays
    }

    def forward(*given: Any) -> Any:
        found = eval(text, NAMES | dict(zip(arrays, given, strict=True)))
        return jnp.broadcast_to(jnp.asarray(found, dtype), shape)

    differentiable = jax.custom_jvp(forward)

    def tangent(given: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
        out = differentiable(*given)
        names = NAMES | dict(zip(arrays, given, strict=True)) | {"out": out}
        total = jnp.zeros(shape, dtype)
        for (name, rule), each in zip(rules.items(), tangents, strict=True):
            if isinstance(each, SymbolicZero):
                continue  # the partial may be infinite
            sent = eval(rule, names) * each
            total = total + (sent.sum(axis=-1) if name in vectors else sent)
        return out, total

    differentiable.defjvp(tangent, symbolic_zeros=True)
    return differentiable(*arrays.values())


# ----------------------------------------------------------------------------- program


class Ran(NamedTuple):
    """What a run of a program gives.

    Attributes:
        outputs: (outputs,).
        each: what each lane adds to each of the totals, (lanes, totals).
        finite: whether every number of the run is.
    """

    outputs: Any
    each: Any
    finite: Any


def run(program: Program, parameters: Any, constants: Any, table: Any) -> Ran:
    """Run a program over arrays of JAX of one dtype; see `running.Runner`."""
    shared, laned = Memory(), Memory()
    shared.add(0, parameters)
    shared.add(program.parameters, constants)
    laned.add(0, table)
    begun = len(shared.blocks), len(laned.blocks)
    lanes = len(table)

    def execute(stage: tuple[Instruction, ...]) -> None:
        for each in stage:
            memory = laned if each.laned else shared
            memory.add(each.start, _Block(each, lanes).computed(shared, laned))

    execute(program.before)
    execute(program.lanes)
    of_lanes = jnp.zeros((lanes, 0), parameters.dtype)
    if program.totals:
        of_lanes = laned.take(np.array([each.laned_slot for each in program.totals]))
        shared.add(program.totals[0].shared_slot, of_lanes.sum(axis=0))
    execute(program.after)
    blocks = shared.blocks[begun[0] :] + laned.blocks[begun[1] :]
    outputs = shared.take(np.array(program.outputs))
    return Ran(outputs, of_lanes, _finite(blocks))


def _finite(blocks: Sequence[Any]) -> Any:
    """Whether every number is.

    Blocks of one shape are looked at together: XLA would compile a kernel for each
    look, and into it once more all that leads there.
    """
    zeros: dict[tuple[int, ...], Any] = {}
    for each in blocks:
        zeros[each.shape] = zeros.get(each.shape, 0.0) + 0.0 * each
    return jnp.array([(each == 0.0).all() for each in zeros.values()], bool).all()
