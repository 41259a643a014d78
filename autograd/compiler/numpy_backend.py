"""Programs over numpy: always there, a numpy call or two for an instruction.

The source of `numpy_code` is compiled once for a structure. A runner makes the arrays
for a number of lanes when it first meets it, then a run makes next to nothing: it calls
numpy. Many lanes are done a few hundred at a time, so that what an instruction writes
is still in the processor's cache when the next reads it; that halves the time of 10,000
records.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from itertools import count
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.arrays import LANED, SHARED, ArraySpec
from autograd.compiler.numpy_code import Source, write
from autograd.compiler.operands import ADJOINTS
from autograd.compiler.program import Program
from autograd.compiler.running import Array, Prepare
from autograd.expression import FUNCTIONS
from autograd.languages import numpy_namespace

NAME = "numpy"
CACHE = 1 << 19
"""Bytes of laned memory to work in at once."""
KEPT = 4
"""For how many numbers of lanes the arrays are kept."""

_numbers = count(1)


def build(program: Program) -> Prepare:
    """Compile the passes of a program."""
    source = write(program)
    filename = f"<compiled graph {next(_numbers)}>"
    lines = source.text.splitlines(keepends=True)
    linecache.cache[filename] = (len(source.text), None, lines, filename)
    code = compile(source.text, filename, "exec")
    return lambda constants: NumpyRunner(program, constants, source, code)


def _names() -> dict[str, Any]:
    """What the generated source calls."""
    ufuncs = {
        name: getattr(np, name)
        for name in (
            "add subtract multiply divide power negative less less_equal greater "
            "greater_equal equal not_equal logical_and logical_or logical_not matmul "
            "maximum copyto putmask "
            "errstate"
        ).split()
    }
    namespace = numpy_namespace(np)
    functions = {}
    for name in FUNCTIONS:
        function = namespace[name]
        if isinstance(function, np.vectorize):
            function = _each(FUNCTIONS[name])
        functions[getattr(function, "__name__", name)] = function
    return {
        **ufuncs,
        **functions,
        "inf": np.inf,
        "nan": np.nan,
        "add_reduce": np.add.reduce,
        "add_at": np.add.at,
    }


def _each(function: Callable[[float], float]) -> Callable[..., None]:
    """A function of floats over arrays, where numpy has none of its own."""
    over = np.frompyfunc(function, 1, 1)

    def write(x: Array, out: Array) -> None:
        np.copyto(out, np.asarray(over(x), dtype=float))

    write.__name__ = function.__name__
    return write


NAMES = _names()


class _Arrays:
    """The memories and passes for one number of lanes."""

    def __init__(
        self,
        program: Program,
        source: Source,
        code: CodeType,
        shared: Array,
        lanes: int,
    ) -> None:
        self.laned = np.zeros((program.laned_size, lanes))
        self.laned_adjoints = np.zeros((program.laned_size, lanes))
        self.adjoints = np.zeros(program.shared_size)
        memories = {
            SHARED: shared,
            LANED: self.laned,
            ADJOINTS[SHARED]: self.adjoints,
            ADJOINTS[LANED]: self.laned_adjoints,
        }
        for name, (size, laned) in source.scratch.items():
            kind = bool if name.startswith("bool") else float
            memories[name] = np.zeros(size * (lanes if laned else 1), kind)
        names = NAMES | memories | source.gathers
        for spec, name in source.arrays.items():
            names[name] = _array(spec, memories[spec.memory], lanes)
        exec(code, names)
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


def _errors(check: bool) -> np.errstate:
    kind: Any = "raise" if check else "ignore"
    return np.errstate(divide=kind, over=kind, invalid=kind, under="ignore")


class NumpyRunner:
    """See `running.Runner`."""

    def __init__(
        self,
        program: Program,
        constants: tuple[float, ...],
        source: Source,
        code: CodeType,
    ) -> None:
        self.program, self.source, self.code = program, source, code
        self.shared = np.zeros(program.shared_size)
        end = program.parameters + len(constants)
        self.shared[program.parameters : end] = constants
        self.outputs = np.array(program.outputs, dtype=np.intp)
        self.totals = np.array([each.shared_slot for each in program.totals], np.intp)
        self.arrays: dict[int, _Arrays] = {}
        self.most = max(64, CACHE // (16 * max(program.laned_size, 1)))
        self.divisible = set(program.outputs) <= set(self.totals.tolist())

    def forward(self, parameters: Array, table: Array, check: bool = True) -> Array:
        """The outputs, see `Runner`."""
        self.shared[: len(parameters)] = parameters
        with _errors(check):
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
        self.shared[: len(parameters)] = parameters
        with _errors(check):
            if self.divisible and len(table) > self.most:
                return self._by_parts(table, seeds)
            arrays = self._run(table, seeds)
            values = self.shared[self.outputs]
        return values, self._gradients(arrays), self._of_inputs(arrays)

    def _run(self, table: Array, seeds: Array) -> _Arrays:
        """Both passes over all lanes at once."""
        arrays = self._of(len(table))
        if self.program.inputs:
            arrays.laned[: self.program.inputs] = table.T
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
        self.shared[: len(parameters)] = parameters
        rows = [each.laned_slot for each in self.program.totals]
        found = []
        with _errors(check):
            for arrays in self._parts(table):
                arrays.forward_lanes()
                found.append(arrays.laned[rows].T)
        return np.concatenate(found)

    def everything(
        self, parameters: Array, table: Array
    ) -> tuple[Array, Array, Array, Array]:
        """Both memories and their adjoints after a run, of shared and laned slots."""
        self.shared[: len(parameters)] = parameters
        with _errors(False):
            arrays = self._run(table, np.ones(len(self.outputs)))
        return self.shared, arrays.adjoints, arrays.laned, arrays.laned_adjoints

    def _parts(self, table: Array) -> Iterator[_Arrays]:
        """The arrays for a few lanes at a time, with their inputs."""
        most = self.most
        for start in range(0, len(table), most):
            part = table[start : start + most]
            arrays = self._of(len(part))
            if self.program.inputs:
                arrays.laned[: self.program.inputs] = part.T
            if start == 0:
                arrays.forward_before()
            yield arrays

    def _of(self, lanes: int) -> _Arrays:
        found = self.arrays.get(lanes)
        if found is None:
            if len(self.arrays) == KEPT:
                del self.arrays[next(iter(self.arrays))]
            found = _Arrays(self.program, self.source, self.code, self.shared, lanes)
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
        return values, self._gradients(arrays), np.concatenate(found) if found else None

    def _gradients(self, arrays: _Arrays) -> Array:
        return arrays.adjoints[: self.program.parameters].copy()

    def _of_inputs(self, arrays: _Arrays) -> Array | None:
        if not self.program.wanted_inputs:
            return None
        return arrays.laned_adjoints[: self.program.inputs].T.copy()
