"""Every row of the table, against finite differences and 50 digits of mpmath.

All but the list of closed forms loops over the table: a new row is tested with no new
test code. A float has 16 digits and an op rounds a few times, so values and partials
are right to 1e-14 of their size. Where a partial is a difference of numbers near 1, as
1 - out * out is, it is right to 1e-15 absolutely: what an activation near its
limit can promise. Second derivatives round more often: ten times both.
"""

import math
import sys

import mpmath
import pytest
from helpers import (
    FAR,
    apply,
    at_extremes,
    gradients,
    inside,
    moved,
    reference,
    slope,
    smooth,
    split,
)

from autograd import OPS, Value, grad

RELATIVE, ABSOLUTE = 1e-14, 1e-15
rows = pytest.mark.parametrize("op", OPS.values(), ids=OPS)


@pytest.fixture(autouse=True)
def fifty_digits():
    with mpmath.workdps(50):
        yield


def close(ours, reference, factor=1.0):
    """Whether a float is as near to a reference as promised; the same infinity."""
    wanted = float(reference)
    if math.isinf(wanted):
        return ours == wanted
    return abs(ours - wanted) <= factor * (RELATIVE * abs(wanted) + ABSOLUTE)


# ------------------------------------------------------------ inside the domain


@rows
def test_every_point_of_the_domain_is_taken(op):
    assert split(op, inside(op, 50))[1] == []


@rows
def test_value_inside_the_domain(op):
    for point, _, node in split(op, inside(op))[0]:
        assert close(node.data, reference(op)(point))


@rows
def test_partials_inside_the_domain(op):
    for point, leaves, node in split(op, inside(op))[0]:
        assert node.parents == tuple(leaves)
        for i, partial in enumerate(node.partials):
            assert close(partial, slope(reference(op), point, i))


@rows
def test_partials_are_finite_differences(op):
    for point in inside(op):
        for i, partial in enumerate(partials(op, point)):
            ends = [apply(op, moved(point, i, step)) for step in (-1e-6, 1e-6)]
            assert partial == pytest.approx((ends[1] - ends[0]) / 2e-6, 1e-7, 1e-8)


@rows
def test_second_derivatives_inside_the_domain(op):
    for point, leaves, node in split(op, inside(op, 3))[0]:
        for i, first in enumerate(grad(node, leaves, create_graph=True)):
            for j, second in enumerate(gradients(first, leaves)):
                assert close(second, second_slope(op, point, i, j), 10)


@rows
def test_second_derivatives_are_finite_differences(op):
    for point in inside(op, 3):
        leaves = list(map(Value, point))
        firsts = grad(apply(op, leaves), leaves, create_graph=True)
        seconds = [gradients(first, leaves) for first in firsts]
        for j in range(len(point)):
            ends = [partials(op, moved(point, j, step)) for step in (-1e-6, 1e-6)]
            for i, (low, high) in enumerate(zip(*ends, strict=True)):
                assert seconds[i][j] == pytest.approx((high - low) / 2e-6, 1e-6, 1e-7)


def partials(op, point):
    return apply(op, list(map(Value, point))).partials


def second_slope(op, point, i, j):
    return slope(lambda at: slope(reference(op), at, i), point, j)


# ------------------------------------------------------------ at the extremes


@rows
def test_value_at_the_extremes(op):
    for point, _, node in split(op, at_extremes(op))[0]:
        assert close(node.data, reference(op)(point)), point


@rows
def test_partials_at_the_extremes(op):
    for point, _, node in split(op, at_extremes(op))[0]:
        if smooth(reference(op), point):
            for i, partial in enumerate(node.partials):
                assert close(partial, slope(reference(op), point, i)), (point, i)


@rows
def test_second_derivatives_at_the_extremes(op):
    for point, leaves, node in split(op, at_extremes(op, FAR))[0]:
        if smooth(reference(op), point):
            for i, first in enumerate(recorded_gradient(node, leaves)):
                for j, second in enumerate(gradients(first, leaves)):
                    wanted = second_slope(op, point, i, j)
                    assert close(second, wanted, 10), (point, i, j)


def recorded_gradient(node, leaves):
    """The gradient as Values; none where a number on the way to it is no float."""
    try:
        return grad(node, leaves, create_graph=True)
    except OverflowError:
        return ()


@rows
def test_only_what_has_no_finite_float_is_refused(op):
    for point in split(op, at_extremes(op))[1]:
        assert not all(map(finite, results(op, point))), point


