"""Adding an op at run time: one row, checked, and it is like those of the table."""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword
from typing import Any

from autograd.expression import CONSTANTS, FUNCTIONS, partial_trees, value_tree
from autograd.ops import OPS, Op
from autograd.recording import define, functions, kernels, numbers
from autograd.value import Value

RESERVED = {"power", "Value", "OP", "ERRORS", "NO_TAG", "new", "record", "fail", "sum"}
"""Names that the generated source uses for something else."""


def register(op: Op) -> Callable[..., Any]:
    """Add an op at run time: a method, a function, and a row in every view.

    The partials are compared with finite differences at points of the op's domain
    before the op is taken.

    Args:
        op: the row, see `Op`.

    Returns:
        The recording function, also found as `autograd.<name>`.

    Raises:
        ValueError: the name is taken or not a name, the texts do not parse, their
            number differs from the operands', or a partial is not the derivative.

    >>> cube = register(Op("cube", "x ** 3", ("3 * x ** 2",)))
    >>> cube(Value(2.0)).partials
    (12.0,)
    """
    _check_row(op)
    OPS[op.name] = op
    try:
        function = define(op)
        _check_partials(op)
    except Exception:
        _forget(op)
        raise
    return function


def _check_row(op: Op) -> None:
    if not isinstance(op, Op):
        raise TypeError(f"register takes an Op(name, value, partials), not {op!r}")
    if not op.name.isidentifier() or op.name.startswith("_") or iskeyword(op.name):
        raise ValueError(
            f"{op.name!r} is no name for an op: write it like a function's"
        )
    if op.name in OPS or op.name in RESERVED or hasattr(Value, op.name):
        raise ValueError(f"the name {op.name!r} is taken: choose another")
    if not op.operands or len(op.operands) != len(op.partials):
        raise ValueError(
            f"{op.name}: {len(op.partials)} partials for the operands "
            f"{', '.join(op.operands) or 'none'}: write one for each"
        )
    if len(op.domain) != len(op.operands):
        raise ValueError(f"{op.name}: domain takes one (low, high) for each operand")
    for name in op.names:
        if not name.isidentifier() or name in {"out", "sum", *FUNCTIONS, *CONSTANTS}:
            raise ValueError(f"{op.name}: {name!r} is no name for an operand")
    value_tree(op)
    partial_trees(op)


def _check_partials(op: Op) -> None:
    """Compare the row's partials with central differences inside its domain."""
    for share in (0.21, 0.5, 0.83):
        point = [low + (high - low) * share for low, high in op.domain]
        data = [
            [x, 0.7 * x] if name in op.vectors else x
            for name, x in zip(op.names, point, strict=True)
        ]
        _, partials = kernels[op.name](*data)
        for i, (name, partial) in enumerate(zip(op.names, partials, strict=True)):
            ours = partial[0] if name in op.vectors else partial
            slope = _slope(op, data, i)
            if abs(ours - slope) > 1e-4 * max(1.0, abs(slope)):
                raise ValueError(
                    f"{op.name}: ∂out/∂{name} is written {op.partials[i]!r}, which is "
                    f"{ours:.6g} at {name} = {point[i]:.6g}; the slope of "
                    f"{op.value!r} there is {slope:.6g}"
                )


def _slope(op: Op, data: list[Any], i: int) -> float:
    ends = []
    for step in (1e-6, -1e-6):
        moved = list(data)
        if isinstance(moved[i], list):
            moved[i] = [moved[i][0] + step, *moved[i][1:]]
        else:
            moved[i] += step
        ends.append(kernels[op.name](*moved)[0])
    return (ends[0] - ends[1]) / 2e-6


def _forget(op: Op) -> None:
    for table in (OPS, functions, kernels, numbers):
        table.pop(op.name, None)
    if op.name in vars(Value):
        delattr(Value, op.name)
