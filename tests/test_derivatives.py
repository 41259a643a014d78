"""Derivatives of recorded graphs and of functions, of any order."""

import math
import time

import mpmath
import numpy as np
import pytest
from lecture import lecture

from autograd import (
    Value,
    collapse,
    dot,
    exp,
    explain,
    grad,
    gradcheck,
    hessian,
    hvp,
    jacobian,
    jvp,
    sin,
    sqrt,
    tanh,
    value_and_grad,
    vjp,
    zero_grad,
)
from nn import MLP


def test_grad_equals_backward_and_touches_no_node():
    net = lecture()
    found = grad(net.L, [net.w1, net.w5, net.O21])
    assert all(node.grad == 0.0 for node in net.nodes.values())
    net.L.backward()
    assert found == pytest.approx((net.w1.grad, net.w5.grad, net.O21.grad), rel=1e-14)


def test_derivatives_of_every_order_match_a_high_precision_reference():
    x = Value(0.7)
    derivative = tanh(x)
    for order in range(1, 7):
        (derivative,) = grad(derivative, [x], create_graph=True)
        with mpmath.workdps(40):
            exact = mpmath.diff(mpmath.tanh, mpmath.mpf("0.7"), order)
        assert derivative.data == pytest.approx(float(exact), rel=1e-9)


def test_the_recorded_gradient_accumulates_over_shared_nodes():
    x = Value(1.5)
    (slope,) = grad(x * x * x, [x], create_graph=True)
    assert (slope.data, grad(slope, [x])) == (6.75, (9.0,))


def test_a_constant_gradient_is_a_value_too():
    x = Value(1.0)
    (slope,) = grad(3.0 * x, [x], create_graph=True)
    assert isinstance(slope, Value)
    assert slope.data == 3.0


def test_value_and_grad_keeps_the_structure_of_the_arguments():
    f = value_and_grad(lambda w, x, b: dot(w, [x, 2.0], b))
    assert f([3.0, 4.0], 5.0, 0.5) == (23.5, ([5.0, 2.0], 3.0, 1.0))


def test_value_and_grad_goes_into_nested_lists_and_arrays():
    def f(rows, scale=1.0):
        return sin(rows[0][0] * rows[1][0] + rows[0][1] * rows[1][1]) * scale

    rows = [[0.5, -0.2], [3.0, 4.0]]
    slope = 2.0 * math.cos(0.5 * 3.0 - 0.2 * 4.0)
    (gradient,) = value_and_grad(f)(np.array(rows), scale=2.0)[1]
    assert gradient == pytest.approx(np.array([rows[1], rows[0]]) * slope, rel=1e-15)


def test_inputs_are_any_ordered_numbers():
    x, y = Value(2.0), Value(3.0)
    assert grad(x * y, iter([x, y])) == (3.0, 2.0)
    assert hessian(lambda x, y: x * x * y, np.array([2.0, 3.0]))[0] == [6.0, 4.0]


def loss_of_thirty(*w):
    """Four inputs, five tanh units with biases, a linear output; ten records."""
    total = 0.0
    for record in range(10):
        x = [math.sin(record + i) for i in range(4)]
        hidden = [tanh(dot(w[i : i + 4], x, w[i + 4])) for i in range(0, 25, 5)]
        total = total + (dot(w[25:], hidden) - 0.5) ** 2
    return total


def test_hessian_of_thirty_parameters_takes_less_than_a_second():
    w = [math.cos(3.0 * i) for i in range(30)]
    start = time.process_time()
    found = np.array(hessian(loss_of_thirty, w))
    assert time.process_time() - start < 1.0
    both = value_and_grad(lambda w: loss_of_thirty(*w))
    for i, row in enumerate(found):
        ends = [both([*w[:i], w[i] + h, *w[i + 1 :]])[1][0] for h in (1e-5, -1e-5)]
        assert row == pytest.approx(np.subtract(*ends) / 2e-5, rel=1e-6, abs=1e-7)


def test_forward_and_reverse_mode_agree():
    def f(x, y):
        return [x * exp(y), sin(x) + y * y]

    _, tangents = jvp(f, [0.3, -0.4], [1.0, 2.0])
    rows = jacobian(f, [0.3, -0.4])
    assert tangents == pytest.approx([r[0] + 2.0 * r[1] for r in rows], rel=1e-14)
    _, adjoints = vjp(f, [0.3, -0.4], [1.0, 3.0])
    columns = [rows[0][i] + 3.0 * rows[1][i] for i in range(2)]
    assert adjoints == pytest.approx(columns, rel=1e-14)


