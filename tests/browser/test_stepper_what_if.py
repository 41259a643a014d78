"""Other numbers for the leaves of the stepper page, nudges and gradient steps."""

import pytest

from autograd import Value, relu, sigmoid
from tests.browser.stepping import index, product
from tests.lecture import lecture


def test_slider_and_field_change_the_leaf_and_all_that_follows(opened):
    page = opened(product())
    page.go(7)
    page.page.fill("[aria-label='a, number']", "5")
    assert page.text("#what-if-title") == "What if: out = −10"
    assert page.card(3).locator(".value").text_content() == "−10"
    assert page.card(0).locator(".grad").text_content() == "−2"
    page.page.fill("[aria-label='b, slider']", "1")
    assert page.run("glassgrad.values()[3]") == pytest.approx(10)
    page.page.click("text=Reset all")
    assert page.run("glassgrad.values()[3]") == -4
    assert page.page.input_value("[aria-label='a, number']") == "2"


def test_field_that_holds_no_number_changes_nothing_and_says_so(opened):
    page = opened(product())
    page.page.fill("[aria-label='a, number']", "")
    assert page.run("glassgrad.values()[3]") == -4
    assert page.page.locator("input.wrong").count() == 1


def test_number_outside_the_domain_is_answered_with_what_to_write_instead(opened):
    x = Value(2.0, "x")
    page = opened(x.log())
    page.go(1)
    page.page.fill("[aria-label='x, number']", "-1")
    assert page.card(1).locator(".value").text_content() == "NaN"
    assert "log takes numbers above 0" in page.text("#step .warning")


def test_gradients_of_the_leaves_come_with_their_steps(opened):
    page = opened(product())
    told = page.page.locator("[data-leaf] .grad")
    assert told.all_text_contents() == ["", ""]
    page.go(page.state()["steps"])
    assert told.all_text_contents() == ["−2", "+2"]


def test_leaves_are_sorted_by_layer_and_unit(opened):
    names = ["b1,10", "b11", "b2,1", "w10", "w2", "b12"]
    page = opened(sum(Value(1.0, name) for name in names))
    shown = page.page.locator("[data-leaf] .link").all_text_contents()
    assert shown == ["b11", "b12", "b1,10", "b2,1", "w2", "w10"]


def test_every_leaf_of_many_can_be_changed(opened):
    page = opened(sum(Value(1.0, f"x{i}") for i in range(1, 60)))
    rows = page.page.locator("[data-leaf]")
    assert rows.count() == 40
    page.page.click("text=Show all 59 leaves")
    assert rows.count() == 59
    page.page.fill("[aria-label='x59, number']", "2")
    assert page.run("glassgrad.values().at(-1)") == 60


def test_leaves_that_do_not_learn_are_named(opened):
    x, w = Value(1.0, "x"), Value(2.0, "w")
    page = opened((w * x - Value(0.5, "y")) ** 2)
    options = page.page.locator("[aria-label='Leaves that learn'] option")
    assert options.first.text_content() == "every leaf but x, y"


def test_nudge_shows_the_finite_difference_beside_the_gradient(opened):
    page = opened(sigmoid(Value(0.5, "x")))
    page.page.click("#nudge")
    cells = page.page.locator("#what-if .result td:nth-child(2)").all_text_contents()
    assert [float(text) for text in cells[:3]] == pytest.approx([0.235] * 3, abs=1e-4)
    assert "the gradient is right" in page.text("#what-if")
    page.page.select_option("[aria-label='Size of the nudge']", "1e-12")
    assert "drowns in the rounding" in page.text("#what-if")


def test_nudge_that_is_lost_beside_a_large_number_is_not_called_too_large(opened):
    page = opened(Value(1e14, "x") * 2.0)
    page.page.click("#nudge")
    told = page.text("#what-if")
    assert "v1 from 200000000000000 by 0." in told
    assert "drowns in the rounding" in told and "Take a larger one" in told


def test_nudge_over_a_kink_is_told_to_be_smaller(opened):
    page = opened(relu(Value(0.05, "x")))
    page.page.select_option("[aria-label='Size of the nudge']", "0.1")
    page.page.click("#nudge")
    assert "Take a smaller one" in page.text("#what-if")


def test_gradient_step_moves_the_leaves_and_tells_predicted_from_actual(opened):
    w, x = Value(3.0, "w"), Value(1.0, "x")
    page = opened((w * x) ** 2)
    page.page.click("#descend")
    assert page.run("glassgrad.values()[0]") == pytest.approx(3 - 0.1 * 6)
    told = page.text("#what-if")
    assert "↓ down" in told
    assert "−3.6" in told  # −η g² = −0.1 · 36
    assert "−3.24" in told  # 2.4² − 9
    page.page.fill("[aria-label='Learning rate η']", "2")
    page.page.click("#descend")
    assert "η is too large" in page.text("#what-if .warning")
    assert page.run("glassgrad.values()[1]") == 1  # x is data, no weight


@pytest.mark.parametrize("rate", ["-1", "0"])
def test_learning_rate_that_is_not_above_0_moves_nothing_and_says_so(rate, opened):
    page = opened((Value(3.0, "w") * Value(1.0, "x")) ** 2)
    page.page.fill("[aria-label='Learning rate η']", rate)
    page.page.click("#descend")
    assert page.run("glassgrad.values()[0]") == 3
    assert page.page.locator("[aria-label='Learning rate η'].wrong").count() == 1


def test_loss_that_left_the_numbers_is_not_said_to_bend(opened):
    page = opened((Value(3.0, "w") * Value(1.0, "x")) ** 2)
    page.page.fill("[aria-label='Learning rate η']", "1e200")
    page.page.click("#descend")
    assert "no finite" in page.text("#what-if .warning")


def test_gradient_step_says_up_and_down_also_of_numbers_below_0(opened):
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    page = opened(a * b)
    page.page.click("#descend")
    moved = page.page.locator(".moves td:last-child").all_text_contents()
    assert moved == ["↑ up", "↓ down"]  # b: −3 → −3.2 is no shrinking


def test_selected_leaf_is_the_one_that_is_nudged(opened):
    net = lecture()
    page = opened(net.L)
    page.card(index(net, "w5")).click()
    chosen = page.page.locator("[aria-label='Leaf to nudge'] option:checked")
    assert chosen.text_content() == "w5"
