"""A page of every op, from its row in `autograd/ops.py` and from nothing else.

Formula and derivatives are printed from the row's text, the curves are computed by
recorded nodes; what is said of domain, kink, rounding and limit is the row's words.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from curves import flat, picture
from markup import definitions, figures, formula, table

import autograd
from autograd import OPS, Op, Value
from autograd.expression import overflows, partial_trees, value_tree
from autograd.languages import Latex, Printed

LOW, HIGH = -4.0, 4.0
INTRODUCTION = """\
# Ops

Each primitive operation is one row of a table, `autograd/ops.py`, and everything about
it is derived from that row: the function and the method, the partials on its edges, the
formulas on these pages, the lines of a compiled program. In a partial,
$\\mathrm{out}$ is the value of the op itself. `autograd.OPS` holds the rows by name;
`autograd.register` adds a row of your own.

"""


def write(folder: Path) -> None:
    """Write `index.md` and a page for each op into a folder."""
    folder.mkdir()
    rows = []
    for op in OPS.values():
        (folder / f"{op.name}.md").write_text(page(op), encoding="utf-8")
        partials = ", ".join(f"${each}$" for each in partials_of(op))
        rows.append((f"[`{op.name}`]({op.name}.md)", f"${value_of(op)}$", partials))
    listed = table(("op", "value", "partials, one for each operand"), rows)
    names = "\n".join(OPS)
    text = f"{INTRODUCTION}{listed}\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    (folder / "index.md").write_text(text, encoding="utf-8")


def page(op: Op) -> str:
    """The page of one op."""
    partials = [
        rf"\frac{{\partial\,\mathrm{{out}}}}{{\partial {operand(op, name)}}} = {text}"
        for name, text in zip(op.names, partials_of(op), strict=True)
    ]
    return "\n".join(
        [
            f"# {op.name}\n",
            f"{calls(op)}\n",
            formula(rf"\mathrm{{out}} = {value_of(op)}"),
            *map(formula, partials),
            figures([curves_of(op, name) for name in op.names]),
            definitions(facts(op)),
            "The row:\n",
            f"```python\n{row(op)}\n```\n",
        ]
    )


def value_of(op: Op, x: str = "x") -> str:
    """An op's value as LaTeX."""
    return Latex({"x": x}, op.vectors)(value_tree(op)).text


def partials_of(op: Op, x: str = "x", out: str = r"\mathrm{out}") -> list[str]:
    """An op's partials as LaTeX."""
    latex = Latex({"x": x, "out": Printed(out)}, op.vectors)
    return [latex(tree).text for tree in partial_trees(op)]


def operand(op: Op, name: str) -> str:
    """An operand, or an element of one, as LaTeX."""
    plain = Latex({}).name(name).text
    return f"{plain}_{{k}}" if name in op.vectors else plain


def calls(op: Op) -> str:
    """How an op is written: function, method, sign."""
    first, *others = op.names
    given = [
        f"{name}={op.defaults[name]:g}" if name in op.defaults else name
        for name in others
    ]
    ways = [f"`autograd.{op.name}({', '.join([first, *given])})`"]
    if first not in op.vectors:
        ways.append(f"`{first}.{op.name}({', '.join(given)})`")
    if op.symbol:
        sign = op.symbol
        ways.append(f"`{first} {sign} {others[0]}`" if others else f"`{sign}{first}`")
    said = " or ".join(ways)
    return said + ("; vectors are lists of scalars." if op.vectors else "")


def facts(op: Op) -> list[tuple[str, str]]:
    """What the row says in words, and where the tests draw from."""
    drawn = [
        f"{name} in [{low:g}, {high:g}]"
        for name, (low, high) in zip(op.names, op.domain, strict=True)
    ]
    limit = (
        op.limit and f"an error where the result is too large for a float: {op.limit}"
    )
    if not limit and overflows(value_tree(op)):
        limit = "a result too large for a float is inf: `autograd.explain_nonfinite`"
    told = [
        ("Domain", f"an error outside it: {op.hint}" if op.hint else "every number"),
        ("Kink", op.kink or "none"),
        ("Limit", limit or "none"),
        ("Rounding", op.rounding or "the partial has all digits of a float"),
        ("Tests draw", ", ".join(drawn)),
    ]
    return [(name, escaped(text)) for name, text in told]


def escaped(text: str) -> str:
    """A row's words, in which `*` and `|` are signs of mathematics."""
    for sign in "*|_":
        text = text.replace(sign, "\\" + sign)
    return text


def row(op: Op) -> str:
    """The row as it is written in the table: what is left out is as by default."""
    plain = Op(op.name, op.value, op.partials, op.operands)
    parts = [repr(op.name), repr(op.value), repr(op.partials)]
    for name in Op.__dataclass_fields__:
        given = getattr(op, name)
        if name in ("name", "value", "partials") or given == getattr(plain, name):
            continue
        parts.append(f"{name}={given!r}")
    if op.operands != ("x", "y", "z")[: len(op.partials)]:
        parts.append(f"operands={op.operands!r}")
    return "Op(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def curves_of(op: Op, name: str) -> tuple[str, str]:
    """The op as a function of one operand, the others held, and what to say of it."""
    others = [other for other in op.names if other != name]
    for share in (0.75, 0.25):  # elsewhere, where this operand makes no difference
        held = {other: held_at(op, other, share) for other in others}
        function = partial(recorded, op, name, held)
        if not flat(function, LOW, HIGH):
            break
    shown = [f"{each} = {sequence(value)}" for each, value in held.items()]
    if name in op.vectors:
        shown.insert(0, f"{name} = [{name}₁, 1]")
    axis = f"{name}₁" if name in op.vectors else name
    drawn = picture(function, axis, ("out", f"∂out/∂{axis}"), LOW, HIGH)
    return drawn, ", ".join(shown)


def held_at(op: Op, name: str, share: float) -> float | list[float]:
    """A plain constant for an operand: its default, or a place in its test domain."""
    if name in op.defaults:
        return op.defaults[name]
    low, high = op.domain[op.names.index(name)]
    value = float(f"{low + share * (high - low):.2g}")
    return [value, 1.0] if name in op.vectors else value


def recorded(
    op: Op, name: str, held: dict[str, float | list[float]], x: float
) -> tuple[float, float]:
    """The op's value and its partial, as a node records them."""
    moved = Value(x)
    given = {**held, name: [moved, 1.0] if name in op.vectors else moved}
    out = getattr(autograd, op.name)(*(given[each] for each in op.names))
    return out.data, out.partials[0]


def sequence(value: float | list[float]) -> str:
    """A held operand in words."""
    if isinstance(value, list):
        return "[" + ", ".join(f"{each:g}" for each in value) + "]"
    return f"{value:g}"
