"""One layer recorded together is what `dot` and an activation record one by one."""

import gc
import math
import random
from contextlib import nullcontext

import pytest
from helpers import gradients, live_values

import autograd
from autograd import (
    OPS,
    Tag,
    Value,
    affine,
    affine_each,
    dot,
    scope,
    sum,
    weighted_sum,
)
from autograd.traversal import topological_order

ACTIVATIONS = [
    "",
    *(
        op.name
        for op in OPS.values()
        if len(op.names) == 1 + len(op.defaults) and not op.vectors
    ),
]
activations = pytest.mark.parametrize("activation", ACTIVATIONS)
looks = pytest.mark.parametrize("look", [False, True], ids=["folded", "looked at"])


def layer(activation, seed=0, inputs=3):
    """Rows, inputs and starts such that every pre-activation is in the op's domain."""
    draw = random.Random(f"{activation} {seed}")
    low, high = OPS[activation].domain[0] if activation else (-3.0, 3.0)
    rows = [tuple(Value(draw.uniform(-2, 2)) for _ in range(inputs)) for _ in range(4)]
    x = tuple(Value(draw.uniform(-2, 2)) for _ in range(inputs))
    starts = [Value(draw.uniform(low, high) - float(dot(row, x))) for row in rows]
    return rows, x, starts


def one_by_one(rows, x, starts, activation):
    """What affine stands for."""
    apply = getattr(autograd, activation) if activation else lambda z: z
    return [apply(dot(row, x, b)) for row, b in zip(rows, starts, strict=True)]


def leaves(rows, x, starts):
    return [*(w for row in rows for w in row), *x, *starts]


def weighted(outputs):
    """A loss that sends a different adjoint to each output, 0 to one of them."""
    return dot(tuple(outputs), (0.7, 0.0, -1.3, 2.0))


@activations
def test_values_are_those_of_dot_bit_for_bit(activation):
    rows, x, starts = layer(activation)
    together = affine(rows, x, starts, activation)
    wanted = one_by_one(rows, x, starts, activation)
    assert [out.data for out in together] == [out.data for out in wanted]


@activations
@looks
def test_gradients_are_those_of_dot(activation, look):
    for seed in range(5):
        rows, x, starts = layer(activation, seed)
        wanted = gradients(
            weighted(one_by_one(rows, x, starts, activation)), leaves(rows, x, starts)
        )
        loss = weighted(affine(rows, x, starts, activation))
        assert not look or topological_order([loss])
        found = gradients(loss, leaves(rows, x, starts))
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15)


@activations
def test_look_shows_the_graph_that_dot_records(activation):
    rows, x, starts = layer(activation)
    for out, wanted in zip(
        affine(rows, x, starts, activation),
        one_by_one(rows, x, starts, activation),
        strict=True,
    ):
        while out.op is not None and out.op is not OPS["dot"]:
            assert (out.op, out.data) == (wanted.op, wanted.data)
            assert out.partials == wanted.partials
            assert out.operands[1:] == wanted.operands[1:]
            (out,), (wanted,) = out.parents, wanted.parents
        assert (out.op, out.data, out.parents) == (
            wanted.op,
            wanted.data,
            wanted.parents,
        )
        assert (out.partials, out.operands) == (wanted.partials, wanted.operands)


@activations
@looks
@pytest.mark.parametrize("started", [True, False])
def test_affine_of_each_is_affine_of_one_after_another(activation, look, started):
    rows, x, starts = layer(activation)
    xs = [x, x, tuple(value * 1.0 for value in x)]
    given = (starts if started else None, activation)
    if activation and not started:  # what a domain needs may have been in the starts
        rows = [(*row, start) for row, start in zip(rows, starts, strict=True)]
        xs = [(*each, Value(1.0)) for each in xs]
    together = affine_each(rows, xs, *given)
    single = [affine(rows, each, *given) for each in xs]
    wanted, found = (
        gradients(sum([weighted(each) for each in outputs]), [*leaves(rows, x, starts)])
        for outputs in (single, together)
        if not look or topological_order(outputs[2])
    )
    assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15)
    for outputs, same in zip(together, single, strict=True):
        assert [out.data for out in outputs] == [out.data for out in same]


