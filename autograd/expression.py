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
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

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


def parse(
    text: str,
    names: Collection[str],
    vectors: Collection[str] = (),
    for_each: bool = False,
) -> ast.expr:
    """Read a row's text and check that it uses nothing but the allowed forms.

    Args:
        text: an expression, see the docstring of `ops`.
        names: the names it may use besides functions and constants.
        vectors: those of them that are vectors.
        for_each: the text is written for one element of the vectors; else they stand
            only inside `sum`.

    Raises:
        ValueError: naming the part that is not allowed and what is.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not an expression: {error.msg}") from None
    scalars = set(names) if for_each else set(names) - set(vectors)
    if problem := _Check(scalars, set(vectors)).number(tree):
        raise ValueError(f"in {text!r}: {problem}")
    return tree


@dataclass(frozen=True, slots=True)
class _Check:
    """What is wrong with a part of a tree, in words; "" for nothing."""

    scalars: set[str]
    vectors: set[str]

    def number(self, part: ast.expr) -> str:
        """A part that stands for a number."""
        match part:
            case ast.Constant(value=value):
                return "" if _is_float(value) else f"{value!r} is not a number"
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.number(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self.number(left) or self.number(right)
            case ast.IfExp(test=test, body=yes, orelse=no):
                return self.condition(test) or self.number(yes) or self.number(no)
            case ast.Compare() | ast.BoolOp():
                return "a comparison stands only after `if`, and is no number"
            case ast.Call(func=ast.Name(id="sum"), args=arguments, keywords=[]):
                return self._sum(arguments)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return _arity(name, len(arguments)) or self._any(arguments)
        return f"{type(part).__name__} is not allowed here"

    def condition(self, part: ast.expr) -> str:
        """A part that stands between `if` and `else`."""
        match part:
            case ast.BoolOp(values=values):
                return next(filter(None, map(self.condition, values)), "")
            case ast.Compare(left=left, ops=ops, comparators=rights):
                if all(type(op) in _COMPARISONS for op in ops):
                    return self._any([left, *rights])
        return "after `if` stands a comparison, such as x > 0"

    def _any(self, parts: Iterable[ast.expr]) -> str:
        return next(filter(None, map(self.number, parts)), "")

    def _name(self, name: str) -> str:
        known = self.scalars | set(CONSTANTS)
        if name in known:
            return ""
        if name in self.vectors:
            return f"the vector {name} stands only inside sum(...)"
        if name in FUNCTIONS or name in OPS or name == "sum":
            return f"the function {name} takes its operand in parentheses"
        return f"unknown name {name!r}; known here: {', '.join(sorted(known))}"

    def _sum(self, arguments: list[ast.expr]) -> str:
        if not 1 <= len(arguments) <= 2:
            return "sum takes what is summed, and where it starts"
        element, *start = arguments
        used = {part.id for part in ast.walk(element) if isinstance(part, ast.Name)}
        if not used & self.vectors:
            return "sum takes a vector, an operand written with a *"
        each = _Check(self.scalars | self.vectors, self.vectors)
        return each.number(element) or self._any(start)


def _is_float(value: object) -> bool:
    return type(value) is float or (type(value) is int and abs(value) < 2**1000)


def _arity(name: str, given: int) -> str:
    """What is wrong with a call of a function with so many operands."""
    op = OPS.get(name)
    if op is None or op.vectors:
        known = ", ".join(sorted(key for key, row in OPS.items() if not row.vectors))
        return f"unknown function {name!r}; known: {known}"
    most = len(op.names)
    least = most - len(op.defaults)
    if least <= given <= most:
        return ""
    wanted = str(most) if least == most else f"{least} to {most}"
    return f"{name} takes {wanted} operand{'s' * (most > 1)}, not {given}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part is printed: for each element of the vectors, in a condition."""

    each: bool = False
    condition: bool = False


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
        self._totals = 0

    def __call__(self, tree: ast.expr) -> str:
        """Print a tree."""
        return self._print(tree, _Place())

    def elements(self, tree: ast.expr, length_of: str) -> str:
        """Print a tree, written for one element, as a tuple over the vectors."""
        used = self._used_vectors(tree)
        if not used:
            return f"({self(tree)},) * len({self.rename[length_of]})"
        if isinstance(tree, ast.Name):
            return f"tuple({self.rename[tree.id]})"
        return f"tuple([{self._print(tree, _Place(each=True))} {self._loop(used)}])"

    def _print(self, tree: ast.expr, place: _Place) -> str:
        match tree:
            case ast.Constant(value=int() | float() as value):
                return repr(float(value))
            case ast.Name(id=name):
                return self._name(name, place)
            case ast.UnaryOp(operand=operand):
                return f"(-{self._print(operand, place)})"
            case ast.BinOp(left=left, op=op, right=right):
                first, second = self._print(left, place), self._print(right, place)
                if isinstance(op, ast.Pow):
                    return f"power({first}, {second})"
                return f"({first} {_ARITHMETIC[type(op)]} {second})"
            case ast.Call(func=ast.Name(id="sum"), args=arguments):
                return self._sum(arguments, place)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                printed = ", ".join(self._print(part, place) for part in arguments)
                return f"{name}({printed})"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition = self._print(test, replace(place, condition=True))
                yes, no = self._print(body, place), self._print(orelse, place)
                return f"({yes} if {condition} else {no})"
            case ast.BoolOp(op=boolean, values=values):
                word = f" {_BOOLEANS[type(boolean)]} "
                return "(" + word.join(self._print(v, place) for v in values) + ")"
            case ast.Compare(left=left, ops=ops, comparators=rights):
                words = [self._print(left, place)]
                for comparison, right in zip(ops, rights, strict=True):
                    words += [_COMPARISONS[type(comparison)], self._print(right, place)]
                return f"({' '.join(words)})"
        raise AssertionError(f"parse let {ast.dump(tree)} through")

    def _name(self, name: str, place: _Place) -> str:
        looked_at = place.condition and self.conditions is not self.rename
        if place.each and name in self.vectors:
            return f"float({name}_element)" if looked_at else f"{name}_element"
        return (self.conditions if looked_at else self.rename).get(name, name)

    def _sum(self, arguments: list[ast.expr], place: _Place) -> str:
        """A sum over the elements of vectors: a loop before the expression."""
        element, *start = arguments
        begin = self._print(start[0], replace(place, each=False)) if start else "0.0"
        each = self._print(element, replace(place, each=True))
        total = f"_total{self._totals}"
        self._totals += 1
        self.lines += [
            f"{total} = {begin}",
            f"{self._loop(self._used_vectors(element))}:",
            f"    {total} += {each}",
        ]
        return total

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


def overflows(tree: ast.expr) -> bool:
    """Whether it is arithmetic alone, which gives inf where the result is too large."""
    calls = {
        ast.unparse(part.func) for part in ast.walk(tree) if isinstance(part, ast.Call)
    }
    arithmetic = any(isinstance(part, ast.BinOp) for part in ast.walk(tree))
    return calls <= {"sum"} and (arithmetic or "sum" in calls)


def value_tree(op: Op) -> ast.expr:
    """The checked tree of an op's value."""
    return parse(op.value, op.names, op.vectors)


def partial_trees(op: Op) -> list[ast.expr]:
    """The checked trees of an op's partials, one per operand."""
    return [
        parse(text, (*op.names, "out"), op.vectors, for_each=name in op.vectors)
        for name, text in zip(op.names, op.partials, strict=True)
    ]
