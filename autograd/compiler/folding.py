"""A row's tree with what is known of its operands put in.

An operand that is the same plain number in a whole block goes in as a constant; what
can be computed from constants is, and conditions that are decided choose their branch:
the partial of `x ** y` for y = 2 becomes `2.0 * x`. Rows that a tree calls are written
out, so that only the basic functions remain.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from autograd.expression import CONSTANTS, FUNCTIONS, partial_trees, value_tree
from autograd.languages.rewriting import expanded, substituted
from autograd.ops import Op

_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_POWERS = {2: "x * x", 3: "x * x * x", 4: "x * x * (x * x)"}


def folded(tree: ast.expr, numbers: Mapping[str, float]) -> ast.expr:
    """The tree with operands that are plain numbers put in, and simplified.

    >>> from autograd.expression import parse
    >>> tree = parse("0.0 if y == 0 else y * x ** (y - 1)", ("x", "y"))
    >>> ast.unparse(folded(tree, {"y": 2.0}))
    '2.0 * x'
    """
    constants = {name: ast.Constant(number) for name, number in numbers.items()}
    result: ast.expr = _Folded().visit(substituted(expanded(tree), constants))
    return result


@lru_cache(maxsize=1024)
def _folded_row(
    op: Op, numbers: tuple[tuple[str, float, str], ...]
) -> tuple[ast.expr, tuple[ast.expr, ...]]:
    known = {name: number for name, number, _ in numbers}
    partials = tuple(folded(tree, known) for tree in partial_trees(op))
    return folded(value_tree(op), known), partials


def folded_row(
    op: Op, numbers: Mapping[str, float]
) -> tuple[ast.expr, tuple[ast.expr, ...]]:
    """The folded trees of a row's value and of its partials, not to be changed."""
    # Equal numbers may differ in their sign, or not be equal to themselves.
    known = tuple((name, number, repr(number)) for name, number in numbers.items())
    return _folded_row(op, known)


def number_of(tree: ast.expr) -> float | None:
    """The number that a folded tree is, if it is one."""
    if isinstance(tree, ast.Constant) and not isinstance(tree.value, bool):
        return float(tree.value)  # type: ignore[arg-type]
    return None


def sum_of_vectors(tree: ast.expr) -> tuple[str, str, ast.expr] | None:
    """The vectors whose dot a tree is, "" for the second of a sum; and its start."""
    match tree:
        case ast.Call(
            func=ast.Name(id="sum"),
            args=[
                ast.BinOp(left=ast.Name(id=x), op=ast.Mult(), right=ast.Name(id=y)),
                *start,
            ],
        ):
            return x, y, start[0] if start else ast.Constant(0.0)
        case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=x), *start]):
            return x, "", start[0] if start else ast.Constant(0.0)
    return None


class _Folded(ast.NodeTransformer):
    def visit_Constant(self, constant: ast.Constant) -> ast.expr:
        if isinstance(constant.value, int) and not isinstance(constant.value, bool):
            return ast.Constant(float(constant.value))
        return constant

    def visit_Name(self, name: ast.Name) -> ast.expr:
        return ast.Constant(CONSTANTS[name.id]) if name.id in CONSTANTS else name

    def visit_UnaryOp(self, unary: ast.UnaryOp) -> ast.expr:
        self.generic_visit(unary)
        number = number_of(unary.operand)
        return unary if number is None else ast.Constant(-number)

    def visit_BinOp(self, binary: ast.BinOp) -> ast.expr:
        self.generic_visit(binary)
        left, right = number_of(binary.left), number_of(binary.right)
        if left is not None and right is not None:
            try:
                return ast.Constant(_BINARY[type(binary.op)](left, right))
            except (ValueError, ZeroDivisionError, OverflowError):
                return binary
        if isinstance(binary.op, ast.Mult):
            return _product(binary, left, right)
        if isinstance(binary.op, ast.Div) and right == 1.0:
            return binary.left
        if isinstance(binary.op, ast.Pow) and right is not None:
            return _power(binary, right)
        return binary

    def visit_Call(self, call: ast.Call) -> ast.expr:
        call.args = [self.visit(each) for each in call.args]
        arguments = [number_of(each) for each in call.args]
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        known = [each for each in arguments if each is not None]
        if name in FUNCTIONS and len(known) == len(arguments):
            try:
                return ast.Constant(FUNCTIONS[name](*known))
            except (ValueError, ZeroDivisionError, OverflowError):
                return call
        return call

    def visit_Compare(self, compare: ast.Compare) -> ast.expr:
        self.generic_visit(compare)
        parts = [number_of(each) for each in (compare.left, *compare.comparators)]
        known = [each for each in parts if each is not None]
        if len(known) < len(parts):
            return compare
        links = zip(compare.ops, known, known[1:], strict=False)
        return ast.Constant(all(_BINARY[type(op)](a, b) for op, a, b in links))

    def visit_BoolOp(self, boolean: ast.BoolOp) -> ast.expr:
        self.generic_visit(boolean)
        decides = isinstance(boolean.op, ast.Or)
        rest = [each for each in boolean.values if not isinstance(each, ast.Constant)]
        if any(
            isinstance(each, ast.Constant) and each.value is decides
            for each in boolean.values
        ):
            return ast.Constant(decides)
        if not rest:
            return ast.Constant(not decides)
        boolean.values = rest
        return boolean if len(rest) > 1 else rest[0]

    def visit_IfExp(self, choice: ast.IfExp) -> ast.expr:
        test = self.visit(choice.test)
        if isinstance(test, ast.Constant):
            chosen: ast.expr = self.visit(choice.body if test.value else choice.orelse)
            return chosen
        return ast.IfExp(test, self.visit(choice.body), self.visit(choice.orelse))


def _product(binary: ast.BinOp, left: float | None, right: float | None) -> ast.expr:
    for number, other in ((left, binary.right), (right, binary.left)):
        if number == 1.0:
            return other
        if number == -1.0:
            return ast.UnaryOp(ast.USub(), other)
    return binary


def _power(binary: ast.BinOp, exponent: float) -> ast.expr:
    if exponent == 1.0:
        return binary.left
    if exponent == -1.0:
        return ast.BinOp(ast.Constant(1.0), ast.Div(), binary.left)
    if exponent in _POWERS and isinstance(binary.left, ast.Name):
        written = ast.parse(_POWERS[int(exponent)], mode="eval").body
        return substituted(written, {"x": binary.left})
    return binary
