"""Formulas of paths: the chain rule along one, the gradient as the sum over all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, pairwise

from autograd.formulas.notation import DIGITS, Formula, Line, Notation, equation
from autograd.languages import Printed
from autograd.paths import Path, PathSum

SHOWN = 8
"""How many paths are written out before the rest is counted."""


def chain(path: Path, digits: int = DIGITS) -> Formula:
    """The chain rule along one path: the product of its partials.

    Raises:
        TypeError: it is not one Path.
    """
    if not isinstance(path, Path):
        raise TypeError(
            f"chain takes one Path, not {path!r}: write chain(paths(L, w).top(1)[0]), "
            "or sum_over_paths for all of them"
        )

    def write(notation: Notation) -> list[Line]:
        left = notation.derivative(
            notation.name(path.nodes[0].name), notation.name(path.nodes[-1].name)
        )
        return [
            (left.text, "=", _symbols(notation, path)),
            ("", "=", _numbers(notation, path)),
            ("", "=", notation.number(path.product)),
        ]

    return equation(write, digits)


def sum_over_paths(paths: PathSum, digits: int = DIGITS) -> Formula:
    """The gradient as the sum over its paths, each a product in brackets.

    Of many paths those with the largest products are written out and the others
    counted; a single one is a chain, with no brackets and nothing to add.
    """
    count = paths.count
    if count == 1:
        return chain(next(iter(paths)), digits)
    shown = list(islice(paths, SHOWN)) if count <= SHOWN else paths.top(SHOWN)
    rest = count - len(shown)

    def write(notation: Notation) -> list[Line]:
        left = notation.derivative(
            notation.name(paths.output.name), notation.name(paths.source.name)
        )
        more = [notation.words(f"… ({rest} more paths)")] if rest else []
        rows = [
            [notation.bracket(_symbols(notation, path)) for path in shown],
            [notation.bracket(_numbers(notation, path)) for path in shown],
        ]
        lines: list[Line] = []
        for row in rows:
            signs = ["=", *("+" for _ in row[1:])]
            lines += [("", sign, part) for sign, part in zip(signs, row, strict=True)]
            lines += [("", "+", part) for part in more]
        products = notation.sum([path.product for path in shown])
        for part in more:
            products = notation.added(products, part)
        lines += [("", "=", products), ("", "=", notation.number(paths.total))]
        return [(left.text, *lines[0][1:]), *lines[1:]]

    return equation(write if shown else _no_path(paths), digits)


def _symbols(notation: Notation, path: Path) -> Printed:
    names = [notation.name(node.name) for node in path.nodes]
    pairs = pairwise(names)
    return notation.product([notation.derivative(of, by) for of, by in pairs])


def _numbers(notation: Notation, path: Path) -> Printed:
    return notation.product([notation.number(factor) for factor in path.factors])


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
