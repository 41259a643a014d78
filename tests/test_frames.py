"""Pictures of steps: one layout for a whole pass, marks that say where it stands."""

import random
import xml.etree.ElementTree as ET

import pytest
from lecture import lecture

from autograd import Graph, Value, at_view, draw, scope, sigmoid, steps, tanh
from autograd.diagram import Frames, draw_step

SVG = "{http://www.w3.org/2000/svg}"


def groups(diagram):
    """The marks of a picture by their id."""
    root = ET.fromstring(diagram.svg())
    return {mark.get("id"): mark for mark in root.iter(f"{SVG}g")}


def words(mark):
    return [text.text for text in mark.iter(f"{SVG}text")]


def thick(diagram):
    """The edges drawn thick, by their number in Graph.edges."""
    return {
        int(name[5:])
        for name, mark in groups(diagram).items()
        if name.startswith("edge-")
        and mark.find(f"{SVG}path").get("stroke-width") == "3"
    }


def layout(diagram):
    """The size of a picture, and where the text of each box and each frame is."""
    root = ET.fromstring(diagram.svg())
    places = [float(number) for number in root.get("viewBox").split()]
    for name, mark in sorted(groups(diagram).items()):
        if name.startswith("node-"):
            title = next(mark.iter(f"{SVG}text"))
            places += float(title.get("x")), float(title.get("y"))
        elif name.startswith("cluster-"):
            begins = mark.find(f"{SVG}path").get("d")[1:].partition("C")[0]
            places += map(float, begins.split(","))
    return places


def random_graph(seed):
    """Few leaves, many uses, parallel edges, scopes, labels beyond ASCII."""
    draw = random.Random(seed)
    nodes = [Value(draw.uniform(-3e5, 3e5), label) for label in ("α", "w_1", "x y")]
    for i in range(8):
        with scope(f"part {i % 2}"):
            a, b = draw.choices(nodes, k=2)
            nodes.append(draw.choice([a + b, tanh(a), a * 1e-7, sigmoid(b) - a, a + a]))
    total = nodes[0]
    for node in nodes[1:]:
        total = total + node
    return total


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_every_step_has_the_same_layout(seed, direction):
    found = steps(random_graph(seed))
    frames = Frames(found, direction=direction)
    first, *others = [layout(frames.draw(step)) for step in (*found[::5], found[-1])]
    assert all(other == pytest.approx(first, abs=1.0) for other in others)
    assert len(first) >= 4 + 2 * len(found.graph)


def test_values_come_one_by_one_and_then_gradients():
    found = steps(lecture().L)
    seen = {i: groups(found.draw(i)) for i in (0, 1, 28, 33)}
    assert "?" in words(seen[0]["node-7"]) and "?" not in words(seen[0]["node-6"])
    assert words(seen[1]["node-7"])[3] == "0.6225"
    assert words(seen[28]["node-7"])[-1] == "grad +0.06336"
    assert words(seen[28]["node-6"])[-1] == "grad 0"
    assert words(seen[33]["node-5"])[-1] == "grad +0.01489"
    assert not any("grad" in word for word in words(seen[1]["graph0"]) if word)


def test_a_gradient_that_is_not_complete_says_how_much_has_arrived():
    found = steps(lecture().L)
    assert words(groups(found.draw(24))["node-7"])[-1] == "grad +0.05075 (1/2)"


def test_the_edges_of_a_step_are_thick():
    found = steps(lecture().L)
    for step in (found[7], found[11], found[28]):
        edges = found.graph.edges
        into = {i for i, e in enumerate(edges) if e.child == step.node.index}
        expected = {"forward": into, "seed": set(), "backward": {step.edge}}
        assert thick(found.draw(step.index)) == expected[step.kind]


def test_of_parallel_edges_only_one_is_thick():
    a = Value(3.0, "a")
    found = steps(a + a)
    assert [thick(found.draw(i)) for i in (0, 2, 3)] == [{0, 1}, {0}, {1}]


def test_boxes_that_wait_are_dotted_and_those_done_are_not():
    def dotted(i):
        return {
            name
            for name, mark in groups(found.draw(i)).items()
            if name.startswith("node-")
            and any(p.get("stroke-dasharray") for p in mark.iter(f"{SVG}path"))
        }

    a, b = Value(2.0, "a"), Value(3.0, "b")
    found = steps(tanh(a * b))
    assert dotted(0) == {"node-3"}
    assert dotted(1) == set()
    assert dotted(2) == {"node-0", "node-1", "node-2"}
    assert dotted(len(found) - 1) == set()


def test_the_caption_says_the_step():
    said = words(groups(steps(lecture().L).draw(28))["graph0"])
    assert "Step 29 of 34: backward pass, gradients" in said
    assert any("it is added, not overwritten: 0.0507547 + 0.0126074" in w for w in said)


def test_a_slice_draws_steps_of_the_whole_pass():
    found = steps(lecture().L)
    assert (
        found[11:].draw(17).svg() == found.draw(28).svg() == draw_step(found, 28).svg()
    )


def test_marks_say_what_they_are_when_pointed_at():
    found = steps(lecture().L)
    assert found.draw(0).hover["node-7"] == "O11"
    assert found.draw(28).hover["node-7"] == "O11 = 0.622459, gradient +0.0633621"


def test_a_collapsed_graph_is_drawn_whole():
    found = steps(at_view(Graph.of(lecture().L), "neurons"))
    nodes = [name for name in groups(found.draw()) if name.startswith("node-")]
    assert len(nodes) == len(found.graph)


@pytest.mark.parametrize("label", ["</svg><script>", "a\n\x00b&<i>", "x" * 5000, "]]>"])
def test_labels_are_text_whatever_they_hold(label):
    x = Value(1.0, label)
    found = steps(x * x + x)
    for i in (0, -1):
        root = ET.fromstring(found.draw(i).svg())
        assert not [e for e in root.iter() if "script" in e.tag or e.tag.endswith("}i")]


def test_numbers_that_are_not_finite_are_drawn():
    found = steps(Value(float("inf"), "x") * 0.0)
    assert "grad +0" in words(groups(found.draw())["node-0"])
    assert "nan" in words(groups(found.draw())["node-1"])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"i": 45}, IndexError, "34 steps"),
        ({"direction": "up"}, ValueError, "the directions are LR"),
        ({"theme": "pink"}, ValueError, "the themes are light, dark"),
    ],
)
def test_bad_options_are_refused(options, error, message):
    with pytest.raises(error, match=message):
        steps(lecture().L).draw(**options)


def test_too_large_a_graph_is_refused_with_advice():
    x = Value(1.0)
    for _ in range(10_001):
        x = x + 1.0
    with pytest.raises(ValueError, match="step through steps"):
        steps(x).draw()


def test_it_is_the_picture_of_draw_with_other_marks():
    net = lecture()
    names = {name for name in groups(draw(net.L)) if name}
    assert {name for name in groups(steps(net.L).draw()) if name} == names
