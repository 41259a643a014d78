"""Worksheets: what is asked, what is given away, and the key against other routes."""

import re
from html.parser import HTMLParser

import pytest

from autograd import Value
from autograd.stepper import worksheet
from nn import MLP
from tests.helpers import gradients, path_sum

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'"


class Blanks(HTMLParser):
    """The blanks of a page in their order: (kind, text), and where each stood."""

    def __init__(self, page):
        super().__init__()
        self.found, self.depth = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        kinds = (dict(attributes).get("class") or "").split()
        if tag == "span" and (self.depth or "blank" in kinds):
            self.depth += 1
            if self.depth == 1:
                self.found.append([kinds[1], ""])

    def handle_endtag(self, tag):
        if tag == "span" and self.depth:
            self.depth -= 1

    def handle_data(self, text):
        if self.depth:
            self.found[-1][1] += text


def lecture():
    """A node that is used twice, each op of another kind."""
    a, b = Value(2.0, label="a"), Value(-0.25, label="b")
    e = a * b
    e.label = "e"
    output = (e + 10.0) * e.tanh() + a
    output.label = "L"
    return output, [a, b], e


def parts(page):
    """The sheet and its key."""
    sheet, _, key = page.partition('<section class="key">')
    return sheet, key


def numbers(key, kind):
    texts = [text for found, text in Blanks(key).found if found == kind]
    return [float(text.strip("()").replace("−", "-")) for text in texts]


def test_key_holds_the_values_the_partials_and_the_gradients():
    output, leaves, e = lecture()
    key = parts(worksheet(output).html())[1]
    values = [-0.5, 9.5, e.tanh().data, 9.5 * e.tanh().data, output.data]
    assert numbers(key, "value") == pytest.approx(values, rel=1e-3)
    shown = numbers(key, "gradient")
    assert shown[-2:] == pytest.approx([path_sum(output, x) for x in leaves], rel=1e-3)


def test_every_blank_of_the_sheet_is_empty_and_answered_in_the_key():
    sheet, key = map(Blanks, parts(worksheet(lecture()[0]).html()))
    assert [kind for kind, _ in sheet.found] == [kind for kind, _ in key.found]
    assert {text for _, text in sheet.found} == {""}
    assert all(text for _, text in key.found)


def test_sheet_gives_no_answer_away():
    x = Value(0.7, label="x")
    output = (x * x).exp() * 3.0
    sheet = parts(worksheet(output).html())[0]
    assert not re.search(
        r"0\.49|1\.63|4\.89|6\.85|dash", sheet.partition("</style>")[2]
    )


def test_key_names_the_number_of_an_overwritten_gradient():
    a = Value(3.0, label="a")
    key = parts(worksheet(a * 5.0 + a).html())[1]
    assert "<mn>5</mn></mrow></math> alone: overwritten, not added" in key


def test_worksheet_leaves_gradients_and_seeds_as_asked():
    output, leaves, _ = lecture()
    before = gradients(output, leaves)
    key = parts(worksheet(output, 2.0).html())[1]
    assert [leaf.grad for leaf in leaves] == before
    doubled = [2.0 * each for each in before]
    assert numbers(key, "gradient")[-2:] == pytest.approx(doubled, rel=1e-3)


def test_neurons_view_gives_partials_and_asks_for_gradients():
    loss = MLP(1, [1, 2, 1], activation="sigmoid")([1.0])
    page = worksheet(loss, view="neurons").html()
    kinds = {kind for kind, _ in Blanks(page).found}
    assert kinds == {"gradient", "partial"}
    assert "Forward" not in page and "Local partials" not in page


def test_hostile_names_stay_text():
    x = Value(0.5, label=HOSTILE)
    page = worksheet((x * x).tanh(), title=HOSTILE).html()
    assert "<img src=x" not in page and "</script>" not in page


def test_key_can_be_left_out():
    page = worksheet(lecture()[0], key=False).html()
    assert 'class="key"' not in page


def test_ids_of_the_two_pictures_differ():
    found = re.findall(r' id="([^"]+)"', worksheet(lecture()[0]).html())
    assert found and len(found) == len(set(found))


def test_same_graph_gives_the_same_bytes():
    assert worksheet(lecture()[0]).html() == worksheet(lecture()[0]).html()


def test_large_graph_is_refused_with_what_to_do():
    x = Value(0.5)
    for _ in range(60):
        x = x.tanh()
    with pytest.raises(ValueError, match=r"61 nodes, more than 60.*view='neurons'"):
        worksheet(x)


def test_other_suffixes_are_refused(tmp_path):
    sheet = worksheet(lecture()[0])
    with pytest.raises(ValueError, match=r"'sheet.pdf'.*\.html"):
        sheet.save(tmp_path / "sheet.pdf")
    assert sheet.save(tmp_path / "new" / "sheet.html").read_text("utf-8")


def test_notebook_gets_a_frame_and_a_picture_for_where_frames_are_taken_out():
    bundle = worksheet(lecture()[0])._repr_mimebundle_()
    assert "<iframe srcdoc='" in bundle["text/html"]
    assert "<img alt=" in bundle["text/html"].split("</iframe>")[1]
    assert bundle["text/plain"] == "Worksheet(Backpropagation by hand: L)"
