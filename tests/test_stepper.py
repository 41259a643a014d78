"""`stepper` in Python: what it takes, what it refuses, what it writes."""

import json
import re

import pytest

from autograd import OPS, Graph, Value, tanh
from autograd.stepper import stepper
from autograd.stepper.packing import DIGITS, MARKS, packed
from autograd.stepper.page import SCRIPTS, embedded
from autograd.stepper.payload import payload
from tests.lecture import lecture


def unpacked(text):
    """As the page does it, in Python."""
    found, rest = "", iter(text)
    for character in rest:
        mark = MARKS.find(character)
        if mark < 0:
            found += character
            continue
        back = 0
        for _ in range(2 + mark):
            back = back * len(DIGITS) + DIGITS.index(next(rest))
        length = DIGITS.index(next(rest)) + 5 + mark
        found += found[len(found) - back :][:length]
    return found


def test_page_is_the_same_bytes_every_time():
    assert stepper(lecture().L).html() == stepper(lecture().L).html()


@pytest.mark.parametrize("size", [0, 1, 4, 5, 90, 91, 7396, 7401, 7410])
def test_packed_text_is_the_text_again_at_every_distance(size):
    filler = "".join(f"{i:x}," for i in range(size))[:size]
    text = f"abcdefgh{filler}abcdefgh{'x' * 200}"
    assert unpacked(packed(text)) == text


def test_packing_halves_a_script():
    script = "\n".join(
        f"const name{i} = make(parent, {i});\nname{i}.append(text);" for i in range(99)
    )
    assert unpacked(packed(script)) == script
    assert len(packed(script)) < len(script) / 2


def test_data_of_a_page_cannot_end_its_element():
    text = embedded({"name": "</script><!--&\u2028'\""})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": "</script><!--&\u2028'\""}


def test_payload_holds_the_leaves_only_and_each_form_of_a_node_once():
    found = payload(Graph.of(lecture().L))
    numbers = [node for node in found["nodes"] if "data" in node]
    assert len(numbers) == 11 and all("op" not in node for node in numbers)
    sigmoids = [node for node in found["nodes"] if node.get("op") == "sigmoid"]
    assert len({node["value"] for node in sigmoids}) == 1 < len(sigmoids)


def test_page_holds_the_rows_of_the_ops_that_occur_and_no_others():
    x = Value(0.5, "x")
    assert stepper(tanh(x)).ops == [OPS["tanh"]]


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_numbers_that_json_lacks_get_through(number):
    x = Value(number, "x")
    assert "NaN" in embedded(payload(Graph.of(x * 1.0))) or "Infinity" in embedded(
        payload(Graph.of(x * 1.0))
    )


def test_save_makes_folders_and_returns_the_path(tmp_path):
    path = stepper(lecture().L).save(tmp_path / "new" / "steps.html")
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_save_says_how_a_page_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"name 'steps.svg' with .html"):
        stepper(lecture().L).save(tmp_path / "steps.svg")


def test_function_is_called_with_values_named_like_its_arguments():
    found = stepper(lambda a, w: a * w[0] + w[1], a=2.0, w=[3.0, 4.0])
    assert [node.name for node in found.graph.nodes if node.op is None] == [
        "a",
        "w1",
        "w2",
    ]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: stepper([Value(1.0)]), "one output Value, or a function"),
        (lambda: stepper(Value(1.0), x=1.0), r"write stepper\(f, x=…\)"),
        (
            lambda: stepper(lambda a, b: a, a=1.0),
            r"calls <lambda>\(a, b\) with .* by name: missing a required argument: 'b'",
        ),
        (lambda: stepper(lambda a: 3.0, a=1.0), "gave 3.0, not one Value"),
        (lambda: stepper(lambda a: a, a="x"), "real number, not 'x'"),
    ],
)
def test_call_that_does_not_fit_is_answered_with_what_to_write(call, said):
    with pytest.raises(TypeError, match=said):
        call()


def test_unknown_view_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="'layers'; the views are ops, neurons"):
        stepper(lecture().L, view="layers")


def test_graph_of_more_than_ten_thousand_nodes_is_refused_with_advice():
    node = Value(1.0)
    for _ in range(10_000):
        node = node + 1.0
    with pytest.raises(ValueError, match=r"10,001 nodes.*the loss of one record"):
        stepper(node)


def test_leaf_changed_since_the_recording_is_refused_with_advice():
    net = lecture()
    net.w1.data += 0.1
    with pytest.raises(ValueError, match="a leaf was changed since"):
        stepper(net.L)


def test_stepper_shows_the_graph_as_it_was_when_it_was_made():
    net = lecture()
    made = stepper(net.L)
    before = made.html()
    net.w1.data += 0.1
    assert made.html() == before


def test_making_a_page_leaves_gradients_alone():
    net = lecture()
    net.w1.grad = 7.0
    stepper(net.L)._repr_html_()
    assert net.w1.grad == 7.0 and net.L.grad == 0.0


def test_notebook_gets_html_and_text_and_no_picture_that_would_go_first():
    bundle = stepper(lecture().L)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "Stepper(L: 22 nodes, 22 edges)"
    height = int(re.search(r"height='(\d+)'", bundle["text/html"])[1])
    assert 560 <= height <= 860


def test_page_with_no_layout_engine_says_what_to_install(monkeypatch):
    from autograd.diagram import LayoutError

    monkeypatch.setenv("GLASSGRAD_DOT", "no-such-program")
    with pytest.raises(LayoutError, match="no-such-program"):
        stepper(lecture().L)


def test_every_script_file_is_in_the_page():
    from importlib import resources

    files = resources.files("autograd.stepper").iterdir()
    assert {f"{name}.js" for name in SCRIPTS} == {
        file.name for file in files if file.name.endswith(".js")
    }
