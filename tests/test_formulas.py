"""Formulas say what the graph computes: the printed text is evaluated back."""

import math
import random
import re
import xml.etree.ElementTree as ET

import pytest
from lecture import by_hand, lecture

import autograd
from autograd import OPS, Graph, Value, collapse, formulas, paths

EXACT = 17
FUNCTIONS = {name: getattr(autograd, name) for name in OPS}
SCALAR_PAIRS = [op for op in OPS.values() if len(op.names) == 2 and not op.vectors]
SIGNS = {"−": "-", "·": "*", "^": "**", "√": "sqrt", "≤": "<=", "≥": ">=", "≠": "!="}


def evaluate(text, names=None):
    """Read plain text as Python and compute it; a single = inside a condition is ==."""
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = text.replace("∞", "inf").replace("π", "pi")
    known = {"inf": math.inf, "pi": math.pi, **FUNCTIONS, **(names or {})}
    return float(eval(text, {"__builtins__": {}}, known))


def rights(formula):
    """The right sides of the lines of a formula."""
    return [
        re.split(r" \+?=\s", line, maxsplit=1)[1] for line in str(formula).split("\n")
    ]


def operands_of(op, place=0.37):
    """Values inside the domain of an op, vectors as lists of two."""
    made = []
    for name, (low, high) in zip(op.names, op.domain, strict=True):
        x = low + (high - low) * place
        if name in op.vectors:
            made.append([Value(x, f"{name}1"), Value(0.5 * x, f"{name}2")])
        else:
            made.append(Value(x, name))
    return made


