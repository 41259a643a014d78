"""Predict first, and what goes wrong if: by mouse, by keyboard, against Python."""

import pytest

from autograd import Graph, Value, scope, steps
from tests.browser.stepping import chain, layers
from tests.lecture import lecture


def twice_twice():
    """The notes' example of why there has to be an order."""
    a = Value(3.0, "a")
    b = a + a
    b.label = "b"
    c = b + b
    c.label = "c"
    return c


def shared():
    """a is used twice: 5 along one edge, 1 along the other."""
    a, b = Value(3.0, "a"), Value(5.0, "b")
    out = a * b + a
    out.label = "out"
    return out


def answer(page, number):
    page.page.keyboard.type(number)
    page.page.keyboard.press("Enter")


def gradient(page, node, picture="wrong-picture"):
    return card(page, node, "grad", picture)


def card(page, node, part, picture="picture"):
    found = page.page.locator(f"#{picture} g.cards > [data-node='{node}'] .{part}")
    return found.text_content()


def choose(page, mistake):
    page.page.select_option("#wrong-choice select", mistake)


# ------------------------------------------------------------------ predict first


def test_predicting_hides_the_number_everywhere_until_it_is_answered(opened):
    x = Value(0.7, "x")
    page = opened((x.exp() + 0.111).tanh(), hash="#mode=predict")
    assert page.step() == 1 and card(page, 1, "value") == "?"
    assert "2.01" not in page.page.inner_text("body")
    answer(page, "2.014")
    assert card(page, 1, "value") == "2.014"


def test_whole_pass_is_predicted_by_keyboard_alone(opened):
    net = lecture()
    page = opened(net.L)
    page.page.focus("[data-mode=predict]")
    page.page.keyboard.press("Enter")
    asked = steps(net.L)
    for step in asked:
        answer(page, f"{step.after:.6g}")
        assert page.text(".verdict") == "Right."
        page.page.keyboard.press("Enter")
    count = len(asked)
    assert f"{count} of {count} answered, {count} of them" in page.text("#predict")


def test_wrong_number_is_named_and_stays_hidden(opened):
    page = opened(shared(), hash="#mode=predict")
    page.go(6)  # the second arrival at a: 1 is there and 5 comes
    page.page.fill("#predict input", "5")
    page.page.click("text=Check")
    assert "not put in its place" in page.text(".verdict")
    assert "overwriting instead of adding" in page.text("#predict .note")
    assert card(page, 0, "grad") == "?"


def test_number_that_is_shown_does_not_count_as_known(opened):
    page = opened(shared(), hash="#mode=predict")
    page.page.click("text=Show me")
    assert "1 of 7 answered, 0 of them" in page.text("#predict .note")
    page.page.click("text=Start again")
    assert "0 of 7 answered" in page.text("#predict .note")


def test_answered_number_stays_known_and_leaving_shows_all(opened):
    page = opened(shared(), hash="#mode=predict")
    answer(page, "15")
    page.go(2)
    assert card(page, 3, "value") == "?"
    page.go(1)
    assert card(page, 2, "value") == "15"
    page.go(2)
    page.page.click("[data-mode=explore]")
    assert card(page, 3, "value") == "18"


def test_other_numbers_ask_anew(opened):
    page = opened(shared(), hash="#mode=predict")
    answer(page, "15")
    page.run("glassgrad.set({0: 4})")
    assert card(page, 2, "value") == "?"


def test_neurons_are_predicted_too(opened):
    net = lecture()
    page = opened(net.L, view="neurons", hash="#mode=predict")
    answer(page, f"{net.O11.data:.4g}")
    assert page.text(".verdict") == "Right."


def test_answers_are_counted_for_the_zoom_level_that_is_shown(opened):
    page = opened(lecture().L, view="neurons", hash="#mode=predict")
    answer(page, "1e9")
    page.page.click("text=Show me")
    assert "1 of 22 answered" in page.text("#predict")
    page.page.click("[data-view=ops]")
    assert "0 of 34 answered" in page.text("#predict")


# -------------------------------------------------------------- what goes wrong if


@pytest.mark.parametrize(
    ("mistake", "a", "b"),
    [
        ("overwrite", "+1", "+1"),
        ("recursion", "+6", "+2"),
        ("early", "+4", "+2"),
        ("again", "+8", "+2"),
    ],
)
def test_both_passes_stand_side_by_side(mistake, a, b, opened):
    page = opened(twice_twice(), hash="#mode=wrong")
    choose(page, mistake)
    assert [gradient(page, node) for node in (0, 1)] == [a, b]
    assert [gradient(page, node, "picture") for node in (0, 1)] == ["+4", "+2"]


