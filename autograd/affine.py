"""Weighted sums of one layer, recorded together.

The neurons of a layer take the same inputs: read once, kept as one group, they cost a
third. And the pre-activation z of a neuron is a node that training never looks at: it
is kept folded in the node of the activation until someone asks for the parents of that
node; then it stands there with value, partials and adjoint as if recorded by `dot`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from autograd.expression import Python, partial_trees, value_tree
from autograd.ops import OPS, Op
from autograd.recording import ERRORS, add_tag, compile_source, functions, numbers
from autograd.scopes import noted, unwatched
from autograd.tags import NO_TAG, Tag
from autograd.traversal import FOLDED, LONGEST
from autograd.value import Value


def affine(
    rows: Sequence[Sequence[Value]],
    x: Sequence[Value],
    starts: Sequence[Value] | None = None,
    activation: str = "",
    tags: Sequence[tuple[Tag, Tag]] = (),
) -> list[Value]:
    """activation(dot(row, x, start)) for each row and its start: one layer.

    Args:
        rows: weights, (outputs, inputs).
        x: inputs, (inputs,).
        starts: biases, (outputs,); None for none.
        activation: name of an op with one operand, but for those that may be left
            out; "" for none.
        tags: for each output the tags of its pre-activation and of itself.

    Returns:
        A Value per row.

    Raises:
        ValueError: there is no such activation, or the lengths do not fit.
    """
    x = tuple(x)
    tags = _checked(rows, starts, activation, tags)
    if unwatched():
        fast = _fast(activation, len(x), starts is not None)
        try:
            return fast(rows, x, starts, noted(tags))  # type: ignore[no-any-return]
        except (AttributeError, TypeError, *ERRORS):
            pass  # the general way below says what was wrong
    return _one_by_one(rows, x, starts, activation, tags)


def affine_each(
    rows: Sequence[Sequence[Value]],
    xs: Sequence[Sequence[Value]],
    starts: Sequence[Value] | None = None,
    activation: str = "",
    tags: Sequence[tuple[Tag, Tag]] = (),
) -> list[list[Value]]:
    """`affine` of each of many inputs: the weights are read once for all.

    Args:
        rows: weights, (outputs, inputs).
        xs: inputs of each, (many, inputs).
        starts: biases, (outputs,); None for none.
        activation: as for `affine`.
        tags: for each output the tags of its pre-activation and of itself.

    Returns:
        The outputs of each, (many, outputs).

    Raises:
        ValueError: there is no such activation, or the lengths do not fit.

    >>> w, a, b = Value(3.0), Value(1.0), Value(2.0)
    >>> [[out.data for out in outputs] for outputs in affine_each([(w,)], [(a,), (b,)])]
    [[3.0], [6.0]]
    """
    every = [tuple(x) for x in xs]
    tags = _checked(rows, starts, activation, tags)
    if every and unwatched():
        fast = _fast(activation, len(every[0]), starts is not None, many=True)
        try:
            return fast(rows, every, starts, noted(tags))  # type: ignore[no-any-return]
        except (AttributeError, TypeError, *ERRORS):
            pass  # the general way below says what was wrong
    return [_one_by_one(rows, x, starts, activation, tags) for x in every]


def _checked(
    rows: Sequence[Any],
    starts: Sequence[Any] | None,
    activation: str,
    tags: Sequence[tuple[Tag, Tag]],
) -> Sequence[tuple[Tag, Tag]]:
    """The tags, one pair for each row, if all else fits."""
    tags = tags or ((NO_TAG, NO_TAG),) * len(rows)
    if activation and not _takes_one(OPS.get(activation)):
        raise ValueError(f"affine: there is no activation {activation!r}")
    started = len(rows) if starts is None else len(starts)
    if not len(rows) == started == len(tags):
        raise ValueError(
            f"affine: {len(rows)} rows take as many starts and tags, not "
            f"{started} and {len(tags)}"
        )
    return tags


def _one_by_one(
    rows: Sequence[Sequence[Value]],
    x: tuple[Value, ...],
    starts: Sequence[Value] | None,
    activation: str,
    tags: Sequence[tuple[Tag, Tag]],
) -> list[Value]:
    """What a layer is, op by op."""
    outputs = []
    for i, (row, (hidden_tag, tag)) in enumerate(zip(rows, tags, strict=True)):
        node = functions["dot"](row, x, *([] if starts is None else [starts[i]]))
        if activation:
            add_tag(node, hidden_tag)
            node = functions[activation](node)
        add_tag(node, tag)
        outputs.append(node)
    return outputs


def _takes_one(op: Op | None) -> bool:
    return op is not None and not op.vectors and len(op.names) == 1 + len(op.defaults)


@cache
def _fast(activation: str, inputs: int, started: bool, many: bool = False) -> Any:
    op = OPS[activation] if activation else OPS["dot"]
    scope = {
        **numbers,
        "Value": Value,
        "new": object.__new__,
        "OP": op,
        "FOLDED": FOLDED,
    }
    name = f"affine_{activation or 'linear'}_{inputs}"
    code = _Code(op if activation else None, inputs, started)
    source = code.of_many(name) if many else code.of_one(name)
    return compile_source(name, source, scope)[name]


@dataclass(frozen=True, slots=True)
class _Code:
    """One layer in straight-line code.

    Up to LONGEST inputs the weighted sum is written out, which takes a third off the
    time of recording a layer of 16.
    """

    op: Op | None
    inputs: int
    started: bool

    def of_one(self, name: str) -> str:
        """The function of one x."""
        indent = "\n        "
        return f"""\
