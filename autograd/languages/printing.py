"""One walk over a row's tree, printed in any language with the parentheses it needs.

A tree goes in (`expression.parse`), `Printed` comes out: text, and how tightly it
binds. Operands are renamed on the way; what is put in their place may itself be
Printed, so a node's expression is printed from those of its parents. A language says
its signs, and its forms that are not infix: a fraction, a power, a call, a condition.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar

from autograd.expression import CONSTANTS


class Level(IntEnum):
    """How tightly a text binds, loosest first."""

    CONDITIONAL = 0
    OR = 1
    AND = 2
    COMPARISON = 3
    SUM = 4
    PRODUCT = 5
    POWER = 6
    ATOM = 7


@dataclass(frozen=True, slots=True)
class Printed:
    """An expression as text.

    Attributes:
        text: the text, without parentheses around it.
        level: how tightly it binds.
        signed: whether it begins with a minus sign, so that it stands first or in
            parentheses.
    """

    text: str
    level: Level = Level.ATOM
    signed: bool = False

    def __str__(self) -> str:
        return self.text


Part = Printed | str | float
Names = Mapping[str, Part | Sequence[Part]]

_LEVELS: dict[type[ast.AST], Level] = {
    ast.Add: Level.SUM,
    ast.Sub: Level.SUM,
    ast.Mult: Level.PRODUCT,
    ast.Div: Level.PRODUCT,
    ast.Pow: Level.POWER,
    ast.And: Level.AND,
    ast.Or: Level.OR,
}


@dataclass(frozen=True)
class Language(ABC):
    """Prints trees; call it with one.

    Args:
        names: what stands for an operand or `out`: something Printed in the same
            language, a label, a number, or, for a vector, a list of these. Default:
            its own name.
        vectors: the operands that are vectors.
        index: the index of the element that is printed; "" where it is not said.
    """

    names: Names = field(default_factory=dict)
    vectors: Collection[str] = ()
    index: str = ""

    signs: ClassVar[Mapping[type[ast.AST], str]]
    right: ClassVar[Mapping[type[ast.AST], Level]]
    """How tightly a right operand must bind to need no parentheses."""

    def __call__(self, tree: ast.expr) -> Printed:
        """Print a tree."""
        return self.print(self.prepared(tree))

    def print(self, tree: ast.expr) -> Printed:
        """Print a tree that is prepared."""
        match tree:
            case ast.Constant(value=int() | float() as value):
                return self.number(float(value))
            case ast.Name(id=name):
                return self.constant(name) if name in CONSTANTS else self.named(name)
            case ast.UnaryOp(operand=operand):
                return self.negative(self.print(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self.binary(type(op), self.print(left), self.print(right))
            case ast.Call(func=ast.Name(id="sum"), args=[element, *start]):
                return self.total(element, start[0] if start else ast.Constant(0.0))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(name, [self.print(each) for each in arguments])
            case ast.IfExp():
                return self.conditional(tree)
            case ast.BoolOp(op=op, values=values):
                return self.joined(type(op), [self.print(each) for each in values])
            case ast.Compare(left=left, ops=ops, comparators=rights):
                parts = [self.print(each) for each in (left, *rights)]
                return self.compared([type(op) for op in ops], parts)
        raise AssertionError(f"parse let {ast.dump(tree)} through")

    def prepared(self, tree: ast.expr) -> ast.expr:
        """The tree as this language prints it; here as it is."""
        return tree

    # ------------------------------------------------------------------- the pieces

    def fit(self, part: Printed, level: Level, leads: bool = False) -> str:
        """The text, in parentheses if it binds too loosely or hides a sign inside."""
        if part.level < level or (part.signed and not leads):
            return self.parentheses(part.text)
        return part.text

    def named(self, name: str) -> Printed:
        """What stands for an operand.

        Raises:
            ValueError: it is a list, and this is not inside a sum.
        """
        given = self.names.get(name, name)
        if isinstance(given, Printed):
            return given
        if isinstance(given, str):
            return self.element(given) if name in self.vectors else self.name(given)
        if isinstance(given, list | tuple):
            raise ValueError(f"{name} is given as a list: name the element meant here")
        return self.number(float(given))  # type: ignore[arg-type]

    def negative(self, part: Printed) -> Printed:
        """−part."""
        text = self.join(self.signs[ast.USub], self.fit(part, Level.PRODUCT))
        return Printed(text, Level.PRODUCT, signed=True)

    def binary(self, op: type[ast.AST], left: Printed, right: Printed) -> Printed:
        """Two parts and the sign between them."""
        if op is ast.Pow:
            return self.power(left, right)
        if op is ast.Div:
            return self.quotient(left, right)
        return self.infix(op, left, right)

    def infix(self, op: type[ast.AST], left: Printed, right: Printed) -> Printed:
        """Two parts with a sign between them."""
        level = _LEVELS[op]
        first = self.fit(left, level, leads=True)
        text = self.join(first, self.signs[op], self.fit(right, self.right[op]))
        return Printed(text, level, left.signed and left.level >= level)

    def quotient(self, left: Printed, right: Printed) -> Printed:
        """Left / right."""
        return self.infix(ast.Div, left, right)

    def power(self, base: Printed, exponent: Printed) -> Printed:
        """Base to the power of the exponent."""
        first = self.fit(base, Level.ATOM)
        second = self.fit(exponent, Level.ATOM)
        return Printed(self.join(first, self.signs[ast.Pow], second), Level.POWER)

    def joined(self, op: type[ast.AST], tests: Sequence[Printed]) -> Printed:
        """Conditions joined by and, or by or."""
        texts = [self.fit(each, _LEVELS[op], leads=True) for each in tests]
        return Printed(self.join(*between(texts, self.signs[op])), _LEVELS[op])

    def compared(
        self, ops: Sequence[type[ast.AST]], parts: Sequence[Printed]
    ) -> Printed:
        """A chain of comparisons."""
        texts = [self.fit(part, Level.SUM, leads=True) for part in parts]
        chain = [texts[0]]
        for op, text in zip(ops, texts[1:], strict=True):
            chain += [self.signs[op], text]
        return Printed(self.join(*chain), Level.COMPARISON)

    # ------------------------------------------------------ what a language has to say

    def join(self, *texts: str) -> str:
        """Texts beside each other."""
        return "".join(texts)

    def parentheses(self, text: str) -> str:
        """The text in parentheses."""
        return f"({text})"

    @abstractmethod
    def name(self, label: str) -> Printed:
        """A label, which may hold any character."""

    @abstractmethod
    def element(self, label: str) -> Printed:
        """An element of the vector with this label."""

    @abstractmethod
    def constant(self, name: str) -> Printed:
        """One of `expression.CONSTANTS`."""

    @abstractmethod
    def number(self, x: float) -> Printed:
        """A number."""

    @abstractmethod
    def call(self, name: str, arguments: list[Printed]) -> Printed:
        """A function of the arguments."""

    @abstractmethod
    def total(self, element: ast.expr, start: ast.expr) -> Printed:
        """The sum of an expression over the elements of its vectors, and a start."""

    @abstractmethod
    def conditional(self, tree: ast.IfExp) -> Printed:
        """One of two expressions."""


def between(texts: Sequence[str], sign: str) -> list[str]:
    """The texts with a sign between each two."""
    return [part for text in texts for part in (sign, text)][1:]
