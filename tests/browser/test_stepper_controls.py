"""Every control of the stepper page, by mouse and by keyboard."""

import pytest

from autograd import Graph, Value
from tests.browser.stepping import chain, index, layers, product
from tests.lecture import by_hand, lecture

# ----------------------------------------------------------------------- stepping


def test_buttons_lead_to_the_next_the_last_the_previous_and_the_first_step(opened):
    page = opened(product())
    seen = []
    for button in ("next", "next", "last", "previous", "first"):
        page.page.click(f"#{button}")
        seen.append(page.step())
    assert seen == [1, 2, 7, 6, 0]
    assert page.page.is_disabled("#first") and page.page.is_disabled("#previous")


def test_scrubber_leads_to_any_step(opened):
    page = opened(product())
    page.page.fill("#scrubber", "5")
    assert page.step() == 5
    assert page.text("#place") == "5 / 7"


def test_arrow_keys_home_and_end_step_wherever_the_focus_is(opened):
    page = opened(product())
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Tab", "Home"):
        page.page.keyboard.press(key)
        seen.append(page.step())
    assert seen == [1, 2, 1, 7, 7, 0]


def test_keys_in_a_number_field_are_the_fields_own(opened):
    page = opened(product())
    page.page.focus(".leaf-row input[type=number]")
    for key in ("ArrowRight", "End", "Home", " "):
        page.page.keyboard.press(key)
    assert page.step() == 0


def test_play_walks_to_the_end_and_stops_there(opened):
    page = opened(product())
    page.page.fill("#speed", "3")
    page.page.click("#play")
    assert page.page.get_attribute("#play", "aria-label") == "Pause"
    page.page.wait_for_selector("#play[aria-pressed=false]")
    assert page.step() == 7


def test_space_plays_and_a_step_by_hand_pauses(opened):
    page = opened(product())
    page.page.keyboard.press(" ")
    assert page.page.get_attribute("#play", "aria-pressed") == "true"
    page.page.keyboard.press("ArrowRight")
    assert page.page.get_attribute("#play", "aria-pressed") == "false"
    assert page.step() == 1


def test_forward_steps_fill_in_values_and_backward_steps_gradients(opened):
    page = opened(product())
    graph = Graph.of(product())
    times = next(
        node.index for node in graph.nodes if node.op and node.op.name == "mul"
    )
    assert page.card(times).locator(".value").text_content() == "·"
    page.go(1)
    assert page.card(times).locator(".value").text_content() == "−6"
    assert page.card(times).locator(".grad").text_content() == ""
    page.go(7)
    gradients = [page.card(i).locator(".grad").text_content() for i in range(4)]
    assert gradients == ["−2", "+2", "+1", "+1"]


def test_second_gradient_is_said_to_be_added_with_what_was_there_before(opened):
    page = opened(product())
    page.go(5)
    assert "first of 2 gradients that arrive here: 1 more is to come" in page.text(
        "#step"
    )
    page.go(6)
    assert page.text(".was").split() == ["before", "1"]
    assert page.text(".is").split() == ["after", "−2"]
    assert "second of 2 arrives: it is added, not overwritten: 1 − 3" in page.text(
        "#step"
    )
    assert page.formula("#step") == "∂out/∂a += ∂out/∂v2 · ∂v2/∂a = 1 · (−3) = −3"


def test_arrivals_are_counted_as_edges_where_these_carry_several_paths(opened):
    a = Value(3.0, "a")
    b = a + a
    page = opened(b + b)
    page.go(7)
    assert "The second of 2 arrives" in page.text("#step")
    page.run("glassgrad.select({node: 0})")
    assert page.text(".paths h3") == "4 paths from v2 to a"


def test_local_partial_is_told_from_the_gradient_of_the_same_name(opened):
    a = Value(3.0, "a")
    page = opened(a + a)  # ∂v1/∂a is 1 along each edge, and 2
    page.go(4)
    assert "The local partial, along this edge alone" in page.text("#step")


def test_partial_between_neurons_is_said_to_be_a_sum_over_paths(opened):
    page = opened(lecture().L, view="neurons")
    page.run("glassgrad.go(glassgrad.state().steps)")
    assert "is the sum over all paths between the two" in page.text("#step .note")


def test_each_step_is_spoken(opened):
    page = opened(product())
    page.go(4)
    assert page.page.get_attribute("#said", "aria-live") == "polite"
    said = page.page.text_content("#said")
    assert said.startswith("Step 4 of 7. out sends its gradient to v2. ∂out/∂v2 += ")


# -------------------------------------------------------------------------- address


