"""What a row's text may say, and what is made of it."""

import math

import pytest

from autograd.expression import Python, parse

REFUSED = {
    "x +": "not an expression",
    "": "not an expression",
    "x = 2": "not an expression",
    "z": "unknown name 'z'; known here: inf, pi, x, y",
    "out": "unknown name 'out'",
    "__import__": "unknown name '__import__'",
    "__import__('os')": "unknown function '__import__'; known: abs, acos",
    "floor(x)": "unknown function 'floor'; known: abs, acos",
    "dot(v, v)": "unknown function 'dot'",
    "x.real": "Attribute is not allowed here",
    "x[0]": "Subscript is not allowed here",
    "x.exp()": "Call is not allowed here",
    "exp(x=x)": "Call is not allowed here",
    "exp(*x)": "Starred is not allowed here",
    "lambda: x": "Lambda is not allowed here",
    "[x, y]": "List is not allowed here",
    "(x, y)": "Tuple is not allowed here",
    "[z for z in x]": "ListComp is not allowed here",
    "(x := y)": "NamedExpr is not allowed here",
    "f'{x}'": "JoinedStr is not allowed here",
    "x // y": "BinOp is not allowed here",
    "x % y": "BinOp is not allowed here",
    "x @ y": "BinOp is not allowed here",
    "x & y": "BinOp is not allowed here",
    "+x": "UnaryOp is not allowed here",
    "~x": "UnaryOp is not allowed here",
    "not x": "UnaryOp is not allowed here",
    "'1'": "'1' is not a number",
    "True": "True is not a number",
    "None": "None is not a number",
    "1j": "1j is not a number",
    "...": "Ellipsis is not a number",
    f"x + {10**400}": "is not a number",
    "exp": "the function exp takes its operand in parentheses",
    "sum": "the function sum takes its operand in parentheses",
    "exp()": "exp takes 1 operand, not 0",
    "exp(x, y)": "exp takes 1 operand, not 2",
    "maximum(x)": "maximum takes 2 operands, not 1",
    "leaky_relu(x, y, 1)": "leaky_relu takes 1 to 2 operands, not 3",
    "x < y": "a comparison stands only after `if`",
    "x and y": "a comparison stands only after `if`",
    "(x > 0) * y": "a comparison stands only after `if`",
    "x if y else 1": "after `if` stands a comparison",
    "x if x in y else 1": "after `if` stands a comparison",
    "x if x is y else 1": "after `if` stands a comparison",
    "x if not x > 0 else 1": "after `if` stands a comparison",
    "x if x > 0 and y else 1": "after `if` stands a comparison",
    "x if x > z else 1": "unknown name 'z'",
    "x if x > 0 else z": "unknown name 'z'",
    "sum(x)": "sum takes a vector",
    "sum(2.0)": "sum takes a vector",
    "sum()": "sum takes what is summed, and where it starts",
    "sum(v, 0, 1)": "sum takes what is summed, and where it starts",
    "v * 2": "the vector v stands only inside sum",
    "sum(v, v)": "the vector v stands only inside sum",
    "sum(v * z)": "unknown name 'z'",
    "sum(v > 0)": "a comparison stands only after `if`",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_text_is_refused_and_the_message_says_why(text):
    with pytest.raises(ValueError) as error:
        parse(text, ("x", "y", "v"), vectors=("v",))
    assert repr(text) in str(error.value) and REFUSED[text] in str(error.value)


def test_vector_stands_alone_in_a_text_for_each_element():
    assert parse("v * 2", ("v",), vectors=("v",), for_each=True)


ACCEPTED = {
    "x + 2 * y - 1 / 4": 3.0 + 2 * 5.0 - 0.25,
    "-x ** 2": -9.0,
    "2 ** -1": 0.5,
    "x / 2 / y": 3.0 / 2 / 5.0,
    "x - (y - 1)": -1.0,
    "1 if x < y <= 5 else 0": 1.0,
    "1 if x < 0 or y > 0 and x != 3 else 2": 2.0,
    "x if x > y else y if y > 4 else 0": 5.0,
    "sqrt(x + 1) * exp(0) + abs(-y)": 7.0,
    "maximum(x, y) + leaky_relu(-x)": 5.0 - 0.03,
    "pi * x": math.pi * 3.0,
    "inf": math.inf,
    "sum(v)": 6.0,
    "sum(v * w, x)": 3.0 + 32.0,
    "sum(x * v) / sum(w)": 18.0 / 15.0,
    "sum((v - sum(v) / 3) ** 2)": 2.0,
    "sum(sum(v * w) * v, sum(w))": 15.0 + 32.0 * 6.0,
    "sum(0 if v <= 1 else v)": 5.0,
    "x if sum(v) > 5 else y": 3.0,
    "  x\n": 3.0,
}
NUMBERS = {"x": 3.0, "y": 5.0, "v": [1.0, 2.0, 3.0], "w": [4.0, 5.0, 6.0]}


def computed(printer, tree):
    """What printed source gives for NUMBERS."""
    from autograd.recording import numbers

    printed = printer(tree)
    source = "\n".join([*printer.lines, f"result = {printed}"])
    scope = {**numbers, **NUMBERS}
    exec(source, scope)
    return scope["result"]


@pytest.mark.parametrize("text", ACCEPTED)
def test_printed_source_computes_what_the_text_says(text):
    tree = parse(text, NUMBERS, vectors=("v", "w"))
    same = {name: name for name in NUMBERS}
    assert computed(Python(same, vectors=("v", "w")), tree) == ACCEPTED[text]


def test_operands_are_renamed():
    printer = Python({"x": "left.data"})
    assert printer(parse("x * x + 1", ("x",))) == "((left.data * left.data) + 1.0)"


def test_conditions_are_printed_with_names_of_their_own():
    printer = Python({"x": "x"}, {"x": "x_data"})
    tree = parse("x if x > 0 else -x", ("x",))
    assert printer(tree) == "(x if (x_data > 0.0) else (-x))"


def test_condition_on_an_element_looks_at_its_number():
    printer = Python({"v": "v"}, {"v": "v_data"}, ("v",))
    tree = parse("1 if v == 0 else v", ("v",), ("v",), for_each=True)
    source = printer.elements(tree, "v")
    assert source == (
        "tuple([(1.0 if (float(v_element) == 0.0) else v_element) for v_element in v])"
    )


def test_constant_for_each_element_is_repeated():
    printer = Python({"v": "v"}, vectors=("v",))
    assert printer.elements(parse("2", ("v",)), "v") == "(2.0,) * len(v)"
