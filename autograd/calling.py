"""What a function to differentiate is called with, and what it returns.

Numbers go in as Values and gradients come out in the same lists; what is neither a
number nor a list of numbers, or came from past the graph, is named, with what to write
instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from autograd.value import Value


def listed_inputs(inputs: Any) -> list[Any]:
    """The inputs of a derivative, in their order.

    Raises:
        TypeError: they have no order, or are no list.
    """
    unordered = isinstance(inputs, Value | str | Mapping | Set)
    if unordered or not isinstance(inputs, Iterable):
        raise TypeError(
            f"inputs are given as a list, [x, y], not as {inputs!r}{_advice(inputs)}"
        )
    return list(inputs)


def as_input(x: Any) -> Value:
    """One input of a function, a number, as a Value.

    Raises:
        TypeError: it is a list or no number.
    """
    if _is_list(x):
        raise TypeError(
            f"an input of a function is one number, not {x!r}: write "
            "lambda *w: f(w) and give the numbers one by one, or use value_and_grad, "
            "which takes lists"
        )
    if advice := _advice(x):
        raise TypeError(f"an input of a function is one number, not {x!r}{advice}")
    return x if isinstance(x, Value) else Value(x)


def as_values(argument: Any) -> Any:
    """An argument with Values for its numbers; lists, nested ones too, stay lists.

    Raises:
        TypeError: it is neither a number nor a list.
    """
    if isinstance(argument, Value):
        return argument
    if isinstance(argument, Mapping | Set) or _advice(argument):
        raise TypeError(
            f"an argument is a number or a list, not {argument!r}{_advice(argument)}"
        )
    if _is_list(argument):
        return [as_values(each) for each in argument]
    return Value(argument)


def _is_list(x: Any) -> bool:
    """Whether there are numbers in it; an array of no dimensions is one number."""
    several = isinstance(x, Iterable) and not isinstance(x, str | bytes)
    return several and getattr(x, "ndim", None) != 0


def _advice(found: Any) -> str:
    """What to write for a model."""
    parameters = callable(getattr(found, "parameters", None))
    return ": for a model grad(loss, model.parameters())" if parameters else ""


def leaves(argument: Any) -> list[Value]:
    """The Values of an argument, from first to last."""
    if not isinstance(argument, list):
        return [argument]
    return [value for each in argument for value in leaves(each)]


def filled(argument: Any, numbers: Iterator[float]) -> Any:
    """The lists of an argument, with these numbers for its Values."""
    if isinstance(argument, list):
        return [filled(each, numbers) for each in argument]
    return next(numbers)


def called(f: Callable[..., Any], arguments: Sequence[Any]) -> list[Value]:
    """What a function returns, as a list of outputs.

    A plain number may be a constant, which is taken, or have been computed from `.data`
    of an input, when a derivative of 0 would be wrong: only a constant stays as it is
    when the inputs move.
    """
    found = _listed(f(*arguments))
    if not any(isinstance(each, int | float) for each in found):
        return outputs_of(found)
    again = _listed(f(*(_moved(argument) for argument in arguments)))
    same = len(again) == len(found)
    return outputs_of(
        [
            Value(each)
            if isinstance(each, int | float) and same and each == now
            else each
            for each, now in zip(found, again, strict=False)
        ]
    )


def _moved(argument: Any) -> Any:
    """A little nearer to 0, where most domains reach."""
    if isinstance(argument, list):
        return [_moved(each) for each in argument]
    return Value(0.999 * argument.data or 0.001)


def _listed(found: Any) -> list[Any]:
    return list(found) if isinstance(found, list | tuple) else [found]


def outputs_of(found: Any) -> list[Value]:
    """What is to be differentiated, one Value or several, as a list.

    Raises:
        ValueError: there is nothing.
        TypeError: something is no Value.
    """
    outputs = _listed(found)
    if not outputs:
        raise ValueError("there are no outputs to differentiate")
    for output in outputs:
        if isinstance(output, Value):
            continue
        if isinstance(output, int | float):
            raise TypeError(
                f"only a Value can be differentiated, not {output!r}: did the function "
                "use .data, float() or math instead of autograd's functions?"
            )
        raise TypeError(
            f"only a Value, or a list of them, can be differentiated, not {output!r}"
        )
    return outputs
