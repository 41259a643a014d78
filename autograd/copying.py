"""Pickle and deepcopy of graphs of any depth.

Neither recurses from node to parent. A pickle holds the recorded nodes of one walk on a
`_Tape`, each node a place on it, so that what is pickled together stays together: a
model, its loss and a node between them.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from weakref import WeakValueDictionary

from autograd.traversal import topological_order
from autograd.value import Tag, Value

_HELD = ("_left", "_left_partial", "_right", "_right_partial")


class _Tape:
    """Recorded nodes, parents first; pickled as one row each."""

    __slots__ = ("__weakref__", "nodes", "places")

    def __init__(self, nodes: list[Value]) -> None:
        self.nodes = nodes
        self.places = {id(node): i for i, node in enumerate(nodes)}

    def __reduce__(self) -> tuple[Any, ...]:
        places = self.places
        groups: dict[int, tuple[Any, ...]] = {}

        def encoded(held: Any) -> Any:
            # Nodes of this tape become ints, so whole numbers become floats; leaves
            # and nodes of other tapes are pickled as what they are.
            if isinstance(held, Value):
                return places.get(id(held), held)
            if type(held) is not tuple:
                return float(held) if type(held) is int else held
            if id(held) not in groups:
                groups[id(held)] = tuple(encoded(each) for each in held)
            return groups[id(held)]

        rows = [
            (
                *(node.op, node.data, node.grad, node.tag),
                *(encoded(getattr(node, slot)) for slot in _HELD),
            )
            for node in self.nodes
        ]
        return _restored, (rows,)


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
    groups: dict[int, tuple[Any, ...]] = {}

    def decoded(held: Any) -> Any:
        if type(held) is int:
            return nodes[held]
        if type(held) is not tuple:
            return held
        if id(held) not in groups:
            groups[id(held)] = tuple(decoded(each) for each in held)
        return groups[id(held)]

    for op, data, grad, tag, *held in rows:
        node = object.__new__(Value)
        nodes.append(node)
        node.op, node.data, node.grad, node.tag = op, data, grad, tag
        for slot, what in zip(_HELD, held, strict=True):
            setattr(node, slot, decoded(what))
    return _Tape(nodes)


def _deepcopy(self: Value, memo: dict[int, Any]) -> Value:
    def copied(held: Any) -> Any:
        if isinstance(held, Value):
            return memo[id(held)]
        if type(held) is not tuple:
            return held
        if id(held) not in memo:
            memo[id(held)] = tuple(copied(each) for each in held)
        return memo[id(held)]

    for node in topological_order([self], known=memo):
        twin = object.__new__(type(node))
        twin.op, twin.data, twin.grad, twin.tag = (
            node.op,
            node.data,
            node.grad,
            node.tag,
        )
        for slot in _HELD:
            setattr(twin, slot, copied(getattr(node, slot)))
        memo[id(node)] = twin
        if hasattr(node, "__dict__"):
            vars(twin).update(deepcopy(vars(node), memo))
    return memo[id(self)]  # type: ignore[no-any-return]


Value.__reduce__ = _reduce  # type: ignore[method-assign, assignment]
Value.__deepcopy__ = _deepcopy  # type: ignore[attr-defined]
