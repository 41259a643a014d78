"""What an op does where it has no derivative, no value, or no number to work with."""

import math

import mpmath
import pytest
from helpers import ERRORS, apply, at_extremes, inside, moved, reference, smooth, split

import autograd
from autograd import OPS, Value

rows = pytest.mark.parametrize("op", OPS.values(), ids=OPS)


# ------------------------------------------------------------ kinks

KINKS = {
    "pow": ([0.0, 0.5], (math.inf, 0.0), "∂(0 ** y)/∂x = inf for 0 < y < 1"),
    "relu": ([0.0], (0.0,), "relu'(0) = 0"),
    "abs": ([0.0], (0.0,), "abs'(0) = 0"),
    "leaky_relu": ([0.0, 0.25], (0.25, 0.0), "leaky_relu'(0) = slope"),
    "prelu": ([0.0, 0.25], (0.25, 0.0), "prelu'(0) = slope"),
    "elu": ([0.0, 0.5], (0.5, 0.0), "elu'(0) = alpha"),
    "selu": (
        [0.0],
        (1.0507009873554805 * 1.6732632423543772,),
        "selu'(0) = 1.0507 · 1.6733",
    ),
    "maximum": ([2.0, 2.0], (0.5, 0.5), "at a tie each operand gets one half"),
    "minimum": ([2.0, 2.0], (0.5, 0.5), "at a tie each operand gets one half"),
    "sqrt": ([0.0], (math.inf,), "sqrt'(0) = inf"),
    "asin": ([1.0], (math.inf,), "asin'(±1) = inf"),
    "acos": ([-1.0], (-math.inf,), "acos'(±1) = -inf"),
}


@pytest.mark.parametrize("name", KINKS)
def test_derivative_at_the_kink(name):
    point, partials, _ = KINKS[name]
    assert apply(OPS[name], list(map(Value, point))).partials == partials


@pytest.mark.parametrize("name", KINKS)
def test_docs_say_the_derivative_at_the_kink(name):
    assert f"At the kink: {KINKS[name][2]}." in getattr(autograd, name).__doc__


@rows
def test_row_with_a_condition_has_equal_slopes_or_says_its_kink(op):
    zeros = [mpmath.mpf(0)] * len(inside(op, 1)[0])
    at_zero = [[0.0, *inside(op, 1)[0][1:]], zeros]
    for point in (list(map(mpmath.mpf, each)) for each in at_zero):
        assert op.kink or split(op, [point])[1] or smooth(reference(op), point)


# ------------------------------------------------------------ NaN and errors


@rows
def test_nan_passes_through(op):
    for point in inside(op):
        partials = apply(op, list(map(Value, point))).partials
        for i, partial in enumerate(partials):
            if partial != 0.0:  # the row depends on this operand here
                node = apply(op, list(map(Value, moved(point, i, math.nan))))
                assert math.isnan(node.data)


@rows
def test_nan_silences_no_gradient(op):
    for point in inside(op):
        for i in range(len(point)):
            node = apply(op, list(map(Value, moved(point, i, math.nan))))
            if math.isnan(node.data):
                assert 0.0 not in node.partials


def test_pow_has_two_values_that_no_nan_changes():
    nan = Value(math.nan)
    assert (nan**0.0).data == 1.0 == (1.0**nan).data


@rows
def test_error_names_the_op_the_label_and_the_value(op):
    for point in split(op, at_extremes(op))[1]:
        labels = [f"operand{i}" for i in range(len(point))]
        with pytest.raises(ERRORS) as error:
            apply(op, list(map(Value, point, labels)))
        assert str(error.value).startswith(f"{op.name} of ")
        for x, label in zip(point, labels, strict=True):
            assert f"{float(x)!r} (label {label!r})" in str(error.value)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda x: autograd.log(x - 2.0), ValueError, "log of x = 0.0: outside"),
        (lambda x: 1.0 / (x - 2.0), ZeroDivisionError, "div of x = 1.0, y = 0.0: div"),
        (lambda x: (x - 4.0) ** 0.5, ValueError, "pow of x = -2.0, y = 0.5: outside"),
        (lambda x: (x * 500.0).exp(), OverflowError, "exp of x = 1000.0: the result"),
        (lambda x: x.asin(), ValueError, r"asin of x = 2.0 \(label 'x'\): outside"),
    ],
)
def test_error_says_what_happened(call, kind, message):
    with pytest.raises(kind, match=f"^{message}"):
        call(Value(2.0, label="x"))


@rows
def test_refusal_says_what_to_write_instead(op):
    for point in split(op, at_extremes(op))[1]:
        with pytest.raises(ERRORS) as error:
            apply(op, list(map(Value, point)))
        advice = op.limit if isinstance(error.value, OverflowError) else op.hint
        assert advice and str(error.value).endswith(advice)
