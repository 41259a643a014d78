"""Pictures: structure, escaping, sizes and the same bytes every time."""

import os
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import asdict

import pytest
from lecture import lecture

from autograd import Graph, LayoutError, Value, add, draw, mul, paths, relu, scope, tanh
from autograd.diagram import engine
from autograd.diagram.theme import THEMES
from nn import MLP

SVG = "{http://www.w3.org/2000/svg}"
NASTY = """</title><script>alert('1')</script>&amp;"<b>\\N\n\x00é∂🙂"""


def marks(diagram, kind):
    """The groups of an SVG of a class, by id."""
    root = ET.fromstring(diagram.svg())
    return {g.get("id"): g for g in root.iter(f"{SVG}g") if g.get("class") == kind}


def words(diagram):
    """All text in a picture."""
    root = ET.fromstring(diagram.svg())
    return " ".join("".join(t.itertext()) for t in root.iter(f"{SVG}text"))


def random_output(seed):
    """A random graph with shared nodes, repeated operands and scopes."""
    draws = random.Random(seed)
    nodes = [Value(draws.uniform(-1, 1), f"x{i}") for i in range(3)]
    for i in range(draws.randrange(4, 25)):
        with scope(f"part {i % 3}"):
            a, b = draws.choice(nodes), draws.choice(nodes)
            nodes.append(draws.choice([mul, add, lambda a, _: tanh(a)])(a, b))
    return sum(nodes[-4:])


@pytest.mark.parametrize("seed", range(12))
def test_every_node_and_edge_is_in_the_picture(seed):
    output = random_output(seed)
    graph, picture = Graph.of(output), draw(output, view="ops")
    assert len(marks(picture, "node")) == len(graph.nodes)
    assert len(marks(picture, "edge")) == len(graph.edges)


def test_parallel_edges_are_two_lines():
    a = Value(3.0, "a")
    assert list(marks(draw(a * a), "edge")) == ["edge-0", "edge-1"]


def test_neurons_and_layers_show_exact_partials():
    net = lecture()
    picture = draw(net.L, view="neurons")
    graph = Graph.of(net.L)
    assert len(marks(picture, "node")) == 16 < len(graph)
    assert "-0.6159" in words(picture)
    assert "O21←O11 -0.1236" in words(draw(net.L, view="layers"))


def test_scopes_are_clusters():
    clusters = marks(draw(lecture().L), "cluster")
    assert [c.find(f"{SVG}title").text for c in clusters.values()].count("layer 2") == 1


def test_marks_say_what_they_are_when_pointed_at():
    net = lecture()
    picture = draw(net.L, view="neurons")
    said = [e.find(f"{SVG}title").text for e in marks(picture, "edge").values()]
    assert "∂O21/∂O11 = -0.123616" in said


def test_a_plain_number_stands_on_its_side_of_the_sign():
    x = Value(2.0, "x")
    assert "0.5 ×" in words(draw(0.5 * x))
    assert "^ 2" in words(draw(x**2))


def test_paths_are_lit_numbered_and_explained():
    net = lecture()
    picture = paths(net.L, net.w1, view="neurons").draw()
    said = words(picture)
    assert "(1,2) -0.6159" in said
    assert "80.1%" in said
    assert "L ← O31 ← O22 ← O11 ← w1" in said
    lit = {e.find(f"{SVG}path").get("stroke") for e in marks(picture, "edge").values()}
    assert set(THEMES["light"].paths[:2]) < lit


def test_paths_that_cancel_have_no_share():
    x = Value(3.0, "x")
    said = words(paths(2.0 * x - 2.0 * x, x).draw())
    assert "nan" not in said
    assert said.count("—") == 2


def test_parallel_edges_are_different_paths():
    a = Value(3.0, "a")
    said = words(paths(a * a, a).draw())
    assert "(1) +3" in said
    assert "(2) +3" in said


def test_more_paths_than_colours_is_an_error():
    net = lecture()
    with pytest.raises(ValueError, match="1 to 6 paths"):
        paths(net.L, net.w1).draw(7)


def test_before_backward_no_gradient_is_drawn():
    net = lecture()
    assert "grad" not in words(draw(net.L))
    net.L.backward()
    assert "grad +1" in words(draw(net.L))
    assert "grad" not in words(draw(net.L, gradients=False))


def test_a_negative_partial_is_dashed_and_signed():
    x = Value(2.0, "x")
    picture = draw(7.0 - x)
    (edge,) = marks(picture, "edge").values()
    assert edge.find(f"{SVG}path").get("stroke-dasharray")
    assert "-1" in words(picture)
    assert "-1" not in words(draw(7.0 - x, partials=False))


def test_constants_are_drawn_when_asked_for():
    x = Value(2.0, "x")
    assert len(marks(draw(x * 3.0 + 1.0), "node")) == 3
    assert len(marks(draw(x * 3.0 + 1.0, constants=True), "node")) == 5


@pytest.mark.parametrize("view", ["ops", "neurons", "layers"])
def test_labels_are_text_whatever_they_hold(view):
    x = Value(1.0, NASTY)
    with scope(NASTY), scope("<i>"):
        y = x * x
        y.label = NASTY
        z = tanh(y)
    z.label = "&lt;"
    svg = draw(z, view=view).svg()
    assert ET.fromstring(svg) is not None
    assert "<script" not in svg
    assert "&lt;/title&gt;" in svg


