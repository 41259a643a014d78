"""The Python source that records an op, written from its row.

Ops of one or two operands get a straight-line form for each way in which Values and
plain numbers can meet; vector ops one for Values given as tuples. Everything else is
left to `record`, which the last line calls.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from autograd.expression import Python, can_fail, partial_trees, value_tree
from autograd.ops import Op


def kernel_source(op: Op) -> str:
    """`value(*floats)` and `kernel(*floats, wanted=…) -> (value, partials)` of a row.

    A partial that is not wanted is not computed, since its domain may be smaller: that
    of `pow` with respect to a constant exponent needs a positive base.
    """
    printer = Python({name: name for name in op.names}, vectors=op.vectors)
    to_out = _lines_to_out(op, printer)
    partials = wanted_partials(op, printer)
    wanted = ", ".join("True" for _ in op.names)
    return (
        f"def value({_arguments(op, op.names)}):\n"
        + _indent([*to_out, "return out"], 1)
        + f"def kernel({', '.join(op.names)}, *, wanted=({wanted},)):\n"
        + _indent([*to_out, *printer.lines, f"return out, {partials}"], 1)
    )


def higher_source(op: Op) -> str:
    """`partials(operands, out, data, out_data, wanted)`: the partials over Values."""
    names = {name: name for name in (*op.names, "out")}
    conditions = {name: f"{name}_data" for name in names}
    printer = Python(names, conditions, op.vectors)
    partials = wanted_partials(op, printer)
    body = [
        f"({', '.join(op.names)},) = operands",
        f"({', '.join(conditions[name] for name in op.names)},) = data",
        *printer.lines,
        f"return {partials}",
    ]
    return "def partials(operands, out, data, out_data, wanted):\n" + _indent(body, 1)


def _lines_to_out(op: Op, printer: Python) -> list[str]:
    """The lines that set `out`; those left in the printer come after it."""
    out = printer(value_tree(op))
    lines = [*printer.lines, f"out = {out}"]
    printer.lines.clear()
    return lines


def _arguments(op: Op, order: Iterable[str]) -> str:
    return ", ".join(
        f"{each}={op.defaults[each]!r}" if each in op.defaults else each
        for each in order
    )


def wanted_partials(op: Op, printer: Python) -> str:
    """A tuple of the partials, None for those that are not wanted."""
    printed = []
    for i, (name, tree) in enumerate(zip(op.names, partial_trees(op), strict=True)):
        vector = name in op.vectors
        partial = printer.elements(tree, name) if vector else printer(tree)
        printed.append(f"{partial} if wanted[{i}] else None")
    return f"({', '.join(printed)},)"


def function_source(op: Op, name: str, order: list[str], otherwise: str) -> str:
    """The recording function; `order` is the order of its arguments."""
    head = f"def {name}({_arguments(op, order)}):\n"
    last = f"return {otherwise}(OP, ({', '.join(op.names)},))"
    if op.vectors:
        return head + _indent([*_vector_forms(op), last], 1)
    if len(order) > 2:
        return head + _indent([last], 1)
    return head + _indent([*_scalar_forms(op), last], 1)


def _scalar_forms(op: Op) -> list[str]:
    """A straight-line form for each way Values and numbers can meet."""
    x, *rest = op.names
    if not rest:
        return [f"if type({x}) is Value:", *_shift(_form(op, [x]))]
    (y,) = rest
    return [
        f"if type({y}) is Value:",
        f"    if type({x}) is Value:",
        *_shift(_form(op, [x, y]), 2),
        f"    if type({x}) is float or type({x}) is int:",
        *_shift(_form(op, [y]), 2),
        f"elif type({x}) is Value and (type({y}) is float or type({y}) is int):",
        *_shift(_form(op, [x])),
    ]


def _form(op: Op, values: list[str]) -> list[str]:
    """Record a node whose parents are the named operands; the others are numbers."""
    data = {
        name: f"{name}_data" if name in values else f"{name}_number"
        for name in op.names
    }
    printer = Python(data | {"out": "out"})
    trees = dict(zip(op.names, partial_trees(op), strict=True))
    load = [
        f"{data[each]} = {each}.data"
        if each in values
        else f"{data[each]} = float({each})"
        for each in op.names
    ]
    sides = dict(zip(("left", "right"), values, strict=False))
    out = "out = " if any(_uses_out(trees[each]) for each in values) else ""
    operands = ", ".join(each if each in values else data[each] for each in op.names)
    lines = [
        *load,
        *_NEW_NODE,
        f"node.data = {out}{printer(value_tree(op))}",
        *(f"node._{side} = {each}" for side, each in sides.items()),
        *(
            f"node._{side}_partial = {printer(trees[each])}"
            for side, each in sides.items()
        ),
    ]
    if len(values) == 1:
        held = "None" if len(op.names) == 1 else f"({operands})"
        lines += ["node._right = None", f"node._right_partial = {held}"]
    numbers = len(values) < len(op.names)  # a whole number may be beyond the floats
    if numbers or any(can_fail(tree) for tree in (value_tree(op), *trees.values())):
        lines = [
            "try:",
            *_shift(lines),
            "except ERRORS as error:",
            f"    fail(OP, ({', '.join(op.names)},), error)",
        ]
    return [*lines, *_RETURN_NODE]


def _uses_out(tree: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == "out" for part in ast.walk(tree)
    )


_NEW_NODE = [
    "node = new(Value)",
    "node.grad = 0.0",
    "node.op = OP",
    "node.tag = NO_TAG",
]
_RETURN_NODE = ["if observers:", "    observe(node)", "return node"]


def _vector_forms(op: Op) -> list[str]:
    """One for Values alone; one where what may be left out is a plain number."""
    lists = [
        line
        for name in op.vectors
        for line in (f"if type({name}) is list:", f"    {name} = tuple({name})")
    ]
    forms = _vector_form(op, ())
    if op.defaults:
        forms += _vector_form(op, op.defaults)
    return lists + forms


def _vector_form(op: Op, plain: Collection[str]) -> list[str]:
    """Record a node of vectors given as tuples of Values, and Values or plain numbers.

    Whether the elements are Values is not asked but tried: asking each takes a sixth
    of the time of a layer.
    """
    values = [name for name in op.names if name not in plain]
    data = {name: f"{name}_data" if name in values else name for name in op.names}
    printer = Python(data | {"out": "out"}, vectors=op.vectors)
    to_out = _lines_to_out(op, printer)
    trees = dict(zip(op.names, partial_trees(op), strict=True))
    partials = ", ".join(
        printer.elements(trees[name], name)
        if name in op.vectors
        else printer(trees[name])
        for name in values
    )
    kinds = {name: "Value" for name in op.names} | {name: "float" for name in plain}
    kinds |= {name: "tuple" for name in op.vectors}
    checks = [f"type({name}) is {kind}" for name, kind in kinds.items()]
    checks += [f"len({op.vectors[0]}) == len({name})" for name in op.vectors[1:]]
    load = [
        f"{data[name]} = [each.data for each in {name}]"
        if name in op.vectors
        else f"{data[name]} = {name}.data"
        for name in values
    ]
    operands = ", ".join(op.names)
    held = f"({operands},)" if plain else "None"
    record = [
        *_NEW_NODE,
        "node.data = out",
        f"node._left = ({', '.join(values)},)",
        "node._left_partial = partials",
        "node._right = None",
        f"node._right_partial = {held}",
        *_RETURN_NODE,
    ]
    compute = [*load, *to_out, *printer.lines, f"partials = ({partials},)"]
    if plain:
        checks.append(op.vectors[0])  # with no Value at all it is a plain number
    return [
        f"if {' and '.join(checks)}:",
        "    try:",
        *_shift(compute, 2),
        "    except (AttributeError, TypeError, *ERRORS):",
        "        out = None",
        "    if type(out) is float:",
        *_shift(record, 2),
    ]


def _shift(lines: Iterable[str], levels: int = 1) -> list[str]:
    return ["    " * levels + line for line in lines]


def _indent(lines: Iterable[str], levels: int) -> str:
    return "\n".join(_shift(lines, levels)) + "\n"
