"""Pictures of many nodes and long lines: what is folded, given up or refused."""

import random
import re

import pytest

from autograd import LayoutError, Value, draw, paths
from autograd.diagram.engine import Effort, render
from autograd.diagram.widths import width
from nn import MLP, MSE


def trained(nin, nouts):
    random.seed(1)
    model = MLP(nin, nouts, activation="tanh")
    loss = MSE()(model([0.5] * nin), 1.0)
    loss.backward()
    return model, loss


def place(svg, name):
    """Where the text of a box begins, (x, y)."""
    found = re.search(rf'x="([-\d.]+)" y="([-\d.]+)"[^>]*>{name}<', svg)
    return tuple(float(number) for number in found.groups())


@pytest.mark.parametrize(("direction", "axis"), [("LR", 1), ("TB", 0)])
def test_neurons_stand_in_their_order(direction, axis):
    _, loss = trained(2, [4, 1])
    svg = draw(loss, "neurons", direction=direction).svg()
    places = [place(svg, f"O1{j}")[axis] for j in range(1, 5)]
    assert places == sorted(places)


def test_paths_through_wide_layers_fold_the_neurons_beside_them():
    model, loss = trained(2, [16, 16, 1])
    picture = paths(loss, model.parameters()[0], view="neurons").draw()
    svg = picture.svg()
    assert "… 15 more" in svg and "… 10 more" in svg
    assert float(re.search(r'height="(\d+)pt"', svg)[1]) < 1200
    left = re.search(r">([\d,]+) nodes beside these paths are not drawn<", svg)[1]
    drawn = svg.count('class="node"') - 2 + 15 + 10
    assert int(left) + drawn == len(paths(loss, loss, view="neurons").graph)


def test_a_layout_that_takes_too_long_is_given_up_with_advice():
    x = Value(0.5, "x")
    y = x
    for _ in range(60):
        y = y * x + x
    with pytest.raises(LayoutError, match=r"more than 0 s .* view='layers'"):
        render(draw(y, "ops").source, "svg", Effort(seconds=0.001))


def chain(count, again=False):
    """x, passed on so many times; or added as often."""
    x = node = Value(0.5, "x")
    for _ in range(count):
        node = node + x if again else node.tanh()
    return x, node


def size(svg):
    """Width and height in points."""
    found = re.search(r'width="(\d+)pt" height="(\d+)pt"', svg)
    return tuple(float(number) for number in found.groups())


def test_a_long_chain_runs_down_the_page_unless_asked_for():
    x, node = chain(30)
    for picture in (draw(node), paths(node, x).draw()):
        wide, high = size(picture.svg())
        assert wide < 800 and high > 2000
    assert size(draw(node, direction="LR").svg())[0] > 3000
    assert size(draw(chain(5)[1]).svg())[0] > 500


@pytest.mark.parametrize("view", ["ops", "neurons", "layers"])
def test_a_deep_network_runs_down_the_page_and_a_wide_one_along_it(view):
    _, deep = trained(1, [1] * 12)
    _, wide = trained(2, [8, 1])
    assert "rankdir=TB" in draw(deep, view).source
    assert "rankdir=LR" in draw(wide, view).source


def test_beside_a_line_downwards_a_label_stands_clear_of_it():
    svg = draw(Value(0.5, "x") * -2.0, direction="TB").svg()
    edge = svg.partition(" = -2</title>")[2]
    line = float(re.search(r' d="M([\d.]+),', edge)[1])
    middle, length = map(
        float, re.search(r' x="([\d.]+)".* textLength="([\d.]+)"', edge).groups()
    )
    blanks = width("\u00a0\u00a0", 11)
    assert middle - length / 2 + blanks > line + 3 and blanks > 5


def test_a_leaf_in_hundreds_of_sums_is_folded():
    x, node = chain(300, again=True)
    picture = draw(node)
    assert picture.svg().count('class="node"') == 2 and ">+301" in picture.svg()
    lit = paths(node, x).draw()
    assert lit.svg().count('class="node"') < 10
    assert "beside these paths are not drawn" in lit.svg()


def test_a_huge_picture_takes_no_png_into_a_notebook():
    _, node = chain(200, again=True)
    bundle = draw(node, "ops")._repr_mimebundle_()
    assert "image/svg+xml" in bundle and "image/png" not in bundle
    assert "image/png" in draw(chain(60)[1])._repr_mimebundle_()


def test_lines_that_pass_too_many_columns_are_refused():
    with pytest.raises(ValueError, match="125,750 columns of nodes"):
        draw(chain(500, again=True)[1], "ops")


def test_names_of_clusters_are_drawn_over_the_lines():
    _, loss = trained(1, [2, 1])
    svg = draw(loss, "ops").svg()
    assert svg.index(">layer 1</text>") > svg.rindex('class="edge"')


def test_a_long_path_prints_its_ends_and_how_much_is_between():
    x = Value(1.0, "x")
    y = x
    for _ in range(1000):
        y = y * 1.0
    (path,) = paths(y, x)
    assert repr(path).startswith("Path(v1000 ← v999 ← ")
    assert "… 989 more …" in repr(path)


def test_a_failed_layout_gives_the_error_and_no_warning(monkeypatch, tmp_path):
    program = tmp_path / "engine"
    warning = "echo 'the error' >&2; echo 'Warning: no value for width' >&2; exit 1"
    program.write_text(f"#!/bin/sh\n{warning}\n")
    program.chmod(0o755)
    monkeypatch.setenv("GLASSGRAD_DOT", str(program))
    with pytest.raises(LayoutError, match="failed: the error"):
        draw(Value(1.0, "x") * 2.0).svg()


@pytest.mark.parametrize("name", [3, None, ["g.svg"]])
def test_a_picture_is_saved_under_a_name(name):
    with pytest.raises(TypeError, match="the name of a file, not"):
        draw(Value(1.0, "x") * 2.0).save(name)
