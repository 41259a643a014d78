"""Pickle and deepcopy of graphs of any depth.

Neither recurses from node to parent. A pickle holds the recorded nodes of one walk on a
`_Tape`, each node a place on it, so that what is pickled together stays together: a
model, its loss and a node between them.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any
from weakref import WeakValueDictionary

from autograd.tags import Tag
from autograd.traversal import topological_order
from autograd.value import Value

_HELD = ("_left", "_left_partial", "_right", "_right_partial")


class _Tape:
    """Recorded nodes, parents first; pickled as one row each."""

    __slots__ = ("__weakref__", "nodes", "places")

    def __init__(self, nodes: list[Value]) -> None:
        self.nodes = nodes
        self.places = {id(node): i for i, node in enumerate(nodes)}

    def __reduce__(self) -> tuple[Any, ...]:
        places = self.places
        groups: dict[int, Any] = {}

        def encoded(held: Any) -> Any:
            # Nodes of this tape become ints, so whole numbers become floats; leaves
            # and nodes of other tapes are pickled as what they are.
            if isinstance(held, Value):
                return places.get(id(held), held)
            return float(held) if type(held) is int else held

        rows = [
            (
                *(node.op, node.data, node.grad, node.tag),
                *(_mapped(getattr(node, slot), encoded, groups) for slot in _HELD),
            )
            for node in self.nodes
        ]
        return _restored, (rows,)


def _mapped(held: Any, of: Callable[[Any], Any], groups: dict[int, Any]) -> Any:
    """What a node holds, through `of`; a tuple that nodes share stays one tuple.

    No function within the others: one that calls itself is a cycle, and would keep the
    graph until the garbage collector comes.
    """
    if type(held) is not tuple:
        return of(held)
    if id(held) not in groups:
        groups[id(held)] = tuple([_mapped(each, of, groups) for each in held])
    return groups[id(held)]


_tapes: WeakValueDictionary[int, _Tape] = WeakValueDictionary()
"""By the id of a node, the tape it is on while a pickle that holds the tape lives."""


def _reduce(self: Value) -> tuple[Any, ...]:
    if self.op is None:
        state = getattr(self, "__dict__", None)  # what a subclass added
        return _leaf, (type(self), self.data, self.grad, self.tag), state
    tape = _tapes.get(id(self))
    if tape is None:
        below = topological_order([self], known=_tapes)
        tape = _Tape([node for node in below if node.op is not None])
        for node in tape.nodes:
            _tapes[id(node)] = tape
    return _node_at, (tape, tape.places[id(self)])


def _node_at(tape: _Tape, index: int) -> Value:
    return tape.nodes[index]


def _leaf(kind: type[Value], data: float, grad: float, tag: Tag) -> Value:
    leaf = object.__new__(kind)
    leaf.data, leaf.grad, leaf.tag, leaf.op = data, grad, tag, None
    for slot in _HELD:
        setattr(leaf, slot, None)
    return leaf


def _restored(rows: list[tuple[Any, ...]]) -> _Tape:
    nodes: list[Value] = []
    groups: dict[int, Any] = {}

    def decoded(held: Any) -> Any:
        return nodes[held] if type(held) is int else held

    for op, data, grad, tag, *held in rows:
        node = object.__new__(Value)
        nodes.append(node)
        node.op, node.data, node.grad, node.tag = op, data, grad, tag
        for slot, what in zip(_HELD, held, strict=True):
            setattr(node, slot, _mapped(what, decoded, groups))
    return _Tape(nodes)


def _deepcopy(self: Value, memo: dict[int, Any]) -> Value:
    def copied(held: Any) -> Any:
        return memo[id(held)] if isinstance(held, Value) else held

    for node in topological_order([self], known=memo):
        twin = memo[id(node)] = _copy(node)
        for slot in _HELD:
            setattr(twin, slot, _mapped(getattr(node, slot), copied, memo))
        if hasattr(node, "__dict__"):
            vars(twin).update(deepcopy(vars(node), memo))
    return memo[id(self)]  # type: ignore[no-any-return]


def _copy(self: Value) -> Value:
    """A node of its own with the same parents."""
    twin = object.__new__(type(self))
    twin.op, twin.data, twin.grad, twin.tag = self.op, self.data, self.grad, self.tag
    for slot in _HELD:
        setattr(twin, slot, getattr(self, slot))
    if hasattr(self, "__dict__"):
        vars(twin).update(vars(self))
    return twin


Value.__copy__ = _copy  # type: ignore[attr-defined]
Value.__reduce__ = _reduce  # type: ignore[method-assign, assignment]
Value.__deepcopy__ = _deepcopy  # type: ignore[attr-defined]