def {name}(rows, x, starts, tags):
    {f"{indent[:-4]}".join(self._inputs())}
    outputs = []
    add_output = outputs.append
    for {self._each_row()}:
        if type(row) is not tuple:
            row = tuple(row)
        {indent.join(self._weights_of_row())}
        {"z = start.data" if self.started else "z = 0.0"}{self._products()}
        {indent.join(self._rest())}
    return outputs
"""

    def of_many(self, name: str) -> str:
        """The function of many x."""
        indent = "\n            "
        return f"""\
def {name}(rows, xs, starts, tags):
    start, z_start = None, 0.0
    layer = []
    for {self._each_row()}:
        if type(row) is not tuple:
            row = tuple(row)
        row_partials = tuple([each.data for each in row])
        {"z_start = start.data" if self.started else "pass"}
        layer.append((row, row_partials, start, z_start, hidden_tag, tag))
    sequence = []
    for x in xs:
        {f"{indent[:-4]}".join(self._inputs())}
        outputs = []
        add_output = outputs.append
        for row, row_partials, start, z_start, hidden_tag, tag in layer:
            {self._unpacked("w", "row_partials")}
            z = z_start{self._products()}
            {indent.join(self._rest())}
        sequence.append(outputs)
    return sequence
"""

    def _each_row(self) -> str:
        if self.started:
            names, lists = "row, start, (hidden_tag, tag)", "rows, starts, tags"
        else:
            names, lists = "row, (hidden_tag, tag)", "rows, tags"
        return f"{names} in zip({lists}, strict=True)"

    def _inputs(self) -> list[str]:
        return [
            "x_partials = tuple([each.data for each in x])",
            self._unpacked("x", "x_partials"),
        ]

    def _weights_of_row(self) -> list[str]:
        if self.inputs > LONGEST:
            return ["row_partials = tuple([each.data for each in row])"]
        weights = [f"w{i}" for i in range(self.inputs)]
        return [
            self._unpacked("w", "row"),
            *(f"{weight} = {weight}.data" for weight in weights),
            f"row_partials = ({''.join(f'{weight}, ' for weight in weights)})",
        ]

    def _unpacked(self, letter: str, of: str) -> str:
        if self.inputs > LONGEST:
            return "pass"
        return f"({''.join(f'{letter}{i}, ' for i in range(self.inputs))}) = {of}"

    def _products(self) -> str:
        if self.inputs <= LONGEST:
            return "".join(f" + w{i} * x{i}" for i in range(self.inputs))
        return ""

    def _rest(self) -> list[str]:
        """From the `z` written so far to the node."""
        loop = [
            "if len(row_partials) != len(x_partials):",
            "    raise ValueError",
            "for weight, value in zip(row_partials, x_partials):",
            "    z += weight * value",
        ]
        start = "start" if self.started else "None"
        tag, out, slope = "hidden_tag", "z", "1.0"
        lines = loop if self.inputs > LONGEST else []
        if self.op is not None:
            operand, *others = self.op.names
            constants = {name: repr(self.op.defaults[name]) for name in others}
            printer = Python({operand: "z", "out": "out", **constants})
            partial, *_ = partial_trees(self.op)
            lines += [
                f"out = {printer(value_tree(self.op))}",
                f"slope = {printer(partial)}",
            ]
            out, slope = "out", "slope"
        return [
            *lines,
            "node = new(Value)",
            f"node.data = {out}",
            "node.grad = 0.0",
            "node.op = OP",
            "node.tag = tag",
            "node._left = row",
            "node._left_partial = "
            f"({start}, x, x_partials, row_partials, z, {slope}, {tag})",
            "node._right = None",
            "node._right_partial = FOLDED",
            "add_output(node)",
        ]
