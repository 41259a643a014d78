"""Worksheets in a browser: they fit their paper, and nothing in them runs."""

import pytest

from autograd import Value, worksheet
from tests.lecture import lecture

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def sheet(page, tmp_path):
    """A function that opens a worksheet; complaints of the page fail the test."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))

    def open_(output, **options):
        page.goto(worksheet(output, **options).save(tmp_path / "w.html").as_uri())
        return page

    yield open_
    assert not said


@pytest.mark.parametrize("width", [360, 688])  # a phone; A4 less its margins
@pytest.mark.parametrize("view", ["ops", "neurons"])
def test_nothing_is_wider_than_the_page(width, view, sheet):
    page = sheet(lecture().L, view=view)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_names_stay_on_the_page(sheet):
    x = Value(0.5, label="a name that is much longer than names of numbers are")
    page = sheet((x * x).tanh() * x)
    page.set_viewport_size({"width": 688, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 688


@pytest.mark.parametrize("format", ["A4", "Letter"])
def test_key_is_on_pages_of_its_own(format, sheet):
    def pages(**options):
        return sheet(lecture().L, **options).pdf(format=format).count(b"/Type /Page\n")

    key_alone = "document.querySelector('main').remove()"
    page = sheet(lecture().L)
    page.evaluate(key_alone)
    alone = page.pdf(format=format).count(b"/Type /Page\n")
    assert pages(key=False) + alone == pages()


def test_paper_is_white_for_readers_of_dark_pages_too(sheet):
    page = sheet(lecture().L)
    page.emulate_media(color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


def test_nothing_that_a_user_names_runs(sheet):
    x = Value(0.5, label=HOSTILE)
    page = sheet((x * x).tanh(), title=HOSTILE)
    assert page.locator("img, script").count() == 0
    assert page.title() == HOSTILE
