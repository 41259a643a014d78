"""A Value as a number among numbers: data, comparison, order, text."""

import math

from helpers import number_kinds

import autograd
from autograd import Value

# ------------------------------------------------------------ a number among numbers


@number_kinds
def test_data_is_a_python_float(number):
    assert type(Value(number(2)).data) is float and Value(number(2)).data == 2.0


@number_kinds
def test_comparison_looks_at_data(number):
    x = Value(2.0)
    assert number(1) < x < number(3) and x <= number(2) <= x
    assert x < Value(3.0) and not x > Value(2.0) and x >= Value(2.0)


def test_equality_and_hash_are_of_the_node():
    a, b = Value(2.0), Value(2.0)
    assert a == a and a != b and a != 2.0 and len({a, b, a}) == 2


def test_values_are_sorted_by_data():
    values = [Value(3.0), Value(-1.0), Value(2.0)]
    assert [v.data for v in sorted(values)] == [-1.0, 2.0, 3.0]
    assert max(values).data == 3.0


def test_value_is_a_float_where_one_is_asked_for():
    assert float(Value(2.5)) == 2.5 and math.floor(float(Value(2.5))) == 2
    assert f"{Value(2.5):.3f}" == "2.500"


def test_repr_shows_data_gradient_and_label():
    assert repr(Value(2.0)) == "Value(data=2.0, grad=0.0)"
    assert repr(Value(2.0, label="a")) == "Value(data=2.0, grad=0.0, label='a')"


def test_label_changes_and_the_scope_stays():
    with autograd.scope("layer 1"):
        a = Value(2.0, label="a")
    a.label = "b"
    assert (a.label, a.scope) == ("b", ("layer 1",))


# ------------------------------------------------------------ code for micrograd


def test_micrograds_own_example():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    printed = [f"{g.data:.4f}", f"{a.grad:.4f}", f"{b.grad:.4f}"]
    assert printed == ["24.7041", "138.8338", "645.5773"]


def test_micrograds_names_of_parents_and_op():
    a, b = Value(-4.0), Value(2.0)
    assert (a * b)._prev == (a, b) and (a * b)._op == "*"
    assert a.tanh()._op == "tanh" and a._op == "" and a._prev == ()
