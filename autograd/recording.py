"""From a row of the table to the functions that record it.

For every row one function is written as source (`source`), compiled once and registered
with `linecache`, so that a traceback shows it. It is the method of `Value` and the
function of the module: given at least one Value it records a node, given plain numbers
only it returns a plain number. What has no straight-line form there (numpy scalars,
subclasses, lists, mistakes) goes through `record`.
"""

from __future__ import annotations

import linecache
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from autograd.expression import CONSTANTS, FUNCTIONS, overflows, value_tree
from autograd.ops import OPS, Op
from autograd.scalars import as_number
from autograd.source import function_source, kernel_source
from autograd.tags import NO_TAG, Tag
from autograd.value import Value, observe, observers

Kernel = Callable[..., tuple[float, tuple[Any, ...]]]

_REASONS: dict[type[Exception], str] = {
    ZeroDivisionError: "division by zero",
    OverflowError: "the result is too large for a float",
}
ERRORS = (ValueError, ZeroDivisionError, OverflowError)
OPERATORS = {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "div": "truediv",
    "pow": "pow",
    "neg": "neg",
    "abs": "abs",
}

_SEQUENCES = (list, tuple, str, bytes)
_NO_LISTS = (Value, str, Mapping)

functions: dict[str, Callable[..., Any]] = {}
"""The recording function of every row, by name."""

kernels: dict[str, Kernel] = {}
numbers: dict[str, Any] = {
    **FUNCTIONS,
    **CONSTANTS,
    "power": math.pow,
}
"""What the generated source may call, over plain floats."""


# ------------------------------------------------------------------- the general way


def record(op: Op, operands: Sequence[Any]) -> Any:
    """Apply an op to Values and numbers in any mixture.

    Returns:
        A recorded Value; a float if no operand is a Value.

    Raises:
        TypeError: an operand is neither a Value nor a single number.
        ValueError, ZeroDivisionError, OverflowError: outside the op's domain.
    """
    taken = tuple(
        _vector(op, name, operand) if name in op.vectors else _scalar(op, name, operand)
        for name, operand in zip(op.names, operands, strict=True)
    )
    _check_lengths(op, taken)
    data = [data_of(operand) for operand in taken]
    try:
        wanted = [has_values(operand) for operand in taken]
        out, partials = kernels[op.name](*data, wanted=wanted)
    except ERRORS as error:
        fail(op, operands, error)
    entries: list[Any] = []
    kept: list[Any] = []
    for operand, partial in zip(taken, partials, strict=True):
        if partial is None:
            continue
        if type(operand) is tuple:
            values, its = _values_only(operand, partial)
            entries.append(values)
            kept.append(its)
        else:
            entries.append(operand)
            kept.append(partial)
    if not entries:
        return out
    return _node(op, out, entries, kept, taken)


def _node(
    op: Op, out: float, entries: list[Any], partials: list[Any], operands: Any
) -> Value:
    node = object.__new__(Value)
    node.data, node.grad, node.op, node.tag = out, 0.0, op, NO_TAG
    node._right = node._right_partial = None
    vectors = any(type(entry) is tuple for entry in entries)
    if len(entries) == 1 and not vectors:
        node._left, node._left_partial = entries[0], partials[0]
    elif len(entries) == len(operands) == 2 and not vectors:
        node._left, node._right = entries
        node._left_partial, node._right_partial = partials
    else:
        node._left, node._left_partial = tuple(entries), tuple(partials)
    if node._right is None and operands not in ((node._left,), node._left):
        node._right_partial = operands
    if observers:
        observe(node)
    return node


def _scalar(op: Op, name: str, operand: object) -> Value | float:
    if isinstance(operand, Value):
        return operand
    try:
        return as_number(operand)
    except (TypeError, OverflowError) as error:
        raise type(error)(f"{op.name}: operand {name}: {error}") from None


def _vector(op: Op, name: str, operands: object) -> tuple[Value | float, ...]:
    if isinstance(operands, _NO_LISTS) or not isinstance(operands, Iterable):
        raise TypeError(
            f"{op.name}: {name} takes a list of Values and numbers, not {operands!r}"
        )
    if type(operands) is tuple and all(type(each) is Value for each in operands):
        return operands  # the same tuple: a group that ops share
    return tuple(_scalar(op, name, each) for each in operands)


def _check_lengths(op: Op, operands: Sequence[Any]) -> None:
    lengths = {
        name: len(operand)
        for name, operand in zip(op.names, operands, strict=True)
        if type(operand) is tuple
    }
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"{op.name}: the lists must be of one length, but {said}")


def data_of(operand: Any) -> Any:
    """The plain number or numbers of an operand."""
    if type(operand) is tuple:
        return [each.data if isinstance(each, Value) else each for each in operand]
    return operand.data if isinstance(operand, Value) else operand


def has_values(operand: Any) -> bool:
    """Whether an operand, or an element of it, is a Value."""
    if type(operand) is tuple:
        return any(isinstance(each, Value) for each in operand)
    return isinstance(operand, Value)


