"""The account of a step: the lecture's update, prediction, warning; how it prints."""

import re
from contextlib import nullcontext

import pytest

from autograd import Value, scope
from nn import (
    MLP,
    MSE,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    ClipNorm,
    ClipValue,
    RMSProp,
)


def stepped(optimizer, loss):
    """An optimizer after a step on a loss."""
    optimizer.zero_grad()
    loss().backward()
    optimizer.step()
    return optimizer


def parabola(start, lr, **options):
    """A step on (w - 2)² from a start: the optimizer and the loss."""
    w = Value(start, "w")

    def loss():
        return (w - 2.0) ** 2

    return stepped(SGD([w], lr=lr, **options), loss), loss


def test_the_account_has_old_gradient_rate_and_new():
    optimizer, _ = parabola(0.5, lr=0.1)
    (change,) = optimizer.explain().changes
    assert (change.old, change.gradient, change.lr) == (0.5, -3.0, 0.1)
    assert change.new == optimizer.parameters[0].data == 0.5 + 0.1 * 3.0


@pytest.mark.parametrize(
    "start, said",
    [
        (0.5, "negative slope: w goes up"),
        (3.0, "positive slope: w goes down"),
        (2.0, "slope 0: w stays"),
    ],
)
def test_the_slope_says_which_way_a_weight_goes(start, said):
    optimizer, _ = parabola(start, lr=0.1)
    assert said in str(optimizer.explain())


def test_a_weight_below_0_that_moves_away_from_it_goes_down():
    w = Value(-3.0, "w")
    optimizer = stepped(SGD([w], lr=0.1), lambda: 2.0 * w)
    assert "positive slope: w goes down" in str(optimizer.explain())
    assert w.data == pytest.approx(-3.2)


def test_the_bias_is_accounted_for_like_the_weight():
    model = MLP(1, [1])
    x, y = 0.5, 3.0
    optimizer = stepped(SGD(model.parameters(), lr=0.1), lambda: MSE()(model([x]), y))
    weight, bias = optimizer.explain().changes
    assert (weight.name, bias.name) == ("w111", "b11")
    assert weight.gradient == pytest.approx(x * bias.gradient, rel=1e-15)


def test_predicted_is_minus_rate_times_slope_squared():
    optimizer, _ = parabola(0.5, lr=0.1)
    assert optimizer.explain().predicted == pytest.approx(-0.1 * 3.0**2, rel=1e-15)


def test_actual_is_the_loss_after_minus_before():
    optimizer, loss = parabola(0.5, lr=0.1)
    account = optimizer.explain(loss)
    assert (account.before, account.after) == pytest.approx((2.25, 1.44), rel=1e-15)
    assert account.actual == pytest.approx(-0.81, rel=1e-14)
    assert account.warning == ""


def test_prediction_and_change_meet_as_the_rate_shrinks():
    for lr in (1e-2, 1e-3, 1e-4):
        optimizer, loss = parabola(0.5, lr=lr)
        account = optimizer.explain(loss)
        assert account.actual / account.predicted == pytest.approx(1.0 - lr, rel=1e-9)


@pytest.mark.parametrize(
    "lr, said",
    [
        (0.25, ""),
        (0.5, ""),
        (0.75, "fell by only 25% of what its slope promised"),
        (1.5, "the loss did not fall: η is so large"),
    ],
)
def test_a_rate_that_is_too_large_is_warned_of(lr, said):
    optimizer, loss = parabola(0.5, lr=lr)
    warning = optimizer.explain(loss).warning
    assert said in warning and bool(warning) == bool(said)


def test_a_loss_that_gets_steeper_is_warned_of():
    w = Value(1.0, "w")

    def cliff():
        return -(w**4)

    optimizer = stepped(SGD([w], lr=0.2), cliff)
    assert "fell further than its slope promised" in optimizer.explain(cliff).warning


def test_momentum_may_carry_a_weight_against_its_slope():
    optimizer, loss = parabola(0.0, lr=0.25, momentum=0.9)
    for _ in range(2):  # the second step goes past the lowest point 2
        stepped(optimizer, loss)
    assert "positive slope, yet w goes up" in str(optimizer.explain())
    assert "went against the slope" in optimizer.explain(loss).warning


def test_the_gradient_is_the_one_before_clipping():
    w = Value(0.5, "w")
    optimizer = SGD([w], lr=0.1, clip=lambda _: setattr(w, "grad", -1.0))
    (change,) = stepped(optimizer, lambda: (w - 2.0) ** 2).explain().changes
    assert (change.gradient, change.direction) == (-3.0, -1.0)


def test_zero_grad_does_not_change_the_account():
    optimizer, _ = parabola(0.5, lr=0.1)
    before = str(optimizer.explain())
    optimizer.zero_grad()
    assert str(optimizer.explain()) == before


@pytest.mark.parametrize("divisor", [1.0, 0.0])
def test_measuring_the_loss_leaves_the_parameters_as_they_are(divisor):
    optimizer, _ = parabola(0.5, lr=0.1)
    (w,) = optimizer.parameters
    w.data = 7.0
    with nullcontext() if divisor else pytest.raises(ZeroDivisionError):
        optimizer.explain(lambda: (w - 2.0) / divisor)
    assert w.data == 7.0


# ------------------------------------------------------------ how it is shown


def test_adaptive_rules_show_their_direction_too():
    w = Value(0.5, "w")
    optimizer = stepped(Adam([w], lr=0.1), lambda: (w - 2.0) ** 2)
    account = optimizer.explain()
    assert account.table[0][2:-1] == ["∂L/∂w_old", "m̂", "v̂", "d", "η", "new"]
    assert account.heading.endswith("w_new = w_old − η · d")
    assert account.predicted == pytest.approx(-0.1 * 3.0, rel=1e-8)


