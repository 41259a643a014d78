"""Pictures of many nodes and long lines: what is folded, given up or refused."""

import random
import re

import pytest

from autograd import LayoutError, Value, draw, paths
from autograd.diagram.engine import Effort, render
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


def test_lines_that_pass_too_many_columns_are_refused():
    x = Value(0.5, "x")
    y = x
    for _ in range(500):
        y = y + x
    with pytest.raises(ValueError, match="125,750 columns of nodes"):
        draw(y, "ops")


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
