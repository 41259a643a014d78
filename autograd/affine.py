"""Weighted sums of one layer, recorded together.

The neurons of a layer take the same inputs: read once, kept as one group, they cost a
third. And the pre-activation z of a neuron is a node that training never looks at: it
is kept folded in the node of the activation until someone asks for the parents of that
node; then it stands there with value, partials and adjoint as if recorded by `dot`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from autograd.expression import Python, partial_trees, value_tree
from autograd.ops import OPS, Op
from autograd.recording import ERRORS, compile_source, functions, numbers
from autograd.tags import NO_TAG, Tag
from autograd.traversal import FOLDED, LONGEST
from autograd.value import Value, observers


def affine(
    rows: Sequence[Sequence[Value]],
    x: Sequence[Value],
    starts: Sequence[Value],
    activation: str = "",
    tags: Sequence[tuple[Tag, Tag]] = (),
) -> list[Value]:
    """activation(dot(row, x, start)) for each row and its start: one layer.

    Args:
        rows: weights, (outputs, inputs).
        x: inputs, (inputs,).
        starts: biases, (outputs,).
        activation: name of an op with one operand, but for those that may be left
            out; "" for none.
        tags: for each output the tags of its pre-activation and of itself.

    Returns:
        A Value per row.

    Raises:
        ValueError: there is no such activation, or the lengths do not fit.
    """
    x = tuple(x)
    tags = tags or ((NO_TAG, NO_TAG),) * len(rows)
    if activation and not _takes_one(OPS.get(activation)):
        raise ValueError(f"affine: there is no activation {activation!r}")
    if not len(rows) == len(starts) == len(tags):
        raise ValueError(
            f"affine: {len(rows)} rows take as many starts and tags, not "
            f"{len(starts)} and {len(tags)}"
        )
    if not observers:
        try:
            return _fast(activation, len(x))(rows, x, starts, tags)  # type: ignore[no-any-return]
        except (AttributeError, TypeError, *ERRORS):
            pass  # the general way below says what was wrong
    outputs = []
    for row, start, (hidden_tag, tag) in zip(rows, starts, tags, strict=True):
        node = functions["dot"](row, x, start)
        if activation:
            _add_tag(node, hidden_tag)
            node = functions[activation](node)
        _add_tag(node, tag)
        outputs.append(node)
    return outputs


def weighted_sum(
    weights: Sequence[Any],
    x: Sequence[Any],
    start: Any,
    tags: tuple[Tag, Tag] = (NO_TAG, NO_TAG),
) -> Any:
    """The sum start + w1·x1 + w2·x2 …, a node for each product and each addition.

    Added from the left, so that the number is that of `dot(weights, x, start)`. Written
    with `*` and `+` it takes a third longer to record.

    Args:
        weights: Values or numbers.
        x: as many.
        start: what the products are added to.
        tags: those of the nodes between, and of the result.

    Raises:
        ValueError: there are not as many weights as inputs.

    >>> w, x = Value(3.0), Value(2.0)
    >>> weighted_sum([w], [x], Value(1.0)).data
    7.0
    """
    if len(weights) != len(x):
        raise ValueError(f"weighted_sum: {len(weights)} weights for {len(x)} inputs")
    if not observers:
        try:
            return _weighted_sum()(weights, x, start, tags)
        except (AttributeError, TypeError, *ERRORS):
            pass  # the general way below says what was wrong
    between, last = tags
    z = start
    for i, (weight, value) in enumerate(zip(weights, x, strict=True), start=1):
        product = functions["mul"](weight, value)
        z = functions["add"](z, product)
        _add_tag(product, between)
        _add_tag(z, between if i < len(x) else last)
    return z


def _takes_one(op: Op | None) -> bool:
    return op is not None and not op.vectors and len(op.names) == 1 + len(op.defaults)


def _add_tag(node: Any, tag: Tag) -> None:
    """Name a node within the scopes that it was recorded in, at the line noted."""
    if isinstance(node, Value):
        node.tag = Tag(tag.label, node.scope + tag.scope, node.source)


@cache
def _fast(activation: str, inputs: int) -> Any:
    op = OPS[activation] if activation else OPS["dot"]
    scope = {
        **numbers,
        "Value": Value,
        "new": object.__new__,
        "OP": op,
        "FOLDED": FOLDED,
    }
    name = f"affine_{activation or 'linear'}_{inputs}"
    source = _source(name, op if activation else None, inputs)
    return compile_source(name, source, scope)[name]


def _source(name: str, op: Op | None, inputs: int) -> str:
    """One layer in straight-line code.

    Up to LONGEST inputs the weighted sum is written out, which takes a third off the
    time of recording a layer of 16.
    """
    if inputs <= LONGEST:
        weights = [f"w{i}" for i in range(inputs)]
        unpacked = f"({''.join(f'x{i}, ' for i in range(inputs))}) = x_partials"
        products = "".join(f" + w{i} * x{i}" for i in range(inputs))
        weighted = [
            f"({''.join(f'{weight}, ' for weight in weights)}) = row",
            *(f"{weight} = {weight}.data" for weight in weights),
            f"z = start.data{products}",
            f"row_partials = ({''.join(f'{weight}, ' for weight in weights)})",
        ]
    else:
        unpacked = "pass"
        weighted = [
            "row_partials = tuple([each.data for each in row])",
            "if len(row_partials) != len(x_partials):",
            "    raise ValueError",
            "z = start.data",
            "for weight, value in zip(row_partials, x_partials):",
            "    z += weight * value",
        ]
    indent = "\n        "
    return f"""\