def test_many_parameters_are_cut_and_counted():
    model = MLP(2, [16, 1])
    optimizer = stepped(SGD(model.parameters(), lr=0.1), lambda: model([1.0, 2.0]))
    account = optimizer.explain()
    assert "… and 45 more parameters" in str(account)
    assert len(account.changes) == 65
    assert account._repr_html_().count("<tr>") == 21


def test_html_escapes_labels():
    w = Value(0.5, "<b>w</b>")
    optimizer = stepped(SGD([w], lr=0.1), lambda: (w - 2.0) ** 2)
    shown = optimizer.explain()._repr_html_()
    assert "<b>" not in shown and "&lt;b&gt;w&lt;/b&gt;" in shown


def test_latex_has_the_rule_and_the_numbers():
    optimizer, _ = parabola(0.5, lr=1e-5)
    shown = optimizer.explain()._repr_latex_()
    assert r"w_{\mathrm{old}} - \eta \cdot \frac{\partial L}" in shown
    assert r"w & 0.5 & -3 & 1 \cdot 10^{-5} & 0.50003 & " in shown
    assert shown.count("{") == shown.count("}")


def test_latex_escapes_labels():
    w = Value(0.5, "50%_w")
    optimizer = stepped(SGD([w], lr=0.1), lambda: (w - 2.0) ** 2)
    assert r"\text{50\%\_w} &" in optimizer.explain().latex


def test_equal_labels_are_told_apart_by_scope_or_number():
    with scope("layer 1"):
        first = Value(1.0, "slope")
    with scope("layer 2"):
        second = Value(1.0, "slope")
    optimizer = SGD([first, second, Value(1.0), Value(1.0)], lr=0.1)
    optimizer.step()
    names = [change.name for change in optimizer.explain().changes]
    assert names == ["layer 1 slope", "layer 2 slope", "parameter 3", "parameter 4"]


def test_printed_columns_stand_below_each_other():
    model = MLP(2, [1])
    optimizer = stepped(SGD(model.parameters(), lr=0.1), lambda: model([1.0, 2.0]))
    lines = str(optimizer.explain()).splitlines()[1:-1]
    assert len(lines) == 4
    ends = [re.search(r"  0\.1  |  η  ", line).end() for line in lines]
    assert len(set(ends)) == 1


# ------------------------------------------------------------ bad input


def test_without_a_step_there_is_nothing_to_explain():
    with pytest.raises(ValueError, match=r"call loss.backward\(\) and optimizer.step"):
        SGD([Value(1.0)], lr=0.1).explain()


def test_explain_takes_a_function_that_gives_the_loss():
    optimizer, loss = parabola(0.5, lr=0.1)
    with pytest.raises(TypeError, match=r"explain\(lambda: loss\(model\(x\), y\)\)"):
        optimizer.explain(loss())


# ------------------------------------------------------------ how d came about


def twice(rule, **options):
    """Two steps on (w - 2)² and how the second came about, by column."""
    w = Value(0.5, "w")
    optimizer = rule([w], lr=0.25, **options)
    for _ in range(2):
        stepped(optimizer, lambda: (w - 2.0) ** 2)
    head, row, *_ = optimizer.explain().table
    numbers = [cell.replace("−", "-") for cell in row[1:-1]]
    return dict(zip(head[1:-1], map(float, numbers), strict=True))


def test_momentum_shows_what_it_carried_over():
    row = twice(SGD, momentum=0.5)
    assert row["∂L/∂w_old"] == -1.5  # the first step, of 0.25 · 3, went to 1.25
    assert (row["μ v_old"], row["v"], row["d"]) == (0.5 * -3.0, -3.0, -3.0)


def test_nesterov_shows_the_velocity_it_looks_ahead_along():
    row = twice(SGD, momentum=0.5, nesterov=True)
    assert row["d"] == row["∂L/∂w_old"] + 0.5 * row["v"]
    assert row["v"] == row["μ v_old"] + row["∂L/∂w_old"]


def test_clipping_and_weight_decay_stand_between_gradient_and_direction():
    row = twice(SGD, clip=ClipValue(1.0), weight_decay=0.5)
    assert (row["clipped"], row["λ w"]) == (-1.0, 0.5 * row["old"])
    assert row["d"] == row["clipped"] + row["λ w"]


@pytest.mark.parametrize("rule", [Adam, AdamW])
def test_the_moments_of_adam_give_its_direction(rule):
    row = twice(rule, weight_decay=0.0)
    assert row["d"] == pytest.approx(row["m̂"] / row["v̂"] ** 0.5, rel=1e-5)


def test_adamw_adds_the_decay_after_its_moments():
    row = twice(AdamW, weight_decay=0.5)
    expected = row["m̂"] / row["v̂"] ** 0.5 + row["λ w"]
    assert row["d"] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("rule", [Adagrad, RMSProp])
def test_squares_give_the_direction_of_the_rules_that_keep_them(rule):
    row = twice(rule)
    assert row["d"] == pytest.approx(row["∂L/∂w_old"] / row["s"] ** 0.5, rel=1e-5)


def test_the_rule_is_written_out_with_its_numbers():
    w = Value(0.5, "w")
    options = {"momentum": 0.9, "weight_decay": 0.1, "clip": ClipNorm(1.0)}
    account = stepped(SGD([w], **options), lambda: (w - 2.0) ** 2).explain()
    assert account.sentences[0] == (
        "g = clipped + λ w; v = μ v_old + g; d = v; μ = 0.9; clipped by "
        "ClipNorm(limit=1.0); λ = 0.1."
    )
    assert r"\text{clipped} & \lambda w & \mu v_{\mathrm{old}} & v & d" in account.latex
