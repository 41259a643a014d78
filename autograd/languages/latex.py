r"""Rows as LaTeX, for notebooks, papers and everything that reads TeX's formulas.

Fractions, superscripts, roots and cases; a product is always written with \cdot. A
label may hold any character: what TeX or HTML would act on is escaped.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import ClassVar

from autograd.languages import names
from autograd.languages.display import Display
from autograd.languages.printing import Level, Printed
from autograd.languages.rewriting import textbook

_COMMANDS = "arccos arcsin arctan cos cosh exp ln max min sin sinh tan tanh".split()
_LETTERS = {letter: f"\\{name}" for name, letter in names.GREEK.items()}
_ESCAPES = {
    "\\": r"\backslash{}",
    "^": r"{\wedge}",
    "~": r"{\sim}",
    "<": "{<}",  # followed by a letter it would open a tag in HTML
    " ": r"\ ",
    "-": "{-}",
    **{character: f"\\{character}" for character in "{}$%&#_"},
}


class Latex(Display):
    r"""Prints a tree as LaTeX.

    >>> from autograd.expression import parse
    >>> tree = parse("-x / sqrt(y ** 2 + 1)", ("x", "y"))
    >>> print(Latex({"x": "w1,12", "y": "z_max"})(tree))
    -\frac{w_{1,12}}{\sqrt{z_{max}^{2} + 1}}
    """

    signs: ClassVar[Mapping[type[ast.AST], str]] = {
        ast.Add: " + ",
        ast.Sub: " - ",
        ast.USub: "-",
        ast.Mult: r" \cdot ",
        ast.Lt: " < ",
        ast.LtE: r" \le ",
        ast.Gt: " > ",
        ast.GtE: r" \ge ",
        ast.Eq: " = ",
        ast.NotEq: r" \ne ",
        ast.And: r" \text{ and } ",
        ast.Or: r" \text{ or } ",
    }

    def prepared(self, tree: ast.expr) -> ast.expr:
        """The tree as a book writes it."""
        return textbook(tree)

    def parentheses(self, text: str) -> str:
        """Parentheses as high as what they hold."""
        return rf"\left({text}\right)"

    def name(self, label: str) -> Printed:
        """A letter or a word with its subscript; any other label upright."""
        found = names.split(label)
        if not found:
            return Printed(rf"\mathrm{{{_escaped(label)}}}")
        head, subscript = found
        return Printed(_head(head) + (f"_{{{subscript}}}" if subscript else ""))

    def indexed(self, label: str, index: str) -> Printed:
        """A label with an index."""
        return self.name(names.indexed(label, index))

    def constant(self, name: str) -> Printed:
        """π or ∞."""
        return Printed({"pi": r"\pi", "inf": r"\infty"}[name])

    def quotient(self, left: Printed, right: Printed) -> Printed:
        """A fraction."""
        return Printed(rf"\frac{{{left}}}{{{right}}}", Level.PRODUCT)

    def power(self, base: Printed, exponent: Printed) -> Printed:
        """A superscript."""
        return Printed(f"{self.fit(base, Level.ATOM)}^{{{exponent}}}", Level.POWER)

    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function; the exponential as a power, a root, an absolute value."""
        match name, arguments:
            case "exp", [x]:
                return self.power(Printed("e"), x)
            case "sqrt", [x]:
                return Printed(rf"\sqrt{{{x}}}")
            case "abs", [x]:
                return Printed(rf"\left|{x}\right|")
        text = ", ".join(each.text for each in arguments)
        return Printed(_function(name) + self.parentheses(text))

    def series(self, text: str) -> str:
        """The sign of the sum, and the element."""
        return rf"\sum_{{i}} {text}"

    def conditional(self, tree: ast.IfExp) -> Printed:
        """The cases, one below the other."""
        rows = []
        last: ast.expr = tree
        while isinstance(last, ast.IfExp):
            rows.append(
                rf"{self.print(last.body)} & \text{{if }} {self.print(last.test)}"
            )
            last = last.orelse
        rows.append(rf"{self.print(last)} & \text{{otherwise}}")
        text = r" \\ ".join(rows)
        return Printed(rf"\begin{{cases}} {text} \end{{cases}}", Level.CONDITIONAL)


def _head(head: str) -> str:
    """A letter, slanted, or a word, upright."""
    head, accent = names.accented(names.GREEK.get(head, head))
    if accent:
        return rf"\{accent}{{{_LETTERS.get(head, head)}}}"
    if len(head) > 1:
        return rf"\mathrm{{{head}}}"
    return _LETTERS.get(head, head)


def _function(name: str) -> str:
    name = names.BOOK_NAMES.get(name, name)
    if name in _COMMANDS:
        return f"\\{name}"
    return _LETTERS.get(name) or rf"\operatorname{{{_escaped(name)}}}"


def _escaped(label: str) -> str:
    return "".join(_ESCAPES.get(each, each) for each in names.printable(label))
