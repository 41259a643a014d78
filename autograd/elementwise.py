"""One op applied to each element of vectors, recorded together.

What a loop over the elements would record comes out, node for node; that the operands
are Values is found out once for all, not at each, which saves half of the time.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from autograd.expression import Python, partial_trees, value_tree
from autograd.ops import OPS, Op
from autograd.recording import ERRORS, compile_source, functions, numbers
from autograd.tags import NO_TAG
from autograd.value import Value, observers


def elementwise(name: str, *operands: Any) -> tuple[Any, ...]:
    """The op of each element of the vectors, in order.

    Args:
        name: of an op of one or two operands, such as "mul".
        operands: as many as the op takes; each a tuple or list, or one Value or number
            for all elements. One at least is a tuple or list.

    Raises:
        ValueError: there is no such op of so many operands, or the vectors are not of
            one length.

    >>> [out.data for out in elementwise("mul", (Value(2.0), Value(3.0)), 10.0)]
    [20.0, 30.0]
    """
    kinds = tuple([_kind(operand) for operand in operands])
    if not observers:
        try:
            return _fast(name, kinds)(*operands)  # type: ignore[no-any-return]
        except (AttributeError, KeyError, TypeError, *ERRORS):
            pass  # the general way below says what was wrong
    op = OPS.get(name)
    if not _fits(op, len(operands)):
        raise ValueError(f"elementwise: no op {name!r} takes {len(operands)} operands")
    lengths = {
        len(operand) for operand in operands if isinstance(operand, tuple | list)
    }
    if len(lengths) != 1:
        raise ValueError(
            f"elementwise: {name} takes vectors of one length, not of "
            f"{', '.join(map(str, sorted(lengths))) or 'none'}"
        )
    (length,) = lengths
    columns = [
        operand if isinstance(operand, tuple | list) else (operand,) * length
        for operand in operands
    ]
    return tuple(functions[name](*each) for each in zip(*columns, strict=True))


def _fits(op: Op | None, count: int) -> bool:
    return op is not None and not op.vectors and len(op.names) == count <= 2


def _kind(operand: Any) -> str:
    if type(operand) is tuple or type(operand) is list:
        return "vector"
    return "Value" if isinstance(operand, Value) else "number"


@cache
def _fast(name: str, kinds: tuple[str, ...]) -> Any:
    op = OPS[name]
    if not _fits(op, len(kinds)) or "vector" not in kinds:
        raise KeyError(name)
    scope = {
        **numbers,
        "Value": Value,
        "new": object.__new__,
        "OP": op,
        "NO_TAG": NO_TAG,
    }
    function = f"{name}_of_each_{'_'.join(kinds)}"
    return compile_source(function, _source(function, op, kinds), scope)[function]


def _source(name: str, op: Op, kinds: tuple[str, ...]) -> str:
    """The loop over the elements: `x_of_each` is the Value, `x_data` its number."""
    kind = dict(zip(op.names, kinds, strict=True))
    vectors = [each for each in op.names if kind[each] == "vector"]
    values = [each for each in op.names if kind[each] != "number"]
    node = {each: each + "_of_each" * (each in vectors) for each in values}
    data = {each: f"{each}_data" for each in op.names}
    partials = dict(zip(op.names, partial_trees(op), strict=True))
    printer = Python({**data, "out": "out"})
    before = [
        f"{data[each]} = {f'{each}.data' if each in values else f'float({each})'}"
        for each in op.names
        if each not in vectors
    ]
    lines = [f"{data[each]} = {node[each]}.data" for each in vectors]
    lines.append(f"out = {printer(value_tree(op))}")
    held = "None"
    if len(values) < len(op.names):
        held = f"({', '.join(node.get(each, data[each]) for each in op.names)})"
    sides = dict(zip(("left", "right"), values, strict=False))
    record = [
        "node = new(Value)",
        "node.data = out",
        "node.grad = 0.0",
        "node.op = OP",
        "node.tag = NO_TAG",
        *(f"node._{side} = {node[each]}" for side, each in sides.items()),
        *(
            f"node._{side}_partial = {printer(partials[each])}"
            for side, each in sides.items()
        ),
        *(
            ["node._right = None", f"node._right_partial = {held}"]
            if len(values) == 1
            else []
        ),
        "add_output(node)",
    ]
    elements = ", ".join(node[each] for each in vectors)
    lists = f"zip({', '.join(vectors)}, strict=True)" if vectors[1:] else vectors[0]
    inner = "\n        "
    return f"""\
def {name}({", ".join(op.names)}):
    outputs = []
    add_output = outputs.append
    {"; ".join(before) or "pass"}
    for {elements} in {lists}:
        {inner.join([*lines, *record])}
    return tuple(outputs)
"""