def test_the_same_graph_gives_the_same_bytes_in_another_process():
    code = (
        "import sys; sys.path[:0] = ['.', 'tests']\n"
        "from lecture import lecture; from autograd import draw\n"
        "net = lecture(); net.L.backward()\n"
        "import hashlib; d = draw(net.L, view='neurons')\n"
        "print(hashlib.sha256(d.svg().encode() + d.png()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_it_saves_by_suffix_and_makes_folders(tmp_path):
    picture = draw(lecture().L)
    assert picture.save(tmp_path / "a" / "g.svg").read_text().startswith("<svg")
    assert picture.save(tmp_path / "g.png").read_bytes().startswith(b"\x89PNG")
    assert picture.save(tmp_path / "g.dot").read_text().startswith("digraph")
    with pytest.raises(ValueError, match=r"\.svg, \.png, \.pdf"):
        picture.save(tmp_path / "g.jpg")


def test_pdf_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.setattr(engine.shutil, "which", lambda name: None)
    with pytest.raises(LayoutError, match="apt install graphviz"):
        draw(lecture().L).save(tmp_path / "g.pdf")


def test_without_an_engine_a_notebook_shows_text(monkeypatch):
    monkeypatch.setattr(engine.shutil, "which", lambda name: None)
    monkeypatch.setattr(engine, "_bundled", lambda: None)
    bundle = draw(lecture().L)._repr_mimebundle_()
    assert set(bundle) == {"text/plain"}
    assert "pip install graphviz-pure" in bundle["text/plain"]
    assert "O31" in bundle["text/plain"]


def test_a_notebook_gets_svg_png_and_text():
    bundle = draw(lecture().L)._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "image/svg+xml", "image/png"]


def test_the_program_named_by_the_environment_goes_first(monkeypatch):
    monkeypatch.setenv("GLASSGRAD_DOT", "no-such-program")
    with pytest.raises(LayoutError, match="no-such-program"):
        draw(lecture().L).svg()


def chain(length):
    x = Value(1.0, "x")
    with scope("chain"):
        for _ in range(length):
            x = relu(x)
    return x


def test_a_large_graph_is_collapsed_unless_a_view_is_asked_for():
    picture = draw(chain(600))
    assert len(marks(picture, "node")) == 2
    assert "601 nodes shown by neurons" in words(picture)


def test_too_large_a_picture_is_refused_with_advice():
    with pytest.raises(ValueError, match=r"10,101 nodes.*view='layers'.*force=True"):
        draw(chain(10_100), view="ops")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": "layer"}, "ops, neurons, layers"),
        ({"theme": "blue"}, "light, dark"),
        ({"direction": "left"}, "LR, TB"),
    ],
)
def test_unknown_options_name_the_known(options, message):
    with pytest.raises(ValueError, match=message):
        draw(lecture().L, **options)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", THEMES)
def test_every_text_stands_out_from_what_is_behind_it(name):
    colours = asdict(THEMES[name])
    for text in ("ink", "faint", "value", "gradient", "partial"):
        lit = ("gradient_lit",) if text == "gradient" else ("gradient_lit", "value_lit")
        for behind in ("paper", "box", "leaf", "cluster", *lit):
            high, low = sorted(
                (luminance(colours[text]), luminance(colours[behind])), reverse=True
            )
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, behind)


def test_every_ascii_text_says_its_length():
    root = ET.fromstring(draw(lecture().L).svg())
    texts = [t for t in root.iter(f"{SVG}text") if "".join(t.itertext()).strip()]
    said = {t.text: t.get("textLength") for t in texts if t.text.isascii()}
    assert said["sigmoid"] == "41.34"  # (500 + 222 + 556 + 833 + 556 + 222 + 556) · 12
    assert all(said.values())


def test_the_source_of_a_path_is_drawn_once():
    random.seed(1)
    outputs = MLP(3, [3, 2])([0.1, 0.2, 0.3])
    model_weight = outputs[0].parents[0]
    loss = outputs[0] * outputs[1]
    said = words(paths(loss, model_weight, view="neurons").draw())
    assert said.split().count(model_weight.label) == 1 + said.count(
        f"← {model_weight.label}"
    )


def test_of_a_large_graph_only_the_paths_are_drawn():
    x, w = Value(1.0, "x"), Value(0.5, "w")
    total = w * x
    for _ in range(400):
        total = total + (x * 2.0).tanh()
    picture = paths(total, w).draw()
    assert len(marks(picture, "node")) == 402  # w, its product and 400 sums


def test_a_path_of_too_many_nodes_and_an_unknown_direction_are_refused():
    x = Value(1.0, "x")
    y = x
    for _ in range(10_100):
        y = y * 1.0
    with pytest.raises(ValueError, match="10,101 nodes"):
        paths(y, x).draw()
    with pytest.raises(ValueError, match="LR, TB"):
        paths(x * 2.0, x).draw(direction="XX")


@pytest.mark.parametrize(("length", "haste"), [(40, False), (80, True)])
def test_long_lines_are_laid_out_in_haste(length, haste):
    x = Value(0.5, "x")
    y = x
    for _ in range(length):
        y = y + x
    assert draw(y).effort.quick is paths(y, x).draw().effort.quick is haste
