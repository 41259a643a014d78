"""A row's text with some operands given as plain numbers: what is decided, decided.

The partial of x ** y for y = 2 is 2 · x; nobody wants to read what it would be for
other exponents. Conditions that only ask about constants are settled, constant
arithmetic is done, factors and exponents of 1 are left out.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

_ARITHMETIC: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARISONS: dict[type[ast.AST], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def folded(tree: ast.expr, constants: Mapping[str, float]) -> ast.expr:
    """The tree with constants in place of names, and what follows from them.

    >>> from autograd.expression import parse
    >>> rule = parse("0.0 if y == 0 else y * x ** (y - 1)", ("x", "y"))
    >>> ast.unparse(folded(rule, {"y": 2.0}))
    '2.0 * x'
    """
    fresh = ast.parse(ast.unparse(tree), mode="eval").body
    rewritten: ast.expr = _Folder(constants).visit(fresh)
    return rewritten


class _Folder(ast.NodeTransformer):
    def __init__(self, constants: Mapping[str, float]) -> None:
        self.constants = constants

    def visit_Name(self, name: ast.Name) -> ast.expr:
        if name.id in self.constants:
            return ast.Constant(self.constants[name.id])
        return name

    def visit_Call(self, call: ast.Call) -> ast.expr:
        call.args = [self.visit(each) for each in call.args]  # not what is called
        return call

    def visit_UnaryOp(self, unary: ast.UnaryOp) -> ast.expr:
        self.generic_visit(unary)
        number = _number(unary.operand)
        return unary if number is None else ast.Constant(-number)

    def visit_BinOp(self, binary: ast.BinOp) -> ast.expr:
        self.generic_visit(binary)
        left, right = _number(binary.left), _number(binary.right)
        if left is not None and right is not None and _exact(binary.op, left, right):
            try:
                return ast.Constant(_ARITHMETIC[type(binary.op)](left, right))
            except ArithmeticError:
                return binary
        if right == 1 and isinstance(binary.op, ast.Mult | ast.Div | ast.Pow):
            return binary.left
        if left == 1 and isinstance(binary.op, ast.Mult):
            return binary.right
        return binary

    def visit_Compare(self, compare: ast.Compare) -> ast.expr:
        self.generic_visit(compare)
        numbers = [_number(each) for each in (compare.left, *compare.comparators)]
        if None in numbers:
            return compare
        pairs: Any = zip(compare.ops, numbers, numbers[1:], strict=False)
        return ast.Constant(all(_COMPARISONS[type(op)](a, b) for op, a, b in pairs))

    def visit_BoolOp(self, boolean: ast.BoolOp) -> ast.expr:
        self.generic_visit(boolean)
        settles = isinstance(boolean.op, ast.Or)  # what one part settles for all
        if any(_truth(each) is settles for each in boolean.values):
            return ast.Constant(settles)
        open_ = [each for each in boolean.values if _truth(each) is None]
        if not open_:
            return ast.Constant(not settles)
        boolean.values = open_
        return boolean if len(open_) > 1 else open_[0]

    def visit_IfExp(self, choice: ast.IfExp) -> ast.expr:
        self.generic_visit(choice)
        truth = _truth(choice.test)
        if truth is None:
            return choice
        return choice.body if truth else choice.orelse


def _exact(op: ast.operator, left: float, right: float) -> bool:
    """Whether the result is worth writing: 1 / 3 says more than 0.3333333333333333."""
    return not isinstance(op, ast.Div) or (right != 0 and left % right == 0)


def _number(tree: ast.expr) -> float | None:
    """The number a tree is; None if it is none, or a truth."""
    match tree:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return value
    return None


def _truth(tree: ast.expr) -> bool | None:
    match tree:
        case ast.Constant(value=bool() as value):
            return value
    return None
