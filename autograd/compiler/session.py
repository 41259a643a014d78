"""Parameters in one array over many calls of a compiled function.

A call of a `Compiled` reads every leaf, and an update writes every leaf; over the steps
of a training both cost more than the numbers. A session reads once, computes from its
array, which the caller changes as it likes, and writes the Values when it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from autograd.compiler.optimizer import Optimizer
from autograd.compiler.running import Array
from autograd.compiler.runs import take_steps
from autograd.compiler.training import Rule, regular

if TYPE_CHECKING:
    from autograd.compiler.compiled import Compiled


class Session:
    """The parameters of a compiled function as an array, see `Compiled.session`.

    Attributes:
        parameters: their numbers, (parameters,), in the order of the gradient.
    """

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self.parameters: Array = compiled.data()

    def __call__(self, *arguments: Any) -> Any:
        """As a call of the compiled function, with these parameters."""
        return self._compiled.run(arguments, self.parameters)

    def value_and_grad(self, *arguments: Any) -> tuple[Any, Array]:
        """As that of the compiled function, with these parameters."""
        return self._compiled.run_both_ways(arguments, self.parameters)

    def train(
        self,
        rule: Rule,
        *arguments: Any,
        lr: float,
        steps: int,
        batch: int | None = None,
        constants: Mapping[str, float] | None = None,
    ) -> Array:
        """Take steps down the mean of the records; with LLVM all in one call.

        Args:
            rule: how a parameter moves: SGD, MOMENTUM, NESTEROV, ADAM or ADAMW of
                `autograd.compiler.training`, or one of your own.
            arguments: as in a call.
            lr: the learning rate.
            steps: how many to take.
            batch: records for a step, in the order of the table, which is gone through
                again and again. Default: all.
            constants: those that the rule names, such as {"momentum": 0.9}; what is
                not given is 0.

        Returns:
            The mean value of the records of each step, before it, (steps,).

        Raises:
            ValueError: leaves stand in a table that was found in the graph.
            FloatingPointError: a number was not finite; the parameters are as before
                that step.

        >>> from autograd import Value, compile
        >>> from autograd.compiler.training import SGD
        >>> x, w = Value(1.0, label="x"), Value(3.0, label="w")
        >>> with compile((w - x) ** 2, inputs=[x]).session() as session:
        ...     values = session.train(SGD, [[1.0], [2.0]], lr=0.25, steps=30)
        >>> round(w.data, 6), round(float(values[-1]), 6)
        (1.5, 0.25)
        """
        compiled, given = self._compiled, self._constants(rule, constants)
        runner, parameters, table = compiled.prepared(arguments, self.parameters)
        plan = regular(rule, given, lr, steps, len(table), batch, len(parameters))
        outputs = len(compiled.outputs)
        outcome = take_steps(runner, rule, plan, parameters, table, outputs)
        self.parameters = outcome.parameters
        if outcome.steps < steps:
            raise FloatingPointError(
                f"in step {outcome.steps + 1} of {steps} a value or gradient became "
                "infinite or NaN, and the parameters are as before it; take smaller "
                "steps (lr)"
            )
        return outcome.values

    def optimizer(
        self,
        rule: Rule,
        *,
        lr: float,
        constants: Mapping[str, float] | None = None,
    ) -> Optimizer:
        """Steps one at a time, each with its own records; with LLVM a call each.

        A step changes `parameters` in place; what was put there between two steps is
        where the next begins.

        Args:
            rule: as in `train`.
            lr: the learning rate of the first step; `optimizer.lr` may be changed.
            constants: as in `train`.

        Raises:
            ValueError: as in `train`.

        >>> from autograd import Value, compile
        >>> from autograd.compiler.training import MOMENTUM
        >>> x, w = Value(1.0, label="x"), Value(3.0, label="w")
        >>> with compile((w - x) ** 2, inputs=[x]).session() as session:
        ...     optimizer = session.optimizer(
        ...         MOMENTUM, lr=0.1, constants={"momentum": 0.5}
        ...     )
        ...     for _ in range(60):
        ...         value = optimizer.step([[1.0], [2.0]])
        >>> round(w.data, 6), value, optimizer
        (1.5, 0.25, Optimizer(lr=0.1, 60 steps taken))
        """
        given = self._constants(rule, constants)
        return Optimizer(self, self._compiled, rule, lr, given)

    def _constants(
        self, rule: Rule, constants: Mapping[str, float] | None
    ) -> dict[str, float]:
        """All that a rule names, if there are steps to take at all."""
        if self._compiled.program.parameters < len(self._compiled.parameters):
            raise ValueError(
                "some leaves differ from record to record, and steps would change "
                "them: compile one record with inputs=[…]"
            )
        return dict.fromkeys(rule.constants, 0.0) | dict(constants or {})

    def write(self) -> None:
        """Put the numbers into the Values."""
        numbers = self.parameters.tolist()
        for leaf, number in zip(self._compiled.parameters, numbers, strict=True):
            leaf.data = number

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.write()

    def __repr__(self) -> str:
        return f"Session({self._compiled!r})"
