"""What `compile` returns: a fast function of a recorded graph's leaves.

The recorded Values stay the truth: leaves that are no inputs are read at every call,
`backward` adds to their gradients, and where a number goes wrong the graph is computed
again by the eager engine, whose error names the node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import RLock
from typing import Any

import numpy as np

from autograd.compiler import cache
from autograd.compiler.building import Built, Numbers, build, numbered
from autograd.compiler.explaining import counted, explained
from autograd.compiler.lanes import with_inputs
from autograd.compiler.numpy_backend import NumpyRunner
from autograd.compiler.reading import read
from autograd.compiler.repetition import repeated
from autograd.compiler.replaying import Replayed, replay
from autograd.compiler.running import Array, Runner
from autograd.compiler.scalar_runner import ScalarRunner
from autograd.compiler.session import Session
from autograd.compiler.tables import as_table, checked
from autograd.tape import require
from autograd.traversal import topological_order
from autograd.value import Value


def compile(
    output: Value | Sequence[Value],
    inputs: Iterable[Value] = (),
    backend: str = "auto",
    parameters: Iterable[Value] | None = None,
) -> Compiled:
    """A fast function that computes what was recorded.

    Args:
        output: what to compute; several give several values.
        inputs: the leaves that change from call to call. Without any, what the graph
            repeats, such as the loss of each record, is found and computed at once.
        backend: "numpy", "llvm" or "jax"; "auto" takes llvm where it is installed.
        parameters: the leaves whose gradients are wanted. Default: all that are no
            inputs.

    Raises:
        TypeError: output or inputs are no Values.
        ValueError: an input or parameter is not a leaf of the graph, or stands twice;
            or there is no such backend.

    >>> x, w = Value(0.5, label="x"), Value(-2.0, label="w")
    >>> f = compile((x * w).tanh(), inputs=[x])
    >>> round(f(0.5), 4)
    -0.7616
    >>> value, gradient = f.value_and_grad([[0.5], [1.0]])
    >>> [round(number, 4) for number in (value, *gradient.tolist())]
    [-1.7256, 0.2806]
    """
    several = isinstance(output, list | tuple)
    outputs: list[Value] = list(output) if several else [output]  # type: ignore[arg-type, list-item]
    given = checked(outputs, list(inputs), "inputs")
    wanted = None if parameters is None else checked(outputs, list(parameters))
    if twice := set(given) & set(wanted or ()):
        raise ValueError(
            f"{twice.pop()!r} stands among the inputs and the parameters: an input "
            "gets no gradient, nodes() tells its adjoint"
        )
    return Compiled(outputs, given, cache.chosen(backend), wanted, several)


class Compiled:
    """A recorded graph as a fast function, see `compile`.

    Attributes:
        outputs: what it computes.
        inputs: the leaves that a call gives numbers for.
        parameters: the other leaves, in the order of the gradient.
        backend: what runs it.
        program: the array instructions.
    """

    def __init__(
        self,
        outputs: list[Value],
        inputs: list[Value],
        backend: str,
        wanted: list[Value] | None,
        several: bool,
    ) -> None:
        self.outputs, self.inputs, self.backend = outputs, inputs, backend
        self._several = several
        scalars = read(outputs)
        known = {value for value in scalars.values if value is not None}
        require([*inputs, *(wanted or ())], known, outputs)
        laned = with_inputs(scalars, inputs) if inputs else repeated(scalars)
        self._built = build(laned, None if wanted is None else set(wanted))
        self.program = self._built.grouped.program
        self._bind()
        self._runner: Runner = cache.runner(self.program, backend)
        self._table: Array | None = None
        self._ones = np.ones(len(outputs))
        self._lock = RLock()
        self._all: tuple[Built, NumpyRunner | ScalarRunner] | None = None

    def _bind(self) -> None:
        """Leaves, and where in the columns they stand."""
        values = self._built.simplified.scalars.values
        leaves = [values[node] for node in self._built.grouped.leaves]
        columns = self._built.laned.columns
        lanes = self._built.laned.lanes
        cells = [each for lane in range(lanes) for each in (c[lane] for c in columns)]
        places = [i for i, each in enumerate(cells) if isinstance(each, Value)]
        order: dict[Any, int] = {leaf: i for i, leaf in enumerate(leaves)}
        for place in places:
            order.setdefault(cells[place], len(order))
        self.parameters: tuple[Value, ...] = tuple(order)
        self._cells = np.array(places, dtype=np.intp)
        self._cell_leaves = np.array([order[cells[i]] for i in places], dtype=np.intp)
        numbers = [0.0 if isinstance(each, Value) else each for each in cells]
        self._columns = np.array(numbers).reshape(lanes or 1, len(columns))

    # ------------------------------------------------------------------------ calls

    def __call__(self, *arguments: Any) -> Any:
        """The output for some records: the sum of what each gives.

        Args:
            arguments: a table, (records, inputs); or a number, or an array of one
                number a record, for each input; nothing where there are no inputs.

        Returns:
            A float; an array, (outputs,), where several outputs were given.
        """
        return self.run(arguments, self.data())

    def value_and_grad(self, *arguments: Any) -> tuple[Any, Array]:
        """The value, and its gradient in the order of `parameters`.

        Of several outputs it is the gradient of their sum.

        Args:
            arguments: as in a call.
        """
        return self.run_both_ways(arguments, self.data())

    def session(self) -> Session:
        """The parameters as one array, for many calls between which they change.

        >>> w = Value(3.0, label="w")
        >>> with compile(w * w).session() as session:
        ...     for _ in range(20):
        ...         value, gradient = session.value_and_grad()
        ...         session.parameters -= 0.25 * gradient
        >>> round(w.data, 6)  # 3 / 2²⁰
        3e-06
        """
        return Session(self)

    def backward(self, gradient: float = 1.0) -> None:
        """Add the gradient of the last call's output to the `grad` of the parameters.

        Args:
            gradient: the seed gradient; of several outputs each has it.
        """
        with self._lock:
            data = self.data()
            table = self._last(data)
            seeds = np.full(len(self.outputs), float(gradient))
            _, found = self._differentiate(data, table, seeds)
        for leaf, each in zip(self.parameters, found.tolist(), strict=True):
            leaf.grad += each

    def each(self, *arguments: Any) -> Array:
        """The output of each record, (records,), or (records, outputs) for several.

        Raises:
            ValueError: it was compiled without inputs, so there are no records.
        """
        if not self.inputs:
            raise ValueError("each takes records: compile with inputs=[…]")
        with self._lock:
            data = self.data()
            _, parameters, table = self.prepared(arguments, data)
            try:
                found = self._runner.each(parameters, table)
            except FloatingPointError:
                if eager := self.examine(data, table, self._ones):
                    found = eager.values
                else:
                    found = self._runner.each(parameters, table, check=False)
        return found if self._several else found[:, 0].copy()

    def nodes(self, *arguments: Any) -> dict[Value, Numbers]:
        """Every recorded node's value and adjoint, for these records or the last ones.

        Nodes that depend on an input have an array with a number for each record.
        """
        with self._lock:
            data = self.data()
            table = self.given(arguments, data) if arguments else self._last(data)
            built, runner = self._of_all_nodes()
            values = built.simplified.scalars.values
            leaves = [values[node] for node in built.grouped.leaves]
            numbers = np.array([leaf.data for leaf in leaves if leaf is not None])
            table = table if self.inputs else np.zeros((1, 0))
            return numbered(built, runner.everything(numbers, table), len(table))

    def _of_all_nodes(self) -> tuple[Built, NumpyRunner | ScalarRunner]:
        if self._all is None:
            topological_order(self.outputs)  # folded nodes become Values
            laned = with_inputs(read(self.outputs), self.inputs)
            built = build(laned, None, plain=True)
            runner = cache.runner(built.grouped.program, "numpy")
            assert isinstance(runner, NumpyRunner | ScalarRunner)
            self._all = built, runner
        return self._all

    def jax(self) -> Callable[..., Any]:
        """The same as a pure function for JAX, which must be installed.

        It takes the parameters as one array, in their order, and, where there are
        inputs, a table, (records, inputs); JAX may jit, differentiate and shard it. At
        a kink its gradient is the one of this package. It computes in the dtype of the
        parameters, and never raises for a number that is not finite.

        >>> import jax
        >>> x, w = Value(0.5, label="x"), Value(-2.0, label="w")
        >>> f = compile((x * w).tanh(), inputs=[x])
        >>> both = jax.jit(jax.value_and_grad(f.jax()))
        >>> with jax.enable_x64(True):  # else in 32 bits
        ...     value, gradient = both(f.data(), np.array([[0.5], [1.0]]))
        >>> [round(float(number), 4) for number in (value, *gradient)]
        [-1.7256, 0.2806]
        """
        cache.chosen("jax")
        from autograd.compiler.jax_backend import function

        filled = self._columns, self._cells, self._cell_leaves
        return function(self.program, None if self.inputs else filled, self._several)

    # -------------------------------------------------------------------- the inside

    def run(self, arguments: tuple[Any, ...], data: Array) -> Any:
        """A call with `arguments`, and `data` for the parameters."""
        with self._lock:
            values = self._forward(data, self.given(arguments, data))
        return values if self._several else float(values[0])

    def run_both_ways(
        self, arguments: tuple[Any, ...], data: Array
    ) -> tuple[Any, Array]:
        """Value and gradient for `arguments`, and `data` for the parameters."""
        with self._lock:
            table = self.given(arguments, data)
            values, gradient = self._differentiate(data, table)
        return (values if self._several else float(values[0])), gradient

    def prepared(
        self, arguments: tuple[Any, ...], data: Array
    ) -> tuple[Runner, Array, Array]:
        """The runner; parameters for `data`, and the table for `arguments`."""
        return self._runner, self._of_program(data), self.given(arguments, data)

    def data(self) -> Array:
        """What the parameters hold now, in their order."""
        parameters = self.parameters
        return np.fromiter([leaf.data for leaf in parameters], float, len(parameters))

    def given(self, arguments: tuple[Any, ...], data: Array) -> Array:
        """The table for `arguments`, checked; `data` fills what is repeated."""
        if not self.inputs and not arguments:
            return self._filled(data)
        self._table = as_table(arguments, self.inputs)
        return self._table

    def _last(self, data: Array) -> Array:
        if not self.inputs:
            return self._filled(data)
        if self._table is None:
            return np.array([[leaf.data for leaf in self.inputs]])
        return self._table

    def _filled(self, data: Array) -> Array:
        """The table of what is repeated, with the leaves in it as they are now."""
        if len(self._cells):
            self._columns.reshape(-1)[self._cells] = data[self._cell_leaves]
        return self._columns

    def _of_program(self, data: Array) -> Array:
        return data[: self.program.parameters]

    def _forward(self, data: Array, table: Array) -> Array:
        parameters = self._of_program(data)
        try:
            return self._runner.forward(parameters, table)
        except FloatingPointError:
            if eager := self.examine(data, table, self._ones):
                return eager.total
            return self._runner.forward(parameters, table, check=False)

    def _differentiate(
        self, data: Array, table: Array, seeds: Array | None = None
    ) -> tuple[Array, Array]:
        parameters = self._of_program(data)
        seeds = self._ones if seeds is None else seeds
        try:
            found = self._runner.value_and_grad(parameters, table, seeds)
        except FloatingPointError:
            if eager := self.examine(data, table, seeds):
                return eager.total, eager.gradient
            found = self._runner.value_and_grad(parameters, table, seeds, check=False)
        values, gradient, of_inputs = found
        if len(self._cells):
            whole = np.zeros(len(data))
            whole[: len(gradient)] = gradient
            if of_inputs is not None:
                sent = of_inputs.reshape(-1)[self._cells]
                np.add.at(whole, self._cell_leaves, sent)
            gradient = whole
        return values, gradient

    def examine(self, data: Array, table: Array, seeds: Array) -> Replayed | None:
        """What the eager engine raises, or gives, for `data`, `table` and `seeds`."""
        return replay(self.outputs, self.parameters, data, self.inputs, table, seeds)

    # ------------------------------------------------------------------- shows itself

    def explain(self) -> str:
        """Which recorded nodes became which instruction."""
        built = self._built
        return explained(built.laned, built.simplified, built.grouped)

    def __str__(self) -> str:
        return str(self.program)

    def __repr__(self) -> str:
        names = ", ".join(output.label or "output" for output in self.outputs)
        said = counted(self.parameters, self.inputs, self._built.laned, self.program)
        return f"Compiled({names}: {said}, backend {self.backend})"
