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
from autograd.value import NO_TAG, Tag, Value, observers


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
        activation: name of an op with one operand; "" for none.
        tags: for each output the tags of its pre-activation and of itself.

    Returns:
        A Value per row.

    Raises:
        ValueError: there is no such activation, or the lengths do not fit.
    """
    x = tuple(x)
    tags = tags or ((NO_TAG, NO_TAG),) * len(rows)
    if activation and activation not in functions:
        raise ValueError(f"affine: there is no activation {activation!r}")
    if not len(rows) == len(starts) == len(tags):
        raise ValueError(
            f"affine: {len(rows)} rows take as many starts and tags, not "
            f"{len(starts)} and {len(tags)}"
        )
    if not observers:
        try:
            return _fast(activation)(rows, x, starts, tags)  # type: ignore[no-any-return]
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


def _add_tag(node: Any, tag: Tag) -> None:
    """Name a node within the scopes that it was recorded in."""
    if isinstance(node, Value):
        node.tag = Tag(tag.label, node.scope + tag.scope)


@cache
def _fast(activation: str) -> Any:
    op = OPS[activation] if activation else OPS["dot"]
    scope = {
        **numbers,
        "Value": Value,
        "new": object.__new__,
        "OP": op,
    }
    name = f"affine_{activation or 'linear'}"
    return compile_source(name, _source(name, op if activation else None), scope)[name]


def _source(name: str, op: Op | None) -> str:
    if op is None:
        apply = ["out = z"]
        folded = "None"
    else:
        operand, *others = op.names
        constants = {name: repr(op.defaults[name]) for name in others}
        printer = Python({operand: "z", "out": "out", **constants})
        partial, *_ = partial_trees(op)
        apply = [f"out = {printer(value_tree(op))}", f"slope = {printer(partial)}"]
        folded = "[z, slope, hidden_tag]"
    applied = "\n        ".join(apply)
    return f"""\
def {name}(rows, x, starts, tags):
    x_data = [each.data for each in x]
    x_partials = tuple(x_data)
    outputs = []
    add_output = outputs.append
    inputs = len(x)
    for row, start, (hidden_tag, tag) in zip(rows, starts, tags, strict=True):
        row_data = [each.data for each in row]
        if len(row_data) != inputs:
            raise ValueError
        z = start.data
        for weight, value in zip(row_data, x_data):
            z += weight * value
        {applied}
        node = new(Value)
        node.data = out
        node.grad = 0.0
        node.op = OP
        node.tag = tag
        node._left = (tuple(row), x, start)
        node._left_partial = (x_partials, tuple(row_data), 1.0)
        node._right = None
        node._right_partial = {folded}
        add_output(node)
    return outputs
"""
