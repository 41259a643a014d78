"""Rows as numpy expressions, over whole arrays at once.

An operand is an array (or a number), a vector operand an array whose last axis holds
its elements. The text is source only, evaluated with the names of `numpy_namespace`.
Where a row raises, numpy warns and gives inf or NaN. The branch that a condition does
not take is computed too, but never warns and never shows in the result.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import Any, ClassVar

from autograd.expression import CONSTANTS, FUNCTIONS, partial_trees, value_tree
from autograd.languages.code import Code
from autograd.languages.printing import Level, Names, Printed
from autograd.ops import Op

NUMPY_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}


def numpy_source(op: Op, names: Names | None = None) -> tuple[str, tuple[str, ...]]:
    """A row's value and its partials, one per operand, as numpy expressions.

    The partial of a vector operand has its elements along the last axis too, or is one
    number for all of them.

    Args:
        op: the row.
        names: what the operands and `out` are called in the source. Default: as in
            the row.

    >>> from autograd import OPS
    >>> numpy_source(OPS["dot"], {"x": "w"})
    ('np.sum(w * y, axis=-1) + start', ('y', 'w', '1.0'))
    """
    printer = Numpy(names or {}, op.vectors)
    value = printer(value_tree(op)).text
    partials = (
        replace(printer, index="k" if name in op.vectors else "")(tree).text
        for name, tree in zip(op.names, partial_trees(op), strict=True)
    )
    return value, tuple(partials)


def numpy_namespace(np: Any) -> dict[str, Any]:
    """What the expressions call, given the module numpy."""
    functions = {
        name: getattr(np, NUMPY_NAMES.get(name, name), None)
        or np.vectorize(function, otypes=[float])
        for name, function in FUNCTIONS.items()
    }

    def chosen(test: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
        with np.errstate(all="ignore"):  # of both branches everything is computed
            return np.where(test, yes(), no())

    return {**CONSTANTS, "nan": nan, **functions, "np": np, "chosen": chosen}


class Numpy(Code):
    """Prints a tree as a numpy expression."""

    signs: ClassVar[Mapping[type[ast.AST], str]] = {
        ast.Add: " + ",
        ast.Sub: " - ",
        ast.USub: "-",
        ast.Mult: " * ",
        ast.Div: " / ",
        ast.Pow: " ** ",
        ast.Lt: " < ",
        ast.LtE: " <= ",
        ast.Gt: " > ",
        ast.GtE: " >= ",
        ast.Eq: " == ",
        ast.NotEq: " != ",
        ast.And: " & ",
        ast.Or: " | ",
    }

    def named(self, name: str) -> Printed:
        """An operand; among the elements of vectors a scalar needs their axis."""
        printed = super().named(name)
        if self.index and name not in self.vectors:
            return Printed(f"np.expand_dims({printed}, -1)")
        return printed

    def element(self, label: str) -> Printed:
        """All elements."""
        return Printed(label)

    def constant(self, name: str) -> Printed:
        """A name of the namespace."""
        return Printed(name)

    def joined(self, op: type[ast.AST], tests: Sequence[Printed]) -> Printed:
        """Conditions joined element by element; & binds more tightly than <."""
        text = self.signs[op].join(self.fit(each, Level.ATOM) for each in tests)
        return Printed(text, Level.OR)

    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function of the namespace."""
        return Printed(f"{name}({', '.join(each.text for each in arguments)})")

    def total(self, element: ast.expr, start: ast.expr) -> Printed:
        """A sum over the last axis."""
        elements = replace(self, index="i").print(element)
        kept = ", keepdims=True" if self.index else ""
        total = Printed(f"np.sum({elements}, axis=-1{kept})")
        match start:
            case ast.Constant(value=0):
                return total
        return self.infix(ast.Add, total, self.print(start))

    def conditional(self, tree: ast.IfExp) -> Printed:
        """One of two arrays, element by element."""
        parts = (self.print(tree.test), self.print(tree.body), self.print(tree.orelse))
        test, yes, no = (part.text for part in parts)
        if _computes(tree.body) or _computes(tree.orelse):
            return Printed(f"chosen({test}, lambda: {yes}, lambda: {no})")
        return Printed(f"np.where({test}, {yes}, {no})")


def _computes(tree: ast.expr) -> bool:
    """Whether a branch can warn where it is not taken."""
    return any(isinstance(part, ast.Call | ast.BinOp) for part in ast.walk(tree))
