"""A compiled graph as a function of JAX: jitted, batched, sharded, differentiated."""

import doctest
import importlib
import json
import os
import random
import subprocess
import sys

import numpy as np
import pytest
from compiling import BACKENDS, assert_close_to_eager, random_leaves, records

from autograd import Value, compile, dot, exp, maximum, relu, sqrt, sum, tanh
from nn import GPT, MLP, MSE, NextLetter

jax = pytest.importorskip("jax")


@pytest.fixture(autouse=True)
def wide():
    with jax.enable_x64(True):
        yield


def network():
    """A loss of one record, its inputs, and a table."""
    random.seed(6)
    model = MLP(2, [5, 4, 1], activation="tanh")
    x, y = [Value(0.5), Value(-0.5)], Value(0.25)
    loss = MSE()(model(x), y)
    table = np.random.default_rng(6).uniform(-1, 1, (16, 3))
    return loss, [*x, y], table


def test_grad_of_jax_is_eager():
    weights = random_leaves(random.Random(7), 4)

    def make(weights, inputs):
        hidden = [tanh(w * inputs[0] + inputs[1]) for w in weights]
        return exp(dot(tuple(hidden), tuple(weights))) * 0.1 + sum(tuple(weights)) ** 2

    inputs = [Value(0.1), Value(0.2)]
    f = compile(make(weights, inputs), inputs=inputs)
    table = [[0.3, -0.2], [1.0, 0.4], [-0.7, 0.1]]
    both = jax.jit(jax.value_and_grad(f.jax()))
    value, gradient = both(f.data(), np.array(table))
    outputs = records(make, weights, table)
    assert_close_to_eager(f.parameters, value, gradient.tolist(), outputs)


@pytest.mark.parametrize("texts", [["anna"], ["anna", "ab", "bana", "anna"]])
def test_graph_without_inputs_is_a_function_of_its_parameters(texts):
    random.seed(3)
    model = GPT("abn", width=4, heads=2)
    rows, targets = model.records(texts)
    losses = map(NextLetter(), map(model, rows), targets)
    cost = sum(tuple(losses))
    f = compile(cost)
    value, gradient = jax.jit(jax.value_and_grad(f.jax()))(f.data())
    assert_close_to_eager(f.parameters, value, gradient.tolist(), [cost])


def test_kinks_and_ties_have_the_gradient_of_this_package():
    x = Value(0.0, label="x")
    for output, slope in (
        (relu(x), 0.0),
        (maximum(x, 2.0 * x), 1.5),
        (abs(x), 0.0),
        (maximum(x, 0.0), 0.5),
        (sqrt(x), np.inf),
    ):
        assert jax.grad(compile(output).jax())(np.zeros(1)) == slope


def test_second_derivatives_and_batches():
    x, y = Value(0.5), Value(2.0)
    f = compile(tanh(x * y) + y**3.0)
    of_second = jax.hessian(f.jax())(f.data())
    out = np.tanh(1.0)
    slope = -2 * out * (1 - out**2)
    mixed = (1 - out**2) + slope * 1.0
    expected = {x: {x: slope * 4.0, y: mixed}, y: {x: mixed, y: slope * 0.25 + 12.0}}
    wanted = [[expected[a][b] for b in f.parameters] for a in f.parameters]
    assert of_second == pytest.approx(np.array(wanted), rel=1e-13)
    points = np.array([[0.1, 0.2], [0.3, 0.4]])
    one_by_one = [float(f.jax()(point)) for point in points]
    assert jax.vmap(f.jax())(points).tolist() == pytest.approx(one_by_one, rel=1e-14)


def test_several_outputs_are_an_array():
    x, w = Value(0.5), Value(3.0)
    f = compile([x * w, w * w], inputs=[x])
    found = jax.jacobian(f.jax())(np.array([3.0]), np.array([[1.0], [2.0]]))
    assert found.tolist() == [[3.0], [12.0]]  # w² once a record


def test_it_computes_in_the_dtype_of_its_parameters():
    loss, inputs, table = network()
    f = compile(loss, inputs=inputs)
    with jax.enable_x64(False):
        found = f.jax()(f.data().astype(np.float32), table)
    assert found.dtype == np.float32 and f.jax()(f.data(), table).dtype == np.float64
    assert float(found) == pytest.approx(f(table), rel=1e-5)


def test_wrong_shapes_are_said():
    loss, inputs, table = network()
    f = compile(loss, inputs=inputs)
    with pytest.raises(ValueError, match=r"takes 44 parameters .* shape \(3,\)"):
        f.jax()(np.zeros(3), table)
    with pytest.raises(ValueError, match=r"\(records, 3\), and got the shape \(3,\)"):
        f.jax()(f.data(), table[0])


SHARDED = """
import json
import jax
import numpy as np
from jax.sharding import NamedSharding, PartitionSpec
from test_compiler_jax import compile, network

assert len(jax.devices()) == 8
jax.config.update("jax_enable_x64", True)
loss, inputs, table = network()
f = compile(loss, inputs=inputs)
mesh = jax.make_mesh((8,), ("records",))
rows = jax.device_put(table, NamedSharding(mesh, PartitionSpec("records", None)))
weights = jax.device_put(f.data(), NamedSharding(mesh, PartitionSpec()))
both = jax.jit(jax.value_and_grad(f.jax())).lower(weights, rows).compile()
value, gradient = both(weights, rows)
print(json.dumps({
    "value": float(value),
    "gradient": gradient.tolist(),
    "records of a device": rows.addressable_shards[0].data.shape[0],
    "copies": len(gradient.sharding.device_set),
    "sums over devices": both.as_text().count("all-reduce"),
    "tables gathered": both.as_text().count("all-gather"),
}))
"""


def test_records_on_eight_devices_give_the_numbers_of_one():
    loss, inputs, table = network()
    f = compile(loss, inputs=inputs, backend="numpy")
    flags = "--xla_force_host_platform_device_count=8"
    folders = os.pathsep.join([*sys.path, os.path.dirname(__file__)])
    setting = {"XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu", "PYTHONPATH": folders}
    done = subprocess.run(
        [sys.executable, "-c", SHARDED],
        env=os.environ | setting,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    value, gradient = f.value_and_grad(table)
    assert found["value"] == pytest.approx(value, rel=1e-13)
    assert found["gradient"] == pytest.approx(gradient.tolist(), rel=1e-12)
    assert found["records of a device"] == 2 and found["copies"] == 8
    assert found["sums over devices"] > 0 and found["tables gathered"] == 0


def test_jax_is_imported_only_when_it_is_asked_for():
    text = (
        "import sys; from autograd import Value, compile; f = compile(Value(2.0) ** 2);"
        "f(); assert 'jax' not in sys.modules; print(f.backend)"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in BACKENDS[:-1]


def test_the_example_of_the_method_runs():
    module = importlib.import_module("autograd.compiler.compiled")
    found = doctest.testmod(module)
    assert found.attempted > 10 and found.failed == 0
