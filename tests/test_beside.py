"""Pictures beside each other survive where no script runs, and say what is wrong."""

import base64
import re
import xml.etree.ElementTree as ET

import pytest

from autograd import Value, beside, draw


def two_states():
    a = Value(2.0, label="a")
    c = a * a
    c.backward()
    wrong = draw(c)
    c.backward()
    return wrong, draw(c)


def test_each_picture_keeps_the_state_in_which_it_was_drawn():
    wrong, right = two_states()
    html = beside({"once": wrong, "twice": right}).html()
    found = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert [base64.b64decode(each).decode() for each in found] == [
        wrong.svg(),
        right.svg(),
    ]
    assert wrong.svg() != right.svg()


def test_it_is_a_table_with_titles_and_nothing_that_runs():
    picture, _ = two_states()
    html = beside({"<script>": picture, "b": picture}).html()
    table = ET.fromstring(re.sub(r"(<img [^>]*)>", r"\1/>", html))
    assert [head.text for head in table.iter("th")] == ["<script>", "b"]
    assert {part.tag for part in table.iter()} == {"table", "tr", "th", "td", "img"}
    assert [image.get("alt") for image in table.iter("img")][1].startswith("b: ")


def test_as_text_and_as_a_page(tmp_path):
    picture, _ = two_states()
    pair = beside({"left": picture, "right": picture})
    assert str(pair).count(picture.text) == 2
    assert pair.html() in pair.save(tmp_path / "new" / "pair.html").read_text("utf-8")
    with pytest.raises(ValueError, match=r"name 'pair.png' with .html"):
        pair.save("pair.png")


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ([1, 2], TypeError, "by their titles"),
        ({"a": Value(1.0)}, TypeError, r"draw\(node\)"),
        ({}, ValueError, "not none"),
    ],
)
def test_what_is_no_row_of_pictures_is_refused(given, error, said):
    with pytest.raises(error, match=said):
        beside(given)
