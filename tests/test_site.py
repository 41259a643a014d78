"""The pages that the site generates, without Sphinx; `run.py docs` builds them all."""

import re
import sys
from pathlib import Path

import pytest

import autograd
import nn
from autograd import OPS, Op, Value

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


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    from links import broken

    (tmp_path / "a.html").write_text('<a href="b.html#here">b</a><p id="top">')
    (tmp_path / "b.html").write_text(
        '<p id="here"><a href="a.html#top">a</a><a href="a.html#gone">a</a>'
        '<img src="no.png"><a href="https://example.org/x">far</a>'
    )
    assert broken(tmp_path) == ["b.html: a.html#gone", "b.html: no.png"]
