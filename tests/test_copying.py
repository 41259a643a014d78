"""Pickle and deepcopy give the same graph again, whole, however deep."""

import copy
import gc
import pickle

import pytest
from helpers import gradients, live_values

from autograd import OPS, Value, affine, copying, dot, exp, scope, sum, tanh
from autograd.traversal import topological_order


def pickled(what):
    return pickle.loads(pickle.dumps(what))


ways = pytest.mark.parametrize("copied", [pickled, copy.deepcopy])


def graph():
    """An output with every kind of node below it, and its leaves."""
    a, b, c = Value(0.5, "a"), Value(-1.5, "b"), Value(2.0, "c")
    with scope("layer"):
        inner = exp(a * b) / c
    xs = (inner, a, b)
    row = affine([xs, xs], (a, b, c), [a, c], "tanh")
    out = dot(xs, xs) + sum([inner, 3.0, a]) + row[0] * row[1] + 2.0**a
    return out, [a, b, c]


def described(output):
    """All that a graph holds, in words that can be compared."""
    nodes = topological_order([output])
    number = {node: i for i, node in enumerate(nodes)}
    return [
        (n.op, n.data, n.grad, n.tag, n.partials, [number[p] for p in n.parents])
        for n in nodes
    ]


@ways
def test_copy_holds_the_same(copied):
    out, _ = graph()
    out.backward()
    assert described(copied(out)) == described(out)


@ways
def test_copy_has_nodes_of_its_own(copied):
    out, _ = graph()
    twins = topological_order([copied(out)])
    assert not {*twins} & {*topological_order([out])}


@ways
def test_copy_runs_backward_and_leaves_the_original_alone(copied):
    out, leaves = graph()
    wanted = gradients(out, leaves)
    twin, twins = copied((out, leaves))
    assert gradients(twin, twins) == wanted
    assert gradients(twin * 2.0, twins) == [2.0 * each for each in wanted]
    assert [leaf.grad for leaf in leaves] == wanted


@ways
def test_leaves_are_shared_within_one_copy(copied):
    out, leaves = graph()
    model = {"weights": leaves, "losses": [out, leaves[0] * 2.0]}
    twin = copied(model)
    a = twin["weights"][0]
    twin["losses"][1].backward()
    assert a.grad == 2.0 and a in topological_order([twin["losses"][0]])


def test_deepcopy_shares_recorded_nodes_as_well():
    out, _ = graph()
    twin, same, above = copy.deepcopy([out, out, out + 1.0])
    assert twin is same and above.parents == (twin,)


@ways
def test_operands_are_kept(copied):
    a = Value(0.5)
    assert copied(2.0**a).operands[0] == 2.0
    assert copied(sum([a, 3.0])).operands[0][1] == 3.0


@ways
def test_copied_tuples_are_shared_again(copied):
    xs = (Value(1.0), Value(2.0))
    first, second = copied(dot(xs, xs) + sum(xs, xs[0])).parents
    assert first.operands[0] is first.operands[1] is second.operands[0]


@ways
def test_folded_node_is_copied(copied):
    w, x, b = (Value(2.0),), (Value(3.0),), Value(1.0)
    out, leaves = affine([w], x, [b], "tanh")[0], [*w, *x, b]
    wanted = gradients(out, leaves)
    twin, twins = copied((out, leaves))
    assert gradients(twin, twins) == wanted and twin.parents[0].data == 7.0


@ways
def test_whole_numbers_set_as_data_are_copied(copied):
    a, b = Value(2.0), Value(3.0)
    a.data, b.data = 0, 1
    assert copied(a * b).partials == (1.0, 0.0)
    assert copied(dot((a,), (b,), a)).partials == (1.0, 0.0, 1.0)


class Weight(Value):
    """A leaf that knows more."""

    def __init__(self, data, unit):
        super().__init__(data)
        self.unit = unit


@ways
def test_subclass_keeps_its_kind_and_its_attributes(copied):
    leaf = copied(Weight(2.0, unit=["mm"]))
    assert type(leaf) is Weight and (leaf.data, leaf.unit) == (2.0, ["mm"])
    node = copied(tanh(Weight(2.0, unit=["mm"])))
    assert type(node.parents[0]) is Weight and node.parents[0].unit == ["mm"]


STEPS = {
    "add": lambda node, one: node + one,
    "number": lambda node, one: node + 1.0,
    "sum": lambda node, one: sum((node,), one),
    "folded": lambda node, one: affine([(one,)], (node,), [one], "relu")[0],
}


@ways
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_deep_graph_is_copied(copied, step):
    x, one = Value(0.0), Value(1.0)
    out = x
    for _ in range(10_000):
        out = step(out, one)
    twin, leaf = copied((out, x))
    twin.backward()
    assert (twin.data, leaf.grad, x.grad) == (10_000.0, 1.0, 0.0)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_pickle_protocol_works(protocol):
    out, _ = graph()
    assert described(pickle.loads(pickle.dumps(out, protocol))) == described(out)


def test_shallow_copy_of_a_leaf_is_a_leaf_of_its_own():
    a = Value(2.0, "a")
    twin = copy.copy(a)
    assert twin is not a and (twin.data, twin.label, twin.op) == (2.0, "a", None)


def test_shallow_copy_of_a_node_is_a_node_of_its_own_with_the_same_parents():
    out, leaves = graph()
    twin = copy.copy(out)
    twin.label = "twin"
    assert twin is not out and out.label == "" and twin.parents == out.parents
    assert gradients(twin, leaves) == gradients(out, leaves)


def test_shallow_copy_of_a_folded_node_is_folded():
    w, x, b = (Value(2.0),), (Value(3.0),), Value(1.0)
    twin = copy.copy(affine([w], x, [b], "tanh")[0])
    assert twin.parents[0].data == 7.0 and twin.parents[0].parents == (*w, *x, b)


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy, copy.copy])
def test_copying_leaves_nothing_for_the_collector(copied):
    copied(graph()[0])  # what is compiled at first use is made now
    gc.collect()
    gc.disable()
    before = live_values()
    copied(graph()[0])
    gc.enable()
    assert live_values() == before


def test_op_that_is_not_in_the_table_is_named_when_loading(monkeypatch):
    stored = pickle.dumps(tanh(Value(1.0)))
    others = {name: op for name, op in OPS.items() if name != "tanh"}
    monkeypatch.setattr("autograd.ops.OPS", others)
    with pytest.raises(LookupError, match=r"the op 'tanh'.*call autograd.register"):
        pickle.loads(stored)


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy])
def test_nodes_copied_together_stay_together(copied):
    x = Value(0.5, "x")
    inner = tanh(x)
    small, large = copied([inner, inner * x])
    assert large.parents[0] is small
    large, small = copied([inner * x, inner])
    assert large.parents[0] is small


def test_pickling_every_node_of_a_chain_is_linear():
    def size(length):
        nodes = [Value(1.0)]
        for _ in range(length):
            nodes.append(nodes[-1] * 1.5)
        return len(pickle.dumps(nodes))

    assert size(800) < 2.5 * size(400)


def test_copying_every_node_of_a_chain_keeps_them_connected():
    nodes = [Value(1.0)]
    for _ in range(3000):
        nodes.append(nodes[-1] * 1.5)
    twins = copy.deepcopy(nodes)
    assert twins[-1].parents[0] is twins[-2]


def test_nothing_is_kept_alive_by_pickling():
    pickle.dumps(tanh(Value(0.5)))
    assert len(copying._tapes) == 0
