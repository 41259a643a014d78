"""However an op is written and whatever numbers it meets, the same is recorded."""

import operator

import numpy as np
import pytest
from helpers import NUMBERS, number_kinds

import autograd
from autograd import OPS, Value, dot, maximum
from autograd.recording import record

OPERATORS = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
}
operators = pytest.mark.parametrize("name", OPERATORS)
one = pytest.mark.parametrize(
    "name", [op.name for op in OPS.values() if len(op.names) == 1]
)
two = pytest.mark.parametrize(
    "name",
    [op.name for op in OPS.values() if len(op.names) == 2 and not op.vectors],
)


class Weight(Value):
    """What a user may derive."""


def functions_of_two(name):
    """Every way to write an op of two operands."""
    yield getattr(autograd, name)
    yield lambda x, y: getattr(x if isinstance(x, Value) else Value(x), name)(y)
    if name in OPERATORS:
        yield OPERATORS[name]


# ------------------------------------------------------------ one result, many forms


@two
def test_function_method_and_operator_record_the_same(name):
    x, y = Value(0.75), Value(2.0)
    nodes = [write(x, y) for write in functions_of_two(name)]
    assert {(n.data, n.op, n.parents, n.partials) for n in nodes} == {
        (getattr(autograd, name)(0.75, 2.0), OPS[name], (x, y), nodes[0].partials)
    }


@one
def test_method_of_one_operand_is_the_function(name):
    x = Value(0.75)
    node, same = getattr(x, name)(), getattr(autograd, name)(x)
    assert node.data == same.data == getattr(autograd, name)(0.75)
    assert (node.op, node.parents, node.partials) == (OPS[name], (x,), same.partials)


@two
@number_kinds
def test_number_on_the_right_is_a_constant(name, number):
    x, function = Value(0.75), getattr(autograd, name)
    both = function(x, Value(2.0))
    for node in (function(x, number(2)), getattr(x, name)(number(2))):
        assert (node.data, node.parents) == (both.data, (x,))
        assert node.partials == both.partials[:1]
        assert node.operands == (x, 2.0) and type(node.operands[1]) is float


@two
@number_kinds
def test_number_on_the_left_is_a_constant(name, number):
    y, function = Value(0.75), getattr(autograd, name)
    both, node = function(Value(2.0), y), function(number(2), y)
    assert (node.data, node.parents) == (both.data, (y,))
    assert node.partials == both.partials[1:]
    assert node.operands == (2.0, y) and type(node.operands[0]) is float


@operators
@number_kinds
def test_operator_takes_a_number_on_either_side(name, number):
    x, function = Value(0.75), getattr(autograd, name)
    right, left = OPERATORS[name](x, number(2)), OPERATORS[name](number(2), x)
    assert (right.data, right.operands) == (function(0.75, 2.0), (x, 2.0))
    assert (left.data, left.operands) == (function(2.0, 0.75), (2.0, x))
    assert right.partials == function(x, 2.0).partials
    assert left.partials == function(2.0, x).partials


@operators
def test_operator_takes_a_bool_as_0_or_1(name):
    x = Value(0.75)
    assert OPERATORS[name](x, True).operands == (x, 1.0)
    assert OPERATORS[name](np.bool_(True), x).operands == (1.0, x)


@two
@pytest.mark.parametrize("kinds", [(Weight, Value), (Value, Weight), (Weight, Weight)])
def test_subclass_of_value_is_a_parent_like_any(name, kinds):
    x, y = kinds[0](0.75), kinds[1](2.0)
    wanted = getattr(autograd, name)(Value(0.75), Value(2.0))
    for write in functions_of_two(name):
        node = write(x, y)
        assert (node.data, node.partials) == (wanted.data, wanted.partials)
        assert node.parents == (x, y) and type(node) is Value


@one
def test_one_plain_number_gives_a_plain_number(name):
    result = getattr(autograd, name)(0.75)
    assert type(result) is float and result == getattr(Value(0.75), name)().data


@two
@number_kinds
def test_two_plain_numbers_give_a_plain_number(name, number):
    result = getattr(autograd, name)(number(3), number(2))
    assert type(result) is float
    assert result == getattr(autograd, name)(Value(3.0), Value(2.0)).data


@pytest.mark.parametrize("kind", [list, tuple, iter, np.array])
def test_vector_may_be_any_list_of_numbers(kind):
    node = dot((Value(2.0), Value(3.0)), kind([5.0, 7.0]), 1.0)
    assert node.data == 32.0 and node.partials == (5.0, 7.0)


def test_vector_may_mix_values_and_numbers():
    a, b, start = Value(2.0), Weight(3.0), Value(1.0)
    node = dot([a, 10.0, b], [5, a, np.float32(0.5)], start)
    assert node.data == 2.0 * 5 + 10.0 * 2.0 + 3.0 * 0.5 + 1.0
    assert node.parents == (a, b, a, start)
    assert node.partials == (5.0, 0.5, 10.0, 1.0)


@pytest.mark.parametrize("kind", [tuple, list, iter])
@pytest.mark.parametrize("start", [(), (0.5,), (2,), (Value(0.5),)])
def test_vector_form_records_what_the_general_way_does(kind, start):
    xs, ys = (Value(2.0), Value(-3.0)), (Value(0.5), Value(4.0))
    ours = dot(kind(xs), kind(ys), *start)
    general = record(OPS["dot"], (xs, ys, *(start or (0.0,))))
    for name in ("data", "parents", "partials", "operands"):
        assert getattr(ours, name) == getattr(general, name)


def test_vector_of_nothing_is_a_plain_number():
    assert dot((), ()) == 0.0 == autograd.sum([])
    assert type(autograd.sum((), 0.5)) is float