def _values_only(
    operands: tuple[Any, ...], partials: tuple[float, ...]
) -> tuple[tuple[Value, ...], tuple[float, ...]]:
    """The Values among the elements of a vector, and their partials."""
    if all(isinstance(each, Value) for each in operands):
        return operands, partials
    pairs = [
        (each, partial)
        for each, partial in zip(operands, partials, strict=True)
        if isinstance(each, Value)
    ]
    return tuple(each for each, _ in pairs), tuple(partial for _, partial in pairs)


def operate(op: Op, operands: Sequence[Any]) -> Any:
    """As `record`, for Python's operators: NotImplemented where the other may know."""
    for operand in operands:
        if isinstance(operand, Value) or type(operand) in _SEQUENCES:
            continue  # Python would try to repeat a list, or to append to it
        if getattr(operand, "ndim", 0) == 0 and not hasattr(operand, "__float__"):
            return NotImplemented
    return record(op, operands)


def fail(op: Op, operands: Sequence[Any], error: Exception) -> NoReturn:
    """Raise an error that names the op, its operands and what to write instead."""
    for name, operand in zip(op.names, operands, strict=True):
        if name not in op.vectors:
            _scalar(op, name, operand)  # says so if it is itself beyond the floats
    said = ", ".join(
        f"{name} = {_shown(operand)}"
        for name, operand in zip(op.names, operands, strict=True)
    )
    reason = _REASONS.get(type(error), "outside the domain")
    advice = op.limit if isinstance(error, OverflowError) else op.hint
    advice = f"; {advice}" if advice else ""
    raise type(error)(f"{op.name} of {said}: {reason}{advice}") from None


def _shown(operand: Any) -> str:
    if isinstance(operand, Value):
        named = [f"label {operand.label!r}"] if operand.label else []
        named += [f"in {', '.join(operand.scope)}"] if operand.scope else []
        return f"{operand.data!r} ({' '.join(named)})" if named else f"{operand.data!r}"
    if isinstance(operand, list | tuple):
        return "[" + ", ".join(_shown(each) for each in operand) + "]"
    return repr(operand)


def add_tag(node: Any, tag: Tag) -> None:
    """Name a node within the scopes that it was recorded in, at the line noted."""
    if isinstance(node, Value):
        node.tag = Tag(tag.label, node.scope + tag.scope, node.source)


# ------------------------------------------------------------------- entering a row


def define(op: Op) -> Callable[..., Any]:
    """Write, compile and enter the kernel, the function and the methods of a row."""
    compiled = compile_source(f"kernel {op.name}", kernel_source(op), numbers)
    kernels[op.name] = compiled["kernel"]
    numbers.setdefault(op.name, compiled["value"])
    names_in_source = {
        **numbers,
        "Value": Value,
        "new": object.__new__,
        "OP": op,
        "NO_TAG": NO_TAG,
        "ERRORS": ERRORS,
        "record": record,
        "operate": operate,
        "fail": fail,
        "observers": observers,
        "observe": observe,
    }
    names = list(op.names)
    source = function_source(op, op.name, names, "record")
    function: Callable[..., Any] = compile_source(op.name, source, names_in_source)[
        op.name
    ]
    function.__doc__ = docstring(op)
    functions[op.name] = function
    if names[0] not in op.vectors:
        setattr(Value, op.name, function)
    if op.name in OPERATORS:
        _define_operators(op, names_in_source)
    return function


def _define_operators(op: Op, scope: dict[str, Any]) -> None:
    dunder = f"__{OPERATORS[op.name]}__"
    names = list(op.names)
    source = function_source(op, dunder, names, "operate")
    setattr(Value, dunder, compile_source(dunder, source, scope)[dunder])
    if len(names) == 2:
        reflected = dunder.replace("__", "__r", 1)
        source = function_source(op, reflected, names[::-1], "operate")
        setattr(Value, reflected, compile_source(reflected, source, scope)[reflected])


def compile_source(name: str, source: str, scope: dict[str, Any]) -> dict[str, Any]:
    """Run generated source in a scope of its own, which is returned."""
    filename = f"<autograd op {name}>"
    linecache.cache[filename] = (
        len(source),
        None,
        source.splitlines(keepends=True),
        filename,
    )
    # What is defined stays out of the scope: in it `tanh` is the function of numbers.
    defined: dict[str, Any] = {}
    exec(compile(source, filename, "exec"), dict(scope), defined)
    return defined


def docstring(op: Op) -> str:
    """What the function of a row says of itself."""
    partials = "\n".join(
        f"    ∂{op.name}/∂{name} = {text}"
        for name, text in zip(op.names, op.partials, strict=True)
    )
    more = []
    if op.kink:
        more.append(f"At the kink: {op.kink}.")
    if op.hint:
        more.append(f"An error outside the domain: {op.hint}.")
    if op.limit:
        more.append(f"An error where the result is too large for a float: {op.limit}.")
    elif overflows(value_tree(op)):
        more.append("A result too large for a float is inf, see `explain_nonfinite`.")
    if op.rounding:
        more.append(f"Rounding: {op.rounding}.")
    head = f"{op.name}({', '.join(op.operands)}) = {op.value}"
    return "\n\n".join([head, partials, *more])


for _op in OPS.values():
    define(_op)
