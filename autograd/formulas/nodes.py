"""One node in a formula: its op applied, or a partial, over printed operands."""

from __future__ import annotations

import ast
from functools import cache
from typing import Any

from autograd.expression import partial_trees, value_tree
from autograd.formulas.folding import folded
from autograd.formulas.notation import Notation
from autograd.graph import Graph
from autograd.languages import Printed
from autograd.ops import Op
from autograd.value import Value


class NodeNames(dict[Value, Printed]):
    """The name of every node of a graph, printed when it is asked for."""

    def __init__(self, notation: Notation, graph: Graph) -> None:
        self.notation = notation
        self.graph = graph

    def __missing__(self, value: Value) -> Printed:
        name = self[value] = self.notation.name(self.graph.node(value).name)
        return name


@cache
def _value(op: Op) -> ast.expr:
    return value_tree(op)


def applied(notation: Notation, node: Value, names: dict[Value, Printed]) -> Printed:
    """An op applied to operands that are printed already."""
    assert node.op is not None
    given = [printed(notation, operand, names) for operand in node.operands]
    infix = node.op.symbol or node.op.vectors
    if infix:
        trees = dict(zip(node.op.names, given, strict=True))
        return notation.row(_value(node.op), trees)
    return notation.call(node.op.name, given)


def printed(notation: Notation, operand: Any, names: dict[Value, Printed]) -> Any:
    """An operand: a Value by what it is given as, a number, or a list of these."""
    if isinstance(operand, Value):
        return names[operand]
    if isinstance(operand, tuple):
        return [printed(notation, each, names) for each in operand]
    return notation.number(operand)


def partial(
    notation: Notation,
    node: Value,
    place: int,
    names: dict[Value, Printed],
    out: Printed,
) -> Printed:
    """The text of a partial, for the parent at a place among the parents."""
    assert node.op is not None
    which, element = _operand_at(node, place)
    given: dict[str, Any] = {"out": out}
    constants: dict[str, float] = {}
    for name, operand in zip(node.op.names, node.operands, strict=True):
        if isinstance(operand, tuple):
            operand = operand[element] if element < len(operand) else 0.0
        if isinstance(operand, Value):
            given[name] = names[operand]
        else:
            constants[name] = operand
    return notation.row(folded(partial_trees(node.op)[which], constants), given)


def _operand_at(node: Value, place: int) -> tuple[int, int]:
    """Which operand a parent is, and which element of it where that is a vector."""
    seen = 0
    for which, operand in enumerate(node.operands):
        elements = operand if isinstance(operand, tuple) else (operand,)
        for element, each in enumerate(elements):
            if isinstance(each, Value):
                if seen == place:
                    return which, element
                seen += 1
    raise AssertionError("an edge without an operand")
