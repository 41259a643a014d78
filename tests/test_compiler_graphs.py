"""Compiled graphs give what the eager ones give, whatever was recorded."""

import random

import pytest
from compiling import (
    assert_close_to_eager,
    assert_compiled_is_eager,
    assert_nodes_are_eager,
    backends,
    random_leaves,
)
from helpers import apply, inside, intervals
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from programs import Recorded, programs

from autograd import (
    OPS,
    Op,
    Value,
    compile,
    dot,
    log,
    register,
    sigmoid,
    sin,
    sum,
    tanh,
)
from autograd.compiler.scalar_runner import is_narrow

few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking what is compiled takes minutes
)
rows = pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)


def applied_inside(op, numbers):
    """The op on numbers brought into its domain, whatever they are."""
    point = [
        low + (high - low) * (0.05 + 0.9 * sigmoid(number))
        for (low, high), number in zip(intervals(op), numbers, strict=True)
    ]
    return apply(op, point)


@backends
@rows
def test_row_over_records(op, backend):
    points = inside(op, 7)
    assert_compiled_is_eager(
        lambda weights, inputs: weights[0] * apply(op, inputs) + weights[1],
        random_leaves(random.Random(1), 2),
        points,
        backend,
    )


@backends
@rows
def test_row_of_parameters_and_inputs_in_blocks(op, backend):
    draw = random.Random(2)
    count = len(intervals(op))

    def make(weights, inputs):
        terms = []
        for shift in range(3):
            mixed = (weights[shift:] + inputs + weights)[:count]
            terms.append(weights[shift] * applied_inside(op, mixed))
            terms.append(applied_inside(op, (inputs + weights[shift:])[:count]))
            terms.append(applied_inside(op, weights[shift : shift + count]))
        return sum(terms)

    table = [[draw.uniform(-2, 2) for _ in range(2)] for _ in range(5)]
    assert_compiled_is_eager(make, random_leaves(draw, 8), table, backend)


@backends
@rows
def test_every_node_of_a_row(op, backend):
    draw = random.Random(3)
    leaves = random_leaves(draw, 8)
    count = len(intervals(op))
    nodes = [applied_inside(op, leaves[i : i + count]) for i in range(3)]
    assert_nodes_are_eager(dot(nodes, leaves[:3]) + nodes[0], backend)


@backends
@rows
def test_row_with_constants(op, backend):
    draw = random.Random(4)
    names = op.names

    def make(weights, inputs):
        found = []
        for kept in range(len(names)):
            operands = [
                each if i == kept else each.data if isinstance(each, Value) else each
                for i, each in enumerate(packed(op, inputs))
            ]
            found.append(getattr(__import__("autograd"), op.name)(*operands))
        return weights[0] * sum([each for each in found if isinstance(each, Value)])

    def packed(op, inputs):
        rest = iter([*weights_inside(op, inputs)])
        return [
            (next(rest), next(rest)) if name in op.vectors else next(rest)
            for name in op.names
        ]

    def weights_inside(op, inputs):
        return [
            0.5 * (low + high) + 0.2 * (high - low) * sin(each)
            for (low, high), each in zip(intervals(op), inputs, strict=True)
        ]

    count = len(intervals(op))
    row = [draw.uniform(-2, 2) for _ in range(count)]
    if any(name in op.vectors for name in names):
        pytest.skip("a vector of numbers is tried below")
    # the same row twice: what was a number is part of the graph
    assert_compiled_is_eager(make, random_leaves(draw, 1), [row, row], backend)


@backends
@few
@given(programs(14))
def test_random_graph(backend, program):
    output, leaves = program.record()
    f = compile(output, backend=backend)
    value, gradient = f.value_and_grad()
    assert set(f.parameters) <= set(leaves)
    assert_close_to_eager(f.parameters, value, gradient, [output])


@backends
@few
@given(programs(14), st.integers(1, 2), st.integers(1, 5))
def test_random_graph_over_records(backend, program, inputs, count):
    draw = random.Random(count)
    table = [[draw.uniform(-2, 2) for _ in range(inputs)] for _ in range(count)]
    parameters = [Value(x) for x in program.inputs[inputs:]]
    assert_compiled_is_eager(
        lambda parameters, row: program.run([*row, *parameters], Recorded),
        parameters,
        table,
        backend,
    )


