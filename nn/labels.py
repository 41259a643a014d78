"""What the nodes of a network are called, and the scopes they belong to.

A row of inputs, Values or plain numbers, becomes a tuple of Values named x1, x2, …; the
numbers of a neuron, (layer, neuron), become labels such as O12 or w1,12,3 and the scope
("layer 1", "neuron 2"). Pictures and chain-rule formulas show these names.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from autograd import Tag, Value, scope


def numbered(letter: str, *numbers: int) -> str:
    """A letter and its indices, with commas where one of them has two digits.

    >>> numbered("O", 2, 1), numbered("w", 1, 12, 3), numbered("b")
    ('O21', 'w1,12,3', 'b')
    """
    comma = "," if any(number > 9 for number in numbers) else ""
    return letter + comma.join(map(str, numbers))


def layer_name(numbers: tuple[int, ...]) -> str:
    """The scope of a layer: "layer" alone, "layer 2" in a network."""
    return " ".join(["layer", *map(str, numbers)])


def tags(numbers: tuple[int, ...]) -> tuple[Tag, Tag]:
    """What the pre-activation and the output of a neuron are called and belong to.

    Args:
        numbers: (layer, neuron), (neuron,) or (), all from 1.

    >>> tags((1, 2))[1]
    Tag(label='O12', scope=('layer 1', 'neuron 2'), source=None)
    >>> tags((2,))[0].scope, tags(())[0].scope
    (('layer', 'neuron 2'), ('neuron',))
    """
    scope: tuple[str, ...] = ("neuron",)
    if numbers:
        scope = layer_name(numbers[:-1]), f"neuron {numbers[-1]}"
    return Tag(numbered("z", *numbers), scope), Tag(numbered("O", *numbers), scope)


def within(names: Iterable[str]) -> ExitStack:
    """A context inside these scopes, outermost first."""
    stack = ExitStack()
    for name in names:
        stack.enter_context(scope(name))
    return stack


def nested(tag: Tag, around: Tag) -> Tag:
    """The tag, inside the scopes around it and at the line of code noted."""
    _, outer, source = around
    return Tag(tag.label, outer + tag.scope, source) if outer or source else tag


def as_row(x: Any) -> tuple[Any, ...]:
    """One number or name, or an iterable of them, as a tuple."""
    if type(x) is list:
        return tuple(x)
    several = isinstance(x, Iterable) and not isinstance(x, str | bytes)
    return tuple(x) if several and getattr(x, "ndim", 1) > 0 else (x,)


def as_values(x: Any, letter: str) -> tuple[Value, ...]:
    """A row as Values: plain numbers are named by the letter, Values taken as they are.

    Raises:
        TypeError: an entry is not a single number.

    >>> [value.label for value in as_values([0.5, 2], "x")]
    ['x1', 'x2']
    """
    row = as_row(x)
    if set(map(type, row)) == {Value}:  # four times as fast as asking each in Python
        return row
    if len(row) == 1:
        return (_as_value(row[0], letter),)
    return tuple(
        _as_value(entry, numbered(letter, i)) for i, entry in enumerate(row, start=1)
    )


def _as_value(entry: Any, label: str) -> Value:
    return entry if isinstance(entry, Value) else Value(entry, label)
