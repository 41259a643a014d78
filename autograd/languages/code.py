"""What the languages for machines share: exact numbers, the order kept.

A sum keeps the order in which it is written, since floats would differ. Calls of other
rows are written out, so the text needs the basic functions alone.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import ClassVar

from autograd.languages.printing import Language, Level, Printed
from autograd.languages.rewriting import expanded


class Code(Language):
    """Prints for machines. Names and labels are taken as they are."""

    right: ClassVar[Mapping[type[ast.AST], Level]] = {
        ast.Add: Level.PRODUCT,
        ast.Sub: Level.PRODUCT,
        ast.Mult: Level.POWER,
        ast.Div: Level.POWER,
    }

    def prepared(self, tree: ast.expr) -> ast.expr:
        """The tree with other rows written out."""
        return expanded(tree)

    def number(self, x: float) -> Printed:
        """A number, exactly; inf and nan by these names."""
        return self.negative(self.number(-x)) if x < 0.0 else Printed(repr(x))

    def name(self, label: str) -> Printed:
        """A name as it is."""
        return Printed(label)

    def compared(
        self, ops: Sequence[type[ast.AST]], parts: Sequence[Printed]
    ) -> Printed:
        """A chain of comparisons, each by itself."""
        links = [
            super(Code, self).compared([op], pair)
            for op, *pair in zip(ops, parts, parts[1:], strict=False)
        ]
        return links[0] if len(links) == 1 else self.joined(ast.And, links)