def test_vector_keeps_its_numbers_among_the_operands():
    a = Value(2.0)
    node = autograd.sum([a, 3.0])
    assert node.operands == ((a, 3.0), 0.0) and node.parents == (a,)


def test_negative_base_takes_a_whole_plain_exponent_of_any_kind():
    x = Value(-2.0)
    for number in NUMBERS:
        assert (x ** number(3)).data == -8.0
        assert (x ** number(3)).partials == (12.0,)


def test_default_operand_is_a_constant_and_may_be_a_value():
    x, slope = Value(-2.0), Value(0.5)
    assert x.leaky_relu().data == -0.02 and x.leaky_relu().parents == (x,)
    assert x.leaky_relu(slope=slope).data == -1.0
    assert x.leaky_relu(slope).parents == (x, slope)


def test_in_place_operator_makes_a_new_node():
    before = a = Value(2.0)
    a += 3.0
    assert a is not before and before.data == 2.0
    assert (a.data, a.parents) == (5.0, (before,))


def test_builtin_sum_and_abs_record():
    a, b = Value(-2.0), Value(0.5)
    assert sum([a, b]).data == -1.5 and abs(a).data == 2.0 and (+a) is a


def test_whole_number_within_the_floats_is_rounded_as_python_does():
    big = 10**300 + 1
    assert (Value(2.0) * big).operands[1] == float(big) == (big + Value(2.0)).data


@operators
@pytest.mark.parametrize("huge", [10**400, -(10**5000)], ids=["1e400", "-1e5000"])
def test_whole_number_beyond_the_floats_is_refused_by_op_and_operand(name, huge):
    for operands, side in (((Value(2.0), huge), "y"), ((huge, Value(2.0)), "x")):
        with pytest.raises(OverflowError, match=f"^{name}: operand {side}: .* 1.8e308"):
            OPERATORS[name](*operands)


# ------------------------------------------------------------ what is no number


@operators
@pytest.mark.parametrize("array", [np.ones(2), np.ones((1, 1)), np.zeros((0,))])
def test_array_on_either_side_is_refused(name, array):
    for operands in ((Value(2.0), array), (array, Value(2.0))):
        with pytest.raises(TypeError, match="not an array of shape"):
            OPERATORS[name](*operands)


@pytest.mark.parametrize(
    "compare", [operator.lt, operator.le, operator.gt, operator.ge]
)
def test_comparison_with_an_array_is_refused(compare):
    for operands in ((Value(2.0), np.ones(2)), (np.ones(2), Value(2.0))):
        with pytest.raises(TypeError, match="not an array of shape"):
            compare(*operands)


@pytest.mark.parametrize("make", [np.array, np.asarray, np.sum, np.mean, np.exp])
def test_numpy_makes_no_object_array_of_values(make):
    for values in (Value(1.0), [Value(1.0), Value(2.0)]):
        with pytest.raises(TypeError, match=r"a Value|'Value' does not support ufuncs"):
            make(values)


def test_array_is_not_changed_in_place():
    array = np.ones(2)
    with pytest.raises(TypeError, match="'Value' does not support ufuncs"):
        array += Value(1.0)
    assert array.tolist() == [1.0, 1.0]


@operators
@pytest.mark.parametrize("other", ["2", None, [1.0], 1j, {}], ids=repr)
def test_what_is_no_number_is_refused_by_the_operator(name, other):
    for operands in ((Value(2.0), other), (other, Value(2.0))):
        with pytest.raises(TypeError):
            OPERATORS[name](*operands)


@operators
@pytest.mark.parametrize("other", [[1.0], (1.0,), "2", b"2"], ids=repr)
def test_operator_refuses_a_list_or_text_by_op_and_operand(name, other):
    for operands, side in (((Value(2.0), other), "y"), ((other, Value(2.0)), "x")):
        with pytest.raises(TypeError, match=f"^{name}: operand {side}: a Value holds"):
            OPERATORS[name](*operands)


@pytest.mark.parametrize("other", ["2", b"2", None, [1.0], 1j, np.ones(2)], ids=repr)
def test_function_names_the_op_and_operand_that_is_no_number(other):
    with pytest.raises(TypeError, match=r"^maximum: operand y: a Value holds"):
        maximum(Value(2.0), other)


@pytest.mark.parametrize("other", ["2", b"2", None, [1.0], 1j, np.ones(2)], ids=repr)
def test_value_of_what_is_no_number_is_refused(other):
    with pytest.raises(TypeError, match="a Value holds"):
        Value(other)


@pytest.mark.parametrize("other", [np.complex64(2j), np.array(2j), np.array("2")])
def test_numpys_complex_numbers_and_texts_are_refused(other):
    for make in (Value, Value(1.0).__mul__, Value(1.0).maximum):
        with pytest.raises(TypeError, match="a Value holds a real number"):
            make(other)


def test_value_of_a_value_is_refused():
    with pytest.raises(TypeError, match="is a Value already"):
        Value(Value(1.0))


@pytest.mark.parametrize("vector", [3.0, Value(1.0), "12", None, {1.0: 2.0}])
def test_vector_operand_that_is_no_list_is_refused(vector):
    with pytest.raises(TypeError, match=r"^dot: y takes a list of Values and numbers"):
        dot([Value(1.0)], vector)


def test_vectors_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one length, but x has 2, y has 1"):
        dot([Value(1.0), 2.0], [3.0])
    with pytest.raises(ValueError, match="one length, but x has 1, y has 2"):
        dot((Value(1.0),), (Value(1.0), Value(2.0)), Value(0.0))
