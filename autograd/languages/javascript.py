"""Rows as JavaScript, so that a page computes with the same ops.

A row becomes a function of its operands, numbers or arrays of numbers for vectors, that
returns its value and its partials. Where Python raises, JavaScript returns NaN or
Infinity.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import resources
from typing import ClassVar

from autograd.expression import partial_trees, value_tree
from autograd.languages.code import Code
from autograd.languages.printing import Level, Printed
from autograd.ops import Op

_OURS = ("erf", "erfc")
"""Functions of functions.js; all others are Math's."""


def javascript_row(op: Op) -> str:
    """A row as a JavaScript function that returns `{out, partials}`.

    It calls `erf`, `erfc` and `power` of `javascript_source`. After the operands it
    takes the value of the op where that is known, or is to be another.

    >>> from autograd import OPS
    >>> print(javascript_row(OPS["tanh"]))
    ($x, out = Math.tanh($x)) => ({out, partials: [1.0 - out * out]})
    """
    printer = JavaScript(vectors=op.vectors)
    partials = ", ".join(
        printer.elements(name, tree) if name in op.vectors else printer(tree).text
        for name, tree in zip(op.names, partial_trees(op), strict=True)
    )
    operands = ", ".join(f"${name}" for name in op.names)
    value = printer(value_tree(op))
    return f"({operands}, out = {value}) => ({{out, partials: [{partials}]}})"


def javascript_source(ops: Iterable[Op]) -> str:
    """Rows as one JavaScript expression: an object with a function for each name.

    A page writes `const ops = …;` and then `ops.mul(2, 3).out`.
    """
    functions = resources.files(__package__).joinpath("functions.js")
    rows = ",\n".join(f"{op.name}: {javascript_row(op)}" for op in ops)
    return f"(() => {{\n{functions.read_text('utf-8')}\nreturn {{\n{rows}\n}};\n}})()"


class JavaScript(Code):
    """Prints a tree as a JavaScript expression; operands get a $, as `in` needs it."""

    signs: ClassVar[Mapping[type[ast.AST], str]] = {
        ast.Add: " + ",
        ast.Sub: " - ",
        ast.USub: "-",
        ast.Mult: " * ",
        ast.Div: " / ",
        ast.Lt: " < ",
        ast.LtE: " <= ",
        ast.Gt: " > ",
        ast.GtE: " >= ",
        ast.Eq: " === ",
        ast.NotEq: " !== ",
        ast.And: " && ",
        ast.Or: " || ",
    }

    def elements(self, vector: str, tree: ast.expr) -> str:
        """A tree, written for one element, as an array as long as a vector."""
        printed = replace(self, index="k")(tree)
        return f"${vector}.map((_, k) => {printed})"

    def name(self, label: str) -> Printed:
        """An operand, or `out`."""
        return Printed(label if label == "out" else f"${label}")

    def element(self, label: str) -> Printed:
        """One element, or the whole array where none is meant."""
        return Printed(f"${label}[{self.index}]" if self.index else f"${label}")

    def constant(self, name: str) -> Printed:
        """π or ∞."""
        return Printed({"pi": "Math.PI", "inf": "Infinity"}[name])

    def number(self, x: float) -> Printed:
        """A number, exactly."""
        named = {"inf": "Infinity", "nan": "NaN"}.get(repr(x))
        return Printed(named) if named else super().number(x)

    def power(self, base: Printed, exponent: Printed) -> Printed:
        """A call: JavaScript's own differs in places."""
        return Printed(f"power({base}, {exponent})")

    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function of Math, or of ours."""
        function = name if name in _OURS else f"Math.{name}"
        return Printed(f"{function}({', '.join(each.text for each in arguments)})")

    def total(self, element: ast.expr, start: ast.expr) -> Printed:
        """A sum over the elements, from left to right."""
        used = {part.id for part in ast.walk(element) if isinstance(part, ast.Name)}
        vector = next(name for name in self.vectors if name in used)
        term = self.fit(replace(self, index="i").print(element), Level.PRODUCT)
        first = self.print(start)
        return Printed(f"${vector}.reduce((total, _, i) => total + {term}, {first})")

    def conditional(self, tree: ast.IfExp) -> Printed:
        """One of two expressions; only that one is evaluated."""
        yes, no = self.print(tree.body), self.print(tree.orelse)
        test = self.fit(self.print(tree.test), Level.OR)
        text = f"{test} ? {self.fit(yes, Level.OR, leads=True)} : {no}"
        return Printed(text, Level.CONDITIONAL)
