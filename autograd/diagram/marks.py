"""The marks of a picture: boxes, lines and numbers, as DOT attributes.

Everything a user can name is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from autograd.diagram.theme import FONT, Theme
from autograd.diagram.widths import room
from autograd.graph import Edge, Node
from autograd.value import Value

SIGNS = {"mul": "×", "div": "÷", "sub": "−", "add": "+", "neg": "−", "pow": "^"}
ROWS = 10
"""How many rows a box has before the rest is counted."""

GAP = "  "
"""Between the columns of a box."""

LONGEST = 28
"""Labels longer than this are cut in the picture; hovering shows them whole."""


def number(x: float) -> str:
    """A value: four significant digits; 0 has no sign."""
    return f"{x + 0.0:.4g}"


def signed(x: float) -> str:
    """A gradient or partial: four significant digits, always with its sign."""
    return f"{x + 0.0:+.4g}"


def printable(label: str) -> str:
    """A user's text without the characters that no XML may hold."""
    return "".join(c if c.isprintable() else " " for c in label)


def text(label: str, longest: int = LONGEST) -> str:
    r"""A user's text for an HTML-like label: cut in its middle, printable, escaped.

    A backslash is doubled: layout engines put the name of the node for `\\N`.
    """
    shown = printable(label).strip() or "·"
    if len(shown) > longest:
        end = longest // 3
        shown = f"{shown[: longest - end - 1]}…{shown[-end:]}"
    return escape(shown).replace("\\", "\\\\")


def cell(
    content: str, color: str, size: int = 12, align: str = "CENTER", span: int = 1
) -> str:
    """One cell of a row."""
    font = f'<FONT COLOR="{color}" POINT-SIZE="{size}">{content}</FONT>'
    shown = unescape(re.sub("<[^>]*>", "", content))
    wide = room(shown, size, "<B>" in content)
    least = f' WIDTH="{wide + 2}"' if wide else ""
    return f'<TD ALIGN="{align}" COLSPAN="{span}"{least}>{font}</TD>'


def row(*cells: str) -> str:
    """One row of a box."""
    return f"<TR>{''.join(cells)}</TR>"


def head(content: str, color: str, span: int = 1) -> str:
    """The bold first cell of a box."""
    return cell(f"<B>{content}</B>", color, span=span)


def box(rows: list[str], theme: Theme, fill: str, strong: bool = False) -> str:
    """A rounded box of rows, as an HTML-like label."""
    color = theme.ink if strong else theme.line
    return framed(rows, fill, color, border=2 if strong else 1, padding=4)


def framed(
    rows: list[str],
    fill: str,
    color: str,
    border: int = 1,
    style: str = "ROUNDED",
    padding: int | None = None,
) -> str:
    """A box with a border of its own; by default borders of any width take one room."""
    if padding is None:
        padding = 5 - border
    inner = f'<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="1">{"".join(rows)}</TABLE>'
    return (
        f'<<TABLE BORDER="{border}" COLOR="{color}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="{padding}" STYLE="{style}" BGCOLOR="{fill}">'
        f"<TR><TD>{inner}</TD></TR></TABLE>>"
    )


def node_box(
    node: Node,
    sign: str,
    theme: Theme,
    gradients: bool,
    last: bool,
    parameters: Sequence[tuple[Node, float]] = (),
) -> str:
    """A node: its name and how it was made, its value, below it its gradient.

    Below these a row for each parameter drawn inside it: name, value, the partial of
    the node with respect to it, gradient.
    """
    span = 4 if parameters else 1
    rows = [
        row(cell(title(node, sign, theme), theme.ink, span=span)),
        row(cell(number(node.data), theme.value, span=span)),
    ]
    if gradients and node.grad is not None:
        said = f"grad {signed(node.grad)}"
        rows.append(row(cell(said, theme.gradient, 11, span=span)))
    rows += [
        parameter_row(leaf, partial, theme, gradients)
        for leaf, partial in parameters[:ROWS]
    ]
    if len(parameters) > ROWS:
        rows.append(
            row(cell(f"… {len(parameters) - ROWS} more", theme.faint, 10, span=4))
        )
    return box(rows, theme, theme.leaf if node.op is None else theme.box, last)


