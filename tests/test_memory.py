"""A graph is freed when its output is dropped, by reference counting alone."""

import gc

import pytest
from helpers import gradients, live_values

from autograd import Graph, Value, affine, dot, grad, relu, scope, sum, tanh
from autograd.traversal import topological_order

WEIGHTS = [tuple(Value(0.1 * i * j - 0.3) for j in range(4)) for i in range(4)]
STARTS = [Value(0.1 * i) for i in range(4)]


def ordinary(x):
    out = x[0]
    for each in x:
        out = tanh(out * each + 1.0) - abs(each) / 2.0
    return out * out


def many_operands(x):
    return dot(x, x) + sum(x, x[0]) + sum([*x, 2.0]) + dot(x, (1.0, 2.0, 3.0, 4.0))


def layers(x):
    hidden = affine(WEIGHTS, x, STARTS, "tanh")
    return sum(tuple(affine(WEIGHTS, hidden, STARTS, "relu")), x[0])


def expanded(x):
    hidden = []
    for row, z in zip(WEIGHTS, STARTS, strict=True):
        for weight, value in zip(row, x, strict=True):
            z = z + weight * value
        hidden.append(relu(z))
    return sum(hidden)


def in_scopes(x):
    with scope("outer"), scope("inner"):
        return layers(x) + ordinary(x)


def recorded_twice(x):
    out = layers(x)
    return sum(grad(out, x, create_graph=True)) * out


kinds = pytest.mark.parametrize(
    "make", [ordinary, many_operands, layers, expanded, in_scopes, recorded_twice]
)
USES = {
    "recorded": lambda out, x: None,
    "run backward": gradients,
    "looked at": lambda out, x: topological_order([out]),
    "looked at after a pass": lambda out, x: (gradients(out, x), Graph.of(out)),
    "looked at before a pass": lambda out, x: (Graph.of(out), gradients(out, x)),
    "operands asked for": lambda out, x: [n.operands for n in topological_order([out])],
}


@pytest.fixture
def collected():
    """Nothing is left from before, and the collector stays off."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@kinds
@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.usefixtures("collected")
def test_dropped_graph_is_gone(make, use):
    x = [Value(0.5), Value(-1.5), Value(2.0), Value(0.0)]
    before = live_values()
    out = make(tuple(x))
    use(out, x)
    assert live_values() > before + 5
    del out
    assert live_values() == before


@kinds
@pytest.mark.usefixtures("collected")
def test_dropped_graph_leaves_nothing_for_the_collector(make):
    x = tuple(Value(0.5 * i) for i in range(4))
    make(x).backward()  # what is compiled at first use is made now
    gc.collect()
    make(x).backward()
    assert gc.collect() == 0


@pytest.mark.usefixtures("collected")
def test_refused_op_leaves_nothing():
    x = Value(-1.0)
    before = live_values()
    for _ in range(3):
        with pytest.raises(ValueError, match="log"):
            (x * 2.0 + 1.0).log()
    assert live_values() == before


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize(
    "step",
    [
        lambda node, one: node + one,
        lambda node, one: node * 1.0,
        lambda node, one: sum((node,), one),
        lambda node, one: affine([(one,)], (node,), [one], "relu")[0],
    ],
    ids=["two", "number", "sum", "folded"],
)
def test_long_chain_is_freed_without_recursion(step):
    one = Value(1.0)
    before = live_values()
    out = Value(0.0)
    for _ in range(100_000):
        out = step(out, one)
    out.backward()
    del out
    assert live_values() == before
