"""Programs over numpy: always there, a numpy call or two for an instruction.

The source of `numpy_code` is compiled once for a structure, for one lane by itself. A
runner makes the arrays for a number of lanes when it first meets it, then a run makes
next to nothing: it calls numpy. Many lanes are done a few hundred at a time, so that
what an instruction writes is still in the processor's cache when the next reads it;
that halves the time of 10,000 records.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from contextvars import Context
from functools import cache
from itertools import count
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.arrays import LANED, ONES, SHARED, ArraySpec
from autograd.compiler.numpy_code import write
from autograd.compiler.numpy_names import NAMES
from autograd.compiler.operands import ADJOINTS
from autograd.compiler.program import Program
from autograd.compiler.running import Array, Prepare
from autograd.compiler.scalar_runner import ScalarRunner, Steps, is_narrow

NAME = "numpy"
CACHE = 1 << 19
"""Bytes of laned memory to work in at once."""
KEPT = 4
"""For how many numbers of lanes the arrays are kept."""

_numbers = count(1)


def build(program: Program) -> Prepare:
    """Compile the passes of a program."""
    if is_narrow(program):
        steps = Steps(program)
        return lambda constants: ScalarRunner(program, constants, steps)
    passes = cache(lambda one_lane: Passes(program, one_lane))
    return lambda constants: NumpyRunner(program, constants, passes)


class Passes:
    """The passes of a program, compiled for any number of lanes, or for one."""

    def __init__(self, program: Program, one_lane: bool) -> None:
        self.source = source = write(program, one_lane)
        filename = f"<compiled graph {next(_numbers)}>"
        lines = source.text.splitlines(keepends=True)
        linecache.cache[filename] = (len(source.text), None, lines, filename)
        self.code = compile(source.text, filename, "exec")


class _Arrays:
    """The memories and passes for one number of lanes."""

    def __init__(
        self,
        program: Program,
        passes: Passes,
        shared: Array,
        lanes: int,
    ) -> None:
        source = passes.source
        self.laned = np.zeros((program.laned_size, lanes))
        self.laned_adjoints = np.zeros((program.laned_size, lanes))
        self.inputs = self.laned[: program.inputs].T
        self.adjoints = np.zeros(program.shared_size)
        self.gradients = self.adjoints[: program.parameters]
        slots = -1 if lanes == 1 else self.laned.shape
        memories = {
            SHARED: shared,
            LANED: self.laned.reshape(slots),
            ADJOINTS[SHARED]: self.adjoints,
            ADJOINTS[LANED]: self.laned_adjoints.reshape(slots),
        }
        for name, (size, laned) in source.scratch.items():
            kind = bool if name.startswith("bool") else float
            made = np.ones if name.startswith(ONES) else np.zeros
            memories[name] = made(size * (lanes if laned else 1), kind)
        names = NAMES | memories | source.gathers
        names |= {c: np.array(float(text)) for text, c in source.constants.items()}
        for spec, name in source.arrays.items():
            names[name] = _array(spec, memories[spec.memory], lanes)
        exec(passes.code, names)
        self.forward_before = names["forward_before"]
        self.forward_lanes = names["forward_lanes"]
        self.forward_totals = names["forward_totals"]
        self.forward_after = names["forward_after"]
        self.backward_after = names["backward_after"]
        self.backward_totals = names["backward_totals"]
        self.backward_lanes = names["backward_lanes"]
        self.backward_before = names["backward_before"]
        self.clear = names["clear"]

    def seed(self, outputs: NDArray[np.intp], seeds: Array) -> None:
        """Begin a backward pass."""
        self.clear()
        if len(outputs) == 1:
            self.adjoints[outputs[0]] = seeds[0]
            return
        self.adjoints[outputs] = 0.0
        np.add.at(self.adjoints, outputs, seeds)  # an output may stand there twice


def _array(spec: ArraySpec, memory: Array, lanes: int) -> Array:
    def counted(length: int, times: bool) -> int:
        return length * lanes if times else length

    size = memory.itemsize
    laned = spec.memory in (LANED, ADJOINTS[LANED])
    return np.ndarray(
        tuple(counted(*each) for each in spec.shape),
        memory.dtype,
        memory,
        counted(spec.start, laned) * size,
        tuple(counted(*each) * size for each in spec.strides),
    )


def _require_finite(numbers: Array) -> None:
    """Raise where one is infinite or NaN, or so large that its square is infinite."""
    if not isfinite(numbers.dot(numbers)):
        raise FloatingPointError("a number that is not finite came up")


def _context(kind: Any) -> Context:
    """Where numpy raises or not; `np.errstate` takes ten times as long to enter."""
    context = Context()
    context.run(np.seterr, divide=kind, over=kind, invalid=kind, under="ignore")
    return context


class NumpyRunner:
    """See `running.Runner`."""

    def __init__(
        self,
        program: Program,
        constants: tuple[float, ...],
        passes: Callable[[bool], Passes],
    ) -> None:
        self.program, self.passes = program, passes
        self.shared = np.zeros(program.shared_size)
        self.parameters = self.shared[: program.parameters]
        end = program.parameters + len(constants)
        self.shared[program.parameters : end] = constants
        self.outputs = np.array(program.outputs, dtype=np.intp)
        self.totals = np.array([each.shared_slot for each in program.totals], np.intp)
        self.arrays: dict[int, _Arrays] = {}
        self.most = max(64, CACHE // (16 * max(program.laned_size, 1)))
        self.divisible = set(program.outputs) <= set(self.totals.tolist())
        self.within = {True: _context("raise"), False: _context("ignore")}

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs, see `Runner`."""
        np.copyto(self.parameters, parameters)
        values = self.within[check].run(self._forward, table)
        if check:
            _require_finite(values)
        return values

    def _forward(self, table: Array) -> Array:
        totals = np.zeros(len(self.totals))
        for arrays in self._parts(table):
            arrays.forward_lanes()
            arrays.forward_totals()
            totals += self.shared[self.totals]
        self.shared[self.totals] = totals
        arrays.forward_after()
        return self.shared[self.outputs]

    def value_and_grad(
        self, parameters: Array, table: Array, seeds: Array, check: bool = True
    ) -> tuple[Array, Array, Array | None]:
        """Outputs and gradients, see `Runner`."""
        np.copyto(self.parameters, parameters)
        divides = self.divisible and len(table) > self.most
        run = self._by_parts if divides else self._at_once
        values, gradients, of_inputs = self.within[check].run(run, table, seeds)
        if check:
            _require_finite(values)
            _require_finite(gradients)
            if of_inputs is not None:
                _require_finite(of_inputs.ravel())
        return values, gradients, of_inputs

    def _at_once(self, table: Array, seeds: Array) -> tuple[Array, Array, Array | None]:
        """Both passes over all lanes."""
        arrays = self._run(table, seeds)
        values = self.shared[self.outputs]
        return values, arrays.gradients.copy(), self._of_inputs(arrays)

    def _run(self, table: Array, seeds: Array) -> _Arrays:
        arrays = self._of(len(table))
        np.copyto(arrays.inputs, table)
        arrays.forward_before()
        arrays.forward_lanes()
        arrays.forward_totals()
        arrays.forward_after()
        arrays.seed(self.outputs, seeds)
        arrays.backward_after()
        arrays.backward_totals()
        arrays.backward_lanes()
        arrays.backward_before()
        return arrays

    def each(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """What each lane adds to the totals, see `Runner`."""
        np.copyto(self.parameters, parameters)
        return self.within[check].run(self._each, table)

    def _each(self, table: Array) -> Array:
        rows = [each.laned_slot for each in self.program.totals]
        found = []
        for arrays in self._parts(table):
            arrays.forward_lanes()
            found.append(arrays.laned[rows].T)
        return np.concatenate(found)

    def everything(
        self, parameters: Array, table: Array
    ) -> tuple[Array, Array, Array, Array]:
        """Both memories and their adjoints after a run, of shared and laned slots."""
        np.copyto(self.parameters, parameters)
        arrays = self.within[False].run(self._run, table, np.ones(len(self.outputs)))
        return self.shared, arrays.adjoints, arrays.laned, arrays.laned_adjoints

    def _parts(self, table: Array) -> Iterator[_Arrays]:
        """The arrays for a few lanes at a time, with their inputs."""
        most = self.most
        for start in range(0, len(table), most):
            part = table[start : start + most]
            arrays = self._of(len(part))
            np.copyto(arrays.inputs, part)
            if start == 0:
                arrays.forward_before()
            yield arrays

    def _of(self, lanes: int) -> _Arrays:
        found = self.arrays.get(lanes)
        if found is None:
            if len(self.arrays) == KEPT:
                del self.arrays[next(iter(self.arrays))]
            passes = self.passes(lanes == 1)
            found = _Arrays(self.program, passes, self.shared, lanes)
            self.arrays[lanes] = found
        return found

    def _by_parts(
        self, table: Array, seeds: Array
    ) -> tuple[Array, Array, Array | None]:
        """Both passes over a few lanes, then over the next.

        The outputs are totals and nothing stands after these, so their adjoints are
        known before the values.
        """
        values = np.zeros(len(seeds))
        adjoints = np.zeros(self.program.shared_size)
        of_inputs = []
        for arrays in self._parts(table):
            arrays.forward_lanes()
            arrays.forward_totals()
            values += self.shared[self.outputs]
            arrays.seed(self.outputs, seeds)
            arrays.backward_totals()
            arrays.backward_lanes()
            adjoints += arrays.adjoints
            of_inputs.append(self._of_inputs(arrays))
        arrays.adjoints[:] = adjoints
        arrays.backward_before()
        found = [each for each in of_inputs if each is not None]
        whole = np.concatenate(found) if found else None
        return values, arrays.gradients.copy(), whole

    def _of_inputs(self, arrays: _Arrays) -> Array | None:
        if not self.program.wanted_inputs:
            return None
        return arrays.laned_adjoints[: self.program.inputs].T.copy()
