"""What the languages for readers share: numbers, names with indices, sums written out.

Parentheses that do not change what an expression means over the real numbers are left
out: x · (y · z) is x · y · z.
"""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from math import copysign, inf, isnan
from typing import ClassVar

from autograd.languages.printing import Language, Level, Part, Printed


class Display(Language):
    """Prints for readers."""

    right: ClassVar[Mapping[type[ast.AST], Level]] = {
        ast.Add: Level.SUM,
        ast.Sub: Level.PRODUCT,
        ast.Mult: Level.PRODUCT,
        ast.Div: Level.POWER,
    }

    def number(self, x: float) -> Printed:
        """A number in the fewest digits that say it exactly."""
        if isnan(x):
            return self.name("NaN")
        if copysign(1.0, x) < 0.0:
            return self.negative(self.number(-x))
        if x == inf:
            return self.constant("inf")
        digits, _, exponent = repr(float(x)).partition("e")
        digits = digits.removesuffix(".0")
        return (
            self.scientific(digits, int(exponent)) if exponent else self.digits(digits)
        )

    def digits(self, text: str) -> Printed:
        """A number without sign and exponent."""
        return Printed(text)

    def scientific(self, digits: str, exponent: int) -> Printed:
        """Digits · 10 ** exponent."""
        ten = self.power(self.digits("10"), self.number(exponent))
        return ten if digits == "1" else self.infix(ast.Mult, self.digits(digits), ten)

    def element(self, label: str) -> Printed:
        """An element: of a sum the i-th; elsewhere, in a partial, the k-th."""
        return self.indexed(label, self.index or "k")

    def total(self, element: ast.expr, start: ast.expr) -> Printed:
        """Σ over the elements, or their sum written out where they are given."""
        lists = {
            name: given
            for name in self._used(element)
            if isinstance(given := self.names.get(name), list | tuple)
        }
        terms = self._terms(element, lists) if lists else [self._series(element)]
        last = self.print(start)
        if last != self.number(0.0) or not terms:
            terms.append(last)
        return reduce(lambda left, right: self.infix(ast.Add, left, right), terms)

    def _terms(
        self, element: ast.expr, lists: Mapping[str, Sequence[Part]]
    ) -> list[Printed]:
        terms = []
        for row in zip(*lists.values(), strict=True):
            names = {**self.names, **dict(zip(lists, row, strict=True))}
            terms.append(replace(self, names=names, vectors=()).print(element))
        return terms

    def _series(self, element: ast.expr) -> Printed:
        printed = replace(self, index="i").print(element)
        return Printed(self.series(self.fit(printed, Level.PRODUCT)), Level.SUM)

    def _used(self, tree: ast.expr) -> list[str]:
        names = [part.id for part in ast.walk(tree) if isinstance(part, ast.Name)]
        return list(dict.fromkeys(names))

    @abstractmethod
    def indexed(self, label: str, index: str) -> Printed:
        """A label with an index."""

    @abstractmethod
    def series(self, text: str) -> str:
        """The sign of a sum over i, and its element."""