@pytest.mark.parametrize("place", [0.13, 0.77])
@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_local_rule_evaluates_to_the_partial(op, place):
    node = FUNCTIONS[op.name](*operands_of(op, place))
    names = {parent.label: parent.data for parent in node.parents}
    for parent, partial in zip(node.parents, node.partials, strict=True):
        for side in rights(formulas.local_rule(node, parent, EXACT)):
            assert evaluate(side, names) == pytest.approx(partial, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("op", SCALAR_PAIRS, ids=lambda op: op.name)
def test_a_constant_operand_stands_in_the_rule(op):
    x, y = operands_of(op)
    for node in (FUNCTIONS[op.name](x, y.data), FUNCTIONS[op.name](x.data, y)):
        (parent,), (partial,) = node.parents, node.partials
        for side in rights(formulas.local_rule(node, parent, EXACT)):
            found = evaluate(side, {parent.label: parent.data})
            assert found == pytest.approx(partial, rel=1e-12)


def test_a_square_has_the_rule_of_the_book():
    x = Value(3.0, "x")
    assert str(formulas.local_rule(x**2, x)).startswith("∂(x^2)/∂x = 2 · x\n")


def test_the_sum_over_paths_is_the_formula_of_the_lecture():
    net = lecture()
    formula = str(formulas.sum_over_paths(paths(net.L, net.w1, view="neurons")))
    assert formula.splitlines()[:2] == [
        "∂L/∂w1 = [∂L/∂O31 · ∂O31/∂O21 · ∂O21/∂O11 · ∂O11/∂w1]",
        "       + [∂L/∂O31 · ∂O31/∂O22 · ∂O22/∂O11 · ∂O11/∂w1]",
    ]
    assert formula.splitlines()[-1].endswith(f"= {sum(by_hand()):.6g}")


def test_a_single_path_is_a_chain_without_brackets():
    x = Value(3.0, "x")
    y = (2.0 * x) ** 2
    y.label = "y"
    assert str(paths(y, x)).splitlines() == [
        "∂y/∂x = ∂y/∂v1 · ∂v1/∂x",
        "      = 12 · 2",
        "      = 24",
    ]


def test_a_path_of_one_partial_says_it_once():
    x = Value(3.0, "x")
    y = 2.0 * x
    y.label = "y"
    assert str(paths(y, x)) == "∂y/∂x = 2"
    assert str(paths(x, x)) == "∂x/∂x = 1"
    assert paths(y, x)._repr_latex_().count(r"\partial") == 2


def test_a_negative_zero_is_printed_as_0():
    x = Value(3.0, "x")
    assert str(paths(x * -2.0 * 0.0, x)).endswith("= 0 · (−2)\n       = 0")


def test_every_line_of_the_sum_over_paths_is_the_gradient():
    net = lecture()
    found = paths(net.L, net.w1, view="neurons")
    text = formulas.sum_over_paths(found, EXACT).plain.partition(" = ")[2]
    factors = {
        f"∂{child.name}/∂{parent.name}": factor
        for path in found
        for child, parent, factor in zip(
            path.nodes, path.nodes[1:], path.factors, strict=False
        )
    }
    for symbol, factor in factors.items():
        text = text.replace(symbol, f"({factor!r})")
    lines = text.replace("[", "(").replace("]", ")").replace("\n       + ", " + ")
    for side in lines.split("\n       = "):
        assert evaluate(side) == pytest.approx(sum(by_hand()), rel=1e-12)


def test_many_paths_are_counted_and_the_largest_written():
    x = Value(0.5, "x")
    y = x
    for _ in range(10):
        y = y + y
    assert "(1,016 more paths)" in formulas.sum_over_paths(paths(y, x)).plain


def test_the_chain_along_a_path_evaluates_to_its_product():
    net = lecture()
    for path in paths(net.L, net.x):
        _, numbers, product = rights(formulas.chain(path, EXACT))
        assert evaluate(numbers) == pytest.approx(path.product, rel=1e-14)
        assert evaluate(product) == path.product


def test_a_backward_step_adds_what_backward_adds():
    net = lecture()
    net.L.backward()
    (z,) = [node for node in net.O31.parents]
    step = formulas.backward_step(net.L, z, net.O21, EXACT)
    symbols, numbers, added = rights(step)
    assert symbols == "∂L/∂v16 · ∂v16/∂O21"
    assert evaluate(numbers) == pytest.approx(net.O21.grad, rel=1e-14)
    assert evaluate(added) == pytest.approx(net.O21.grad, rel=1e-14)


def test_a_repeated_operand_has_a_step_for_each_time():
    a = Value(3.0, "a")
    square = a * a
    assert str(formulas.backward_step(square, square, a)).count("+=") == 2


def test_a_rule_for_one_of_two_operands_says_for_which():
    a = Value(3.0, "a")
    rule = formulas.local_rule(a / a, a)
    assert str(rule).splitlines()[::3] == [
        "∂(a / a)/∂a = 1 / a  (as operand 1)",
        "∂(a / a)/∂a = −a / a / a  (as operand 2)",
    ]
    assert r"&= \frac{1}{a}\quad \text{(as operand 1)}" in rule.latex
    assert ET.fromstring(rule.mathml) is not None


def test_an_update_evaluates_to_the_new_parameter():
    w = Value(0.8, "w1")
    w.grad = -0.3
    symbols, numbers, new = rights(formulas.update(w, 0.1, digits=EXACT))
    assert symbols == "w1_old − η · ∂L/∂w1_old"
    assert evaluate(numbers) == evaluate(new) == 0.8 - 0.1 * -0.3


def random_expression(seed):
    draws = random.Random(seed)
    nodes = [Value(draws.uniform(0.2, 1.5), name) for name in "abc"]
    ops = [op for op in OPS.values() if op.domain[0][0] <= 0.2 or len(op.names) < 3]
    safe = [op for op in ops if op.name not in {"asin", "acos", "tan", "log", "div"}]
    for _ in range(draws.randrange(3, 25)):
        op = draws.choice(safe)
        taken = [
            [draws.choice(nodes), draws.choice(nodes), 0.5]
            if name in op.vectors
            else draws.choice([*nodes, -0.7, 2.0])
            for name in op.names
        ]
        try:
            made = FUNCTIONS[op.name](*taken)
        except (ValueError, OverflowError):
            continue
        if isinstance(made, Value) and abs(made.data) < 50:
            nodes.append(made)
    return nodes[-1] + nodes[-2] * nodes[-3]


@pytest.mark.parametrize("seed", range(40))
def test_a_whole_expression_evaluates_to_the_node(seed):
    output = random_expression(seed)
    length = (20, 60, 200)[seed % 3]
    text = str(formulas.expression(output, length=length, lines=1000))
    leaves = [node for node in Graph.of(output).nodes if node.op is None]
    names = {leaf.name: leaf.data for leaf in leaves}
    for line in reversed(text.splitlines()):
        name, _, right = line.partition(" = ")
        names[name.strip()] = evaluate(right, names)
    assert names[text.split()[0]] == pytest.approx(output.data, rel=1e-12, abs=1e-12)


def test_a_long_expression_is_cut_and_counted():
    x = Value(1.0, "x")
    y = x
    for _ in range(100):
        y = (y + y) * 1.01
    assert "(80 more lines)" in str(formulas.expression(y, lines=20))


def test_a_deep_expression_needs_no_recursion():
    x = Value(1.0, "x")
    y = x
    for _ in range(5_000):
        y = y * 1.0001
    assert len(str(formulas.expression(y)).splitlines()) == 21


def test_names_are_set_with_subscripts():
    net = lecture()
    formula = formulas.chain(next(iter(paths(net.L, net.w1, view="neurons"))))
    assert r"\frac{\partial O_{11}}{\partial w_{1}}" in formula.latex
    assert "<msub><mi>O</mi><mn>11</mn></msub>" in formula.mathml


@pytest.mark.parametrize(
    ("label", "latex"),
    [("Omega3", r"\Omega_{3}"), ("Delta_w", r"\Delta_{w}"), ("x₁₂", "x_{12}")],
)
def test_capital_greek_and_lowered_digits_are_set_as_such(label, latex):
    assert latex in formulas.expression(Value(1.0, label) * 2.0).latex


def test_every_formula_is_balanced_latex_and_wellformed_mathml():
    net = lecture()
    found = paths(net.L, net.w1, view="neurons")
    for formula in (
        formulas.sum_over_paths(found),
        formulas.chain(next(iter(found))),
        formulas.update(net.w1, 0.1),
        formulas.expression(net.L),
        formulas.local_rule(net.O11, net.O11.parents[0]),
    ):
        assert formula.latex.count("{") == formula.latex.count("}")
        assert formula.latex.count(r"\left") == formula.latex.count(r"\right")
        assert ET.fromstring(formula.mathml).tag == "math"


def test_labels_are_escaped():
    x = Value(1.0, "<b>&_{x}$")
    formula = formulas.local_rule(x.tanh(), x)
    assert ET.fromstring(formula.mathml) is not None
    assert "<b>" not in formula.mathml
    assert "$" not in formula.latex.replace(r"\$", "")


def test_notebooks_show_paths_and_formulas_as_latex():
    net = lecture()
    found = paths(net.L, net.w1, view="neurons")
    assert found._repr_latex_() == formulas.sum_over_paths(found)._repr_latex_()
    assert found._repr_latex_().startswith(r"$\displaystyle \begin{aligned}")


def test_who_is_no_parent_is_named():
    net = lecture()
    with pytest.raises(ValueError, match="w1 is no parent of O31; its parents are v16"):
        formulas.local_rule(net.O31, net.w1)


def test_the_expression_of_a_graph_is_that_of_its_output():
    net = lecture()
    graph = Graph.of(net.L)
    assert str(formulas.expression(graph)) == str(formulas.expression(net.L))
    with pytest.raises(ValueError, match="is collapsed"):
        formulas.expression(collapse(graph, [net.O11]))


def test_the_expression_of_a_leaf_is_its_number():
    assert str(formulas.expression(Value(2.5, "q"))) == "q = 2.5"


def test_one_snapshot_serves_many_rules():
    net = lecture()
    graph = Graph.of(net.L)
    (z,) = net.O31.parents
    assert str(formulas.local_rule(z, net.w5, graph=graph)).startswith(
        "∂(w4 · O21 + w5 · O22 + b31)/∂w5 = O22"
    )
    step = formulas.backward_step(graph, z, net.O21)
    assert str(step) == str(formulas.backward_step(net.L, z, net.O21))


def test_a_label_that_is_no_word_stands_in_parentheses():
    a, c = Value(2.0, "a+b"), Value(3.0, "c")
    product = a * c
    rule = formulas.local_rule(product, a)
    assert str(rule).startswith("∂((a+b) · c)/∂(a+b) = c\n")
    assert r"\left(\mathrm{a+b}\right) \cdot c" in rule.latex
    (_, right) = str(formulas.expression(product)).split(" = ")
    assert evaluate(right.replace("a+b", "2.0"), {"c": 3.0}) == 6.0
    assert str(formulas.update(a, 0.1)).startswith("(a+b)_new = (a+b)_old − η")


def test_two_leaves_of_one_label_are_two_names_in_every_formula():
    one, two = Value(2.0, "w"), Value(3.0, "w")
    product = one * two
    assert str(formulas.expression(product)).endswith("= w · w_2")
    (path,) = paths(product, two)
    assert str(path).startswith("∂v2/∂w_2 = ")


@pytest.mark.parametrize("place", [-40.0, -20.0, -8.0, 8.0, 18.0, 36.7])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "silu", "gelu"])
def test_the_rule_of_a_saturated_unit_is_no_false_equation(name, place):
    z = Value(place, "z")
    lines = rights(formulas.local_rule(FUNCTIONS[name](z), z))
    printed = [evaluate(line, {"z": place}) for line in lines[1:]]
    assert printed == pytest.approx([printed[-1]] * len(printed), rel=1e-4)


