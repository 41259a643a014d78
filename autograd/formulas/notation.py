"""What formulas of the chain rule need beyond a row's text, in each language.

`Formula` is one equation, said as plain text, LaTeX and MathML; `equation` writes it in
all three from one description: a function that, given a notation, returns the left side
and what follows it.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import ClassVar

from autograd.formulas.digits import check_digits
from autograd.languages import Latex, Level, MathML, Plain, Printed, math_element
from autograd.languages.display import Display
from autograd.languages.names import is_word
from autograd.languages.printing import Names
from autograd.languages.rewriting import textbook


@dataclass(frozen=True, slots=True)
class Formula:
    """One equation, or several below each other.

    Showing it in a notebook sets it; printing it gives plain text.

    Attributes:
        plain: Unicode text.
        latex: for TeX, without dollar signs.
        mathml: a `<math>` element.
    """

    plain: str
    latex: str
    mathml: str

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"

    def __str__(self) -> str:
        return self.plain

    def __repr__(self) -> str:
        return self.plain


DIGITS = 6
"""How many significant digits numbers have, unless asked for."""

Line = tuple[str, str, Printed]
"""Left side ("" for that of the line above), sign, right side."""


@dataclass(frozen=True, slots=True)
class Notation(ABC):
    """One language, with derivatives, brackets and lines of equations.

    Args:
        digits: how many significant digits numbers have.
    """

    digits: int
    space: ClassVar[str]

    @property
    @abstractmethod
    def language(self) -> type[Display]:
        """The language of rows."""

    def name(self, label: str) -> Printed:
        """A label; one that is no single word, such as a+b, binds as a sum might."""
        name = self.language().name(label)
        return name if is_word(label) else replace(name, level=Level.CONDITIONAL)

    def remark(self, part: Printed, said: str) -> Printed:
        """A part and, behind it, a remark of ours."""
        return replace(part, text=f"{part}{self.space}{self.words(f'({said})')}")

    def atom(self, part: Printed) -> str:
        """A part that stands for one thing: in parentheses if it is more."""
        return self.language().fit(part, Level.ATOM)

    @abstractmethod
    def words(self, said: str) -> Printed:
        """A remark of ours."""

    def number(self, x: float, digits: int | None = None) -> Printed:
        """A number, rounded to its digits or to these; 0 has no sign."""
        rounded = float(f"{x:.{digits or self.digits}g}")
        return self.language().number(rounded + 0.0)

    def row(self, tree: ast.expr, names: Names, vectors: Sequence[str] = ()) -> Printed:
        """A row's text with something in place of its operands."""
        return self.language(names, vectors)(textbook(tree))

    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function of the arguments."""
        return self.language().call(name, arguments)

    def product(self, factors: Sequence[Printed]) -> Printed:
        """Factors with a sign between each two; 1 for none."""
        if not factors:
            return self.number(1.0)
        return reduce(partial(self.language().infix, ast.Mult), factors)

    def sum(self, numbers: Sequence[float], digits: int | None = None) -> Printed:
        """Numbers added; a negative one is taken away. 0 for none."""
        if not numbers:
            return self.number(0.0)
        total = self.number(numbers[0], digits)
        for x in numbers[1:]:
            sign = ast.Sub if x < 0 else ast.Add
            total = self.language().infix(sign, total, self.number(abs(x), digits))
        return total

    def added(self, left: Printed, right: Printed) -> Printed:
        """Left + right."""
        return self.language().infix(ast.Add, left, right)

    def difference(self, left: Printed, right: Printed) -> Printed:
        """Left − right."""
        return self.language().infix(ast.Sub, left, right)

    @abstractmethod
    def derivative(self, of: Printed, by: Printed) -> Printed:
        """∂of/∂by."""

    @abstractmethod
    def bracket(self, part: Printed) -> Printed:
        """[part], as the lecture groups the products of paths."""

    @abstractmethod
    def subscript(self, label: str, words: str) -> Printed:
        """A label with a word below it, such as W_new."""

    @abstractmethod
    def lines(self, lines: Sequence[Line]) -> str:
        """Equations below each other."""


class PlainNotation(Notation):
    """Unicode text."""

    space = "  "

    @property
    def language(self) -> type[Display]:
        """Plain text."""
        return Plain

    def words(self, said: str) -> Printed:
        """As it is."""
        return Printed(said)

    def derivative(self, of: Printed, by: Printed) -> Printed:
        """∂of/∂by on one line."""
        return Printed(f"∂{self.atom(of)}/∂{self.atom(by)}")

    def bracket(self, part: Printed) -> Printed:
        """Square brackets."""
        return Printed(f"[{part}]")

    def subscript(self, label: str, words: str) -> Printed:
        """With an underscore."""
        return Printed(f"{self.atom(self.name(label))}_{words}")

    def lines(self, lines: Sequence[Line]) -> str:
        """Lines, the signs below each other."""
        wide = max(len(left) for left, _, _ in lines)
        space = max(len(sign) for _, sign, _ in lines)
        return "\n".join(
            f"{left:<{wide}} {sign:>{space}} {right}" for left, sign, right in lines
        )


class LatexNotation(Notation):
    """LaTeX."""

    space = r"\quad "

    @property
    def language(self) -> type[Display]:
        """LaTeX."""
        return Latex

    def words(self, said: str) -> Printed:
        """Upright text."""
        return Printed(rf"\text{{{said}}}")

    def derivative(self, of: Printed, by: Printed) -> Printed:
        """A fraction."""
        above, below = self.atom(of), self.atom(by)
        text = rf"\frac{{\partial {above}}}{{\partial {below}}}"
        return Printed(text, Level.PRODUCT)

    def bracket(self, part: Printed) -> Printed:
        """Square brackets as high as the part."""
        return Printed(rf"\left[{part}\right]")

    def subscript(self, label: str, words: str) -> Printed:
        """An upright subscript, beside the one the label may have."""
        name = self.atom(self.name(label))
        return Printed(rf"{{{name}}}_{{\mathrm{{{words}}}}}")

    def lines(self, lines: Sequence[Line]) -> str:
        """An aligned environment where there are several."""
        signs = {"+=": r"\mathrel{+}=", "≈": r"\approx"}
        if len(lines) == 1:
            left, sign, right = lines[0]
            return f"{left} {signs.get(sign, sign)} {right}"
        body = r" \\ ".join(
            f"{left} &{signs.get(sign, sign)} {right}" for left, sign, right in lines
        )
        return rf"\begin{{aligned}} {body} \end{{aligned}}"


class MathMLNotation(Notation):
    """MathML."""

    space = '<mspace width="1em"/>'

    @property
    def language(self) -> type[Display]:
        """MathML."""
        return MathML

    def words(self, said: str) -> Printed:
        """Upright text."""
        return Printed(f"<mtext>{said}</mtext>")

    def derivative(self, of: Printed, by: Printed) -> Printed:
        """A fraction."""
        above, below = (
            f"<mrow><mo>∂</mo>{self.atom(each)}</mrow>" for each in (of, by)
        )
        return Printed(f"<mfrac>{above}{below}</mfrac>", Level.PRODUCT)

    def bracket(self, part: Printed) -> Printed:
        """Square brackets as high as the part."""
        return Printed(f"<mrow><mo>[</mo>{part}<mo>]</mo></mrow>")

    def subscript(self, label: str, words: str) -> Printed:
        """An upright subscript, beside the one the label may have."""
        name = f"<mrow>{self.atom(self.name(label))}</mrow>"
        return Printed(f"<msub>{name}<mtext>{words}</mtext></msub>")

    def lines(self, lines: Sequence[Line]) -> str:
        """A table of three columns where there are several."""
        if len(lines) == 1:
            left, sign, right = lines[0]
            row = f"<mrow>{left}<mo>{sign}</mo>{right}</mrow>"
            return math_element(Printed(row))
        rows = "".join(
            f'<mtr><mtd style="text-align:right">{left or "<mrow></mrow>"}</mtd>'
            f"<mtd><mo>{sign}</mo></mtd>"
            f'<mtd style="text-align:left">{right}</mtd></mtr>'
            for left, sign, right in lines
        )
        return math_element(Printed(f'<mtable displaystyle="true">{rows}</mtable>'))


def equation(write: Callable[[Notation], Sequence[Line]], digits: int) -> Formula:
    """A formula in every notation, from what writes its lines in one.

    Raises:
        ValueError: no number of digits from 1 to 17.
    """
    check_digits(digits)
    plain, latex, mathml = (
        notation.lines(write(notation))
        for notation in (
            PlainNotation(digits),
            LatexNotation(digits),
            MathMLNotation(digits),
        )
    )
    return Formula(plain, latex, mathml)
