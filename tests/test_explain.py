"""The gradient in plain words says what the numbers of the graph say."""

import re

import pytest
from lecture import by_hand, lecture

from autograd import Graph, Value, draw, explain, explain_nonfinite, paths


def test_it_names_slope_paths_leader_and_damping():
    net = lecture()
    said = str(explain(net.L, net.w1))
    through_o21, through_o22 = by_hand()
    share = through_o22 / (through_o21 + through_o22)
    assert f"∂L/∂w1 = {through_o21 + through_o22:.4g}" in said
    assert "2 paths, through O31, O22, O21, O11." in said
    assert f"L ← O31 ← O22 ← O11 ← w1: {through_o22:.4g}, {share:.1%}" in said
    assert "damped most at ∂O11/∂w1 = 0.1175" in said


def test_the_direction_is_that_of_the_sign():
    x = Value(2.0, "x")
    assert "makes v1 smaller, by 3 times" in str(explain(x * -3.0, x))


def test_paths_against_each_other_are_said_so():
    x = Value(2.0, "x")
    y = x * x - x
    assert "work against each other: 4 one way, -1 the other" in str(explain(y, x))


def test_a_blocked_gradient_names_the_block():
    x = Value(-1.0, "x")
    assert "blocked on its one path: ∂v1/∂x = 0 (" in str(explain(x.relu() * 2.0, x))


def test_a_cancelled_gradient_is_not_called_blocked():
    x = Value(2.0, "x")
    assert "cancel exactly" in str(explain(x - x, x))


def test_a_vanished_gradient_is_not_called_cancelled():
    x = Value(1.0, "x")
    said = str(explain(x * 1e-100 * 1e-300, x))
    assert "vanishes" in said and "lost at ∂v2/∂v1 = 1e-300" in said


def test_paths_too_small_for_a_float_are_said_so():
    x = Value(1.0, "x")
    y = x
    for _ in range(1200):
        y = y * 0.5 + y * 0.5
    assert "product is too small for a float; the largest is v" in str(explain(y, x))


def test_a_part_is_never_said_to_be_nothing():
    x = Value(1.0, "x")
    said = str(explain(x * 2.0 * 1e-9, x))
    assert "= 1e-09, which leaves 1e-07% of it" in said


@pytest.mark.parametrize(
    ("name", "place"), [("relu", -5.0), ("tanh", 40.0), ("sigmoid", -3.0)]
)
def test_a_dead_or_saturated_unit_says_where_it_stands(name, place):
    x = Value(place, "x")
    unit = getattr(x, name)()
    unit.label = "O"
    assert f"(O = {name}({place:.4g}))" in str(explain(unit * 3.0, x))


def test_a_gradient_of_minus_zero_is_0_wherever_it_is_read():
    x = Value(3.0, "x")
    y = (x * -2.0).relu()
    y.backward()
    found = paths(y, x)
    said = [explain(y, x), found, repr(found), Graph.of(y), draw(y).svg()]
    assert not any(
        re.search(r"(?<!\w)(-|&#45;|−)0\b(?!\.)", str(each)) for each in said
    )


def test_the_view_decides_what_is_named():
    net = lecture()
    assert len(paths(net.L, net.w1).between()) == 10
    assert "and 4 more" in str(explain(net.L, net.w1, view="ops"))


def test_the_first_nonfinite_value_is_named():
    x = Value(1e200, "x")
    y = x * x
    z = (y - y) * x
    found = explain_nonfinite(z)
    assert found.node is y
    assert "mul(x = 1e+200, x = 1e+200) is inf" in str(found)


def test_a_leaf_that_holds_nan_is_named():
    x = Value(float("nan"), "x")
    assert explain_nonfinite(x + 1.0).node is x


def test_an_infinite_partial_is_named_with_its_kink():
    x = Value(0.0, "x")
    found = explain_nonfinite(x.sqrt() * 2.0)
    assert "∂v1/∂x is inf; sqrt'(0) = inf" in str(found)


def test_a_gradient_that_overflows_is_named():
    x = Value(1e-200, "x")
    y = x * 1e200 * 1e200
    y.backward()
    assert explain_nonfinite(y).node is x


def test_a_finite_graph_has_nothing_to_explain():
    net = lecture()
    net.L.backward()
    assert explain_nonfinite(net.L).node is None


def test_a_source_outside_the_graph_is_an_error():
    with pytest.raises(ValueError, match="not in the graph"):
        explain(lecture().L, Value(1.0, "stranger"))
