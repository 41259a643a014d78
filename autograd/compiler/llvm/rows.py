"""A row's tree as LLVM code over lanes.

A tree of `expression.parse` goes in, with what stands for each operand: Lanes, or a
plain number, with which is reckoned on the spot. A condition becomes a select of both
branches; first what they share is drawn out of them (`merged`), so that a sigmoid,
written as two quotients of exponentials, takes one exponential and one division.
"""

from __future__ import annotations

import ast
import copy
import math
import operator
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache

from autograd.compiler.llvm.emitter import Emitter
from autograd.compiler.llvm.lanes import Lanes
from autograd.compiler.llvm.library import function_name
from autograd.expression import CONSTANTS, FUNCTIONS, partial_trees, value_tree
from autograd.languages.rewriting import expanded
from autograd.ops import Op

Part = Lanes | float
_ARITHMETIC: dict[type[ast.AST], Callable[..., Part]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_PYTHON = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_LARGEST_EXPONENT = 4
"""Up to here a whole power is a few products, with less than 2 units of error."""

Element = Callable[[str, str], Lanes]
"""The element of a vector operand (its name) at an index (a name in LLVM)."""


@dataclass(frozen=True)
class RowCode:
    """Writes trees into an emitter; call it with one.

    Args:
        emitter: where the instructions go.
        names: what stands for an operand or `out`.
        vectors: the operands that are vectors.
        element: gives an element of one.
        length: how many elements the vectors have.
        index: the element that is meant where the text is written for one.
        called: gathers the functions that the text calls, and their widths.
    """

    emitter: Emitter
    names: dict[str, Part]
    called: set[tuple[str, int]]
    vectors: Collection[str] = ()
    element: Element | None = None
    length: int = 0
    index: str = ""

    def __call__(self, tree: ast.expr) -> Part:
        """The value of a prepared tree: Lanes, or a number where no Lanes go in."""
        return self._number(tree)

    def _number(self, tree: ast.expr) -> Part:
        match tree:
            case ast.Constant(value=int() | float() as value):
                return float(value)
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp(operand=operand):
                return -self._number(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(type(op), self._number(left), self._number(right))
            case ast.Call(func=ast.Name(id="sum"), args=[element, *start]):
                begin = self._number(start[0]) if start else 0.0
                return self._sum(element, begin)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, [self._number(each) for each in arguments])
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choice(self._condition(test), body, orelse)
        raise AssertionError(f"parse let {ast.dump(tree)} through")

    def _name(self, name: str) -> Part:
        if name in self.names:
            return self.names[name]
        if name in self.vectors:
            assert self.element is not None
            return self.element(name, self.index)
        return CONSTANTS[name]

    def _binary(self, op: type[ast.AST], left: Part, right: Part) -> Part:
        if op is ast.Pow:
            return self._power(left, right)
        if isinstance(left, float) and isinstance(right, float):
            try:
                return _ARITHMETIC[op](left, right)
            except ZeroDivisionError:
                left = self.emitter.lanes(left)
        if op is ast.Mult and 1.0 in (left, right):
            return right if left == 1.0 else left
        return _ARITHMETIC[op](left, right)

    def _power(self, base: Part, exponent: Part) -> Part:
        if isinstance(exponent, float) and exponent.is_integer():
            n = int(exponent)
            if n == 0:
                return 1.0
            if n == -1:
                return self._binary(ast.Div, 1.0, base)
            if 0 < n <= _LARGEST_EXPONENT:
                square = base * base if n > 1 else base
                return (base, square, square * base, square * square)[n - 1]
        return self._call("pow", [base, exponent])

    def _call(self, name: str, arguments: list[Part]) -> Part:
        if all(isinstance(each, float) for each in arguments):
            function = FUNCTIONS.get(name, math.pow)
            try:
                return function(*arguments)
            except (ValueError, OverflowError):
                pass  # it may stand in a branch that is not taken
        self.called.add((name, self.emitter.width))
        return self.emitter.call(function_name(name, self.emitter.width), *arguments)

    def _sum(self, element: ast.expr, start: Part) -> Part:
        first = self.emitter.lanes(start)
        with self.emitter.loop(self.length, [(first.type, first.text)]) as loop:
            inside = replace(self, index=loop.index)
            total = Lanes(self.emitter, loop.carried[0])
            following = total + inside._number(element)
            loop.carry(self.emitter.lanes(following).text)
        return Lanes(self.emitter, loop.final[0])

    def _choice(self, test: Lanes | bool, yes: ast.expr, no: ast.expr) -> Part:
        if isinstance(test, bool):
            return self._number(yes if test else no)
        one, other = self._number(yes), self._number(no)
        return test.select(one, other)

    def _condition(self, tree: ast.expr) -> Lanes | bool:
        match tree:
            case ast.BoolOp(op=op, values=values):
                parts = [self._condition(each) for each in values]
                return self._joined(isinstance(op, ast.And), parts)
            case ast.Compare(left=left, ops=ops, comparators=rights):
                numbers = [self._number(each) for each in (left, *rights)]
                links = [
                    _compared(_COMPARISONS[type(op)], *pair)
                    for op, *pair in zip(ops, numbers, numbers[1:], strict=False)
                ]
                return self._joined(True, links)
        raise AssertionError(f"parse let {ast.dump(tree)} through")

    def _joined(self, every: bool, parts: list[Lanes | bool]) -> Lanes | bool:
        """All of these conditions, or any."""
        if any(part is (not every) for part in parts):
            return not every
        lanes = [part for part in parts if isinstance(part, Lanes)]
        if not lanes:
            return every
        found = lanes[0]
        for each in lanes[1:]:
            found = found & each if every else found | each
        return found


def _compared(sign: str, left: Part, right: Part) -> Lanes | bool:
    if isinstance(left, Lanes):
        return left.compare(sign, right)
    if isinstance(right, Lanes):
        return right.compare(_MIRRORED[sign], left)
    return bool(_PYTHON[sign](left, right))


# ------------------------------------------------------------------------- preparing


def prepared(tree: ast.expr) -> ast.expr:
    """A tree with other rows written out, and what branches share drawn out."""
    return merged(expanded(tree))


@lru_cache(256)
def prepared_value(op: Op) -> ast.expr:
    """The tree of a row's value."""
    return prepared(value_tree(op))


@lru_cache(256)
def prepared_partials(op: Op) -> list[ast.expr]:
    """The trees of a row's partials."""
    return [prepared(tree) for tree in partial_trees(op)]


# ---------------------------------------------------------------- conditions, cheaper


def merged(tree: ast.expr) -> ast.expr:
    """The tree, where both branches of a condition compute alike: computed once.

    >>> from autograd.expression import parse
    >>> ast.unparse(merged(parse("1 / (1 + exp(-x)) if x >= 0 else 2 / exp(x)", "x")))
    '(1 if x >= 0 else 2) / (1 + exp(-x if x >= 0 else x) if x >= 0 else \
exp(-x if x >= 0 else x))'
    """
    rewritten: ast.expr = _Merged().visit(tree)
    return rewritten


class _Merged(ast.NodeTransformer):
    def visit_IfExp(self, tree: ast.IfExp) -> ast.expr:
        self.generic_visit(tree)
        body, orelse = tree.body, tree.orelse
        for name in FUNCTIONS:
            one, other = _only_call(body, name), _only_call(orelse, name)
            if one is None or other is None or ast.dump(one) == ast.dump(other):
                continue
            shared = ast.Call(ast.Name(name), [_either(tree.test, one, other)], [])
            # Copied: a tree that stood in two places would be changed in both.
            shared = copy.deepcopy(shared)
            body = _Replaced(name, shared).visit(copy.deepcopy(body))
            orelse = _Replaced(name, shared).visit(copy.deepcopy(orelse))
        return copy.deepcopy(_either(tree.test, body, orelse))


def _either(test: ast.expr, yes: ast.expr, no: ast.expr) -> ast.expr:
    """One of two trees; where they have the same root, it is drawn out."""
    if ast.dump(yes) == ast.dump(no):
        return yes
    match yes, no:
        case ast.BinOp(left=a, op=op, right=b), ast.BinOp(left=c, op=other, right=d):
            if type(op) is type(other) and not isinstance(op, ast.Pow):
                return ast.BinOp(_either(test, a, c), op, _either(test, b, d))
    return ast.IfExp(test, yes, no)


def _only_call(tree: ast.expr, name: str) -> ast.expr | None:
    """The operand of a function that is called with one operand only."""
    found = {
        ast.dump(part.args[0]): part.args[0]
        for part in ast.walk(tree)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id == name
    }
    return next(iter(found.values())) if len(found) == 1 else None


class _Replaced(ast.NodeTransformer):
    """Another call in place of all calls of a function."""

    def __init__(self, name: str, call: ast.expr) -> None:
        self.name, self.call = name, call

    def visit_Call(self, call: ast.Call) -> ast.expr:
        if isinstance(call.func, ast.Name) and call.func.id == self.name:
            return copy.deepcopy(self.call)
        self.generic_visit(call)
        return call