def results(op, point):
    """The exact value and partials at a point; None for those that do not exist."""
    wanted = [reference(op)]
    wanted += [lambda at, i=i: slope(reference(op), at, i) for i in range(len(point))]
    for function in wanted:
        try:
            yield function(point)
        except (ValueError, ZeroDivisionError):
            yield None


def finite(number):
    return isinstance(number, mpmath.mpf) and abs(number) <= sys.float_info.max


# ------------------------------------------------------------ the texts themselves

CLOSED_FORMS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "pow": lambda x, y: mpmath.exp(y * mpmath.log(x)),
    "exp": lambda x: mpmath.e**x,
    "log": lambda x: mpmath.quad(lambda t: 1 / t, [1, x]),
    "log1p": lambda x: mpmath.log(1 + x),
    "expm1": lambda x: mpmath.e**x - 1,
    "sqrt": lambda x: mpmath.root(x, 2),
    "sin": lambda x: mpmath.expj(x).imag,
    "cos": lambda x: mpmath.expj(x).real,
    "tan": lambda x: mpmath.sin(x) / mpmath.cos(x),
    "asin": lambda x: mpmath.atan2(x, mpmath.sqrt(1 - x * x)),
    "acos": lambda x: mpmath.atan2(mpmath.sqrt(1 - x * x), x),
    "atan": lambda x: mpmath.atan2(x, 1),
    "sinh": lambda x: (mpmath.e**x - mpmath.e**-x) / 2,
    "cosh": lambda x: (mpmath.e**x + mpmath.e**-x) / 2,
    "tanh": lambda x: 1 - 2 / (mpmath.exp(2 * x) + 1),
    "sigmoid": lambda x: (1 + mpmath.tanh(x / 2)) / 2,
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "relu": lambda x: (x + abs(x)) / 2,
    "leaky_relu": lambda x, a: max(x, 0) + a * min(x, 0),
    "prelu": lambda x, a: max(x, 0) + a * min(x, 0),
    "elu": lambda x, a: max(x, 0) + a * (mpmath.exp(min(x, 0)) - 1),
    "selu": lambda x: SCALE * (max(x, 0) + ALPHA * mpmath.expm1(min(x, 0))),
    "gelu": lambda x: x * mpmath.ncdf(x),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "erf": lambda x: 2 * mpmath.ncdf(x * mpmath.sqrt(2)) - 1,
    "erfc": lambda x: 2 * mpmath.ncdf(-x * mpmath.sqrt(2)),
    "abs": lambda x: mpmath.sqrt(x * x),
    "maximum": lambda x, y: (x + y + abs(x - y)) / 2,
    "minimum": lambda x, y: (x + y - abs(x - y)) / 2,
    "sum": lambda x1, x2, start: x1 + x2 + start,
    "dot": lambda x1, x2, y1, y2, start: x1 * y1 + x2 * y2 + start,
}
SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772  # of selu


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_text_of_a_row_is_the_function_of_that_name(name):
    for point in inside(OPS[name]):
        point = list(map(mpmath.mpf, point))
        difference = reference(OPS[name])(point) - CLOSED_FORMS[name](*point)
        assert abs(difference) < 1e-45


def test_selu_keeps_the_mean_and_variance_of_a_normal_input():
    def density_times(power):
        def integrand(x):
            return CLOSED_FORMS["selu"](x) ** power * mpmath.npdf(x)

        return mpmath.quad(integrand, [-30, 0, 30])

    assert abs(density_times(1)) < 1e-15
    assert abs(density_times(2) - 1) < 1e-15


@rows
def test_every_operand_has_a_name_a_partial_and_an_interval(op):
    assert len(op.names) == len(op.partials) == len(op.domain)


SATURATING = {
    "sigmoid": (36.8, lambda x: mpmath.sech(mpmath.mpf(x) / 2) ** 2 / 4),
    "tanh": (19.1, lambda x: mpmath.sech(mpmath.mpf(x)) ** 2),
}


@pytest.mark.parametrize("name", SATURATING)
def test_partial_where_out_saturates_is_as_right_as_the_docs_say(name):
    from_here, exact = SATURATING[name]
    row = OPS[name]
    assert f"= {from_here}, where out is 1, it is 0" in row.rounding
    assert apply(row, [Value(from_here)]).partials == (0.0,)
    for x in range(-50, 50):
        assert abs(apply(row, [Value(x)]).partials[0] - exact(x)) < 3e-16
