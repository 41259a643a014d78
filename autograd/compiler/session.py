"""Parameters in one array over many calls of a compiled function.

A call of a `Compiled` reads every leaf, and an update writes every leaf; over the steps
of a training both cost more than the numbers. A session reads once, computes from its
array, which the caller changes as it likes, and writes the Values when it ends.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from autograd.compiler.running import Array

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