def test_first_node_that_differs_is_marked_and_named(opened):
    page = opened(twice_twice(), hash="#mode=wrong")
    assert page.text("#wrong .first").startswith("The first node that differs is b")
    marked = page.page.locator("#wrong-picture .first-differing")
    assert [marked.get_attribute("data-node")] == ["1"]
    assert marked.locator(".unequal").is_visible()
    choose(page, "recursion")
    assert page.text("#wrong .first").endswith("∂c/∂a is 4, and here 6.")


def test_mistake_that_does_no_harm_here_is_said_to_be_lucky(opened):
    page = opened(chain(4)[0], hash="#mode=wrong")
    assert "by luck: no node is used twice" in page.text("#wrong .first")
    assert page.page.locator("#wrong-picture .first-differing").count() == 0


def test_gradients_that_are_no_numbers_are_not_said_to_agree_by_luck(opened):
    page = opened(shared(), hash="#mode=wrong")
    page.run("glassgrad.set({0: Infinity, 1: 0})")
    assert "luck" not in page.text("#wrong .first")
    assert "no finite numbers" in page.text("#wrong .first")


def test_wrong_pass_keeps_step_with_the_right_one(opened):
    page = opened(twice_twice(), hash="#mode=wrong")
    page.go(5)  # values, seed, two arrivals at b
    assert gradient(page, 1) == "+1" and gradient(page, 0) == ""
    assert "b had 1 and has 1" in page.text("#wrong")


def test_stale_gradients_are_there_before_the_second_pass(opened):
    page = opened(twice_twice(), hash="#mode=wrong")
    choose(page, "again")
    page.go(3)
    assert gradient(page, 0) == "+4" and gradient(page, 0, "picture") == ""


def test_other_numbers_change_both_passes(opened):
    page = opened(shared(), hash="#mode=wrong")
    page.run("glassgrad.set({1: 7})")
    assert gradient(page, 0) == "+7" and gradient(page, 0, "picture") == "+8"


def test_recursion_over_too_many_paths_is_stopped_and_says_so(opened):
    x = Value(0.5, "x")
    for _ in range(30):
        x = x + x
    page = opened(x, hash="#mode=wrong")
    choose(page, "recursion")
    assert "Stopped after 20,000 sends" in page.text("#wrong")


def test_views_and_sizes_hold_for_both_pictures(opened):
    page = opened(lecture().L, hash="#mode=wrong")
    page.page.click("[data-view=neurons]")
    page.page.click("#larger")
    wide = "document.querySelector('#{} svg').getBoundingClientRect().width"
    assert page.run(wide.format("picture")) == page.run(wide.format("wrong-picture"))
    assert page.state()["view"] == "neurons"


def test_frames_are_folded_in_both_pictures(opened):
    page = opened(layers(), hash="#mode=wrong")
    page.page.click("#fold")
    count = "document.querySelectorAll('#{} .cover:not(.under)').length"
    assert page.run(count.format("picture")) == page.run(count.format("wrong-picture"))


def test_first_node_that_differs_is_marked_on_the_cover_that_shows_it(opened):
    net = lecture()
    page = opened(net.L, hash="#mode=wrong")
    place = Graph.of(net.L).node(net.O11).index
    page.page.click("#fold")
    marks = page.page.locator("#wrong-picture .first-differing:visible")
    assert marks.all_text_contents()[0].endswith("≠ first")
    assert marks.get_attribute("data-node") == str(place)


def test_first_node_that_differs_is_marked_on_the_cover_that_hides_it(opened):
    x = Value(0.5, "x")
    with scope("layer 1"):
        a = x * 3.0
        out = (a * a).tanh()
    page = opened(out + x, hash="#mode=wrong")
    page.page.click("#fold")
    marks = page.page.locator("#wrong-picture .first-differing:visible")
    assert marks.locator("> .unequal:visible").text_content() == "≠ first inside"
    page.page.click("#fold")
    assert marks.get_attribute("data-node") == "1"


# ------------------------------------------------------------------------ modes


def test_mode_is_in_the_address_and_found_there_again(opened):
    page = opened(shared())
    page.page.click("[data-mode=wrong]")
    assert page.address().endswith("&mode=wrong")
    page.page.reload()
    assert page.page.is_visible("#wrong-picture")
    assert not page.page.is_visible("#predict")


@pytest.mark.parametrize("mode", ["predict", "wrong"])
def test_narrow_window_holds_every_mode(mode, opened):
    size = {"width": 360, "height": 740}
    page = opened(lecture().L, hash=f"#mode={mode}", viewport=size)
    assert page.run("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("mode", ["predict", "wrong"])
def test_hostile_names_stay_text_in_every_mode(mode, opened):
    x = Value(0.5, "<img src=x onerror=alert(1)>")
    page = opened(x * x + x, hash=f"#mode={mode}")
    page.go(5)
    assert page.page.locator("img").count() == 0