def title(node: Node, sign: str, theme: Theme) -> str:
    """The first row of a node: its name, bold if the user gave it, and its sign."""
    name = text(node.name)
    if node.value.label:
        shown = f"<B>{name}</B>"
    else:
        shown = f'<FONT COLOR="{theme.faint}">{name}</FONT>'
    if sign:
        shown += f'  <FONT COLOR="{theme.faint}">{text(sign)}</FONT>'
    return shown


def parameter_row(node: Node, partial: float, theme: Theme, gradients: bool) -> str:
    """A parameter inside the box of its neuron."""
    grad = signed(node.grad) if gradients and node.grad is not None else " "
    return row(
        cell(text(node.name), theme.faint, 10, "LEFT"),
        cell(f"{GAP}{number(node.data)}", theme.value, 10, "RIGHT"),
        cell(f"{GAP}{signed(partial)}", theme.partial, 10, "RIGHT"),
        cell(f"{GAP}{grad}", theme.gradient, 10, "RIGHT"),
    )


def operation_sign(node: Node) -> str:
    """How a node was made, as a sign or a name; "" for a leaf.

    A plain number that the op was given stands on its side: `0.5 ×`, `^ 2`.
    """
    if node.op is None:
        return ""
    sign = SIGNS.get(node.op.name, node.op.name)
    match node.value.operands:
        case (float() as constant, Value()):
            return f"{number(constant)} {sign}"
        case (Value(), float() as constant):
            return f"{sign} {number(constant)}"
    return sign


def edge_line(edge: Edge, theme: Theme, partials: bool) -> dict[str, str]:
    """The line of an edge: dashed if the partial is negative, labelled with it."""
    attributes = {"color": theme.line}
    if edge.partial < 0:
        attributes["style"] = "dashed"
    if partials:
        attributes["label"] = f"{signed(edge.partial)} "
        attributes["fontcolor"] = theme.partial
    return attributes


def cluster(scope: Sequence[str], theme: Theme, side: str) -> dict[str, str]:
    """The attributes of a cluster, named by its scope; `side` is "c" or "r"."""
    return {
        "label": f"<{' / '.join(text(name) for name in scope)}>",
        "style": "rounded,filled",
        "color": theme.line,
        "penwidth": "0.6",
        "fillcolor": theme.cluster,
        "fontcolor": theme.faint,
        "labelloc": "t",
        "labeljust": side,
        "margin": "8",
    }


def lines(rows: Sequence[str]) -> str:
    """An edge's label of several lines, with users' texts in them."""
    return f"<{'<BR/>'.join(rows)}>"


def beside(line: dict[str, str], row: bool) -> dict[str, str]:
    """A line with its label clear of it: in a row it is above, in a column beside.

    There it would begin on the line, and a sign not be seen.
    """
    label = line.get("label", "")
    if row or not label or label.startswith("<<"):
        return line
    clear = "\u00a0\u00a0"
    if label.startswith("<"):
        shown = f"<{clear}{label[1:].replace('<BR/>', f'<BR/>{clear}')}"
    else:
        shown = clear + label.replace("\n", f"\n{clear}")
    return line | {"label": shown}


def above(label: str, stripes: int) -> str:
    """An edge's label, kept clear of a line of some stripes below it or beside it."""
    clear = 4 + 2 * stripes
    return (
        '<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0">'
        f'<TR><TD WIDTH="{clear}"></TD><TD>{escape(label)}</TD></TR>'
        f'<TR><TD HEIGHT="{clear}" COLSPAN="2"></TD></TR></TABLE>>'
    )


def defaults(theme: Theme, direction: str, note: str) -> dict[str, dict[str, str]]:
    """The attributes of the graph, of all nodes and of all edges."""
    graph = {
        "rankdir": direction,
        "bgcolor": theme.paper,
        "fontname": FONT,
        "fontsize": "11",
        "fontcolor": theme.faint,
        "nodesep": "0.18",
        "ranksep": "0.35",
        "pad": "0.15",
        "labelloc": "b",
        "newrank": "true",  # a node stands after its parents, whatever their clusters
    }
    if note:
        graph["label"] = note
    return {
        "graph": graph,
        "node": {"shape": "plain", "fontname": FONT, "fontsize": "12"},
        "edge": {"fontname": FONT, "fontsize": "11", "arrowsize": "0.6"},
    }


def note(sentence: str) -> str:
    """A sentence of ours, whole, for below the picture."""
    return f"<{escape(sentence)}>"
