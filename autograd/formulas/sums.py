"""Formulas of paths: the chain rule along one, the gradient as the sum over all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from math import fsum

from autograd.formulas.digits import EXACT, enough, rounded
from autograd.formulas.notation import DIGITS, Formula, Line, Notation, equation
from autograd.languages import Printed
from autograd.paths import Path, PathSum, counted

SHOWN = 8
"""How many paths are written out before the rest is counted."""

FACTORS = 20
"""How many factors of a path are written out before the rest is counted."""


def chain(path: Path, digits: int = DIGITS) -> Formula:
    """The chain rule along one path: the product of its partials.

    Of a long path the first and the last partials are written out, and the others
    counted.

    Raises:
        TypeError: it is no Path.
    """
    if not isinstance(path, Path):
        raise TypeError(
            f"chain takes one Path, not {path!r}: write chain(p.top(1)[0]) for the "
            "leading path of a sum, or sum_over_paths(p) for all"
        )

    def write(notation: Notation) -> list[Line]:
        left = notation.derivative(
            notation.name(path.nodes[0].name), notation.name(path.nodes[-1].name)
        )
        end = notation.number(path.product)
        if len(path.edges) < 2:  # its one partial is the derivative itself
            return [(left.text, "=", end)]
        return [
            (left.text, "=", _symbols(notation, path)),
            ("", "=", _numbers(notation, path)),
            ("", "=", end),
        ]

    return equation(write, digits)


def sum_over_paths(paths: PathSum, digits: int = DIGITS) -> Formula:
    """The gradient as the sum over its paths, each a product in brackets.

    Of many paths those with the largest products are written out and the others
    counted; a single one is a chain, with no brackets and nothing to add. Where paths
    cancel, numbers have as many more digits as the difference needs.

    Raises:
        TypeError: it is no PathSum.
    """
    if not isinstance(paths, PathSum):
        raise TypeError(f"sum_over_paths takes what paths(…) returns, not {paths!r}")
    count, total = paths.count, paths.total
    if count == 1:
        return chain(next(iter(paths)), digits)
    shown = list(islice(paths, SHOWN)) if count <= SHOWN else paths.top(SHOWN)
    rest = count - len(shown)
    products = [path.product for path in shown]

    def computed(digits: int) -> float:
        return fsum(rounded(product, digits) for product in products)

    exact = digits if rest else enough(digits, computed, total)

    def write(notation: Notation) -> list[Line]:
        left = notation.derivative(
            notation.name(paths.output.name), notation.name(paths.source.name)
        )
        more = [notation.words(f"… ({counted(rest)} more paths)")] if rest else []
        rows = [
            [notation.bracket(_symbols(notation, path)) for path in shown],
            [
                notation.bracket(_numbers(notation, path, exact or EXACT))
                for path in shown
            ],
        ]
        lines: list[Line] = []
        for row in rows:
            signs = ["=", *("+" for _ in row[1:])]
            lines += [("", sign, part) for sign, part in zip(signs, row, strict=True)]
            lines += [("", "+", part) for part in more]
        added = notation.sum(products, exact or EXACT)
        for part in more:
            added = notation.added(added, part)
        lines += [("", "=", added), ("", "=" if exact else "≈", notation.number(total))]
        return [(left.text, *lines[0][1:]), *lines[1:]]

    return equation(write if shown else _no_path(paths), digits)


def _symbols(notation: Notation, path: Path) -> Printed:
    def factor(i: int) -> Printed:
        of, by = (notation.name(node.name) for node in path.nodes[i : i + 2])
        return notation.derivative(of, by)

    return _product(notation, len(path.edges), factor)


def _numbers(notation: Notation, path: Path, digits: int | None = None) -> Printed:
    def factor(i: int) -> Printed:
        return notation.number(path.edges[i].partial, digits)

    return _product(notation, len(path.edges), factor)


def _product(
    notation: Notation, count: int, factor: Callable[[int], Printed]
) -> Printed:
    """The product of the factors 0, 1, …; of many only those at both ends."""
    if count <= FACTORS:
        return notation.product([factor(i) for i in range(count)])
    ends = FACTORS // 2
    first = [factor(i) for i in range(ends)]
    last = [factor(i) for i in range(count - ends, count)]
    between = notation.words(f"… ({count - 2 * ends:,} more factors) …")
    return notation.product([*first, between, *last])


def _no_path(paths: PathSum) -> Callable[[Notation], list[Line]]:
    def write(notation: Notation) -> list[Line]:
        left = notation.derivative(
            notation.name(paths.output.name), notation.name(paths.source.name)
        )
        return [(left.text, "=", notation.number(0.0))]

    return write


def _path_sum_text(paths: PathSum) -> str:
    return sum_over_paths(paths).plain


def _path_sum_latex(paths: PathSum) -> str:
    return sum_over_paths(paths)._repr_latex_()


def _path_text(path: Path) -> str:
    return chain(path).plain


def _path_latex(path: Path) -> str:
    return chain(path)._repr_latex_()


PathSum.__str__ = _path_sum_text  # type: ignore[method-assign, assignment]
PathSum._repr_latex_ = _path_sum_latex  # type: ignore[method-assign, assignment]
Path.__str__ = _path_text  # type: ignore[method-assign, assignment]
Path._repr_latex_ = _path_latex  # type: ignore[method-assign, assignment]
