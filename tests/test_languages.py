"""Every row as plain text, LaTeX and MathML, read back and compared with its kernel."""

import doctest
import math
import pkgutil
import re
from importlib import import_module
from xml.etree import ElementTree

import pytest
from formulas import TEXTS, Exact, exactly, read_latex, read_mathml, read_plain
from helpers import inside, packed
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd.languages
from autograd import OPS, Op
from autograd.expression import parse, partial_trees, value_tree
from autograd.languages import (
    Latex,
    MathML,
    Plain,
    Printed,
    javascript_row,
    numpy_source,
)
from autograd.recording import kernels, numbers

ALL = pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
FORMULAS = pytest.mark.parametrize(
    "language, read",
    [(Plain, read_plain), (Latex, read_latex), (MathML, read_mathml)],
    ids=["plain", "latex", "mathml"],
)
BOOK = numbers | {
    "e": math.e,
    "ln": math.log,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "sigma": numbers["sigmoid"],
}


def formulas(op, point):
    """The trees of a row, what their names stand for, and the numbers they give."""
    operands = packed(op, point)
    out, partials = kernels[op.name](*operands)
    numbers_of = {"out": out}
    names = {}
    for name, operand in zip(op.names, operands, strict=True):
        if name in op.vectors:
            names[name] = [f"{name}_{k}" for k in range(len(operand))]
            numbers_of |= dict(zip(names[name], operand, strict=True))
        else:
            numbers_of[name] = operand
    yield value_tree(op), names, numbers_of, out
    for name, tree, partial in zip(op.names, partial_trees(op), partials, strict=True):
        if name not in op.vectors:
            yield tree, names, numbers_of, partial
            continue
        for k, one in enumerate(partial):
            yield tree, {each: names[each][k] for each in names}, numbers_of, one


@ALL
@FORMULAS
def test_a_formula_read_back_gives_the_numbers_of_the_kernel(op, language, read):
    for point in inside(op):
        for tree, names, numbers_of, expected in formulas(op, point):
            text = read(language(names)(tree).text)
            assert eval(text, BOOK | numbers_of) == pytest.approx(expected, rel=1e-11)


# ------------------------------------------------------------ parentheses, exactly


@FORMULAS
@settings(deadline=None)
@given(outer=TEXTS, inner=st.tuples(TEXTS, TEXTS, TEXTS))
def test_formulas_put_into_a_formula_keep_its_meaning(language, read, outer, inner):
    leaves = {"a": Exact(12345), "b": Exact(678910), "c": Exact(1112131415)}
    printed = [language()(parse(text, leaves)) for text in inner]
    text = language(dict(zip(leaves, printed, strict=True)))(parse(outer, leaves)).text
    values = [exactly(text, leaves) for text in inner]
    expected = exactly(outer, dict(zip(leaves, values, strict=True)))
    assert exactly(read(text), leaves) == expected


@pytest.mark.parametrize(
    "text, printed",
    {
        "a / (b + 1)": "a / (b + 1)",
        "-a / b": "−a / b",
        "a ** (b - 1)": "a^(b − 1)",
        "a + (b - c) * a * (b / c)": "a + (b − c) · a · b / c",
        "a - (b - c) / (a * b)": "a − (b − c) / (a · b)",
        "a * -b + -(a + b)": "a · (−b) + (−(a + b))",
        "(-a) ** 2": "(−a)^2",
        "-a ** 2": "−a^2",
        "sqrt(a + 1) * abs(abs(b) - 1)": "√(a + 1) · abs(|b| − 1)",
        "(0.0 if a <= 0 else a) * b": "(0 if a ≤ 0 else a) · b",
        "inf if a == 0 and b != 1 else pi": "∞ if a = 0 and b ≠ 1 else π",
    }.items(),
)
def test_plain_text_has_no_parentheses_that_say_nothing(text, printed):
    assert Plain()(parse(text, "abc")).text == printed


# ------------------------------------------------------------ what formulas look like


@pytest.mark.parametrize(
    "label, latex",
    {
        "x": "x",
        "w1": "w_{1}",
        "O21": "O_{21}",
        "w1,12": "w_{1,12}",
        "z_max": "z_{max}",
        "w1_new": "w_{1,new}",
        "loss": r"\mathrm{loss}",
        "alpha": r"\alpha",
        "η": r"\eta",
        "ŷ": r"\hat{y}",
        "y\u03022": r"\hat{y}_{2}",
        "learning rate": r"\mathrm{learning\ rate}",
        "50%_{$}": r"\mathrm{50\%\_\{\$\}}",
        "a\\b": r"\mathrm{a\backslash{}b}",
        "</math>": r"\mathrm{{<}/math>}",
        "\n": r"\mathrm{·}",
    }.items(),
)
def test_a_label_becomes_a_letter_with_a_subscript_or_is_escaped(label, latex):
    assert Latex().name(label).text == latex


