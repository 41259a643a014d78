"""Formulas with gaps: an op's value and partials, for a page to fill in.

A gap is the place of an operand among a node's parents, or OUT. The page puts a name
or a number into it, and recomputes numbers as it likes. MathML becomes nested lists,
`["mfrac", ["mi", "x"], 0]`, which the page builds without reading any markup; plain
text becomes a list of texts and gaps. `["()", 0, part]` is a part that needs
parentheses if what gap 0 gets is negative. Nodes of one form share their templates: a
network has a handful.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from typing import Any
from xml.etree import ElementTree

from autograd.expression import value_tree
from autograd.formulas.nodes import applied, partial
from autograd.formulas.notation import MathMLNotation, PlainNotation
from autograd.formulas.passes import WRITTEN
from autograd.languages import Level, MathML, Plain, Printed
from autograd.languages.display import Display
from autograd.value import Value

OUT = -1
"""The gap of the node itself."""

Tree = Any
_LEADING_TEXT = re.compile(r"\x02(-?\d+)\x03")
_LEADING_MATH = re.compile(r'(?:<mrow>)*<gap n="(-?\d+)" />')
_MARKS = re.compile(r"\x02(-?\d+)\x03|\x04(-?\d+)\x06|(\x05)")


def _gap_that_decides(part: Printed, level: Level, leads: bool) -> str | None:
    """The gap whose sign alone decides whether a part needs parentheses."""
    if part.signed and not leads and part.level >= level:
        found = _LEADING_TEXT.match(part.text) or _LEADING_MATH.match(part.text)
        return found[1] if found else None
    return None


class _PlainGaps(Plain):
    """Plain text in which parentheses that a gap's sign decides about are marked."""

    def fit(self, part: Printed, level: Level, leads: bool = False) -> str:
        """The text, in parentheses or a mark if it needs them."""
        if gap := _gap_that_decides(part, level, leads):
            return f"\x04{gap}\x06{part.text}\x05"
        return super().fit(part, level, leads)


class _MathGaps(MathML):
    """MathML in which parentheses that a gap's sign decides about are marked."""

    def fit(self, part: Printed, level: Level, leads: bool = False) -> str:
        """The text, in parentheses or a mark if it needs them."""
        if gap := _gap_that_decides(part, level, leads):
            return f'<if n="{gap}">{part.text}</if>'
        return super().fit(part, level, leads)


class _PlainTemplates(PlainNotation):
    @property
    def language(self) -> type[Display]:
        return _PlainGaps


class _MathTemplates(MathMLNotation):
    @property
    def language(self) -> type[Display]:
        return _MathGaps


_NOTATIONS = (_MathTemplates(6), _PlainTemplates(6))


def _gap(notation: object, n: int) -> Printed:
    """A gap, which may be filled with a negative number."""
    marked = isinstance(notation, MathMLNotation)
    return Printed(f'<gap n="{n}" />' if marked else f"\x02{n}\x03", signed=True)


class Templates:
    """The templates of a graph's nodes, each form once.

    Attributes:
        table: pairs of a MathML and a plain template; nodes refer to them by place.
    """

    def __init__(self) -> None:
        self.table: list[tuple[Tree, Tree]] = []
        self._places: dict[str, int] = {}
        self._forms: dict[Hashable, tuple[int, list[int]]] = {}

    def of(self, node: Value) -> tuple[int, list[int]]:
        """The places of a node's value template, and of those of its partials."""
        form = _form(node)
        if form not in self._forms:
            partials = [self._partial(node, i) for i in range(len(node.parents))]
            self._forms[form] = self._value(node), partials
        return self._forms[form]

    def _value(self, node: Value) -> int:
        math, plain = (str(_value(notation, node)) for notation in _NOTATIONS)
        return self._entered(math, plain)

    def _partial(self, node: Value, place: int) -> int:
        math, plain = (
            str(
                partial(
                    notation, node, place, _gaps(notation, node), _gap(notation, OUT)
                )
            )
            for notation in _NOTATIONS
        )
        return self._entered(math, plain)

    def _entered(self, math: str, plain: str) -> int:
        pair = math_tree(math), _plain_parts(plain)
        key = json.dumps(pair)
        if key not in self._places:
            self._places[key] = len(self.table)
            self.table.append(pair)
        return self._places[key]


def _value(notation: Any, node: Value) -> Printed:
    assert node.op is not None
    gaps = _gaps(notation, node)
    if len(node.parents) <= WRITTEN or not node.op.vectors:
        return applied(notation, node, gaps)
    given = {
        name: gaps.get(operand, operand)
        for name, operand in zip(node.op.names, node.operands, strict=True)
        if not isinstance(operand, tuple)
    }
    written: Printed = notation.row(value_tree(node.op), given, node.op.vectors)
    return written


def _gaps(notation: object, node: Value) -> dict[Value, Printed]:
    """A gap for each parent, numbered by its first place."""
    places: dict[Value, int] = {}
    for i, parent in enumerate(node.parents):
        places.setdefault(parent, i)
    return {parent: _gap(notation, i) for parent, i in places.items()}


def _form(node: Value) -> Hashable:
    """What templates depend on: the op, the constants, which operands are the same."""
    places: dict[Value, int] = {}

    def formed(operand: Any) -> Hashable:
        if isinstance(operand, tuple):
            return tuple(formed(each) for each in operand)
        if isinstance(operand, Value):
            return places.setdefault(operand, len(places))
        return repr(operand)

    return node.op, tuple(formed(operand) for operand in node.operands)


def math_tree(markup: str) -> Tree:
    """Our own MathML as nested lists, without attributes: [name, *children or text]."""
    return _tree(ElementTree.fromstring(markup))


def _tree(element: ElementTree.Element) -> Tree:
    match element.tag:
        case "gap":
            return int(element.get("n", ""))
        case "if":
            return ["()", int(element.get("n", "")), *map(_tree, element)]
    if element.text:
        return [element.tag, element.text]
    return [element.tag, *map(_tree, element)]


def _plain_parts(text: str) -> list[Any]:
    """The text cut into texts, gaps, and lists of these."""
    open_: list[list[Any]] = [[]]
    at = 0
    for found in _MARKS.finditer(text):
        if at < found.start():
            open_[-1].append(text[at : found.start()])
        at = found.end()
        if found[1]:
            open_[-1].append(int(found[1]))
        elif found[2]:
            open_.append(["()", int(found[2])])
        else:
            inner = open_.pop()
            open_[-1].append(inner)
    return [*open_[0], text[at:]] if at < len(text) else open_[0]
