"""A NaN or infinity is traced back to where it came from."""

import math

import pytest

import autograd
from autograd import Value, affine, cosh, dot, exp, explain_nonfinite, expm1, sinh, sum


def test_finite_graph_has_nothing_to_explain():
    x = Value(2.0, label="x")
    out = x * x
    out.backward()
    found = explain_nonfinite(out)
    assert (found.node, str(found)) == (
        None,
        "every value, partial and gradient is finite",
    )


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_leaf_that_holds_it_is_named(bad):
    x, w = Value(bad, label="x"), Value(2.0, label="w")
    found = explain_nonfinite((w * 3.0 + x).tanh() * w)
    assert found.node is x and str(found).startswith(f"the leaf x holds {bad}")


def test_first_node_that_overflows_is_named():
    x = Value(1e200, label="x")
    square = x * x
    found = explain_nonfinite(square - x * 2.0)
    assert found.node is square
    assert "mul(x = 1e+200, x = 1e+200) is inf" in str(found)


def test_difference_of_infinities_is_not_blamed():
    x = Value(1e308, label="x")
    twice = x + x
    found = explain_nonfinite(twice - twice)
    assert found.node is twice


def test_sum_that_overflows_is_named():
    x = Value(1.5e308, label="x")
    total = sum((x, x), Value(0.0))
    assert explain_nonfinite(total * 0.5).node is total


@pytest.mark.parametrize("bad", [math.inf, math.nan])
def test_plain_number_that_is_not_finite_is_blamed(bad):
    x = Value(0.0, label="x")
    for product in (x * bad, bad * x, dot([x], [bad]), sum([x, bad]), x + bad):
        said = str(explain_nonfinite((product + 1.0).tanh()))
        assert said.endswith(
            f"(x = 0) is {product.data}: a plain number given to it is {bad}"
        )
        assert "finite" not in said


def test_weighted_sum_inside_a_layer_is_named():
    w, x = Value(1e200, label="w"), Value(1e200, label="x")
    (out,) = affine([(w,)], (x,), [Value(0.0)], "tanh")
    found = explain_nonfinite(out)
    assert out.data == 1.0 and found.node is out.parents[0]


def test_infinite_partial_at_a_kink_is_named_with_the_kink():
    x = Value(0.0, label="x")
    root = x.sqrt()
    found = explain_nonfinite(root + 1.0)
    assert found.node is root
    assert "is inf; sqrt'(0) = inf" in str(found)


def test_gradient_that_overflows_is_named():
    x = Value(1e-300, label="x")
    out = x * 1e200 * 1e200
    assert explain_nonfinite(out).node is None
    out.backward()
    found = explain_nonfinite(out)
    assert found.node is x
    assert str(found).startswith("the gradient of x is inf, although every value and")


ARITHMETIC = {
    "add": lambda b: b + b,
    "sub": lambda b: -1e308 - b,
    "mul": lambda b: b * 10.0,
    "div": lambda b: b / Value(1e-10),
    "sum": lambda b: sum([b, b]),
    "dot": lambda b: dot([b, 1.0], [b, 1.0]),
    "prelu": lambda b: (b * -1.0).prelu(10.0),
    "leaky_relu": lambda b: (b * -1.0).leaky_relu(10.0),
}
RAISING = {
    "exp": exp,
    "expm1": expm1,
    "sinh": sinh,
    "cosh": cosh,
    "pow": lambda b: b**2,
}


@pytest.mark.parametrize(("name", "f"), ARITHMETIC.items(), ids=ARITHMETIC)
def test_arithmetic_that_overflows_gives_inf_and_is_named(name, f):
    out = f(Value(1e308, label="b"))
    found = explain_nonfinite(out * 0.5 + 1.0)
    assert abs(out.data) == math.inf and found.node is out
    assert out.op.name == name and f"{name}(" in str(found)
    assert "too large for a float is inf" in getattr(autograd, name).__doc__


@pytest.mark.parametrize(("name", "f"), RAISING.items(), ids=RAISING)
def test_function_that_overflows_raises_with_op_label_and_value(name, f):
    with pytest.raises(OverflowError, match=rf"^{name} of x = 1e\+308 \(label 'b'\)"):
        f(Value(1e308, label="b"))
    assert "error where the result is too large" in getattr(autograd, name).__doc__


def test_every_row_that_says_a_limit_raises_above_it():
    assert {row.name for row in autograd.OPS.values() if row.limit} == set(RAISING)
