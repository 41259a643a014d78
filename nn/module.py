"""What has parameters: `Module`, the base of neurons, layers, networks and losses.

A module is an ordinary object. Its parameters are found, not registered: the leaves
among its attributes and among those of its modules, lists, tuples and dicts. Optimizers
change them, `zero_grad` clears their gradients.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd import Tag, Value

Path = tuple[Any, ...]


class Module:
    """Base class of everything that has parameters.

    A parameter is a leaf `Value` that is an attribute, or stands in a list, tuple or
    dict that is; modules found the same way contribute theirs. A Value that an op
    recorded, such as an output kept for later, is no parameter.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.more = Value(2.0), {"start": Value(1.0)}
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x + self.more["start"]
    >>> line = Line()
    >>> list(line.named_parameters())
    ['slope', 'more.start']
    >>> line(3.0).data
    7.0
    """

    def parameters(self) -> list[Value]:
        """The parameters, in the order of the attributes, each once."""
        found: dict[Value, Path] = {}
        _collect(self, (), found, set())
        return list(found)

    def named_parameters(self) -> dict[str, Value]:
        """The parameters by where they stand, such as "layers.0.neurons.1.w.0".

        One that stands in several places goes by the first.
        """
        found: dict[Value, Path] = {}
        _collect(self, (), found, set())
        return {".".join(map(str, path)): value for value, path in found.items()}

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.parameters())} parameters)"


def _collect(holder: Any, path: Path, found: dict[Value, Path], met: set[int]) -> None:
    """Enter the parameters below a module or container, with the way to them.

    `met` holds the ids of what has been looked into, so that a module may hold itself.
    """
    met.add(id(holder))
    for key, part in _parts(holder):
        if isinstance(part, Value):
            if part.op is None and part not in found:
                found[part] = (*path, key)
        elif (
            isinstance(part, HOLDERS) and type(part) is not Tag and id(part) not in met
        ):
            _collect(part, (*path, key), found, met)


def _parts(holder: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(holder, Module):
        return vars(holder).items()
    return holder.items() if isinstance(holder, dict) else enumerate(holder)


HOLDERS = (Module, list, tuple, dict)
