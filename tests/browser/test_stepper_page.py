"""The stepper page as a file: safe, small, readable in every light and width."""

import re

import pytest

from autograd import Graph, Value, scope, tanh
from autograd.diagram.theme import THEMES
from autograd.stepper import stepper
from tests.browser.stepping import layers
from tests.lecture import lecture

HOSTILE = (
    "</script><img src=x onerror=\"document.title='broken'\">",
    "<!-- <script>document.title='broken'</script>",
    "\u202e${alert(1)}`'\"\\u0041&lt;\u2028\x00",
)


def hostile():
    """A graph whose labels and scopes would be markup, if anything read them so."""
    a, b, c = (Value(float(i), name) for i, name in enumerate(HOSTILE, 1))
    with scope(HOSTILE[0]), scope(HOSTILE[1]):
        d = a * b
        out = tanh(d + c)
    d.label = out.label = HOSTILE[0]
    return out


# ----------------------------------------------------------------------------- safe


def test_hostile_labels_appear_as_text_and_as_nothing_else(opened):
    page = opened(hostile())
    page.go(5)
    page.run("glassgrad.select({node: 0})")
    page.page.click("#nudge")
    page.page.click("#descend")
    third = f"{HOSTILE[0]}_3"  # the third node of this label has a name of its own
    assert page.page.title() == f"{third}, step by step"
    assert page.page.locator("img").count() == 0
    assert page.text("#look-title").startswith(HOSTILE[0])
    assert page.page.locator("script").count() == 4  # data, packed, loader, unpacked


def test_page_asks_for_nothing_but_itself(opened):
    page = opened(lecture().L)
    page.go(34)
    assert all(url.startswith(("file:", "data:")) for url in page.requests)


def test_policy_stops_the_network_and_scripts_that_are_not_the_pages_own(
    browser, tmp_path
):
    path = stepper(lecture().L).save(tmp_path / "page.html")
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("""() => {
        window.stopped = [];
        document.addEventListener("securitypolicyviolation",
            (event) => stopped.push(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "document.title = 'broken'";
        document.body.append(script);
        const image = document.createElement("img");
        image.src = "http://127.0.0.1:9/x.png";
        document.body.append(image);
        return fetch("http://127.0.0.1:9/").catch(() => null);
    }""")
    page.wait_for_timeout(100)
    stopped = page.evaluate("stopped")
    assert {"script-src-elem", "img-src", "connect-src"} <= set(stopped)
    assert page.title() == "L, step by step"
    context.close()


# ----------------------------------------------------------------------------- small


def test_page_of_the_lectures_network_is_below_60_kB():
    assert len(stepper(lecture().L).html().encode()) < 60_000


# -------------------------------------------------------------------------- readable


@pytest.mark.parametrize("light", ["light", "dark"])
def test_colours_are_those_of_the_pictures_in_light_and_dark(light, opened):
    page = opened(lecture().L, color_scheme=light)
    theme = THEMES[light]
    names = ("paper", "ink", "faint", "line", "box", "leaf", "cluster", "value")
    names += ("gradient", "partial", "faded")
    style = "getComputedStyle(document.documentElement).getPropertyValue"
    found = {name: page.run(f"{style}('--{name}')") for name in names}
    assert found == {name: getattr(theme, name) for name in names}
    paths = tuple(page.run(f"{style}('--p{i}')") for i in range(6))
    assert paths == theme.paths


def luminance(colour):
    parts = [int(x) / 255 for x in re.findall(r"\d+", colour)[:3]]
    linear = [
        x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts
    ]
    weights = (0.2126, 0.7152, 0.0722)
    return sum(weight * x for weight, x in zip(weights, linear, strict=True))


@pytest.mark.parametrize("light", ["light", "dark"])
def test_texts_stand_out_by_4_5_to_1_from_what_is_behind_them(light, opened):
    page = opened(lecture().L, color_scheme=light)
    page.go(20)
    page.run("glassgrad.select({node: 3})")
    pairs = page.run("""(() => {
        const CLEAR = "rgba(0, 0, 0, 0)";
        const paper = (each) => getComputedStyle(each).backgroundColor;
        const all = document.querySelectorAll("body :not(svg *, script, :disabled)");
        const written = (child) => child.nodeType === 3 && child.data.trim();
        return [...all]
            .filter((each) => each.checkVisibility())
            .filter((each) => [...each.childNodes].some(written))
            .map((each) => {
                let behind = each;
                while (paper(behind) === CLEAR) behind = behind.parentElement;
                return [each.textContent, getComputedStyle(each).color, paper(behind)];
            });
    })()""")
    assert len(pairs) > 50
    for text, ink, paper in pairs:
        one, other = sorted((luminance(ink), luminance(paper)))
        assert (other + 0.05) / (one + 0.05) >= 4.5, (text, ink, paper)


@pytest.mark.parametrize("width", [360, 700, 1280, 1920])
@pytest.mark.parametrize("output", [lambda: lecture().L, hostile, lambda: layers(8)])
def test_page_is_never_wider_than_the_window(width, output, opened):
    page = opened(output(), viewport={"width": width, "height": 800})
    page.run("glassgrad.select({node: 0})")
    page.page.click("#nudge")
    page.page.click("#descend")
    for step in (1, 12, 10**6):
        page.go(step)
        wide = page.run("document.documentElement.scrollWidth")
        assert wide <= width, page.run("""[...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > innerWidth)
            .map((each) => each.outerHTML.slice(0, 80))""")