@pytest.mark.parametrize("observed", [False, True])
def test_affine_without_starts_is_dot(observed):
    rows, x, _ = layer("")
    with scope("s") if observed else nullcontext():
        together = affine(rows, x)
        wanted = [dot(row, x) for row in rows]
    assert list(map(layout, together)) == list(map(layout, wanted))
    assert [out.operands for out in together] == [out.operands for out in wanted]
    assert {out.scope for out in together} == {wanted[0].scope}


@activations
def test_pre_activation_has_its_adjoint_whether_looked_at_before_or_after(activation):
    if activation:
        rows, x, starts = layer(activation)
        before, after = (affine(rows, x, starts, activation) for _ in range(2))
        assert all(out.parents for out in before)
        weighted(before).backward()
        weighted(after).backward()
        found = [out.parents[0].grad for out in after]
        assert found == [out.parents[0].grad for out in before]
        assert found == [out.grad * out.partials[0] for out in after]


def test_pre_activation_may_be_used_again():
    rows, x, starts = layer("tanh")
    out, wanted = (make(rows, x, starts, "tanh")[0] for make in (affine, one_by_one))
    first, second = (node.parents[0] * node + node for node in (out, wanted))
    assert first.data == second.data
    found = gradients(first, leaves(rows, x, starts))
    assert found == pytest.approx(gradients(second, leaves(rows, x, starts)), rel=1e-12)


@pytest.mark.parametrize("inputs", [0, 1, 64, 65, 200])
@pytest.mark.parametrize("activation", ["", "tanh"])
def test_any_number_of_inputs(inputs, activation):
    rows, x, starts = layer(activation, inputs=inputs)
    together = affine(rows, x, starts, activation)
    wanted = one_by_one(rows, x, starts, activation)
    assert [out.data for out in together] == [out.data for out in wanted]
    found, same = (
        gradients(weighted(each), leaves(rows, x, starts))
        for each in (together, wanted)
    )
    assert found == pytest.approx(same, rel=1e-12, abs=1e-15)
    assert together[0].partials == wanted[0].partials


def test_look_between_two_passes_changes_no_gradient():
    rows, x, starts = layer("tanh")
    loss = weighted(affine(rows, x, starts, "tanh"))
    before = gradients(loss, leaves(rows, x, starts))
    topological_order([loss])
    after = gradients(loss, leaves(rows, x, starts))
    assert after == pytest.approx(before, rel=1e-12)


def test_look_during_a_pass_is_refused_and_the_pass_goes_on():
    class Leaf(Value):
        @property
        def grad(self):
            with pytest.raises(RuntimeError, match="a backward pass is running"):
                nodes[0].parents  # noqa: B018
            return Value.grad.__get__(self)

        @grad.setter
        def grad(self, number):
            Value.grad.__set__(self, number)

    w, nodes = Leaf(2.0), [Value(0.0)]
    nodes[:] = affine([(w,)], (Value(3.0),), [Value(1.0)], "relu")
    nodes[0].backward()
    assert Value.grad.__get__(w) == 3.0 and nodes[0].parents[0].data == 7.0


def test_every_look_finds_the_same_pre_activation():
    rows, x, starts = layer("relu")
    (out, *_) = affine(rows, x, starts, "relu")
    assert out.parents[0] is out.operands[0] is out._prev[0]


def test_layers_above_one_another():
    draw = random.Random(1)
    rows = [
        [tuple(Value(draw.uniform(-1, 1)) for _ in range(3)) for _ in range(3)]
        for _ in range(3)
    ]
    x, starts = tuple(map(Value, (0.3, -0.7, 1.1))), [Value(0.1) for _ in range(3)]
    parameters = [*(w for layer in rows for row in layer for w in row), *x, *starts]

    def loss(make):
        outputs = x
        for weights in rows:
            outputs = make(weights, outputs, starts, "tanh")
        return sum(tuple(outputs), outputs[0] * x[0])

    wanted = gradients(loss(one_by_one), parameters)
    assert gradients(loss(affine), parameters) == pytest.approx(wanted, rel=1e-12)


