"""The lecture, line by line: what its formulas say, with their numbers."""

from math import exp

import pytest
from lecture import by_hand, lecture

from autograd import Value, explain, formulas, grad, paths, scope, sigmoid


def chain_network():
    """x → O1 → O2 → L = ½(O2 − y)², one sigmoid neuron a layer: (nodes, by hand)."""
    nodes = {"x": Value(0.5, "x"), "w1": Value(0.8, "w1"), "w4": Value(-1.1, "w4")}
    for layer, (inner, weight) in enumerate((("x", "w1"), ("O1", "w4")), start=1):
        with scope(f"layer {layer}"):
            output = sigmoid(nodes[inner] * nodes[weight] + 0.2)
        output.label = f"O{layer}"
        nodes[output.label] = output
    nodes["L"] = 0.5 * (nodes["O2"] - 1.0) ** 2
    nodes["L"].label = "L"
    return nodes


def s(z):
    return 1.0 / (1.0 + exp(-z))


def test_a_negative_slope_makes_the_weight_grow():
    w = Value(0.5, "w")
    loss = (w - 2.0) ** 2
    loss.backward()
    assert w.grad == -3.0
    assert str(formulas.update(w, 0.1)).splitlines()[1:] == [
        "      = 0.5 − 0.1 · (−3)",
        "      = 0.8",
    ]


def test_a_positive_slope_makes_the_weight_shrink():
    w = Value(3.0, "w")
    ((w - 2.0) ** 2).backward()
    assert str(formulas.update(w, 0.1)).endswith("= 2.8")


def test_a_small_step_lowers_the_loss_by_the_rate_times_the_slope_squared():
    nodes = chain_network()
    (slope,) = grad(nodes["L"], [nodes["w1"]])
    rate, moved = 1e-4, nodes["w1"].data - 1e-4 * slope
    o2 = s(s(0.5 * moved + 0.2) * -1.1 + 0.2)
    change = 0.5 * (o2 - 1.0) ** 2 - nodes["L"].data
    assert change == pytest.approx(-rate * slope**2, rel=1e-3)


def test_the_chain_to_the_last_weight_has_two_factors():
    nodes = chain_network()
    (path,) = paths(nodes["L"], nodes["w4"], view="neurons")
    o1 = s(0.5 * 0.8 + 0.2)
    o2 = s(o1 * -1.1 + 0.2)
    assert path.factors == pytest.approx((o2 - 1.0, o2 * (1 - o2) * o1), rel=1e-14)
    assert str(path).startswith("∂L/∂w4 = ∂L/∂O2 · ∂O2/∂w4\n")


def test_the_chain_to_the_first_weight_has_three_factors():
    nodes = chain_network()
    (path,) = paths(nodes["L"], nodes["w1"], view="neurons")
    o1 = s(0.5 * 0.8 + 0.2)
    o2 = s(o1 * -1.1 + 0.2)
    hand = (o2 - 1.0, o2 * (1 - o2) * -1.1, o1 * (1 - o1) * 0.5)
    assert path.factors == pytest.approx(hand, rel=1e-14)
    assert str(path).startswith("∂L/∂w1 = ∂L/∂O2 · ∂O2/∂O1 · ∂O1/∂w1\n")


def test_two_ways_to_the_first_weight_are_two_brackets_and_a_sum():
    net = lecture()
    net.L.backward()
    found = paths(net.L, net.w1, view="neurons")
    assert [path.product for path in found] == pytest.approx(by_hand(), rel=1e-14)
    assert found.total == pytest.approx(net.w1.grad, rel=1e-14)
    assert str(found).splitlines()[:2] == [
        "∂L/∂w1 = [∂L/∂O31 · ∂O31/∂O21 · ∂O21/∂O11 · ∂O11/∂w1]",
        "       + [∂L/∂O31 · ∂O31/∂O22 · ∂O22/∂O11 · ∂O11/∂w1]",
    ]


def test_the_product_of_the_notes_is_what_is_left_of_the_gradient():
    node = weight = Value(1.0, "w")
    for name, factor in zip(
        ("O21", "O31", "O41", "O51", "L"), (0.02, 0.05, 0.10, 0.15, 0.25), strict=True
    ):
        node = node * factor
        node.label = name
    (path,) = paths(node, weight)
    assert path.factors == (0.25, 0.15, 0.10, 0.05, 0.02)
    assert path.product == pytest.approx(3.75e-6, rel=1e-14)
    assert "∂L/∂w = 3.75e-06" in str(explain(node, weight))


def test_the_slope_of_sigmoid_is_at_most_a_quarter_but_a_link_may_be_more():
    slopes = [sigmoid(Value(z / 10)).partials[0] for z in range(-100, 101)]
    assert max(slopes) == sigmoid(Value(0.0)).partials[0] == 0.25
    x = Value(0.0, "x")
    assert grad(sigmoid(x * 8.0), [x]) == (2.0,)  # σ′(z) · w


def test_five_sigmoid_layers_leave_almost_no_gradient():
    x, node = Value(0.5, "x"), Value(1.0, "w")
    weight, node = node, node * x
    for layer in range(1, 6):
        node = sigmoid(node * 0.9 + 0.1)
        node.label = f"O{layer}1"
    (path,) = paths(node, weight, through=[weight])
    assert 0.0 < path.product < 0.25**5 * 0.9**5
    assert "damped most at ∂O11/∂w = 0.1044" in str(explain(node, weight, "neurons"))
