"""Rows as MathML, which browsers and notebooks show without any library.

Only elements of MathML Core are used, and every text is escaped.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from html import escape
from typing import ClassVar

from autograd.languages import names
from autograd.languages.display import Display
from autograd.languages.printing import Level, Printed, between
from autograd.languages.rewriting import textbook

_APPLIED = "<mo>&#8289;</mo>"  # invisible, between a function and its arguments
_ACCENTS = {"hat": "^", "tilde": "~", "bar": "¯"}
_CELL = '<mtd style="text-align:left">'


class MathML(Display):
    """Prints a tree as one MathML element; `math_element` puts it into a page.

    >>> from autograd.expression import parse
    >>> print(MathML({"x": "w1"})(parse("x / 2", ("x",))))
    <mfrac><msub><mi>w</mi><mn>1</mn></msub><mn>2</mn></mfrac>
    """

    signs: ClassVar[Mapping[type[ast.AST], str]] = {
        ast.Add: "<mo>+</mo>",
        ast.Sub: "<mo>−</mo>",
        ast.USub: "<mo>−</mo>",
        ast.Mult: "<mo>·</mo>",
        ast.Lt: "<mo>&lt;</mo>",
        ast.LtE: "<mo>≤</mo>",
        ast.Gt: "<mo>&gt;</mo>",
        ast.GtE: "<mo>≥</mo>",
        ast.Eq: "<mo>=</mo>",
        ast.NotEq: "<mo>≠</mo>",
        ast.And: "<mtext>&#160;and&#160;</mtext>",
        ast.Or: "<mtext>&#160;or&#160;</mtext>",
    }

    def prepared(self, tree: ast.expr) -> ast.expr:
        """The tree as a book writes it."""
        return textbook(tree)

    def join(self, *texts: str) -> str:
        """Elements in a row."""
        return f"<mrow>{''.join(texts)}</mrow>"

    def parentheses(self, text: str) -> str:
        """Parentheses as high as what they hold."""
        return self.join("<mo>(</mo>", text, "<mo>)</mo>")

    def name(self, label: str) -> Printed:
        """A letter or a word with its subscript; any other label as it stands."""
        found = names.split(label)
        if not found:
            return Printed(f"<mi>{escape(names.printable(label))}</mi>")
        head, subscript = found
        head, accent = names.accented(names.GREEK.get(head, head))
        text = f"<mi>{head}</mi>"
        if accent:
            text = f'<mover accent="true">{text}<mo>{_ACCENTS[accent]}</mo></mover>'
        if subscript:
            kind = "mn" if subscript.replace(",", "").isdigit() else "mi"
            text = f"<msub>{text}<{kind}>{subscript}</{kind}></msub>"
        return Printed(text)

    def indexed(self, label: str, index: str) -> Printed:
        """A label with an index."""
        return self.name(names.indexed(label, index))

    def constant(self, name: str) -> Printed:
        """π or ∞."""
        return Printed({"pi": "<mi>π</mi>", "inf": "<mi>∞</mi>"}[name])

    def digits(self, text: str) -> Printed:
        """A number without sign and exponent."""
        return Printed(f"<mn>{text}</mn>")

    def quotient(self, left: Printed, right: Printed) -> Printed:
        """A fraction."""
        return Printed(f"<mfrac>{left}{right}</mfrac>", Level.PRODUCT)

    def power(self, base: Printed, exponent: Printed) -> Printed:
        """A superscript."""
        text = f"<msup>{self.fit(base, Level.ATOM)}{exponent}</msup>"
        return Printed(text, Level.POWER)

    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function; the exponential as a power, a root, an absolute value."""
        match name, arguments:
            case "exp", [x]:
                return self.power(Printed("<mi>e</mi>"), x)
            case "sqrt", [x]:
                return Printed(f"<msqrt>{x}</msqrt>")
            case "abs", [x]:
                return Printed(self.join("<mo>|</mo>", x.text, "<mo>|</mo>"))
        function = f"<mi>{escape(names.BOOK_NAMES.get(name, name))}</mi>"
        texts = between([each.text for each in arguments], "<mo>,</mo>")
        return Printed(self.join(function, _APPLIED, self.parentheses("".join(texts))))

    def series(self, text: str) -> str:
        """The sign of the sum, and the element."""
        return self.join("<munder><mo>∑</mo><mi>i</mi></munder>", text)

    def conditional(self, tree: ast.IfExp) -> Printed:
        """The cases, one below the other."""
        rows = []
        last: ast.expr = tree
        while isinstance(last, ast.IfExp):
            test = self.join("<mtext>if&#160;</mtext>", self.print(last.test).text)
            rows.append(_row(self.print(last.body).text, test))
            last = last.orelse
        rows.append(_row(self.print(last).text, "<mtext>otherwise</mtext>"))
        table = f"<mtable>{''.join(rows)}</mtable>"
        return Printed(self.join("<mo>{</mo>", table), Level.CONDITIONAL)


def _row(*cells: str) -> str:
    return f"<mtr>{''.join(f'{_CELL}{cell}</mtd>' for cell in cells)}</mtr>"


def math_element(printed: Printed, display: str = "block") -> str:
    """The `<math>` element of a page.

    Args:
        printed: what `MathML` printed.
        display: "block", a line of its own, or "inline".

    >>> math_element(MathML().number(2.0), "inline")
    '<math display="inline"><mn>2</mn></math>'
    """
    return f'<math display="{display}">{printed}</math>'
