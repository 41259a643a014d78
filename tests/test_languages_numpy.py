"""Every row as numpy expressions, beside the engine's own kernels."""

import math
import re

import numpy as np
import pytest
from formulas import TEXTS
from helpers import ERRORS, EXTREMES, at_extremes, inside, packed
from hypothesis import given, settings

from autograd import OPS, Op
from autograd.languages import numpy_namespace, numpy_source
from autograd.recording import compile_source, numbers
from autograd.source import kernel_source

NUMPY = numpy_namespace(np)
MILD = (0.0, 1.0, -1.0, 30.0, -30.0, 1e3, -1e3)
BEYOND = (*EXTREMES, math.inf, -math.inf, math.nan)
ROWS = (
    Op("tests", "1 if 0 < x <= 1 or y > 0 and x != y > 0.5 else 0", ("1", "1")),
    Op(
        "shares",
        "sum(k * x * x, k)",
        ("k * sum(x * k, k) - x if k > x else x / out", "1"),
        operands=("x*", "k"),
    ),
    Op("rows", "leaky_relu(y * x) + sigmoid(leaky_relu(x, y))", ("silu(out)", "x")),
)


def kernel_points(op, points):
    """The points that the kernel takes, with what it gives there."""
    kernel = compile_source(f"fresh {op.name}", kernel_source(op), numbers)["kernel"]
    for point in points:
        operands = packed(op, point)
        try:
            yield operands, kernel(*operands)
        except ERRORS:
            continue


def assert_numpy_equals_the_kernel(op, points):
    pairs = list(kernel_points(op, points))
    columns = zip(*(operands for operands, _ in pairs), strict=True)
    names = {name: np.array(each) for name, each in zip(op.names, columns, strict=True)}
    value, partials = numpy_source(op)
    out = eval(value, NUMPY | names)
    close(out, [each for _, (each, _) in pairs])
    for k, text in enumerate(partials):
        expected = np.array([each[k] for _, (_, each) in pairs])
        found = eval(text, NUMPY | names | {"out": out})
        close(np.broadcast_to(found, expected.shape), expected)


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("op", [*OPS.values(), *ROWS], ids=lambda op: op.name)
def test_numpy_equals_the_kernel_and_warns_of_no_branch_that_is_not_taken(op):
    assert_numpy_equals_the_kernel(op, inside(op, 40) + at_extremes(op, MILD))


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_numpy_equals_the_kernel_at_every_number_that_this_takes(op):
    with np.errstate(all="ignore"):  # Python's floats say nothing of inf either
        assert_numpy_equals_the_kernel(op, at_extremes(op, BEYOND))


ARITHMETIC = TEXTS.filter(lambda text: not re.search(r"\*\*|\d|\w\(", text))


@settings(deadline=None)
@given(text=ARITHMETIC)
def test_numpy_keeps_the_order_of_the_row(text):
    names = {"a": np.float64(0.1), "b": np.float64(-0.7), "c": np.float64(1.3)}
    source, _ = numpy_source(Op("row", text, ("1",) * 3, ("a", "b", "c")))
    with np.errstate(all="ignore"):
        found, expected = eval(source, NUMPY | names), eval(text, names)
    assert np.array_equal(found, expected, equal_nan=True)


def test_a_name_can_stand_for_a_number_in_code():
    source, _ = numpy_source(OPS["pow"], {"x": -0.5, "y": "t3"})
    assert source == "(-0.5) ** t3"