def test_one_leaf_in_every_place():
    a = Value(0.5)
    (out,) = affine([(a, a)], (a, a), [a], "relu")
    assert gradients(out, [a]) == [4 * 0.5 + 1.0]
    assert out.parents[0].parents == (a,) * 5
    assert gradients(out, [a]) == [4 * 0.5 + 1.0]


# ------------------------------------------------------------ nothing is hidden


@looks
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", ["weight", "input", "start"])
def test_no_zero_slope_hides_nan_or_infinity(bad, place, look):
    w, x, b = Value(1.0), Value(1.0), Value(-5.0)
    {"weight": w, "input": x, "start": b}[place].data = bad
    (out,) = affine([(w,)], (x,), [b], "relu")
    (wanted,) = one_by_one([(w,)], (x,), [b], "relu")
    assert not look or out.parents
    found = gradients(out, [w, x, b])
    assert repr(found) == repr(gradients(wanted, [w, x, b]))


def test_inactive_unit_sends_zero():
    w, x, b = Value(2.0), Value(3.0), Value(-50.0)
    (out,) = affine([(w,)], (x,), [b], "relu")
    assert gradients(out, [w, x, b]) == [0.0, 0.0, 0.0] and out.grad == 1.0


@looks
def test_nan_adjoint_reaches_an_inactive_unit(look):
    w, x, b = Value(2.0), Value(3.0), Value(-50.0)
    (out,) = affine([(w,)], (x,), [b], "relu")
    assert not look or out.parents
    assert all(map(math.isnan, gradients(out * math.nan, [w, x, b])))


# ------------------------------------------------------------ what it takes


@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_rows_and_inputs_may_be_lists(kind):
    rows, x, starts = layer("tanh")
    outputs = affine([list(row) for row in rows], kind(x), starts, "tanh")
    wanted = gradients(weighted(affine(rows, x, starts, "tanh")), [*rows[0], *x])
    assert gradients(weighted(outputs), [*rows[0], *x]) == wanted


def test_list_of_weights_changed_afterwards_does_not_change_the_node():
    row, x, b = [Value(2.0)], [Value(3.0)], Value(1.0)
    (out,) = affine([row], x, [b], "relu")
    row[0] = Value(100.0)
    assert out.parents[0].parents[0].data == 2.0


def test_numbers_among_the_inputs_are_constants():
    w = (Value(2.0), Value(-1.0))
    (out,) = affine([w], [3.0, 4], [1], "tanh")
    assert out.data == math.tanh(2.0 * 3.0 - 4.0 + 1.0)
    assert out.parents[0].parents == w and out.parents[0].partials == (3.0, 4.0)


def test_no_rows_give_no_outputs():
    assert affine([], (Value(1.0),), []) == []
    assert affine_each([], [(Value(1.0),)] * 2, []) == [[], []]
    assert affine_each([(Value(1.0),)], [], [Value(1.0)]) == []