def test_a_tall_jacobian_runs_forward_and_equals_the_rows():
    x = Value(0.5)
    outputs = [x * x, exp(x), x * 3.0]
    assert jacobian(outputs, [x]) == [list(grad(output, [x])) for output in outputs]


def test_hessian_of_a_quadratic_form_is_its_matrix():
    matrix = [[2.0, -1.0, 0.5], [-1.0, 3.0, 0.0], [0.5, 0.0, 1.0]]

    def form(*x):
        rows = [dot(row, x) for row in matrix]
        return 0.5 * dot(x, rows)

    assert hessian(form, [0.1, 0.2, 0.3]) == matrix
    assert hvp(form, [0.1, 0.2, 0.3], [1.0, 1.0, 0.0]) == (1.0, 2.0, 0.5)


def test_hessian_of_a_linear_function_is_zero():
    assert hessian(lambda x, y: 2.0 * x + y, [1.0, 1.0]) == [[0.0, 0.0], [0.0, 0.0]]


def test_hessian_matches_finite_differences_of_the_gradient():
    def f(x, y):
        return tanh(x * y) + exp(-x) * sin(y)

    both = value_and_grad(f)
    ends = [both(0.3 + step, 1.2)[1] for step in (1e-6, -1e-6)]
    row = [(a - b) / 2e-6 for a, b in zip(*ends, strict=True)]
    assert hessian(f, [0.3, 1.2])[0] == pytest.approx(row, rel=1e-7)


def test_the_derivative_with_respect_to_an_inner_node():
    net = lecture()
    net.L.backward()
    assert grad(net.L, [net.O11]) == pytest.approx((net.O11.grad,), rel=1e-14)


