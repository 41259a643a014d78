"""Rows as plain Unicode text, for terminals and tooltips.

Read as Python (− as -, · as *, ^ as **) the text gives the row's own number.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import ClassVar

from autograd.languages.display import Display
from autograd.languages.names import printable
from autograd.languages.printing import Level, Printed

_INDICES = {"i": "ᵢ", "k": "ₖ"}


class Plain(Display):
    """Prints a tree as text.

    >>> from autograd.expression import parse
    >>> tree = parse("-x / (y * z) ** 2", ("x", "y", "z"))
    >>> print(Plain()(tree))
    −x / (y · z)^2
    >>> inner = Plain()(parse("a + b", ("a", "b")))
    >>> print(Plain({"x": "w1", "y": inner, "z": -0.5})(tree))
    −w1 / ((a + b) · (−0.5))^2
    """

    signs: ClassVar[Mapping[type[ast.AST], str]] = {
        ast.Add: " + ",
        ast.Sub: " − ",
        ast.USub: "−",
        ast.Mult: " · ",
        ast.Div: " / ",
        ast.Pow: "^",
        ast.Lt: " < ",
        ast.LtE: " ≤ ",
        ast.Gt: " > ",
        ast.GtE: " ≥ ",
        ast.Eq: " = ",
        ast.NotEq: " ≠ ",
        ast.And: " and ",
        ast.Or: " or ",
    }

    def name(self, label: str) -> Printed:
        """A label as it stands."""
        return Printed(printable(label))

    def indexed(self, label: str, index: str) -> Printed:
        """A label with an index."""
        return Printed(printable(label) + _INDICES[index])

    def constant(self, name: str) -> Printed:
        """π or ∞."""
        return Printed({"pi": "π", "inf": "∞"}[name])

    def scientific(self, digits: str, exponent: int) -> Printed:
        """As Python writes it."""
        return Printed(f"{digits}e{exponent}".replace("-", "−"))

    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function; √(x) and |x|, unless bars meet bars."""
        text = ", ".join(each.text for each in arguments)
        if name == "abs" and "|" not in text:
            return Printed(f"|{text}|")
        return Printed(f"{'√' if name == 'sqrt' else name}({text})")

    def series(self, text: str) -> str:
        """Σᵢ and the element."""
        return f"Σᵢ {text}"

    def conditional(self, tree: ast.IfExp) -> Printed:
        """As Python writes it."""
        yes = self.fit(self.print(tree.body), Level.OR, leads=True)
        test = self.fit(self.print(tree.test), Level.OR, leads=True)
        no = self.fit(self.print(tree.orelse), Level.CONDITIONAL, leads=True)
        return Printed(f"{yes} if {test} else {no}", Level.CONDITIONAL)
