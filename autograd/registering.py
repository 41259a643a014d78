"""Adding an op at run time: one row, checked, and it is like those of the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from keyword import iskeyword
from typing import Any

from autograd.expression import CONSTANTS, partial_trees, value_tree
from autograd.ops import OPS, Op
from autograd.recording import ERRORS, define, functions, kernels, numbers
from autograd.value import Value

RESERVED = frozenset(
    "add_output AttributeError data each error ERRORS fail float int len list new "
    "NO_TAG node object observe observers OP operands operate out out_data outputs "
    "OverflowError partials power record sum tuple type TypeError Value ValueError "
    "wanted ZeroDivisionError zip".split()
)
"""Names that the generated source uses for something else."""

RESERVED_FOR_LAYERS = frozenset(
    "FOLDED hidden_tag layer row row_partials rows sequence slope start starts tag "
    "tags weight x_partials xs z z_start".split()
)
"""And those that the source of a layer uses, which has no operands of its own."""


def register(op: Op) -> Callable[..., Any]:
    """Add an op at run time: a method, a function, and a row in every view.

    The partials are compared with finite differences at points of the op's domain
    before the op is taken.

    Args:
        op: the row, see `Op`.

    Returns:
        The recording function, also found as `autograd.<name>`.

    Raises:
        TypeError: it is no Op, or holds something of a wrong type.
        ValueError: the name is taken or not a name, the texts do not parse, their
            number differs from the operands', or a partial is not the derivative.

    >>> cube = register(Op("cube", "x ** 3", ("3 * x ** 2",)))
    >>> cube(Value(2.0)).partials
    (12.0,)
    """
    try:
        _check_row(op)
        return _entered(op)
    except (RecursionError, MemoryError):
        raise ValueError(
            f"{op.name}: a text is nested too deeply: write sums of many operands "
            "with sum(...), or an op for a part of it"
        ) from None


def _entered(op: Op) -> Callable[..., Any]:
    OPS[op.name] = op
    try:
        function = define(op)
        _check_partials(op)
    except BaseException:  # Ctrl-C too: no op is half there
        _forget(op)
        raise
    return function


def _check_row(op: Op) -> None:
    if not isinstance(op, Op):
        raise TypeError(f"register takes an Op(name, value, partials), not {op!r}")
    _check_types(op)
    if not _is_name(op.name):
        raise ValueError(
            f"{op.name!r} is no name for an op: write it like a function's"
        )
    reserved = RESERVED | RESERVED_FOR_LAYERS
    # What is imported only when asked for is in the package's dir: draw, compile.
    taken = {*OPS, *CONSTANTS, *reserved, *dir(sys.modules["autograd"])}
    if op.name in taken or hasattr(Value, op.name) or _is_module(op.name):
        raise ValueError(f"the name {op.name!r} is taken: choose another")
    if not op.operands or len(op.operands) != len(op.partials):
        raise ValueError(
            f"{op.name}: {len(op.partials)} partials for the operands "
            f"{', '.join(op.operands) or 'none'}: write one for each"
        )
    if len(op.domain) != len(op.operands) or not all(map(_is_interval, op.domain)):
        raise ValueError(
            f"{op.name}: domain takes one (low, high) for each operand, not {op.domain}"
        )
    _check_operands(op)
    value_tree(op)
    partial_trees(op)


def _is_module(name: str) -> bool:
    """Whether `import autograd.name` would put a module where the op is to be found."""
    return find_spec(f"autograd.{name}") is not None


def _check_types(op: Op) -> None:
    for field in ("name", "value", "symbol", "kink", "hint", "limit", "rounding"):
        if not isinstance(getattr(op, field), str):
            raise TypeError(
                f"Op {op.name!r}: {field} is a text, not {getattr(op, field)!r}"
            )
    for field in ("partials", "operands"):
        texts = getattr(op, field)
        if not isinstance(texts, tuple | list) or not all(
            isinstance(text, str) for text in texts
        ):
            raise TypeError(
                f"{op.name}: {field} are a tuple of texts, one for each operand, not "
                f"{texts!r}; a tuple of one ends with a comma: (text,)"
            )
    if not isinstance(op.domain, tuple | list):
        raise TypeError(f"{op.name}: domain is a tuple of (low, high), not {op.domain}")
    if not isinstance(op.defaults, Mapping) or not all(
        isinstance(number, int | float) and number == number
        for number in op.defaults.values()
    ):
        raise TypeError(
            f"{op.name}: defaults are a dict of numbers by operand, not {op.defaults!r}"
        )


def _is_interval(pair: object) -> bool:
    match pair:
        case (int() | float() as low, int() | float() as high):
            return low < high
    return False


def _is_name(name: str) -> bool:
    return name.isidentifier() and not name.startswith("_") and not iskeyword(name)


def _check_operands(op: Op) -> None:
    names = op.names
    taken = {*OPS, *CONSTANTS, *RESERVED}
    taken |= {f"{x}_{kind}" for x in names for kind in ("data", "number", "element")}
    for i, name in enumerate(names):
        if not _is_name(name) or name in taken or name in names[:i]:
            raise ValueError(
                f"{op.name}: {name!r} is no name for an operand: choose another"
            )
    given = [name in op.defaults for name in names]
    if set(op.defaults) - set(names) or given != sorted(given):
        raise ValueError(
            f"{op.name}: defaults are for the last operands, of {', '.join(names)}"
        )


def _check_partials(op: Op) -> None:
    """Compare the row's partials with central differences inside its domain."""
    for share in (0.21, 0.52, 0.83):
        point = [_inside(op, i, share + 0.13 * i) for i in range(len(op.names))]
        said = ", ".join(f"{x} = {at}" for x, at in zip(op.names, point, strict=True))
        try:
            _, partials = kernels[op.name](*point)
            slopes = [_slope(op, point, i) for i in range(len(point))]
        except ERRORS as error:
            raise ValueError(
                f"{op.name}: {error} at {said}: give as domain the interval of each "
                "operand inside which value and partials exist"
            ) from None
        for name, text, partial, slope in zip(
            op.names, op.partials, partials, slopes, strict=True
        ):
            ours = partial[0] if name in op.vectors else partial
            if not abs(ours - slope) <= 1e-4 * max(1.0, abs(slope)):
                raise ValueError(
                    f"{op.name}: ∂out/∂{name} is written {text!r}, which is {ours:.6g} "
                    f"at {said}; the slope of {op.value!r} there is {slope:.6g}"
                )


def _inside(op: Op, i: int, share: float) -> Any:
    """A point of an operand's interval; not the middle, where many have a kink."""
    low, high = op.domain[i]
    x, other = (low + (high - low) * (at % 1.0) for at in (share, share + 0.29))
    return [x, other] if op.names[i] in op.vectors else x


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
