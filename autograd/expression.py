"""A row's text, read once and printed in the languages that the rooms need.

`parse` checks a text against the few forms a row may use and returns its syntax tree.
`Python` prints a tree as Python source: over floats it is the arithmetic that recording
runs, over Values the same source builds higher derivatives. Vector operands are
summed in a plain loop from left to right, so that one n-ary node gives the same bits as
the chain of two-operand nodes it stands for, on every version of Python.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Collection

from autograd.ops import OPS, Op

FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "erf": math.erf,
    "erfc": math.erfc,
    "abs": abs,
}
CONSTANTS = {"pi": math.pi, "inf": math.inf}

_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARISONS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_BOOLEANS = {ast.And: "and", ast.Or: "or"}


def parse(text: str, names: Collection[str]) -> ast.expr:
    """Read a row's text and check that it uses nothing but the allowed forms.

    Args:
        text: an expression, see the docstring of `ops`.
        names: the names it may use besides functions and constants.

    Raises:
        ValueError: naming the part that is not allowed and what is.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not an expression: {error.msg}") from None
    allowed = {*names, *CONSTANTS}
    for part in ast.walk(tree):
        if problem := _problem(part, allowed):
            raise ValueError(f"in {text!r}: {problem}")
    return tree


def _problem(part: ast.AST, allowed: Collection[str]) -> str:
    """What is wrong with one part of a tree, or nothing."""
    match part:
        case ast.Constant(value=value):
            return "" if type(value) in (int, float) else f"{value!r} is not a number"
        case ast.Name(id=name):
            if name in allowed or name in FUNCTIONS or name in OPS or name == "sum":
                return ""
            return f"unknown name {name!r}; known here: {', '.join(sorted(allowed))}"
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            if name in FUNCTIONS or name in OPS:
                return ""
            known = ", ".join(sorted({*FUNCTIONS, *OPS}))
            return f"unknown function {name!r}; known: {known}"
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
            return ""
        case ast.UnaryOp(op=ast.USub()) | ast.IfExp() | ast.BoolOp():
            return ""
        case ast.Compare(ops=ops) if all(type(op) in _COMPARISONS for op in ops):
            return ""
        case ast.operator() | ast.unaryop() | ast.cmpop() | ast.boolop():
            return ""
        case ast.expr_context():
            return ""
    return f"{type(part).__name__} is not allowed here"


class Python:
    """Prints a tree as Python source.

    Args:
        rename: what each operand (and `out`) is called in the source.
        conditions: what it is called inside a condition, where Values are looked at
            by their data. Default: the same.
        vectors: operands that are sequences; inside `sum` their elements are meant.

    Attributes:
        lines: statements that must stand before the printed expression.
    """

    def __init__(
        self,
        rename: dict[str, str],
        conditions: dict[str, str] | None = None,
        vectors: Collection[str] = (),
    ) -> None:
        self.rename = rename
        self.conditions = rename if conditions is None else conditions
        self.vectors = vectors
        self.lines: list[str] = []

    def __call__(self, tree: ast.expr) -> str:
        """Print a tree."""
        return self._print(tree, self.rename)

    def elements(self, tree: ast.expr, length_of: str) -> str:
        """Print a tree, written for one element, as a tuple over the vectors."""
        used = self._used_vectors(tree)
        if not used:
            return f"({self(tree)},) * len({self.rename[length_of]})"
        if isinstance(tree, ast.Name):
            return f"tuple({self.rename[tree.id]})"
        return f"tuple([{self._element(tree)} {self._loop(used)}])"

    def _print(self, tree: ast.expr, names: dict[str, str]) -> str:
        match tree:
            case ast.Constant(value=int() | float() as value):
                return repr(float(value))
            case ast.Name(id=name):
                return names.get(name, name)
            case ast.UnaryOp(operand=operand):
                return f"(-{self._print(operand, names)})"
            case ast.BinOp(left=left, op=op, right=right):
                first, second = self._print(left, names), self._print(right, names)
                if isinstance(op, ast.Pow):
                    return f"power({first}, {second})"
                return f"({first} {_ARITHMETIC[type(op)]} {second})"
            case ast.Call(func=ast.Name(id="sum"), args=arguments):
                return self._sum(arguments)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                printed = ", ".join(self._print(part, names) for part in arguments)
                return f"{name}({printed})"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition = self._print(test, self.conditions)
                yes, no = self._print(body, names), self._print(orelse, names)
                return f"({yes} if {condition} else {no})"
            case ast.BoolOp(op=boolean, values=values):
                word = f" {_BOOLEANS[type(boolean)]} "
                return "(" + word.join(self._print(v, names) for v in values) + ")"
            case ast.Compare(left=left, ops=ops, comparators=rights):
                words = [self._print(left, names)]
                for comparison, right in zip(ops, rights, strict=True):
                    words += [_COMPARISONS[type(comparison)], self._print(right, names)]
                return f"({' '.join(words)})"
        raise AssertionError(f"parse let {ast.dump(tree)} through")

    def _sum(self, arguments: list[ast.expr]) -> str:
        """A sum over the elements of vectors: a loop before the expression."""
        element, *start = arguments
        total = f"total{len(self.lines)}"
        loop = self._loop(self._used_vectors(element))
        self.lines += [
            f"{total} = {self(start[0]) if start else '0.0'}",
            f"{loop}:",
            f"    {total} += {self._element(element)}",
        ]
        return total

    def _element(self, tree: ast.expr) -> str:
        each = {name: f"{name}_element" for name in self.vectors}
        return self._print(tree, {**self.rename, **each})

    def _loop(self, used: list[str]) -> str:
        elements = ", ".join(f"{name}_element" for name in used)
        sources = ", ".join(self.rename[name] for name in used)
        return f"for {elements} in " + (f"zip({sources})" if len(used) > 1 else sources)

    def _used_vectors(self, tree: ast.expr) -> list[str]:
        used = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}
        return [name for name in self.vectors if name in used]


def can_fail(tree: ast.expr) -> bool:
    """Whether evaluating a tree over floats can raise: it calls, divides or powers."""
    return any(
        isinstance(part, ast.Call | ast.Div | ast.Pow) for part in ast.walk(tree)
    )


def value_tree(op: Op) -> ast.expr:
    """The checked tree of an op's value."""
    return parse(op.value, op.names)


def partial_trees(op: Op) -> list[ast.expr]:
    """The checked trees of an op's partials, one per operand."""
    return [parse(text, (*op.names, "out")) for text in op.partials]