def test_address_keeps_step_and_view_and_a_fresh_page_opens_there(opened):
    page = opened(lecture().L)
    page.page.click("[data-view=neurons]")
    page.go(9)
    hash = page.address()
    assert hash == "#step=9&view=neurons"
    assert opened(lecture().L, hash).state() == {
        "step": 9,
        "steps": 22,
        "view": "neurons",
    }


def test_many_steps_in_a_row_write_the_address_once(opened):
    page = opened(lecture().L)
    page.address()  # that of the start is written
    page.run("""(() => {
        window.written = 0;
        const write = history.replaceState.bind(history);
        history.replaceState = (...given) => { written += 1; write(...given); };
        for (let step = 0; step < 30; step += 1) glassgrad.go(step);
    })()""")
    assert page.address() == "#step=29&view=ops"
    assert page.run("written") == 1


def test_two_paths_that_differ_in_their_middle_are_told_apart(opened):
    net = lecture()
    page = opened(net.L)
    page.card(index(net, "w1")).click()
    one, other = page.page.locator("li.path .names").all_text_contents()
    assert ("O21" in one, "O22" in one) == (False, True)
    assert ("O21" in other, "O22" in other) == (True, False)


def test_paths_along_parallel_edges_are_told_apart_in_words(opened):
    x = Value(3.0, "x")
    page = opened(x * x + x)
    page.card(0).click()
    names = page.page.locator("li.path .names").all_text_contents()
    assert len({*names}) == 3 and names[0] == "v2 ← v1 ← x (operand 1)"
    page.go(page.state()["steps"])
    assert page.text("#step-title") == "v1 sends its gradient to x (operand 2)"


@pytest.mark.parametrize("hash", ["#step=-3", "#step=oops&view=what", "#step=1e999"])
def test_nonsense_in_the_address_opens_the_first_step(hash, opened):
    assert opened(product(), hash).state()["step"] == 0


# ----------------------------------------------------------------------- zoom levels


def test_zoom_level_changes_in_the_page_and_keeps_the_moment(opened):
    page = opened(lecture().L)
    page.go(34)
    page.page.click("[data-view=neurons]")
    assert page.state() == {"step": 22, "steps": 22, "view": "neurons"}
    page.go(6)
    assert page.text("#step-title") == "The backward pass begins"
    page.page.click("[data-view=ops]")
    assert page.text("#step-title") == "The backward pass begins"


def test_graph_of_more_than_a_hundred_nodes_opens_in_the_neurons_view(opened):
    assert opened(layers(10)).state()["view"] == "neurons"
    assert opened(layers(3)).state()["view"] == "ops"


def test_frame_folds_under_a_card_of_its_output_and_nothing_moves(opened):
    net = lecture()
    page = opened(net.L)
    page.go(34)
    outside = page.card(index(net, "w4")).bounding_box()
    inner = page.card(index(net, "O11"))
    page.page.click(".head.open >> nth=0")
    assert not inner.is_visible()
    cover = page.page.locator(".cover:not(.under)")
    assert cover.locator(".card .value").text_content() == "0.6225"
    net.L.backward()
    assert cover.locator(".card .grad").text_content() == f"{net.O11.grad:+.3g}"
    assert page.card(index(net, "w4")).bounding_box() == outside
    page.page.click(".cover .head >> nth=0")
    assert inner.is_visible()


def test_all_frames_fold_and_unfold(opened):
    page = opened(lecture().L)
    page.page.click("#fold")
    assert page.page.locator(".cover:not(.under)").count() == 3  # an outer hides two
    page.page.click("#fold")
    assert page.page.locator(".cover:not(.under)").count() == 0


def test_picture_grows_shrinks_and_fits(opened):
    page = opened(lecture().L)
    width = "document.querySelector('#picture svg').getBoundingClientRect().width"
    fitted = page.run(width)
    page.page.click("#larger")
    assert page.run(width) == pytest.approx(1.25 * fitted, abs=2)
    page.page.keyboard.press("-")
    page.page.keyboard.press("-")
    assert page.run(width) == pytest.approx(fitted / 1.25, abs=2)
    page.page.click("#fit")
    assert page.run(width) == fitted


# ---------------------------------------------------------------------------- looking


def test_click_on_a_node_shows_its_paths_products_shares_and_sum(opened):
    net = lecture()
    page = opened(net.L)
    page.card(index(net, "w1")).click()
    items = page.page.locator("li.path")
    found = sorted(items.locator(".product").all_text_contents())
    assert found == sorted(f"{x:.6g}".replace("-", "−") for x in by_hand())
    shares = [
        float(text.split()[0]) for text in items.locator(".share").all_text_contents()
    ]
    assert sum(shares) == pytest.approx(100, abs=0.2)
    total = page.page.locator(".paths > .formula math").get_attribute("aria-label")
    assert total.endswith(f"= {sum(by_hand()):.6g}")


