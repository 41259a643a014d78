"""An expression typed by a user → the graph it describes, without evaluating any code.

The text is one expression, or assignments separated by `;` and then an expression, over
named numbers, the functions of the table and those composed of them. It is read with
`ast`, every part is checked against an allow-list, and an error names the column.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograd import functions as composed
from autograd.recording import functions
from autograd.value import Value

LONGEST = 20_000
"""Characters an expression may have."""

_OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
_COMPOSED = ("clip", "dist", "logsumexp", "mean", "var")


class ExpressionError(ValueError):
    """What is wrong with an expression, and in which column, counted from 1."""

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(f"column {column}: {message}" if column else message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression read.

    Attributes:
        output: its value, the end of the graph.
        names: every name in it with its Value, leaves first, as they were made.
    """

    output: Value
    names: Mapping[str, Value]


def known_functions() -> dict[str, Callable[..., Any]]:
    """The functions an expression may call, by name."""
    return functions | {name: getattr(composed, name) for name in _COMPOSED}


def read_expression(text: str, numbers: Mapping[str, float]) -> Reading:
    """Record the graph of an expression.

    Args:
        text: such as "z = x*w + b; sigmoid(z)".
        numbers: the leaves, by name.

    Raises:
        ExpressionError: something is not allowed, unknown, unused or outside a domain.
    """
    statements = _statements(text)
    leaves = {name: Value(number, name) for name, number in numbers.items()}
    reader = _Reader(text, dict(leaves))
    try:
        output = [reader.statement(statement) for statement in statements][-1]
    except RecursionError:
        raise ExpressionError(_TOO_DEEP) from None
    if not isinstance(output, Value):
        raise ExpressionError(
            "the expression holds no named number, so there is nothing to "
            "differentiate: write for example 'x*2' and x=1"
        )
    if unused := [name for name in leaves if name not in reader.used]:
        raise ExpressionError(f"{', '.join(unused)} given but not in the expression")
    if not output.label:
        output.label = "out"
    return Reading(output, reader.names)


_TOO_DEEP = "nested too deeply: name intermediate values, as in 'z = x*w; z + b'"


def _statements(text: str) -> list[ast.stmt]:
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST:,} characters")
    if "\n" in text or "\r" in text or "\0" in text:
        raise ExpressionError("write it on one line, with ; between assignments")
    try:
        with warnings.catch_warnings():  # `1or x` is refused below, in our words
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            statements = ast.parse(text.strip()).body
    except UnicodeEncodeError as error:
        at = error.start + _shift(text)
        raise ExpressionError("this is no character", at) from None
    except SyntaxError as error:
        if error.msg.startswith("Exceeds the limit"):  # some 4300 digits
            raise ExpressionError("a number is too long: write it as 1e300") from None
        column = error.offset + _shift(text) - 1 if error.offset else None
        raise ExpressionError(f"not an expression ({error.msg})", column) from None
    except (RecursionError, MemoryError, ValueError):
        raise ExpressionError(_TOO_DEEP) from None
    if not statements:
        raise ExpressionError("the expression is empty")
    return statements


def _shift(text: str) -> int:
    """The column, counted from 1, in which what is read begins."""
    return len(text) - len(text.lstrip()) + 1


class _Reader:
    """Turns checked syntax into Values, one statement after the other."""

    def __init__(self, text: str, names: dict[str, Value]) -> None:
        self.bytes = text.strip().encode()
        self.shift = _shift(text)
        self.names = names
        self.used: set[str] = set()
        self.functions = known_functions()

    def statement(self, statement: ast.stmt) -> Any:
        match statement:
            case ast.Expr(value=value):
                return self._value(value)
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
                return self._assigned(name, target, self._value(value))
        raise self._error(
            "write an expression, or name = expression; nothing else is allowed",
            statement,
        )

    def _assigned(self, name: str, target: ast.AST, value: Any) -> Value:
        if name in self.names:
            raise self._error(f"{name} has a value already: choose a new name", target)
        if not isinstance(value, Value):
            raise self._error(f"{name} is a plain number: give it as {name}=…", target)
        if value.label:  # another name for the same node
            value = self.functions["add"](value, 0.0)
        named: Value = value
        named.label = name
        self.names[name] = named
        return named

    def _value(self, part: ast.expr) -> Any:
        match part:
            case ast.Constant(value=int() | float() as number) if not isinstance(
                number, bool
            ):
                return self._number(number, part)
            case ast.Name(id=name):
                return self._named(name, part)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._value(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._apply("neg", [self._value(operand)], part)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                sides = [self._value(left), self._value(right)]
                return self._apply(_OPERATORS[type(op)], sides, part)
            case ast.List() | ast.Tuple():
                raise self._error("a list stands only inside a function's call", part)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments, part)
        raise self._error(
            "only names, numbers, + - * / **, parentheses and functions are allowed",
            part,
        )

    def _call(self, name: str, arguments: list[ast.expr], part: ast.expr) -> Any:
        if name not in self.functions:
            known = ", ".join(sorted(self.functions))
            raise self._error(f"unknown function {name!r}; known: {known}", part)
        taken = [
            [self._value(element) for element in argument.elts]
            if isinstance(argument, ast.List | ast.Tuple)
            else self._value(argument)
            for argument in arguments
        ]
        return self._apply(name, taken, part)

    def _apply(self, name: str, operands: list[Any], part: ast.expr) -> Any:
        try:
            return self.functions[name](*operands)
        except TypeError as error:
            said = str(error).replace(f"{name}()", name)
            raise self._error(said, part) from None
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise self._error(str(error), part) from None

    def _number(self, number: int | float, part: ast.expr) -> int | float:
        try:
            float(number)
        except OverflowError:
            raise self._error("this number is too large for a float", part) from None
        return number  # a whole number stays one: var(x, 1) counts with it

    def _named(self, name: str, part: ast.expr) -> Value:
        if name not in self.names:
            hint = " takes its operand in parentheses" if name in self.functions else ""
            missing = hint or f" has no value: add {name}=… after the expression"
            raise self._error(name + missing, part)
        self.used.add(name)
        return self.names[name]

    def _error(self, message: str, part: ast.AST) -> ExpressionError:
        before = self.bytes[: getattr(part, "col_offset", 0)]  # ast counts in bytes
        return ExpressionError(message, len(before.decode()) + self.shift)