def {name}(rows, x, starts, tags):
    x_partials = tuple([each.data for each in x])
    {unpacked}
    outputs = []
    add_output = outputs.append
    for row, start, (hidden_tag, tag) in zip(rows, starts, tags, strict=True):
        if type(row) is not tuple:
            row = tuple(row)
        {indent.join(weighted)}
        {indent.join(_applied(op))}
        node = new(Value)
        node.data = out
        node.grad = 0.0
        node.op = OP
        node.tag = tag
        node._right = None
        {indent.join(_held(op))}
        add_output(node)
    return outputs
"""


def _applied(op: Op | None) -> list[str]:
    """`out` and `slope` from `z`."""
    if op is None:
        return ["out = z"]
    operand, *others = op.names
    constants = {name: repr(op.defaults[name]) for name in others}
    printer = Python({operand: "z", "out": "out", **constants})
    partial, *_ = partial_trees(op)
    return [f"out = {printer(value_tree(op))}", f"slope = {printer(partial)}"]


def _held(op: Op | None) -> list[str]:
    """What the node holds: as `dot` does, or folded."""
    if op is None:
        return [
            "node._left = (row, x, start)",
            "node._left_partial = (x_partials, row_partials, 1.0)",
            "node._right_partial = None",
        ]
    return [
        "node._left = row",
        "node._left_partial = "
        "(start, x, x_partials, row_partials, z, slope, hidden_tag)",
        "node._right_partial = FOLDED",
    ]


@cache
def _weighted_sum() -> Any:
    scope = {
        "Value": Value,
        "new": object.__new__,
        "MUL": OPS["mul"],
        "ADD": OPS["add"],
    }
    indent = "\n        "
    source = f"""\
def weighted_sum(weights, x, start, tags):
    between, last = tags
    z = start
    z_data = start.data
    for weight, value in zip(weights, x, strict=True):
        weight_data = weight.data
        value_data = value.data
        {indent.join(_pair("mul", "product", "weight", "value"))}
        {indent.join(_pair("add", "total", "z", "product"))}
        z = total
        z_data = total_data
    if z is not start:
        z.tag = last
    return z
"""
    return compile_source("weighted_sum", source, scope)["weighted_sum"]


def _pair(name: str, node: str, *operands: str) -> list[str]:
    """The lines that record an op of two operands as a node, from its row."""
    op = OPS[name]
    data = dict(zip((*op.names, "out"), (*operands, node), strict=True))
    printer = Python({name: f"{of}_data" for name, of in data.items()})
    left, right = (printer(tree) for tree in partial_trees(op))
    return [
        f"{node}_data = {printer(value_tree(op))}",
        f"{node} = new(Value)",
        f"{node}.data = {node}_data",
        f"{node}.grad = 0.0",
        f"{node}.op = {name.upper()}",
        f"{node}.tag = between",
        f"{node}._left, {node}._right = {', '.join(operands)}",
        f"{node}._left_partial = {left}",
        f"{node}._right_partial = {right}",
    ]