def test_numbers_that_are_gone_are_not_made_up():
    x = Value(2.0, "x")
    square = x * x
    x.data = 5.0
    assert str(formulas.local_rule(square, x)).splitlines()[1].split() == ["=", "2"]


def test_paths_that_nearly_cancel_have_the_digits_of_their_difference():
    x = Value(1.0, "x")
    text = str(formulas.sum_over_paths(paths(1.23456789 * x - 1.23456788 * x, x)))
    *_, numbers, total = text.splitlines()
    assert evaluate(numbers.strip(" =")) == pytest.approx(1e-8, rel=1e-4)
    assert evaluate(total.strip(" =")) == pytest.approx(1e-8, rel=1e-4)


def test_an_update_that_nearly_cancels_has_the_digits_of_its_difference():
    w = Value(0.123456789, "w")
    w.grad = 1.23456788
    numbers, new = (evaluate(line) for line in rights(formulas.update(w, 0.1))[1:])
    assert numbers == pytest.approx(new, rel=1e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda net, found: formulas.chain(found),
        lambda net, found: formulas.sum_over_paths(next(iter(found))),
        lambda net, found: formulas.local_rule(net.O31, "O21"),
        lambda net, found: formulas.update(3.0, 0.1),
        lambda net, found: formulas.update(net.w1, "fast"),
        lambda net, found: formulas.chain(next(iter(found)), digits="a"),
        lambda net, found: formulas.chain(next(iter(found)), digits=40),
        lambda net, found: formulas.expression(net.L, lines=0),
    ],
)
def test_what_a_formula_cannot_be_of_is_named(call):
    net = lecture()
    with pytest.raises((TypeError, ValueError), match=r", not |by its? |, not of"):
        call(net, paths(net.L, net.w1))
