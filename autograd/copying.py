"""Pickle and deepcopy of graphs of any depth.

A graph is flattened to its leaves and one row per recorded node, so that neither
recurses. In one pickle or deepcopy the leaves are shared by everything that uses them:
a model and a loss saved together stay connected. Unpickled outputs do not share the
recorded nodes between them: save the output, every node is below it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from autograd.traversal import topological_order
from autograd.value import Tag, Value

_HELD = ("_left", "_left_partial", "_right", "_right_partial")


def _reduce(self: Value) -> tuple[Any, ...]:
    if self.op is None:
        state = getattr(self, "__dict__", None)  # what a subclass added
        return _leaf, (type(self), self.data, self.grad, self.tag), state
    nodes = topological_order([self])
    number = {node: i for i, node in enumerate(nodes)}
    leaves = [(i, node) for i, node in enumerate(nodes) if node.op is None]
    groups: dict[int, tuple[Any, ...]] = {}

    def encoded(held: Any) -> Any:
        # Values become ints, so whole numbers become floats.
        if isinstance(held, Value):
            return number[held]
        if type(held) is not tuple:
            return float(held) if type(held) is int else held
        if id(held) not in groups:
            groups[id(held)] = tuple(encoded(each) for each in held)
        return groups[id(held)]

    rows = [
        (
            *(i, node.op, node.data, node.grad, node.tag),
            *(encoded(getattr(node, slot)) for slot in _HELD),
        )
        for i, node in enumerate(nodes)
        if node.op is not None
    ]
    return _restored, (leaves, rows)


def _leaf(kind: type[Value], data: float, grad: float, tag: Tag) -> Value:
    leaf = object.__new__(kind)
    leaf.data, leaf.grad, leaf.tag, leaf.op = data, grad, tag, None
    for slot in _HELD:
        setattr(leaf, slot, None)
    return leaf


def _restored(leaves: list[tuple[int, Value]], rows: list[tuple[Any, ...]]) -> Value:
    nodes: dict[int, Value] = dict(leaves)
    groups: dict[int, tuple[Any, ...]] = {}

    def decoded(held: Any) -> Any:
        if type(held) is int:
            return nodes[held]
        if type(held) is not tuple:
            return held
        if id(held) not in groups:
            groups[id(held)] = tuple(decoded(each) for each in held)
        return groups[id(held)]

    node = None
    for i, op, data, grad, tag, *held in rows:
        node = nodes[i] = object.__new__(Value)
        node.op, node.data, node.grad, node.tag = op, data, grad, tag
        for slot, what in zip(_HELD, held, strict=True):
            setattr(node, slot, decoded(what))
    assert node is not None
    return node


def _deepcopy(self: Value, memo: dict[int, Any]) -> Value:
    def copied(held: Any) -> Any:
        if isinstance(held, Value):
            return memo[id(held)]
        if type(held) is not tuple:
            return held
        if id(held) not in memo:
            memo[id(held)] = tuple(copied(each) for each in held)
        return memo[id(held)]

    for node in topological_order([self]):
        if id(node) in memo:
            continue
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