@backends
@few
@given(programs(10))
def test_every_node_of_a_random_graph(backend, program):
    output, _ = program.record()
    assert_nodes_are_eager(output, backend)


@backends
@few
@given(programs(8), st.integers(2, 6), st.booleans(), st.booleans())
def test_repeated_structure(backend, program, count, chained, shared):
    draw = random.Random(count)
    weights = [Value(x) for x in program.inputs[1:]]
    rows = random_leaves(draw, count)
    if shared:
        rows[-1] = rows[0]
    terms = [program.run([row, *weights], Recorded) * 1.5 for row in rows]
    output = _chained(terms) if chained else sum(tuple(terms))
    output = tanh(output / count) + 0.1 * dot(tuple(weights), tuple(weights))
    f = compile(output, backend=backend)
    value, gradient = f.value_and_grad()
    assert_close_to_eager(f.parameters, value, gradient, [output])


def _chained(terms):
    total = 0.0
    for term in terms:
        total = total + term
    return total


@backends
@few
@given(
    st.lists(st.sampled_from(sorted(OPS)), min_size=2, max_size=12), st.integers(0, 99)
)
def test_random_graph_over_every_row(backend, names, seed):
    draw = random.Random(seed)

    def make(parameters, inputs):
        numbers = [*parameters, *inputs]
        choose = random.Random(seed)
        for name in names:
            op = OPS[name]
            taken = [choose.choice(numbers) for _ in intervals(op)]
            numbers.append(tanh(applied_inside(op, taken)))
        return dot(tuple(numbers), tuple(map(sin, numbers)))

    table = [[draw.uniform(-2, 2) for _ in range(2)] for _ in range(3)]
    assert_compiled_is_eager(make, random_leaves(draw, 3), table, backend)


def deep(leaves):
    """Every row again and again, each on what came before; nothing repeats."""
    choose, numbers = random.Random(1), list(leaves)
    for _ in range(8):
        for name in sorted(OPS):
            op = OPS[name]
            taken = [choose.choice(numbers[-5:]) for _ in intervals(op)]
            numbers.append(tanh(applied_inside(op, taken)))
    return dot(tuple(numbers[-9:]), tuple(map(sin, numbers[-9:])), numbers[-1])


def test_deep_graph_in_which_nothing_repeats_is_run_number_by_number():
    output = deep(random_leaves(random.Random(2), 5))
    f = compile(output, backend="numpy")
    assert is_narrow(f.program)
    assert_close_to_eager(f.parameters, *f.value_and_grad(), [output])
    assert f() == pytest.approx(output.data, rel=1e-12)
    assert_nodes_are_eager(output, "numpy")


def test_error_in_a_deep_graph_is_the_eager_one():
    w = x = Value(1.0, label="w")
    for _ in range(300):
        x = x.sin() + 0.1
    f = compile(x + log(w), backend="numpy")
    assert is_narrow(f.program)
    w.data = -1.0
    with pytest.raises(ValueError, match=r"^log of x = -1\.0 \(label 'w'\): outside"):
        f.value_and_grad()


@backends
def test_registered_op(backend):
    register(Op("cube", "x ** 3", ("3 * x ** 2",)))
    register(
        Op(
            "energy",
            "scale * sum(x * x * y) / (1 + scale * scale)",
            (
                "2 * scale * x * y / (1 + scale * scale)",
                "scale * x * x / (1 + scale * scale)",
                "out / scale - 2 * scale * out / (1 + scale * scale)",
            ),
            operands=("x*", "y*", "scale"),
            domain=((-2.0, 2.0), (-2.0, 2.0), (0.5, 2.0)),
        )
    )
    from autograd import cube, energy

    def make(weights, inputs):
        first = energy(tuple(weights[:2]), tuple(inputs), weights[2])
        second = energy(tuple(inputs), (cube(weights[0]), weights[1]), 0.5)
        return first * cube(second) + energy(tuple(weights[:2]), (1.0, 2.0), 1.5)

    table = [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]]
    assert_compiled_is_eager(make, random_leaves(random.Random(5), 3), table, backend)
