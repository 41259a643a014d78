"""The rows as JavaScript, run in a browser beside the engine's own kernels."""

import math

import mpmath
import pytest

from autograd import OPS, Op
from autograd.languages import javascript_source
from autograd.recording import compile_source, kernels, numbers
from autograd.source import kernel_source
from tests.helpers import ERRORS, at_extremes, inside, packed

TRICKY = (
    Op("apart", "x - (y - z) - -(x + y) * z", ("1", "1", "1")),
    Op("quotients", "x / (y / z) / (-x * -y)", ("1", "1", "1")),
    Op("powers", "-x ** 2 * (-y) ** 3 ** z", ("1", "1", "1")),
    Op("if", "(x if x < y else y) if y > 0 else 2 * (1 if x > 0 else y)", ("1", "1")),
    Op("tests", "1 if 0 < x <= 1 or y > 0 and x != y > 0.5 else 0", ("1", "1")),
    Op("reserved", "new * Math + total", ("1",) * 3, ("new", "Math", "total")),
    Op("shares", "sum(x * x)", ("y * sum(x * y, y) - x if y > x else x / out", "1"),
       ("x*", "y")),
    Op("rows", "leaky_relu(y * x) + sigmoid(leaky_relu(x, y))", ("silu(out)", "x")),
)  # fmt: skip
CORNERS = (-math.inf, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0, math.inf, math.nan)


@pytest.fixture(scope="module")
def run(browser):
    """A function that runs rows by name at lists of operands."""
    page = browser.new_page()
    page.evaluate(f"window.ops = {javascript_source([*OPS.values(), *TRICKY])}")
    text = """([name, points]) => points.map((point) => {
        const {out, partials} = ops[name](...point);
        return [out, ...partials];
    })"""
    yield lambda name, points: page.evaluate(text, [name, points])
    page.close()


def accepted(kernel, points):
    """The points that a kernel does not refuse, with what it gives there."""
    pairs = []
    for point in points:
        try:
            out, partials = kernel(*point)
        except ERRORS:
            continue
        pairs.append(([*map(_plain, point)], [out, *map(_plain, partials)]))
    return zip(*pairs, strict=True)


def _plain(operand):
    return list(operand) if isinstance(operand, tuple) else operand


def assert_same(found, expected):
    for row, wanted in zip(found, expected, strict=True):
        for one, other in zip(row, wanted, strict=True):
            assert one == pytest.approx(other, rel=1e-12, abs=1e-15, nan_ok=True)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_javascript_equals_the_kernel_at_every_number_that_this_takes(op, run):
    points = [packed(op, point) for point in inside(op, 40) + at_extremes(op)]
    points += [packed(op, point) for point in at_extremes(op, CORNERS)]
    points, expected = accepted(kernels[op.name], points)
    assert_same(run(op.name, points), expected)


@pytest.mark.parametrize("op", TRICKY, ids=lambda op: op.name)
def test_javascript_has_the_numbers_of_python_whatever_the_row(op, run):
    kernel = compile_source(f"fresh {op.name}", kernel_source(op), numbers)["kernel"]
    points = [packed(op, point) for point in inside(op) + at_extremes(op, CORNERS)]
    points, expected = accepted(kernel, points)
    assert_same(run(op.name, points), expected)


def test_erf_and_erfc_are_exact_to_1e_14_in_the_tails_too(run):
    points = [x / 64 for x in range(-26 * 64, 26 * 64 + 1)]
    for name, reference in (("erf", mpmath.erf), ("erfc", mpmath.erfc)):
        found = [out for out, _ in run(name, [[x] for x in points])]
        for x, out in zip(points, found, strict=True):
            assert out == pytest.approx(float(reference(x)), rel=1e-14)


def test_power_has_the_corners_of_python(run):
    points, expected = accepted(
        lambda x, y: (math.pow(x, y), ()),
        [(x, y) for x in CORNERS for y in CORNERS],
    )
    found = [out for out, *_ in run("pow", points)]
    assert found == pytest.approx([out for (out,) in expected], nan_ok=True)
