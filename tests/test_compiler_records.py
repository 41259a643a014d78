"""Records compiled one by one or by the row give what the eager ones add up to."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from compiling import BACKENDS, backends, eager

from autograd import Value, compile_records, compile_rows, dot, tanh

ROOT = Path(__file__).parents[1]
draw = random.Random(7)
W = [Value(draw.uniform(-1, 1)) for _ in range(6)]
ROWS = [[draw.uniform(-1, 1) for _ in range(2)] for _ in range(9)]


def record(row):
    h = tanh(dot((W[0], W[1]), tuple(row), W[2]))
    return [(h * W[3] + 0.5) ** 2 + W[4], h]


def numbers():
    return np.array([leaf.data for leaf in W])


def assert_gradient(records, chosen, outputs, scale=1.0):
    value, gradient = records.value_and_grad(chosen, numbers(), scale)
    found = [eager(outputs(i)[0], W) for i in chosen]
    assert value == pytest.approx(scale * sum(each for each, _, _ in found), rel=1e-12)
    wanted = scale * np.array([gradients for _, gradients, _ in found]).sum(axis=0)
    assert gradient == pytest.approx(wanted, rel=1e-12, abs=1e-15)


@backends
def test_rows_of_a_table(backend):
    records = compile_rows(record, ROWS, W, backend=backend)
    outputs = lambda i: record([Value(x) for x in ROWS[i]])  # noqa: E731
    for chosen in ([0], [3, 1, 8], list(range(9)), [2, 2]):
        assert_gradient(records, chosen, outputs, scale=1 / len(chosen))
    wanted = [[each.data for each in outputs(i)] for i in (4, 0)]
    assert records.each([4, 0], numbers()) == pytest.approx(np.array(wanted))


@backends
@pytest.mark.parametrize("kind", [float, Value], ids=["numbers", "leaves"])
def test_numbers_that_all_records_share_are_no_matter(backend, kind):
    rows = [[0.0, *row] for row in ROWS]

    def outputs(i):
        a, b, c = map(kind, rows[i])
        return [tanh(W[0] * a + W[1] * b + W[2] * c + W[3])]

    records = compile_records(outputs, len(rows), W, backend=backend)
    assert records.kinds == 1
    assert_gradient(records, [0, 5, 3], outputs)


@backends
def test_parameters_that_differ_from_record_to_record(backend):
    def outputs(i):  # as an embedding: i says which parameters
        first, second = W[i % 3], W[(2 * i) % 5]
        return [tanh(first * W[5] + second) * first]

    records = compile_records(outputs, 9, W, backend=backend)
    assert records.kinds == 1
    assert_gradient(records, [0, 1, 2, 4, 8], outputs)


@backends
def test_records_of_two_structures(backend):
    def outputs(i):
        node = tanh(W[0] * ROWS[i][0])
        return [node * node if i % 3 else node + W[1]]

    records = compile_records(outputs, 9, W, backend=backend)
    assert records.kinds == 2
    assert_gradient(records, [0, 1, 2, 3, 7], outputs)
    found = records.each([3, 1, 0], numbers())[:, 0]
    assert found == pytest.approx([outputs(i)[0].data for i in (3, 1, 0)])


def test_only_the_trained_parameters_get_gradients():
    records = compile_rows(record, ROWS, W, trained=2, backend="numpy")
    _, gradient = records.value_and_grad([0], numbers())
    assert gradient[:2].all() and not gradient[2:].any()


def test_too_many_structures_give_none():
    def outputs(i):
        node = W[0] * 1.0
        for _ in range(i):
            node = node.sin()
        return [node]

    assert compile_records(outputs, 5, W, backend="numpy", most=4) is None
    assert compile_records(outputs, 4, W, backend="numpy", most=4).kinds == 4


def test_number_that_is_not_finite_is_told():
    records = compile_rows(lambda row: [W[0] / row[0]], [[1.0], [0.0]], W[:1])
    assert records.backend in BACKENDS
    with pytest.raises(FloatingPointError):
        records.value_and_grad([0, 1], numbers()[:1])


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b != "jax"])
def test_compiling_does_not_load_what_numpy_loads_late(backend):
    code = f"""
import sys, numpy
before = "numpy.ma" in sys.modules
from autograd import Value, compile_rows, softmax
w = [Value(0.1 * i) for i in range(6)]
def record(row):
    z = softmax([w[0] * row[0] + w[1] * row[1] + w[i] for i in range(2, 6)])
    return [z[0] * row[0] + z[3] * row[1]]
compiled = compile_rows(record, [[1.0, 2.0], [3.0, 4.0]], w, backend={backend!r})
compiled.value_and_grad([0, 1], numpy.ones(6))
assert ("numpy.ma" in sys.modules) == before
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
