"""What backward promises of leaves, inner nodes, shared nodes and deep graphs."""

import gc
import math

import numpy as np
import pytest
from helpers import gradients

from autograd import Value, affine, dot, exp, sum, tanh, zero_grad
from autograd.traversal import topological_order

# ------------------------------------------------------------ passes


def test_second_pass_doubles_the_leaves():
    a, b = Value(2.0), Value(-3.0)
    out = a * b + a
    out.backward()
    out.backward()
    assert (a.grad, b.grad) == (2 * -2.0, 2 * 2.0)


def test_inner_nodes_hold_the_adjoint_of_the_last_pass():
    a, b = Value(2.0), Value(-3.0)
    inner = a * b
    out = inner * inner
    for _ in range(3):
        out.backward()
        assert (out.grad, inner.grad) == (1.0, 2 * -6.0)


def test_passes_from_outputs_that_share_nodes_add_up_in_the_leaves():
    a, b = Value(2.0), Value(-3.0)
    shared = a * b
    square, triple = shared * shared, shared * 3.0
    square.backward()
    assert (a.grad, b.grad, shared.grad) == (36.0, -24.0, -12.0)
    triple.backward()
    assert (a.grad, b.grad, shared.grad) == (36.0 - 9.0, -24.0 + 6.0, 3.0)


def test_pass_from_an_inner_node_leaves_what_is_above_alone():
    a = Value(2.0)
    inner = a * a
    out = inner * 5.0
    out.backward()
    inner.backward()
    assert (out.grad, inner.grad, a.grad) == (1.0, 1.0, 20.0 + 4.0)


def test_seed_gradient_scales_the_pass():
    a, b = Value(2.0), Value(-3.0)
    (a * b).backward(gradient=0.5)
    assert (a.grad, b.grad) == (-1.5, 1.0)


@pytest.mark.parametrize("seed", ["1", None, Value(1.0), [1.0]], ids=repr)
def test_seed_gradient_is_a_plain_number(seed):
    a = Value(2.0)
    with pytest.raises(TypeError):
        (a * a).backward(seed)
    assert a.grad == 0.0


def test_backward_on_a_leaf_adds_the_seed():
    a = Value(2.0)
    a.backward()
    a.backward(3.0)
    assert a.grad == 4.0


def test_backward_goes_past_what_is_not_below_the_output():
    a, other = Value(2.0), Value(3.0)
    beside = a * other
    (a * 7.0).backward()
    assert (a.grad, other.grad, beside.grad) == (7.0, 0.0, 0.0)


def test_zero_grad_clears_the_graph_below():
    a, b = Value(2.0), Value(-3.0)
    inner = a * b
    out = tanh(inner) * sum((a, inner), b)
    out.backward()
    zero_grad(out)
    assert [v.grad for v in (a, b, inner, out)] == [0.0] * 4


def test_pass_interrupted_by_an_earlier_ones_marks_is_complete():
    a = Value(2.0)
    inner = a * 3.0
    low, high = inner * inner, inner + a
    for out, wanted in ((low, 36.0), (high, 4.0), (low, 36.0), (high, 4.0)):
        assert gradients(out, [a]) == [wanted]


# ------------------------------------------------------------ repeated parents


@pytest.mark.parametrize(
    ("square", "partials"),
    [
        (lambda a: a + a, (1.0, 1.0)),
        (lambda a: a - a, (1.0, -1.0)),
        (lambda a: a * a, (3.0, 3.0)),
        (lambda a: a / a, (1 / 3.0, -1 / 3.0)),
        (lambda a: a**a, (3.0 * 3.0**2, 27.0 * math.log(3.0))),
        (lambda a: sum([a, a]), (1.0, 1.0)),
        (lambda a: sum((a, a), a), (1.0, 1.0, 1.0)),
        (lambda a: dot([a], [a]), (3.0, 3.0)),
        (lambda a: dot((a, a), (a, a), a), (3.0, 3.0, 3.0, 3.0, 1.0)),
    ],
)
def test_repeated_operand_is_a_parent_each_time(square, partials):
    for a in (Value(3.0), Value(1.0) + 2.0):
        out = square(a)
        assert out.parents == (a,) * len(partials) and out.partials == partials
        out.backward()
        assert a.grad == pytest.approx(math.fsum(partials), rel=1e-15)


def test_dot_of_a_tuple_with_itself():
    xs = (Value(2.0), Value(-3.0))
    dot(xs, xs).backward()
    assert [x.grad for x in xs] == [4.0, -6.0]


def test_tuple_in_several_nodes_collects_from_all():
    xs = (Value(2.0), Value(-3.0) * 1.0)
    out = sum(xs) + dot(xs, xs) * 2.0 + dot(xs, (5.0, 7.0))
    assert gradients(out, xs) == [1.0 + 8.0 + 5.0, 1.0 - 12.0 + 7.0]


