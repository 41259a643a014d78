"""The command line and the reading of expressions."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograd import Value, dot, grad, logsumexp, sigmoid, var
from autograd.cli import _table, main
from autograd.parsing import ExpressionError, Reading, read_expression


def run(capsys, *words):
    code = main(["graph", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_an_expression_is_drawn_and_its_gradients_printed(capsys, tmp_path):
    picture = tmp_path / "g.svg"
    numbers = ["x=1", "w=0.5", "b=-0.2", "--svg", str(picture)]
    code, out, _ = run(capsys, "sigmoid(x*w + b)", *numbers)
    assert code == 0
    assert "w          0.5  +0.244458" in out
    assert picture.read_text().count('class="node"') == 6


def test_named_intermediate_values_are_nodes(capsys):
    code, out, _ = run(capsys, "z = x*w; L = (z - 1)**2", "x=2", "w=3")
    assert code == 0
    assert "z         6       +10" in out


def test_where_a_number_became_infinite_is_said_below_the_table(capsys):
    code, out, _ = run(capsys, "y = x*x; y - x", "x=1e200")
    assert code == 0
    assert out.splitlines()[-1].startswith("y = mul(x = 1e+200, x = 1e+200) is inf")


def test_an_expression_is_the_graph_python_records():
    w, x, b = Value(0.5), Value(2.0), Value(-1.0)
    ours = sigmoid(dot([w, 2.0], [x, b])) / logsumexp([w, x])
    read = read_expression(
        "sigmoid(dot([w, 2], [x, b])) / logsumexp([w, x])", {"w": 0.5, "x": 2, "b": -1}
    )
    names = [read.names[name] for name in "wxb"]
    assert read.output.data == ours.data
    assert grad(read.output, names) == grad(ours, [w, x, b])


@pytest.mark.parametrize(
    ("expression", "column", "message"),
    [
        ("x.__class__", 1, "only names"),
        ("x + ().__class__", 5, "only names"),
        ("__import__('os')", 1, "unknown function '__import__'"),
        ("x if x else 2", 1, "only names"),
        ("[i for i in x]", 1, "only names"),
        ("lambda: x", 1, "only names"),
        ("x * w", 5, "add w=…"),
        ("  x * w", 7, "add w=…"),
        ("\uff58 * w", 5, "add w=…"),
        ("sin", 1, "parentheses"),
        ("x +", None, "not an expression"),
        ("  (x", 3, "never closed"),
        ("log(x - 1)", 1, "outside the domain"),
        ("9**9**9**9*x", 4, "too large"),
        ("x ** 1e308 ** 9", 6, "too large"),
        ("x*1" + "0" * 400, 3, "too large for a float"),
        ("x; x = 2", 4, "has a value already"),
        ("y = 2; x", 1, "plain number"),
        ("[x]", 1, "inside a function's call"),
        ("exp(x, x)", 1, "takes 1 positional argument"),
        ("exp(x=x)", 1, "only names"),
        ("import os", 1, "nothing else is allowed"),
        ("x = y = 2", 1, "nothing else is allowed"),
        ("True*x", 1, "only names"),
        ("'a'*x", 1, "only names"),
        ("1 + 1", None, "nothing to differentiate"),
        ("", None, "empty"),
        ("x\nx", None, "one line"),
        ("(" * 5000 + "x" + ")" * 5000, None, "nested"),
        ("x" + "+x" * 9000, None, "nested too deeply"),
        ("-" * 15000 + "x", None, "nested too deeply"),
        ("x" * 30000, None, "longer than"),
        ("1or x", 1, "only names"),
        (" x*\udcff", 4, "no character"),
        ("x*" + "9" * 6000, None, "too long: write it as 1e300"),
    ],
)
def test_bad_expressions_name_the_column(expression, column, message):
    with pytest.raises(ExpressionError) as caught:
        read_expression(expression, {"x": 1.0})
    assert message in str(caught.value)
    assert column is None or caught.value.column == column


@pytest.mark.parametrize(
    "words",
    [
        ["x*w", "x=1"],
        ["x", "x"],
        ["x", "x=one"],
        ["x", "x=1", "x=2"],
        ["x", "x=1", "y=2"],
        ["x", "x=1", "--svg", "g.png"],
        ["x", "x=1", "--svg", ""],
    ],
)
def test_bad_words_exit_with_2_and_one_line(capsys, words):
    code, _, err = run(capsys, *words)
    assert code == 2
    assert err.startswith("python -m autograd graph: ")
    assert err.count("\n") == 1


def test_an_unknown_view_is_refused(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["graph", "x", "x=1", "--view", "layer"])
    assert caught.value.code == 2


def test_an_expression_that_begins_with_minus_is_told_from_an_option(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["graph", "-x*2", "x=1"])
    assert caught.value.code == 2
    assert "-x*2; before an expression that begins with - write --" in (
        capsys.readouterr().err
    )
    assert run(capsys, "x=1", "--", "-x*2")[0] == 2  # x=1 is the expression here
    assert run(capsys, "--", "-x*2", "x=1")[0] == 0


def test_a_name_is_found_however_its_letter_is_encoded(capsys):
    code, out, _ = run(capsys, "\u00b5*\ufb01", "\u03bc=2", "\ufb01=3")
    assert code == 0 and "\u03bc" in out and "fi" in out


def test_a_whole_number_in_an_expression_counts():
    values = [Value(1.0), Value(4.0)]
    read = read_expression("var([x, y], 1)", {"x": 1.0, "y": 4.0})
    assert read.output.data == var(values, 1).data == 4.5


def test_a_reader_that_has_enough_is_no_error():
    words = [sys.executable, "-m", "autograd", "graph", "x*x", "x=2"]
    done = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    done.stdout.close()
    with done.stderr:
        assert done.stderr.read() == b""
    assert done.wait() == 1


def test_an_interruption_ends_in_one_line(capsys, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograd.cli.read_expression", interrupt)
    assert run(capsys, "x", "x=1") == (
        130,
        "",
        "python -m autograd graph: interrupted\n",
    )


def test_step_prints_the_steps_and_writes_what_is_asked_for(capsys, tmp_path):
    names = ("s.html", "s.gif", "w.html")
    page, animation, sheet = (tmp_path / name for name in names)
    words = ["step", "z = x*w; L = (z - 1)**2", "x=2", "w=3", "--html", str(page)]
    assert main([*words, "--gif", str(animation), "--worksheet", str(sheet)]) == 0
    out = capsys.readouterr().out
    assert "∂L/∂x += ∂L/∂z · ∂z/∂x = 10 · 3 = 30" in out
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert animation.read_bytes().startswith(b"GIF89a")
    assert "<title>" in sheet.read_text("utf-8")


def test_step_refuses_a_file_of_another_kind(capsys):
    assert main(["step", "x*x", "x=2", "--html", "a.png"]) == 2
    assert "--html takes a name that ends in .html" in capsys.readouterr().err


def test_step_writes_the_other_files_where_one_cannot_be(capsys, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    files = [str(tmp_path / name) for name in ("s.html", "s.gif", "w.html")]
    options = zip(("--html", "--gif", "--worksheet"), files, strict=True)
    words = [word for option in options for word in option]
    assert main(["step", "x*x", "x=2", *words]) == 2
    assert [Path(file).exists() for file in files] == [True, False, True]
    error = capsys.readouterr().err
    assert "s.gif was not written: Pillow" in error and error.count("\n") == 1


@pytest.mark.parametrize("found", [True, False])
def test_open_shows_the_page_or_says_where_it_is(found, capsys, tmp_path, monkeypatch):
    opened = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", lambda at: opened.append(at) or found)
    assert main(["step", "x*x", "x=2", "--open"]) == 0
    address = (tmp_path / "out" / "steps.html").as_uri()
    assert opened == [address]
    assert (f"open {address}" in capsys.readouterr().out) is not found


def test_the_table_tells_two_nodes_of_one_label_apart():
    x = Value(2.0, "x")
    y = x * Value(3.0, "x")
    table = _table(Reading(y, {}))
    assert [line.split()[0] for line in table.splitlines()] == ["node", "x", "x_2"]