@pytest.mark.parametrize("number", [-1.23456e-300, -99999.4, -0.001234567, 1e-5])
@pytest.mark.parametrize("output", [lambda: lecture().L, hostile])
def test_texts_stay_inside_their_boxes_whatever_the_numbers(number, output, opened):
    page = opened(output())
    graph = Graph.of(output())
    leaves = [node.index for node in graph.nodes if node.op is None]
    page.run(f"glassgrad.set({dict.fromkeys(leaves, number)})")
    page.go(10**6)
    cards = """[...document.querySelectorAll(".cards > .card")]"""
    outside = page.run(f"{cards}.filter({REACHES_OUT}).map((card) => card.textContent)")
    assert outside == []


REACHES_OUT = """(card) => {
        const box = card.querySelector(".border").getBoundingClientRect();
        return [...card.querySelectorAll("text")].some((text) => {
            const its = text.getBoundingClientRect();
            return its.width && (its.left < box.left || its.right > box.right);
        });
    }"""


@pytest.mark.parametrize("number", [-0.0029386, -2.9386e-10, -88888.0])
def test_fields_show_all_digits_of_their_numbers(number, opened):
    page = opened(Value(number, "w") * 2.0, viewport={"width": 360, "height": 740})
    field = page.page.locator("[aria-label='w, number']")
    assert float(field.input_value()) == number
    assert field.evaluate("(field) => field.scrollWidth <= field.clientWidth")


def test_account_of_a_gradient_step_fits_a_narrow_window(opened):
    w, b = Value(-0.0029386, "w111"), Value(-0.35233, "b")
    page = opened(w * b * 0.0123, viewport={"width": 360, "height": 740})
    page.page.click("#descend")
    assert page.run("""[...document.querySelectorAll("#what-if .result")]
        .every((each) => each.scrollWidth <= each.clientWidth)""")
    rows = page.page.locator(".moves tr").all()
    assert all(row.bounding_box()["height"] < 30 for row in rows)


def test_lit_nodes_are_in_view_with_their_operands(opened):
    page = opened(lecture().L, viewport={"width": 360, "height": 740})
    page.page.emulate_media(reduced_motion="reduce")
    hidden = """(() => {
        const room = document.querySelector("#picture").getBoundingClientRect();
        return [...document.querySelectorAll("g.cards > .operand, g.cards > .current")]
            .map((card) => card.querySelector(".border").getBoundingClientRect())
            .filter((box) => box.top < room.top || box.bottom > room.bottom).length;
    })()"""
    for step in (1, 2):
        page.go(step)
        assert page.run(hidden) == 0


def test_subscripts_stand_below_the_line(opened):
    page = opened(lecture().L)
    page.go(25)
    base, index = (
        page.page.locator("#step msub >> nth=0").locator(f":nth-child({i})")
        for i in (1, 2)
    )
    bottoms = [
        box["y"] + box["height"] for box in (base.bounding_box(), index.bounding_box())
    ]
    assert bottoms[1] > bottoms[0] + 1


def test_titles_of_frames_are_drawn_above_the_edges(opened):
    layers_of = "[...document.querySelectorAll('#picture svg > g')]"
    found = opened(lecture().L).run(f"{layers_of}.map((g) => g.className.baseVal)")
    assert found.index("heads") > found.index("edges")


def test_numbers_are_short_enough_for_their_places(opened):
    page = opened(lecture().L)
    numbers = [s * x for s in (1, -1) for x in (1e-300, 9.9996e-4, 0.0012345, 99999.4,
               99999.6, 123.456, 1e300, 0.1, 1 / 3)]  # fmt: skip
    shorts, slopes = page.run(
        f"[{numbers}.map(glassgrad.short), {numbers}.map(glassgrad.signed)]"
    )
    assert max(map(len, shorts)) <= 10 and max(map(len, slopes)) <= 9
    assert page.run("[1e-5, -3e17].map(glassgrad.short)") == ["1e−5", "−3e17"]
    assert page.run("[-0, 2e-5].map(glassgrad.signed)") == ["0", "+2e−5"]
    for x, text in zip(numbers, shorts, strict=True):
        assert float(text.replace("−", "-")) == pytest.approx(x, rel=6e-3)


# -------------------------------------------------------------------- in other pages


def host(browser, html, **context):
    """A page that holds a piece of HTML, as a notebook does."""
    page = browser.new_context(offline=True, **context).new_page()
    page.set_content(f"<!doctype html><body>{html}</body>")
    return page


def test_frame_in_a_notebook_steps_and_hides_the_still_picture(browser):
    page = host(browser, stepper(lecture().L)._repr_html_())
    frame = page.frame_locator("iframe")
    frame.locator("#next").click()
    assert frame.locator("#place").inner_text() == "1 / 34"
    assert not page.locator("img").is_visible()
    page.context.close()


def test_still_picture_shows_where_style_and_frames_are_taken_out(browser):
    html = stepper(lecture().L)._repr_html_()
    bare = re.sub(r"<style>.*?</style>|<iframe.*?</iframe>", "", html, flags=re.DOTALL)
    page = host(browser, bare)
    assert page.locator("img").is_visible()
    assert page.evaluate("document.images[0].naturalWidth") > 300
    page.context.close()
