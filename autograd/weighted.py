"""The weighted sum of a neuron that is recorded with a node for each `*` and `+`.

It records what the signs would, in one piece of code written from the rows of both ops.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from autograd.expression import Python, partial_trees, value_tree
from autograd.ops import OPS
from autograd.recording import ERRORS, add_tag, compile_source, functions
from autograd.scopes import noted, unwatched
from autograd.tags import NO_TAG, Tag
from autograd.value import Value


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
    if unwatched():
        try:
            return _weighted_sum()(weights, x, start, *noted([tags]))
        except (AttributeError, TypeError, *ERRORS):
            pass  # the general way below says what was wrong
    between, last = tags
    z = start
    for i, (weight, value) in enumerate(zip(weights, x, strict=True), start=1):
        product = functions["mul"](weight, value)
        z = functions["add"](z, product)
        add_tag(product, between)
        add_tag(z, between if i < len(x) else last)
    return z


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