def test_all_paths_are_shown_on_demand(opened):
    node = Value(0.5, "x")
    for _ in range(4):
        node = node * node
    page = opened(node)
    page.card(0).click()
    items = page.page.locator("li.path")
    assert items.count() == 6 and "16 paths" in page.text("#look")
    assert "(10 more)" in page.text("#look .paths > .formula")
    page.page.click("text=Show more")
    assert items.count() == 16 == len({*items.locator(".names").all_text_contents()})
    assert page.page.locator("text=Show more").count() == 0


def test_path_is_lit_while_pointed_at_and_while_focused(opened):
    net = lecture()
    page = opened(net.L)
    page.card(index(net, "w1")).click()
    lit = page.page.locator(".line.path")
    assert lit.count() == 0
    page.page.hover("li.path >> nth=0")
    assert lit.count() == 9
    page.page.hover("#place")
    assert lit.count() == 0
    page.page.focus("li.path >> nth=1")
    assert lit.count() == 9


def test_click_on_an_edge_shows_what_flows_through_it(opened):
    page = opened(product())
    page.page.locator(".line .reach").nth(0).dispatch_event("click")
    assert page.text("#look-title") == "From v2 to a"
    assert "and so out by −3 · d, 150 % of −2." in page.text("#look-body")
    assert page.page.locator(".line.selected").count() == 1


def test_nodes_are_reached_and_opened_by_keyboard_alone(opened):
    page = opened(product())
    for _ in range(20):
        page.page.keyboard.press("Tab")
        if page.run("Boolean(document.activeElement.dataset.node)"):
            break
    first = page.run("document.activeElement.dataset.node")
    page.page.keyboard.press("ArrowDown")
    assert page.run("document.activeElement.dataset.node") != first
    page.page.keyboard.press("Enter")
    assert page.page.locator(".card.selected").count() == 1
    page.page.keyboard.press("ArrowRight")
    assert page.step() == 1
    page.page.keyboard.press("Escape")
    assert page.page.locator(".card.selected").count() == 0


def test_frames_fold_by_keyboard_alone(opened):
    page = opened(lecture().L)
    page.page.focus("[data-cluster]")
    page.page.keyboard.press("Enter")
    assert page.page.locator(".cover:not(.under)").count() == 1
    page.page.keyboard.press("Tab")  # the focus was not lost with the frame
    assert page.run("document.activeElement !== document.body")


def test_frame_folded_by_keyboard_keeps_the_focus_and_unfolds_again(opened):
    page = opened(lecture().L)
    page.page.focus("[data-cluster]")
    for covers in (1, 0, 1):
        page.page.keyboard.press("Enter")
        assert page.page.locator(".cover:not(.under)").count() == covers


def test_tab_leads_into_the_picture_though_all_is_folded(opened):
    page = opened(lecture().L)
    page.page.click("#fold")
    reached = page.page.locator("#picture [data-stop][tabindex='0']")
    assert reached.count() == 1 and reached.is_visible()


def test_every_control_has_a_name(opened):
    page = opened(lecture().L)
    unnamed = page.run("""[...document.querySelectorAll(
        "button, input, select, [role=button], [tabindex='0']")].filter((each) =>
        !(each.getAttribute("aria-label") || each.textContent.trim()
        || each.labels?.[0]?.textContent)).map((each) => each.outerHTML)""")
    assert unnamed == []


@pytest.mark.parametrize("view", ["ops", "neurons"])
def test_network_of_500_nodes_steps_in_under_50_ms(view, opened):
    loss = layers(19)
    assert len(Graph.of(loss)) > 500
    assert median_of_steps(opened(loss, view=view)) < 50


def test_long_chain_of_500_nodes_steps_in_under_50_ms(opened):
    assert median_of_steps(opened(chain(500)[0], view="ops")) < 50


def median_of_steps(page):
    """Milliseconds that a step takes, with the layout of what it changed.

    The quickest of three, for a machine that does other things too.
    """
    times = page.run("""Array.from({length: 40}, (_, i) => {
        const step = Math.floor(i * glassgrad.state().steps / 40);
        return Math.min(...[1, 2, 3].map(() => {
            glassgrad.go(step);
            document.body.getBoundingClientRect();
            const start = performance.now();
            glassgrad.go(step + 1);
            document.body.getBoundingClientRect();
            return performance.now() - start;
        }));
    }).sort((a, b) => a - b)""")
    return times[20]
