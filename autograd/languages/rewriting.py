"""Trees rewritten before they are printed.

`textbook` writes a row as a book on real numbers does: x² for x · x, the sign in front
of a fraction, ln(1 + x) for log1p(x), nothing about NaN. `expanded` puts the text of a
row in place of a call of it, for languages that know only the basic functions.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from functools import lru_cache

from autograd.expression import FUNCTIONS, parse, value_tree
from autograd.ops import OPS

_SPELLED = {"log1p": "log(1 + x)", "expm1": "exp(x) - 1"}


@lru_cache(1024)  # many nodes have few rows: an expression of 48,000 in 2 s, not 11
def textbook(tree: ast.expr) -> ast.expr:
    """The tree as a book writes it: equal over the real numbers. Not to be changed.

    >>> ast.unparse(textbook(parse("-x * x / y + 0.0 * x", ("x", "y"))))
    '-(x ** 2 / y) + 0'
    """
    rewritten: ast.expr = _Textbook().visit(copy.deepcopy(tree))
    return rewritten


def expanded(tree: ast.expr) -> ast.expr:
    """The tree with other rows written out.

    >>> ast.unparse(expanded(parse("maximum(x, 0)", ("x",))))
    'x if x >= 0 or x != x else 0'
    """
    rewritten: ast.expr = _Expanded().visit(copy.deepcopy(tree))
    return rewritten


def substituted(tree: ast.expr, trees: Mapping[str, ast.expr]) -> ast.expr:
    """The tree with names replaced by trees."""
    rewritten: ast.expr = _Substituted(trees).visit(copy.deepcopy(tree))
    return rewritten


class _Substituted(ast.NodeTransformer):
    def __init__(self, trees: Mapping[str, ast.expr]) -> None:
        self.trees = trees

    def visit_Name(self, name: ast.Name) -> ast.expr:
        return self.trees.get(name.id, name)

    def visit_Call(self, call: ast.Call) -> ast.expr:
        call.args = [self.visit(each) for each in call.args]  # not what is called
        return call


class _Expanded(ast.NodeTransformer):
    def visit_Call(self, call: ast.Call) -> ast.expr:
        self.generic_visit(call)
        match call.func:
            case ast.Name(id=name) if name in OPS and name not in {*FUNCTIONS, "sum"}:
                op = OPS[name]
                given = dict(zip(op.names, call.args, strict=False))
                constants = {key: ast.Constant(x) for key, x in op.defaults.items()}
                return substituted(expanded(value_tree(op)), constants | given)
        return call


class _Textbook(ast.NodeTransformer):
    def visit_Call(self, call: ast.Call) -> ast.expr:
        self.generic_visit(call)
        match call:
            case ast.Call(func=ast.Name(id=name), args=[x]) if name in _SPELLED:
                return substituted(parse(_SPELLED[name], ("x",)), {"x": x})
        return call

    def visit_BoolOp(self, boolean: ast.BoolOp) -> ast.expr:
        self.generic_visit(boolean)
        if isinstance(boolean.op, ast.Or):
            possible = [each for each in boolean.values if not _never(each)]
            boolean.values = possible or boolean.values[:1]
        return boolean if len(boolean.values) > 1 else boolean.values[0]

    def visit_BinOp(self, binary: ast.BinOp) -> ast.expr:
        self.generic_visit(binary)
        return _product(binary.left, binary.op, binary.right)


def _product(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    """A product or fraction, its sign in front; or another operation, as it is."""
    match left, op:
        case ast.Constant(value=0), ast.Mult():
            return ast.Constant(0)
        case ast.UnaryOp(operand=inner), ast.Mult() | ast.Div():
            return ast.UnaryOp(ast.USub(), _product(inner, op, right))
        case ast.BinOp(left=first, op=ast.Mult(), right=x), ast.Mult() if _same(
            x, right
        ):
            return ast.BinOp(first, ast.Mult(), _square(x))
        case _, ast.Mult() if _same(left, right):
            return _square(left)
    return ast.BinOp(left, op, right)


def _square(x: ast.expr) -> ast.expr:
    return ast.BinOp(x, ast.Pow(), ast.Constant(2))


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)


def _never(test: ast.expr) -> bool:
    """Whether a test asks for NaN, as x != x does."""
    match test:
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            return _same(left, right)
    return False
