"""Labels in pictures: whatever a user writes is text, whole, and inside its box."""

import re
import xml.etree.ElementTree as ET

import pytest

from autograd import Value, draw, paths, scope

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    r"\N",
    r"\Gamma",
    r"\G \E \L",
    "a\\",
    r"a\\b\l",
    "</table>",
    "<b>",
    "\"q\" 'r'",
    "&amp;",
    "&#65;",
    "{x|y}",
    "]]>",
    "שלום",
    "🙂🎉",
    "∂L/∂w₁",
    "漢字漢字漢字",
    "ЖШЩ",
    "ŷ",
]


def texts(element):
    """The texts below an element of an SVG, as a viewer shows them."""
    found = ("".join(each.itertext()) for each in element.iter(f"{SVG}text"))
    return [text.replace("\xa0", " ").strip() for text in found]


def recorded(label):
    """A graph in which a node, a scope and the output have this label."""
    x = Value(1.0, label)
    with scope(label):
        y = x.tanh()
        z = y * x
    return x, z * y * 2.0


@pytest.mark.parametrize("view", ["ops", "neurons", "layers"])
@pytest.mark.parametrize("label", HOSTILE)
def test_the_picture_shows_the_label_itself(label, view):
    _, output = recorded(label)
    shown = texts(ET.fromstring(draw(output, view=view).svg()))
    assert shown.count(label) >= (1 if view == "neurons" else 2)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_legend_and_the_lines_between_layers_show_the_label_itself(label):
    x, output = recorded(label)
    output.label = "out"
    legend = texts(ET.fromstring(paths(output, x, through=[]).draw().svg()))
    assert any(text.endswith(f"out ← {label}") for text in legend)
    with scope("s"):
        pair = [x * 2.0, x * 3.0]
        pair[0].label, pair[1].label = label, "other"
    between = texts(ET.fromstring(draw(pair[0] * pair[1], view="layers").svg()))
    assert f"other←{label} +3" in between


@pytest.mark.parametrize("label", ["a\nb", "\u202eab", "a\x00b", "x" * 500, "", "  "])
def test_what_cannot_be_shown_whole_is_shown_in_part(label):
    _, output = recorded(label or "s")
    shown = texts(ET.fromstring(draw(output, view="ops").svg()))
    assert all(len(text) < 60 and text.isprintable() for text in shown)


def test_a_long_label_keeps_its_end_which_tells_it_apart():
    _, output = recorded("x" * 500)
    output.label = "x" * 500
    shown = texts(ET.fromstring(draw(output, view="ops").svg()))
    assert sum(text.startswith("xxx") and text.endswith("x_2") for text in shown) == 1


@pytest.mark.parametrize("label", HOSTILE)
def test_no_text_leaves_its_box(label):
    _, output = recorded(label)
    output.backward()
    root = ET.fromstring(draw(output, view="ops").svg())
    for node in (g for g in root.iter(f"{SVG}g") if g.get("class") == "node"):
        outline = " ".join(path.get("d") for path in node.iter(f"{SVG}path"))
        across = [float(x) for x in re.findall(r"(-?[\d.]+),", outline)]
        for text in node.iter(f"{SVG}text"):
            if "".join(text.itertext()).strip():
                left, wide = float(text.get("x")), float(text.get("textLength"))
                assert min(across) < left
                assert left + wide < max(across)


def test_a_label_that_is_no_word_stands_in_parentheses_in_the_legend():
    x = Value(1.0, "a+b")
    assert ">∂v1/∂(a+b) = +2<" in paths(x * 2.0, x).draw().svg()