CORE = set(
    "mrow mi mn mo mtext mfrac msup msub msqrt munder mover mtable mtr mtd".split()
)


@given(label=st.text())
def test_no_label_leaves_its_place(label):
    element = ElementTree.fromstring(MathML().name(label).text)
    assert {part.tag for part in element.iter()} <= CORE
    latex = re.sub(r"\\[\\{}$%&#_ ]", "", Latex().name(label).text)
    assert latex.count("{") == latex.count("}")
    assert not re.search(r"[$%&#~]|<\w", latex)


@ALL
def test_formulas_are_balanced_and_of_core_elements(op):
    for tree in (value_tree(op), *partial_trees(op)):
        latex = Latex(vectors=op.vectors)(tree).text
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left") == latex.count(r"\right")
        element = ElementTree.fromstring(MathML(vectors=op.vectors)(tree).text)
        assert {part.tag for part in element.iter()} <= CORE


@pytest.mark.parametrize(
    "number, plain, latex",
    [
        (2.0, "2", "2"),
        (-0.5, "−0.5", "-0.5"),
        (1e-7, "1e−7", "10^{-7}"),
        (-1.5e20, "−1.5e20", r"-1.5 \cdot 10^{20}"),
        (-math.inf, "−∞", r"-\infty"),
        (math.nan, "NaN", r"\mathrm{NaN}"),
    ],
)
def test_a_number_is_written_exactly(number, plain, latex):
    assert (Plain().number(number).text, Latex().number(number).text) == (plain, latex)


def test_a_negative_number_in_place_of_a_name_gets_parentheses():
    tree = parse("a - b ** 2 * b", "ab")
    assert Plain({"a": -1.0, "b": -2.0})(tree).text == "−1 − (−2)^2 · (−2)"


def test_a_sum_is_a_series_or_written_out():
    op = OPS["dot"]
    tree, element = value_tree(op), partial_trees(op)[0]
    names = {"x": ["w1", "w2"], "y": ["x1", Printed("a")], "start": 0.0}
    assert Plain(vectors=op.vectors)(tree).text == "Σᵢ xᵢ · yᵢ + start"
    latex = Latex({"start": "b"}, op.vectors)(tree).text
    assert latex == r"\sum_{i} x_{i} \cdot y_{i} + b"
    assert Plain(vectors=op.vectors)(element).text == "yₖ"
    assert Plain(names)(tree).text == "w1 · x1 + w2 · a"
    assert Plain({**names, "start": "b"})(tree).text == "w1 · x1 + w2 · a + b"


def test_a_list_where_one_number_is_meant_is_refused():
    with pytest.raises(ValueError, match="x is given as a list"):
        Plain({"x": ["x1", "x2"]})(parse("x + 1", "x"))


@pytest.mark.parametrize(
    "name, latex",
    {
        "tanh": r"1 - \mathrm{out}^{2}",
        "div": r"-\frac{\mathrm{out}}{y}",
        "erf": r"\frac{2}{\sqrt{\pi}} \cdot e^{-x^{2}}",
        "softplus": r"\sigma\left(x\right)",
        "maximum": r"\begin{cases} 0.5 & \text{if } x = y \\ 0 & \text{if } y < x \\ "
        r"1 & \text{otherwise} \end{cases}",
        "relu": r"\begin{cases} 0 & \text{if } x \le 0 \\ 1 & \text{otherwise} "
        r"\end{cases}",
    }.items(),
)
def test_partials_look_as_in_a_book(name, latex):
    assert Latex()(partial_trees(OPS[name])[-1]).text == latex


def test_a_row_of_a_user_is_printed_where_it_is_called(monkeypatch):
    op = Op("half_wave", "x if x > y else y", ("1", "0"))
    monkeypatch.setitem(OPS, op.name, op)
    tree = parse("half_wave(x, 2) + 1", "x")
    assert Plain()(tree).text == "half_wave(x, 2) + 1"
    assert Latex()(tree).text == r"\operatorname{half\_wave}\left(x, 2\right) + 1"
    row = Op("row", "half_wave(x, 2) + 1", ("1",))
    assert numpy_source(row)[0] == "np.where(x > 2.0, x, 2.0) + 1.0"
    assert "out = ($x > 2.0 ? $x : 2.0) + 1.0)" in javascript_row(row)


@pytest.mark.parametrize(
    "module", [each.name for each in pkgutil.iter_modules(autograd.languages.__path__)]
)
def test_doctests(module):
    assert doctest.testmod(import_module(f"autograd.languages.{module}")).failed == 0
