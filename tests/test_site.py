"""The pages that the site generates, without Sphinx; `run.py docs` builds them all."""

import itertools
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import OPS, Op, Value
from nn.activations.choosing import MODULES, OF_A_LAYER

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def scripts(monkeypatch):
    """The scripts of the site as modules, as when `docs/build.py` runs."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(
            str(ROOT / "docs")
        ):
            del sys.modules[name]


def test_an_op_that_is_added_gets_its_page(tmp_path):
    import op_pages

    row = Op("cube", "x * x * x", ("3.0 * x * x",), kink="nowhere_to_be found")
    autograd.register(row)
    op_pages.write(tmp_path / "ops")
    text = (tmp_path / "ops" / "cube.md").read_text(encoding="utf-8")
    assert r"3 \cdot x^{2}" in text or r"3 \cdot x \cdot x" in text
    assert r"nowhere\_to\_be found" in text
    assert {path.stem for path in (tmp_path / "ops").iterdir()} == {*OPS, "index"}


def test_every_public_name_has_a_page(tmp_path):
    import activation_pages
    import loss_pages
    import op_pages
    import reference

    for script in (op_pages, activation_pages, loss_pages, reference):
        script.write(tmp_path / script.__name__)
    text = "\n".join(path.read_text("utf-8") for path in tmp_path.rglob("*.md"))
    documented = set(re.findall(r"^\.\. auto\w+:: (\S+)$", text, re.M))
    for package in (autograd, nn):
        paths = {f"{package.__name__}.{name}" for name in package.__all__}
        ops = {f"{package.__name__}.{name}" for name in (*OPS, "OPS")}
        assert paths - ops <= documented


def as_written(text, **given):
    """A text of `textbook` in plain numpy, which knows nothing of ours."""
    known = {name: getattr(np, name) for name in "abs cosh exp log sum tanh".split()}
    known["sigmoid"] = lambda z: 1 / (1 + np.exp(-z))
    known["softplus"] = lambda z: np.log(1 + np.exp(z))
    return eval(text, known, given)


@pytest.mark.parametrize("name", sorted(set(MODULES) - set(OPS) - set(OF_A_LAYER)))
def test_an_activation_is_what_its_page_says(name):
    from textbook import ACTIVATIONS

    written = ACTIVATIONS[name]
    for x in (-4.0, -3.0, -1.0, -0.3, 0.0, 0.7, 1.0, 2.0, 3.0, 3.5):
        z = Value(x)
        out = MODULES[name]()(z) + 0.0
        out.backward()
        found = [as_written(text, z=x) for text in (written.value, written.slope)]
        assert found == pytest.approx([out.data, z.grad], abs=1e-12)


OUTPUTS_AND_TARGETS = {
    "numbers": ((-2.0, -1.0, 0.0, 0.5, 1.0, 2.5), (0.5, 1.0)),
    "scores": ((-2.0, -1.0, 0.0, 1.0, 2.5), (-1.0, 1.0)),
    "probabilities": ((0.01, 0.4, 0.7, 0.99), (0.2, 0.3, 1.0)),
    "logits": ((-5.0, -1.0, 0.0, 2.5), (0.2, 0.3, 0.8)),
}


@pytest.mark.parametrize("takes", OUTPUTS_AND_TARGETS)
def test_a_loss_is_what_its_page_says(takes):
    from loss_pages import instances, losses, of_classes

    every = [loss for kind in losses().values() for loss, _ in instances(kind)]
    pairs = list(itertools.product(*OUTPUTS_AND_TARGETS[takes]))
    for loss in (each for each in every if each.takes == takes):
        for x, y in pairs:
            if not of_classes(type(loss)):
                assert_as_written(loss, x, y)
            elif 0.0 < y < 1.0:
                assert_as_written(loss, np.array([x, 1 - x]), np.array([y, 1 - y]))


def assert_as_written(loss, x, y):
    from textbook import LOSSES

    written = LOSSES[type(loss).__name__, loss.takes]
    nodes = [Value(each) for each in np.ravel(x)]
    out = loss(nodes, list(np.ravel(y)))
    out.backward()
    given = {written.variable: x, "y": y, "delta": 1.0}
    assert as_written(written.value, **given) == pytest.approx(out.data)
    slope = np.ravel(as_written(written.slope, **given))
    assert slope == pytest.approx([node.grad for node in nodes])


def test_a_curve_is_open_where_the_function_jumps():
    from curves import Line, Window, pieces

    sign = [(x / 100, -1.0 if x < 0 else float(x > 0)) for x in range(-200, 201)]
    assert Line("", "value", tuple(sign))
    assert [len(piece) for piece in pieces(sign, Window(-2, 2, -1.2, 1.2))] == [
        200,
        1,
        200,
    ]


def test_a_curve_leaves_out_what_is_refused():
    from curves import sampled

    def logarithm(x):
        out = Value(x).log()
        return out.data, out.partials[0]

    points = [x for x, _ in sampled(logarithm, -4.0, 4.0)]
    assert len(points) == 200 and min(points) > 0.0


def test_ticks_are_round_and_reach_both_ends():
    from curves import ticks

    assert ticks(-4.0, 4.0) == [-4.0, -2.0, 0.0, 2.0, 4.0]
    assert len(ticks(0.0, 1.0)) == 6


def test_the_index_of_an_accented_letter_stands_beside_it():
    from markup import rewritten

    assert rewritten(r"\hat y_1 + \hat{y}_{i}") == r"\hat y{}_1 + \hat{y}{}_{i}"
    assert rewritten(r"\hat{y} - y_1") == r"\hat{y} - y_1"


def test_a_line_of_a_formula_keeps_no_length_of_its_own():
    from markup import rewritten

    assert rewritten(r"a & b \\[2pt] c & d") == r"a & b \\  c & d"


def test_what_is_said_of_a_brace_stands_below_it():
    from markup import MATHML, labelled

    brace = "<munder><mi>a</mi><mo>⏟</mo></munder>"
    math = f'<math xmlns="{MATHML}">{{}}</math>'
    other = "<msub><mi>a</mi><mn>1</mn></msub>"
    assert labelled(
        math.format(f"<msub>{brace}<mi>b</mi></msub>{other}")
    ) == math.format(f"<munder>{brace}<mi>b</mi></munder>{other}")


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    from links import broken

    (tmp_path / "a.html").write_text('<a href="b.html#here">b</a><p id="top">')
    (tmp_path / "b.html").write_text(
        '<p id="here"><a href="a.html#top">a</a><a href="a.html#gone">a</a>'
        '<img src="no.png"><a href="https://example.org/x">far</a>'
    )
    assert broken(tmp_path) == ["b.html: a.html#gone", "b.html: no.png"]