def test_gradcheck_passes_a_right_gradient_and_names_a_wrong_one():
    assert gradcheck(lambda x, y: tanh(x * y), [0.5, -1.2])
    with pytest.raises(ValueError, match="input 1"):
        gradcheck(lambda x, y: x * y.data + 0.0 * y, [2.0, 3.0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: grad([x * 2, x], [x]), TypeError, "one output"),
        (lambda x: grad(x * 2, x), TypeError, "as a list"),
        (lambda x: grad(x * 2, []), ValueError, "no inputs"),
        (lambda x: grad(x * 2, [Value(1.0, "b")]), ValueError, "'b'.*not in the graph"),
        (lambda x: grad(x * 2, [1.0]), TypeError, "is a Value"),
        (lambda x: grad(lambda a: a.data, [1.0]), TypeError, "use .data"),
        (lambda x: jvp(x * 2, [x], [1.0, 2.0]), ValueError, "2 tangents for 1 inputs"),
        (lambda x: gradcheck(lambda: x, []), ValueError, "at least one input"),
        (lambda x: grad({}, [x]), TypeError, "list of them, can be .*, not {}"),
        (lambda x: grad("x", [x]), TypeError, "can be differentiated, not 'x'"),
        (lambda x: grad(x, {"x": x}), TypeError, "inputs are given as a list"),
        (lambda x: grad(x, {x}), TypeError, "inputs are given as a list"),
        (lambda x: grad(x, MLP(1, [1])), TypeError, r"MLP.*: .* model.parameters\(\)"),
        (lambda x: hessian(sin, [[1.0]]), TypeError, "one number, not .*one by one"),
        (lambda x: jacobian([], [x]), ValueError, "no outputs"),
        (lambda x: jacobian([[x]], [x]), TypeError, "list of them, can be"),
        (lambda x: jvp(x, [x], None), TypeError, "tangents are given as a list"),
        (lambda x: jvp(x, [x], [x]), TypeError, "tangents are plain numbers"),
        (lambda x: vjp(x, [x], 1.0), TypeError, "adjoints are given as a list"),
        (lambda x: hvp(x, [x], "1"), TypeError, "numbers are given as a list"),
        (lambda x: value_and_grad(x), TypeError, "takes a function, not Value"),
        (lambda x: value_and_grad(sin)({}), TypeError, "a number or a list, not {}"),
        (lambda x: value_and_grad(sin)(MLP(1, [1])), TypeError, "MLP.*parameters"),
        (lambda x: gradcheck(x, [1.0]), TypeError, "takes a function of Values"),
        (lambda x: gradcheck(sin, 1.0), TypeError, "inputs are given as a list"),
        (lambda x: gradcheck(sin, [1.0], step=0.0), ValueError, "step is above 0"),
        (lambda x: gradcheck(sqrt, [0.0]), ValueError, "1e-06 to each side of input 0"),
        (lambda x: explain(None, x), TypeError, "a graph is that of one output"),
        (lambda x: zero_grad([x]), TypeError, "zero_grad takes one output"),
        (lambda x: collapse(x, x), TypeError, "takes a list of Values to keep"),
        (lambda x: setattr(x, "label", 3), TypeError, "a label is a text, not 3"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call(Value(3.0))


@pytest.mark.parametrize("outputs", [1, 3])
def test_an_input_below_another_counts_the_same_in_both_modes(outputs):
    x = Value(2.0)
    y = x * 3.0
    found = jacobian([y * x, y + x, x * 1.0][:outputs], [x, y])
    assert found[0] == list(grad(y * x, [x, y])) == [12.0, 2.0]


def test_hvp_is_the_hessian_times_the_vector_for_nested_inputs():
    x = Value(2.0)
    y = x * 3.0
    output = y * y * x
    row = [a + 0.5 * b for a, b in hessian(output, [x, y])]
    assert hvp(output, [x, y], [1.0, 0.5]) == pytest.approx(row, rel=1e-14)


def test_a_derivative_of_changed_data_is_refused():
    x = Value(2.0, "x")
    cube = x**3
    x.data = 5.0
    assert grad(cube, [x]) == (12.0,)
    with pytest.raises(ValueError, match="changed after recording"):
        grad(cube, [x], create_graph=True)


def test_a_function_may_leave_an_input_unused():
    assert hessian(lambda x, y: x * x, [1.0, 2.0]) == [[2.0, 0.0], [0.0, 0.0]]
    assert grad(lambda x, y: x * x, [1.0, 2.0]) == (2.0, 0.0)
    assert jvp(lambda x, y: x * x, [1.0, 2.0], [1.0, 1.0]) == ((1.0,), (2.0,))


@pytest.mark.parametrize(
    ("f", "order"),
    [
        (lambda x: x * 3.0, 2),
        (lambda x: x.elu(), 2),
        (lambda x: x.selu(), 3),
        (lambda x: x**3, 5),
        (lambda x: x * Value(5.0), 2),
    ],
)
def test_a_derivative_that_has_become_constant_has_the_derivative_0(f, order):
    x = Value(2.0)
    derivative = f(x)
    for _ in range(order - 1):
        (derivative,) = grad(derivative, [x], create_graph=True)
    assert grad(derivative, [x]) == (0.0,)
    (recorded,) = grad(derivative * derivative, [x], create_graph=True)
    assert type(recorded.data) is float and recorded.data == 0.0
    assert jacobian([derivative + 1.0], [x]) == hessian(derivative, [x]) == [[0.0]]


def test_a_derivative_has_no_derivative_by_what_its_output_was_never_made_of():
    x, y, stranger = Value(2.0), Value(3.0), Value(4.0, "stranger")
    (slope,) = grad(x * y, [x], create_graph=True)
    assert grad(slope, [x, y]) == (0.0, 1.0)
    with pytest.raises(ValueError, match=r"stranger.*is not in the graph"):
        grad(slope, [stranger])
    with pytest.raises(ValueError, match="is not in the graph"):
        grad(y, [x])


def test_a_derivative_is_a_node_of_its_own():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    (slope,) = grad(x * y, [x], create_graph=True)
    slope.label = "slope"
    assert y.label == "y" and slope.data == 3.0


def test_a_constant_that_a_function_returns_has_the_derivative_0():
    def some(x, y):
        return [x * y, 3.0]

    assert jacobian(some, [2.0, 5.0]) == [[5.0, 2.0], [0.0, 0.0]]
    assert jvp(some, [2.0, 5.0], [1.0, 0.0]) == ((10.0, 3.0), (5.0, 0.0))
    assert vjp(some, [2.0, 5.0], [0.0, 1.0]) == ((10.0, 3.0), (0.0, 0.0))
    assert hessian(lambda x: 3.0, [2.0]) == [[0.0]]
    assert grad(lambda x: x if x > 0 else 0.0, [-2.0]) == (0.0,)
    assert value_and_grad(lambda xs: 7)([1.0, 2.0]) == (7.0, ([0.0, 0.0],))


@pytest.mark.parametrize("at", [0.0, 1.0, -2.0])
def test_a_number_computed_past_the_graph_is_no_constant(at):
    for f in (lambda x: math.exp(x), lambda x: [x, float(x) ** 2]):
        with pytest.raises(TypeError, match=r"did the function use \.data"):
            jacobian(f, [at])
