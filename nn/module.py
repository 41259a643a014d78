"""What has parameters: `Module`, the base of neurons, layers, networks and losses.

A module is an ordinary object. Its parameters are found, not registered: the leaves
among its attributes and among those of its modules, lists, tuples and dicts. Optimizers
change them, `zero_grad` clears their gradients, `save` and `load` keep them in a file.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from autograd import Tag, Value
from nn.saving import checked_state, not_of_a_class, read_state, write_state

Path = tuple[Any, ...]

_frozen: WeakValueDictionary[int, Module] = WeakValueDictionary()
"""The frozen modules that are in use, by id: a leaf does not know what holds it."""


class Module:
    """Base class of everything that has parameters.

    A parameter is a leaf `Value` that is an attribute, or stands in a list, tuple or
    dict that is; modules found the same way contribute theirs. A Value that an op
    recorded, such as an output kept for later, is no parameter. What it computes is
    written as `__call__`; `forward`, as in PyTorch, means the same.

    Attributes:
        gives: what its outputs are, so that `predict` knows from where on one means
            class 1: "probabilities", "logits", "scores" or "numbers". `fit` sets it to
            what its loss takes; "" if nothing is known.

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

    gives = ""

    def __init_subclass__(cls) -> None:
        """Let a class written as for PyTorch, with `forward`, be called by it."""
        super().__init_subclass__()
        if "forward" in vars(cls) and "__call__" not in vars(cls):
            cls.__call__ = vars(cls)["forward"]  # type: ignore[method-assign]

    @property
    def frozen(self) -> bool:
        """Whether its own parameters keep their values, see `freeze`."""
        return bool(vars(self).get("_is_frozen", False))

    @frozen.setter
    def frozen(self, frozen: bool) -> None:
        vars(self)["_is_frozen"] = frozen
        if frozen:
            _frozen[id(self)] = self
        else:
            _frozen.pop(id(self), None)

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.frozen = self.frozen  # a copy of a frozen module is frozen too

    def parameters(self) -> list[Value]:
        """The parameters, in the order of the attributes, each once."""
        found: dict[Value, Path] = {}
        _collect(self, (), found, set())
        return list(found)

    def named_parameters(self) -> dict[str, Value]:
        """The parameters by where they stand, such as "layers.0.neurons.1.w.0".

        One that stands in several places goes by the first.

        Raises:
            ValueError: two have the same name, by keys of a dict such as 1 and "1".
        """
        found: dict[Value, Path] = {}
        _collect(self, (), found, set())
        named = {".".join(map(str, path)): value for value, path in found.items()}
        if len(named) < len(found):
            raise ValueError(
                f"parameters of this {type(self).__name__} have the same name: give "
                "dicts that hold parameters keys that differ as text, without dots"
            )
        return named

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def modules(self) -> list[Module]:
        """This module and those below it, each once, in the order of the attributes."""
        found: dict[int, Module] = {}
        _collect_modules(self, found, set())
        return list(found.values())

    def freeze(self) -> None:
        """Let no optimizer change the parameters of this module and of all below.

        It holds for optimizers that were made before, too, until `unfreeze`.

        >>> from nn import MLP, SGD
        >>> model = MLP(2, [3, 1])
        >>> model.freeze()
        >>> model.layers[-1].unfreeze()
        >>> SGD(model.trainable_parameters())
        SGD(4 parameters, lr=0.01)
        """
        for module in self.modules():
            module.frozen = True

    def unfreeze(self) -> None:
        """Undo `freeze`, for this module and all below."""
        for module in self.modules():
            module.frozen = False

    def trainable_parameters(self) -> list[Value]:
        """The parameters that no frozen module holds as its own."""
        kept = frozen_parameters()
        return [each for each in self.parameters() if each not in kept]

    def state_dict(self) -> dict[str, float]:
        """The number of every parameter by the names of `named_parameters`.

        >>> from nn import Neuron
        >>> list(Neuron(2).state_dict())
        ['w.0', 'w.1', 'b']
        """
        return {name: each.data for name, each in self.named_parameters().items()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Give every parameter the number that has its name.

        Args:
            state: as `state_dict` of a module built the same way gives it.

        Raises:
            ValueError: a name is missing, there is one too many, or a number is
                infinite or NaN; then nothing is changed.
            TypeError: it is no dict, or something is not a number.
        """
        named = self.named_parameters()
        numbers = checked_state(type(self).__name__, named, state)
        for name, parameter in named.items():
            parameter.data = numbers[name]

    @not_of_a_class
    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the parameters, and what it `gives`, to a JSON file.

        It is written in one piece or not at all.

        Raises:
            ValueError: a parameter is infinite or NaN.
            OSError: the file cannot be written; what stood there is as it was.
        """
        write_state(self.state_dict(), path, self.gives)

    @not_of_a_class
    def load(self, path: str | os.PathLike[str]) -> None:
        """Take the parameters from a file that `save` wrote.

        Raises:
            ValueError: the file is damaged, or of a module that was built otherwise;
                then nothing is changed.
            OSError: there is no file, or it cannot be read.
        """
        state, gives = read_state(path)
        self.load_state_dict(state)
        self.gives = gives or self.gives

    def __repr__(self) -> str:
        """The modules among the attributes, by name, and how many parameters there are.

        Lists, tuples and dicts of modules are counted.

        >>> class Pair(Module):
        ...     def __init__(self):
        ...         self.first, self.second = Line(), Line()
        >>> class Line(Module):
        ...     def __init__(self):
        ...         self.slope = Value(2.0)
        >>> Pair()
        Pair(first: Line, second: Line; 2 parameters)
        """
        named = {name: _kinds(part) for name, part in vars(self).items()}
        inner = [f"{name}: {kinds}" for name, kinds in named.items() if kinds]
        count, trained = len(self.parameters()), len(self.trainable_parameters())
        parts = [f"{', '.join(inner)};"] if inner else []
        parts += [f"{count} parameter{'s' * (count != 1)}"]
        parts += [f"({count - trained} frozen)"] if trained < count else []
        return f"{type(self).__name__}({' '.join(parts)})"


def frozen_parameters() -> set[Value]:
    """The parameters that are the own ones of any frozen module.

    >>> from nn import Neuron
    >>> neuron = Neuron(1)
    >>> neuron.freeze()
    >>> neuron.b in frozen_parameters()
    True
    """
    found: dict[Value, Path] = {}
    for module in list(_frozen.values()):
        _collect(module, (), found, set(), own=True)
    return set(found)


def _collect(
    holder: Any,
    path: Path,
    found: dict[Value, Path],
    met: set[int],
    own: bool = False,
) -> None:
    """Enter the parameters below a module or container, with the way to them.

    `met` holds the ids of what has been looked into, so that a module may hold itself;
    `own` leaves out what other modules hold.
    """
    met.add(id(holder))
    for key, part in _parts(holder):
        if isinstance(part, Value):
            if part.op is None and part not in found:
                found[part] = (*path, key)
        elif _is_holder(part) and id(part) not in met:
            if not (own and isinstance(part, Module)):
                _collect(part, (*path, key), found, met, own)


def _collect_modules(holder: Any, found: dict[int, Module], met: set[int]) -> None:
    met.add(id(holder))
    if isinstance(holder, Module):
        found[id(holder)] = holder
    elif not isinstance(holder, dict) and set(map(type, holder)) == {Value}:
        return  # the weights of a neuron: most of what a model holds
    for _, part in _parts(holder):
        if _is_holder(part) and id(part) not in met:
            _collect_modules(part, found, met)


def _kinds(part: object) -> str:
    """What modules an attribute is or holds, such as "3 Layer"; "" for none."""
    if isinstance(part, Module):
        return type(part).__name__
    if not _is_holder(part):
        return ""
    counts = Counter(
        type(each).__name__ for _, each in _parts(part) if isinstance(each, Module)
    )
    return " and ".join(f"{count} {kind}" for kind, count in counts.items())


def _parts(holder: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(holder, Module):
        return vars(holder).items()
    return holder.items() if isinstance(holder, dict) else enumerate(holder)


def _is_holder(part: object) -> bool:
    return isinstance(part, (Module, list, tuple, dict)) and type(part) is not Tag
