"""Derivatives of recorded graphs and of functions, of any order, in both directions.

Every function here takes either what was recorded (an output, or a list of outputs, and
the Values to differentiate with respect to) or a function and the numbers to call it
with. None touches the `grad` of any node. A recorded graph must hold every input; by
one that a function does not use, or that has gone from a recorded derivative, the
derivative is 0, as is that of a constant that a function returns. Reverse and forward
mode run over the same local partials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from typing import Any

from autograd.calling import (
    as_input,
    as_values,
    called,
    filled,
    leaves,
    listed_inputs,
    outputs_of,
)
from autograd.higher import gradient_graph
from autograd.scalars import as_number
from autograd.tape import Derivative, Tape, Vector
from autograd.value import Value

Target = Value | Sequence[Value] | Callable[..., Any]


def grad(
    target: Target, inputs: Iterable[Any], create_graph: bool = False
) -> tuple[Any, ...]:
    """∂output/∂input for each input.

    Args:
        target: one recorded output, or a function that returns one.
        inputs: Values of its graph; for a function the numbers to call it with.
        create_graph: give Values, recorded, to be drawn and differentiated again.

    Returns:
        A float for each input; a Value with `create_graph`.

    Raises:
        TypeError: the output is not one Value.
        ValueError: an input is not in the recorded graph of the output.

    >>> x = Value(2.0, label="x")
    >>> (slope,) = grad(x**3, [x], create_graph=True)
    >>> slope.data, grad(slope, [x])
    (12.0, (12.0,))
    """
    outputs, values, strict = _recorded(target, inputs)
    output = _one(outputs)
    if not create_graph:
        return Tape([output], values, strict).reverse([1.0])
    adjoints = gradient_graph(output, values, strict)
    return tuple(Derivative(adjoint, output) for adjoint in adjoints)


def value_and_grad(
    f: Callable[..., Any],
) -> Callable[..., tuple[float, tuple[Any, ...]]]:
    """A function that gives f's value and its gradient.

    Args:
        f: takes numbers, or lists of numbers, and returns one Value.

    Returns:
        A function of the same arguments that returns the value and, for each argument,
        its gradient: a float for a number, a list for a list or an array, nested alike.
        Arguments given by name are handed on as they are, with no gradient.

    Raises:
        TypeError: f is no function; and what is returned, of an argument that is
            neither a number nor a list.

    >>> value_and_grad(lambda w, x: w[0] * x + w[1])([3.0, 4.0], 2.0)
    (10.0, ([2.0, 1.0], 3.0))
    """
    if isinstance(f, Value) or not callable(f):
        raise TypeError(f"value_and_grad takes a function, not {f!r}")

    @wraps(f)
    def both(*arguments: Any, **options: Any) -> tuple[float, tuple[Any, ...]]:
        wrapped = [as_values(argument) for argument in arguments]
        output = _one(called(partial(f, **options), wrapped))
        slopes = iter(Tape([output], leaves(wrapped), strict=False).reverse([1.0]))
        return output.data, tuple(filled(wrapped, slopes))

    return both


def jvp(
    target: Target, inputs: Iterable[Any], tangents: Sequence[float]
) -> tuple[Vector, Vector]:
    """Forward mode: the values of the outputs, and J · tangents.

    Args:
        target: recorded outputs, or a function.
        inputs: with respect to what.
        tangents: the direction, a number for each input.

    Returns:
        A value and a tangent for each output.

    Raises:
        ValueError: there are not as many tangents as inputs; an input is not in the
            graph.

    >>> jvp(lambda x, y: x * y, [2.0, 3.0], [1.0, 0.0])
    ((6.0,), (3.0,))
    """
    outputs, values, strict = _recorded(target, inputs)
    seeds = _numbers(tangents, len(values), "tangents", "inputs")
    data = tuple(output.data for output in outputs)
    return data, Tape(outputs, values, strict).forward(seeds)


def vjp(
    target: Target, inputs: Iterable[Any], adjoints: Sequence[float]
) -> tuple[Vector, Vector]:
    """Reverse mode: the values of the outputs, and adjoints · J.

    Args:
        target: recorded outputs, or a function.
        inputs: with respect to what.
        adjoints: the seed gradients, a number for each output.

    Returns:
        A value for each output, and a gradient for each input.

    Raises:
        ValueError: there are not as many adjoints as outputs; an input is not in the
            graph.
    """
    outputs, values, strict = _recorded(target, inputs)
    seeds = _numbers(adjoints, len(outputs), "adjoints", "outputs")
    data = tuple(output.data for output in outputs)
    return data, Tape(outputs, values, strict).reverse(seeds)


def jacobian(target: Target, inputs: Iterable[Any]) -> list[list[float]]:
    """The partials of every output with respect to every input.

    Runs forward or backward, whichever takes fewer passes.

    Args:
        target: recorded outputs, or a function of the inputs that makes them.
        inputs: Values in the graph of the target, or numbers for the function.

    Returns:
        (outputs, inputs).

    >>> jacobian(lambda x, y: [x * y, x + y], [2.0, 3.0])
    [[3.0, 2.0], [1.0, 1.0]]
    """
    outputs, values, strict = _recorded(target, inputs)
    return Tape(outputs, values, strict).jacobian()


def hessian(target: Target, inputs: Iterable[Any]) -> list[list[float]]:
    """The second derivatives of one output: the Jacobian of its recorded gradient.

    Args:
        target: a recorded output, or a function of the inputs that makes one.
        inputs: Values in the graph of the target, or numbers for the function.

    Returns:
        (inputs, inputs).

    >>> hessian(lambda x, y: x * x * y, [2.0, 3.0])
    [[6.0, 4.0], [4.0, 0.0]]
    """
    outputs, values, strict = _recorded(target, inputs)
    gradient = gradient_graph(_one(outputs), values, strict)
    return Tape(gradient, values, strict=False).jacobian()


def hvp(target: Target, inputs: Iterable[Any], vector: Sequence[float]) -> Vector:
    """Hessian times vector, without the Hessian: forward over the recorded gradient.

    Args:
        target: one recorded output, or a function that returns one.
        inputs: with respect to what.
        vector: a number for each input.

    Raises:
        ValueError: there are not as many numbers as inputs.
    """
    outputs, values, strict = _recorded(target, inputs)
    seeds = _numbers(vector, len(values), "numbers", "inputs")
    gradient = gradient_graph(_one(outputs), values, strict)
    return Tape(gradient, values, strict=False).forward(seeds)


def _recorded(
    target: Target, inputs: Iterable[Any]
) -> tuple[list[Value], list[Value], bool]:
    """What was recorded, calling the target first if it is a function.

    Of a recorded graph every input must be a part; of a function one may be unused.
    """
    inputs = listed_inputs(inputs)
    if not inputs:
        raise ValueError("there are no inputs to differentiate with respect to")
    if isinstance(target, Value | list | tuple) or not callable(target):
        for value in inputs:
            if not isinstance(value, Value):
                raise TypeError(
                    f"an input of a recorded graph is a Value, not {value!r}"
                )
        return outputs_of(target), inputs, True
    values = [as_input(x) for x in inputs]
    return called(target, values), values, False


def _one(outputs: list[Value]) -> Value:
    if len(outputs) != 1:
        raise TypeError(
            f"a gradient is that of one output, not of {len(outputs)}: sum them, or "
            "use jacobian"
        )
    return outputs[0]


def _numbers(given: Sequence[Any], wanted: int, name: str, of: str) -> list[float]:
    if isinstance(given, Value | str) or not isinstance(given, Iterable):
        raise TypeError(f"{name} are given as a list, [1.0, 0.0], not as {given!r}")
    try:
        numbers = [as_number(each) for each in given]
    except TypeError as error:
        raise TypeError(f"{name} are plain numbers: {error}") from None
    if len(numbers) != wanted:
        raise ValueError(f"{len(numbers)} {name} for {wanted} {of}: give one for each")
    return numbers