def test_affine_of_each_takes_what_has_one_length():
    with pytest.raises(ValueError, match="one length, but x has 1, y has 2"):
        affine_each([(Value(1.0),)], [(Value(1.0),), (Value(2.0), Value(3.0))])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([(1.0,)], (1.0,), [0.0], "nosuch"), "there is no activation 'nosuch'"),
        (([(1.0,)], (1.0,), [0.0], "maximum"), "there is no activation 'maximum'"),
        (([(1.0,)], (1.0,), [0.0], "sum"), "there is no activation 'sum'"),
        (([(1.0,)], (1.0,), []), "1 rows take as many starts and tags, not 0 and 1"),
        (([(1.0,)], (1.0,), [0.0], "", [(Tag(), Tag())] * 2), "tags, not 1 and 2"),
        (([(1.0, 2.0)], (1.0,), [0.0]), "one length, but x has 2, y has 1"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    rows, x, starts, *rest = arguments
    rows = [tuple(map(Value, row)) for row in rows]
    with pytest.raises(ValueError, match=message):
        affine(rows, tuple(map(Value, x)), list(map(Value, starts)), *rest)


def test_domain_error_names_the_activation_and_the_value():
    with pytest.raises(ValueError, match=r"^log of x = -3.0 \(label 'z1'\): outside"):
        affine(
            [(Value(1.0),)], (Value(-3.0),), [Value(0.0)], "log", [(Tag("z1"), Tag())]
        )


# ------------------------------------------------------------ names and scopes

TAGS = [(Tag("z1", ("layer 1",)), Tag("O1", ("layer 1",)))]


def names():
    (out,) = affine([(Value(2.0),)], (Value(3.0),), [Value(1.0)], "tanh", TAGS)
    return [(node.label, node.scope) for node in (out.parents[0], out)]


def test_nodes_get_their_tags():
    assert names() == [("z1", ("layer 1",)), ("O1", ("layer 1",))]


def test_tags_stand_within_the_scope_around():
    with scope("encoder"):
        inside = names()
    assert inside == [("z1", ("encoder", "layer 1")), ("O1", ("encoder", "layer 1"))]


def test_nodes_without_tags_belong_to_the_scope_around():
    with scope("encoder"):
        (out,) = affine([(Value(2.0),)], (Value(3.0),), [Value(1.0)], "tanh")
    assert out.scope == out.parents[0].scope == ("encoder",)


def test_look_inside_a_scope_does_not_rename_what_was_recorded_before():
    (out,) = affine([(Value(2.0),)], (Value(3.0),), [Value(1.0)], "tanh")
    with scope("elsewhere"):
        assert out.parents[0].scope == ()


def test_folded_pre_activations_cost_no_node():
    rows, x, starts = layer("tanh")
    gc.collect()
    before = live_values()
    outputs = affine(rows, x, starts, "tanh")
    assert live_values() - before == len(outputs)


def by_signs(weights, x, start):
    z = start
    for weight, value in zip(weights, x, strict=True):
        z = z + weight * value
    return z


def layout(output):
    """Every node below an output by number: op, data, operands' numbers, partials."""
    order = topological_order([output])
    number = {node: i for i, node in enumerate(order)}
    return [
        (node.op, node.data, [number[p] for p in node.parents], node.partials)
        for node in order
    ]


@pytest.mark.parametrize("observed", [False, True])
def test_weighted_sum_is_what_the_signs_record(observed):
    weights, x = [Value(0.1), Value(-0.7), Value(3.0)], [Value(0.3)] * 3
    with scope("s") if observed else nullcontext():
        ours = weighted_sum(weights, x, Value(0.2))
    assert layout(ours) == layout(by_signs(weights, x, Value(0.2)))
    assert ours.data == dot(weights, x, Value(0.2)).data


@pytest.mark.parametrize("around", [(), ("s",)])
def test_weighted_sum_tags_its_nodes_within_the_scopes_around(around):
    tags = Tag("", ("n",)), Tag("z", ("n",))
    with scope("s") if around else nullcontext():
        z = weighted_sum([Value(1.0), Value(2.0)], [Value(3.0)] * 2, Value(0.0), tags)
    last, *between = [node for node in reversed(topological_order([z])) if node.op]
    assert last.tag == Tag("z", (*around, "n"))
    assert {node.tag for node in between} == {Tag("", (*around, "n"))}


def test_weighted_sum_takes_numbers_too_and_refuses_what_does_not_fit():
    w = Value(3.0)
    assert weighted_sum([w, 2.0], [0.5, 4], 1.0).data == 10.5
    assert weighted_sum([], [], w) is w and weighted_sum([2.0], [4.0], 1.0) == 9.0
    with pytest.raises(ValueError, match="weighted_sum: 2 weights for 1 inputs"):
        weighted_sum([w, w], [w], w)
    with pytest.raises(TypeError, match="mul: operand x: a Value holds a real number"):
        weighted_sum(["a"], [w], w)


@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 130])
def test_group_adds_up_what_any_number_of_ops_send(count):
    group, draw = (Value(2.0), Value(-3.0)), random.Random(count)
    weights = [(draw.random(), draw.random()) for _ in range(count)]
    dots = tuple(dot(group, pair) for pair in weights)
    found = gradients(dot(dots, (2.0,) * count, Value(1.0)), group)
    wanted = [math.fsum(2.0 * pair[i] for pair in weights) for i in range(2)]
    assert found == pytest.approx(wanted, rel=1e-14)
