"""A row that would not be right is refused when it is registered, with the reason."""

from math import nan

import pytest

import autograd
from autograd import OPS, Op, Value, register

ONE = ("2 * x",)
REFUSED = {
    "wrong partial": (
        Op("f", "x * x", ("3 * x",)),
        "∂out/∂x is written '3 * x', which",
    ),
    "wrong second partial": (Op("f", "x * y", ("y", "y")), "∂out/∂y is written 'y'"),
    "wrong sign": (
        Op("f", "cos(x)", ("sin(x)",)),
        "; the slope of 'cos(x)' there is",
    ),
    "partial is nan": (Op("f", "x * x", ("inf - inf",)), "which is nan at"),
    "wrong vector partial": (Op("f", "sum(x * x)", ("x",), ("x*",)), "∂out/∂x"),
    "taken by an op": (Op("tanh", "x * x", ONE), "the name 'tanh' is taken"),
    "taken by a method": (Op("backward", "x * x", ONE), "'backward' is taken"),
    "taken by a slot": (Op("data", "x * x", ONE), "'data' is taken"),
    "taken by the module": (Op("softmax", "x * x", ONE), "'softmax' is taken"),
    "taken by a submodule": (Op("graph", "x * x", ONE), "'graph' is taken"),
    "taken by what is imported when asked for": (Op("draw", "x * x", ONE), "'draw' is"),
    "taken by a submodule not imported": (
        Op("stubs", "x * x", ONE),
        "'stubs' is taken",
    ),
    "taken by a constant": (Op("pi", "x * x", ONE), "'pi' is taken"),
    "taken by the source": (Op("float", "x * x", ONE), "'float' is taken"),
    "no name": (Op("my op", "x * x", ONE), "'my op' is no name for an op"),
    "keyword": (Op("lambda", "x * x", ONE), "'lambda' is no name for an op"),
    "underscore": (Op("_f", "x * x", ONE), "'_f' is no name for an op"),
    "syntax": (Op("f", "x *", ONE), "'x *' is not an expression"),
    "too deep": (Op("f", "x" + " + x" * 9000, ONE), "f: a text is nested too deeply"),
    "unknown name": (Op("f", "x * z", ONE), "unknown name 'z'; known here: inf, pi, x"),
    "unknown in a partial": (
        Op("f", "x * x", ("2 * y",)),
        "in '2 * y': unknown name",
    ),
    "out in the value": (Op("f", "out * x", ONE), "unknown name 'out'"),
    "itself": (Op("f", "f(x)", ONE), "unknown function 'f'"),
    "too few partials": (Op("f", "x * y", ("y",), ("x", "y")), "1 partials for the op"),
    "no operands": (Op("f", "1.0", ()), "0 partials for the operands none"),
    "too many": (
        Op("f", "x", ("1", "0", "0", "0")),
        "4 partials for the operands x, y, z",
    ),
    "domain": (
        Op("f", "x * x", ONE, domain=((0, 1), (0, 1))),
        "one (low, high) for",
    ),
    "outside": (
        Op("f", "log(x)", ("1 / x",)),
        "math domain error at x = -1.74: give as domain the",
    ),
    "operand out": (Op("f", "x", ("1",), ("out",)), "'out' is no name for an operand"),
    "operand of the source": (Op("f", "x", ("1",), ("node",)), "'node' is no name"),
    "operand an op": (Op("f", "exp", ("1",), ("exp",)), "'exp' is no name"),
    "operand twice": (Op("f", "x", ("1", "0"), ("x", "x")), "'x' is no name"),
    "operand keyword": (Op("f", "x", ("1",), ("if",)), "'if' is no name"),
    "operand like another's data": (
        Op("f", "x", ("1", "0"), ("x", "x_data")),
        "'x_data' is no name",
    ),
    "default for no operand": (
        Op("f", "x", ("1",), defaults={"y": 1.0}),
        "defaults are",
    ),
    "default first": (
        Op("f", "x", ("1", "0"), defaults={"x": 1.0}),
        "the last operands",
    ),
}


@pytest.mark.parametrize(("op", "message"), REFUSED.values(), ids=REFUSED)
def test_row_is_refused_and_the_message_says_why(op, message):
    with pytest.raises(ValueError) as error:
        register(op)
    assert message in str(error.value)


@pytest.mark.parametrize(("op", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_row_leaves_no_trace(op, message):
    before = dict(OPS), set(dir(Value)), set(autograd.recording.functions)
    with pytest.raises(ValueError):
        register(op)
    assert before == (dict(OPS), set(dir(Value)), set(autograd.recording.functions))


@pytest.mark.parametrize(
    "partials", ["2 * x", "1"], ids=["forgotten comma", "of one letter"]
)
def test_text_instead_of_a_tuple_is_refused(partials):
    with pytest.raises(TypeError, match="a tuple of one ends with a comma"):
        register(Op("f", "x * x", partials))


@pytest.mark.parametrize(
    ("op", "message"),
    [
        (Op(3, "x", ("1",)), "Op 3: name is a text, not 3"),
        (Op("f", None, ("1",)), "value is a text, not None"),
        (Op("f", "x", 1.0), "partials are a tuple of texts"),
        (Op("f", "x", (1.0,)), "partials are a tuple of texts"),
        (Op("f", "x", ("1",), operands=3), "operands are a tuple of texts"),
        (Op("f", "x", ("1",), defaults={"x": "a"}), "defaults are a dict of numbers"),
        (Op("f", "x", ("1",), defaults={"x": nan}), "defaults are a dict of numbers"),
        (Op("f", "x", ("1",), domain=3), "domain is a tuple of"),
    ],
)
def test_wrong_type_in_a_row_is_named(op, message):
    with pytest.raises(TypeError, match=message):
        register(op)


@pytest.mark.parametrize("interval", [(1,), (2, 1), ("a", "b"), 3])
def test_domain_that_is_no_interval_is_refused(interval):
    with pytest.raises(ValueError, match="one \\(low, high\\) for each operand, not"):
        register(Op("f", "x", ("1",), domain=(interval,)))


def test_what_is_no_row_is_refused():
    with pytest.raises(
        TypeError, match=r"register takes an Op\(name, value, partials\)"
    ):
        register("x * x")


def test_second_registration_is_refused():
    cube = Op("cube", "x ** 3", ("3 * x ** 2",))
    register(cube)
    with pytest.raises(ValueError, match="the name 'cube' is taken"):
        register(cube)


def test_unknown_attribute_of_the_module_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'autograd' has no attribute 'cube'"):
        autograd.cube  # noqa: B018
