"""The account of a step as plain text, HTML and LaTeX.

A heading, a table of cells whose first row has the headings, and sentences go in. The
first and the last column are words, those between are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

Table = Sequence[Sequence[str]]

SHOWN = 20
"""How many parameters are written out before the rest is counted."""

_LATEX = {
    "parameter": r"\text{parameter}",
    "old": r"w_{\mathrm{old}}",
    "∂L/∂w_old": r"\frac{\partial L}{\partial w_{\mathrm{old}}}",
    "clipped": r"\text{clipped}",
    "λ w": r"\lambda w",
    "μ v_old": r"\mu v_{\mathrm{old}}",
    "m̂": r"\hat m",
    "v̂": r"\hat v",
    "d": "d",
    "η": r"\eta",
    "new": r"w_{\mathrm{new}}",
    "": "",
}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: "\\" + sign for sign in "&%$#_{}"},
}


def number(x: float) -> str:
    """Six significant digits and a proper minus sign, as in formulas.

    >>> number(-0.25), number(1 / 3), number(2e-5)
    ('−0.25', '0.333333', '2e−5')
    """
    text = repr(float(f"{x:.6g}") + 0.0).removesuffix(".0")
    return text.replace("e+", "e").replace("e-0", "e-").replace("-", "−")


def text(heading: str, table: Table, sentences: Sequence[str]) -> str:
    """Lines for a terminal."""
    shown, rest = _cut(table)
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = []
    for first, *numbers, last in shown:
        middle = [
            cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True)
        ]
        lines.append("  ".join([first.ljust(widths[0]), *middle, last]).rstrip())
    return "\n".join([heading, *lines, *rest, *sentences])


def html(heading: str, table: Table, sentences: Sequence[str]) -> str:
    """A table with a caption, and a paragraph for each sentence."""
    shown, rest = _cut(table)
    head, *rows = shown
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    after = "".join(f"<p>{escape(line)}</p>" for line in (*rest, *sentences))
    return (
        f"<table><caption>{escape(heading)}</caption><thead><tr>{cells}</tr></thead>"
        f"<tbody>{body}</tbody></table>{after}"
    )


def latex(table: Table, step: str) -> str:
    r"""The rule, with this step after η, above the table.

    >>> print(latex([["parameter", "new", ""], ["w11", "−2e-05", "slope 0"]], "d"))
    \begin{gathered} w_{\mathrm{new}} = w_{\mathrm{old}} - \eta \cdot d \\
    \begin{array}{lrl}
    \text{parameter} & w_{\mathrm{new}} &  \\ \hline
    w_{11} & -2 \cdot 10^{-5} & \text{slope 0}
    \end{array} \end{gathered}
    """
    (head, *rows), rest = _cut(table)
    lines = [
        " & ".join([_name(first), *map(_number, numbers), _words(last)])
        for first, *numbers, last in rows
    ]
    lines += [_words(line) for line in rest]
    rule = rf"w_{{\mathrm{{new}}}} = w_{{\mathrm{{old}}}} - \eta \cdot {_LATEX[step]}"
    columns = "l" + "r" * (len(head) - 2) + "l"
    top = " & ".join(_LATEX[cell] if cell in _LATEX else _name(cell) for cell in head)
    body = " \\\\\n".join(lines)
    return (
        rf"\begin{{gathered}} {rule} \\" + "\n"
        rf"\begin{{array}}{{{columns}}}" + "\n"
        rf"{top} \\ \hline" + f"\n{body}\n" + r"\end{array} \end{gathered}"
    )


def _cut(table: Table) -> tuple[Table, list[str]]:
    """The rows that are written out, and what says how many others there are."""
    rest = len(table) - 1 - SHOWN
    return table[: SHOWN + 1], [f"… and {rest} more parameters"] if rest > 0 else []


def _name(label: str) -> str:
    """A letter with its indices, such as w111, as in formulas; else as words."""
    found = re.fullmatch(r"([A-Za-z])([0-9][0-9,]*)?", label)
    if found is None:
        return _words(label)
    letter, indices = found.groups()
    return f"{letter}_{{{indices}}}" if indices else letter


def _number(cell: str) -> str:
    mantissa, _, power = cell.replace("−", "-").partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa


def _words(words: str) -> str:
    return r"\text{" + "".join(_SPECIAL.get(sign, sign) for sign in words) + "}"