def test_node_in_a_tuple_and_by_itself_collects_from_both():
    a = Value(2.0)
    inner = a * a
    xs = (inner, a)
    out = dot(xs, xs) + inner * 3.0 + sum((xs[1], inner))
    assert gradients(out, [a]) == [(2 * 4.0 + 3.0 + 1.0) * 4.0 + 2 * 2.0 + 1.0]


def test_empty_tuples_are_no_parents():
    start = Value(2.0)
    out = sum((), start) + dot((), (), start)
    assert gradients(out, [start]) == [2.0]


# ------------------------------------------------------------ partials are kept


def test_data_changed_after_recording_does_not_change_the_pass():
    a, b = Value(2.0), Value(-3.0)
    xs = (a, b)
    out = a * b + dot(xs, xs) + exp(a * 0.0)
    wanted = gradients(out, [a, b])
    a.data, b.data = 100.0, 200.0
    assert gradients(out, [a, b]) == wanted == [-3.0 + 4.0, 2.0 - 6.0]


def test_folded_node_keeps_its_partials_when_weights_change():
    w, x, b = (Value(2.0),), (Value(3.0),), Value(1.0)
    (out,) = affine([w], x, [b], "relu")
    w[0].data = x[0].data = b.data = -50.0
    assert gradients(out, [*w, *x, b]) == [3.0, 2.0, 1.0]
    assert out.parents[0].data == 7.0


@pytest.mark.parametrize("number", [int, float, np.float64, np.int64])
def test_number_of_any_kind_set_as_data_works(number):
    a, b = Value(2.0), Value(3.0)
    a.data, b.data = number(5), number(7)
    out = dot((a, b), (b, a), a) + a * b
    assert out.data == 75 + 35 + 0
    assert gradients(out, [a, b]) == [7 + 7 + 1 + 7, 5 + 5 + 5]


# ------------------------------------------------------------ interruption


class Tripwire(Value):
    """A leaf at which a pass is interrupted once, as by Ctrl-C."""

    armed = ""

    @property
    def grad(self):
        return self.trip("grad", Value.grad.__get__(self))

    @grad.setter
    def grad(self, number):
        Value.grad.__set__(self, number)

    @property
    def op(self):
        return self.trip("op", Value.op.__get__(self))

    @op.setter
    def op(self, row):
        Value.op.__set__(self, row)

    def trip(self, where, found):
        if self.armed == where:
            self.armed = ""
            raise KeyboardInterrupt
        return found


@pytest.mark.parametrize("where", ["op", "grad"])
def test_interrupted_pass_does_not_spoil_the_next(where):
    a, b, wire = Value(2.0), Value(-3.0), Tripwire(0.5)
    inner = a * b
    xs = (inner, wire, a)
    out = tanh(dot(xs, xs)) * inner + sum(xs, wire) * a
    wanted = gradients(out, [a, b, wire])
    wire.armed = where
    with pytest.raises(KeyboardInterrupt):
        out.backward()
    assert gradients(out, [a, b, wire]) == wanted


# ------------------------------------------------------------ depth

DEEP = 100_000
COUNTED = DEEP * (DEEP - 1) // 2  # what goes through the nodes: 0, 1, 2, …
STEPS = {
    "sum": (lambda node, one: sum((node,), one), DEEP),
    "list": (lambda node, one: sum([node, 0.0, one]), DEEP),
    "dot": (lambda node, one: dot((node,), (one,), one), DEEP + COUNTED),
    "folded": (lambda node, one: folded(node, one), DEEP + COUNTED),
    "affine": (lambda node, one: affine([(node,)], (one,), [one])[0], DEEP + COUNTED),
}
deep = pytest.mark.parametrize(("step", "wanted"), STEPS.values(), ids=STEPS)


def folded(node, one):
    return affine([(one,)], (node,), [one], "relu")[0]


@pytest.fixture
def without_gc():
    """Long chains are made in half the time; nothing here needs the collector."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_gc")
def test_million_operations_run_backward():
    out = x = Value(0.5)
    one = Value(1.0)
    for _ in range(1_000_000):
        out = out + one
    out.backward()
    assert (out.data, x.grad, one.grad) == (1_000_000.5, 1.0, 1_000_000.0)


@deep
@pytest.mark.usefixtures("without_gc")
def test_deep_chain_of_nodes_of_many_operands(step, wanted):
    out = x = Value(0.0)
    one = Value(1.0)
    for _ in range(DEEP):
        out = step(out, one)
    assert gradients(out, [x, one]) == [1.0, wanted] and out.data == DEEP


@pytest.mark.usefixtures("without_gc")
def test_deep_folded_chain_is_the_same_after_a_look_at_every_parent():
    out = x = Value(0.0)
    one = Value(1.0)
    for _ in range(DEEP):
        out = folded(out, one)
    assert len(topological_order([out])) == 2 * DEEP + 2
    assert gradients(out, [x, one]) == [1.0, DEEP + COUNTED]
