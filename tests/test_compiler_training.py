"""Whole runs of steps beside the optimizers of nn, one step after the other."""

import random
from collections import OrderedDict

import numpy as np
import pytest
from compiling import backends

from autograd import Value, compile, dot
from autograd.compiler import cache
from autograd.compiler.training import ADAM, ADAMW, MOMENTUM, NESTEROV, SGD, Rule
from nn import MLP
from nn import optimizers as nn_optimizers

MEANS = {"first": 0.9, "second": 0.999, "eps": 1e-8, "weight_decay": 0.1}
SPEED = {"momentum": 0.9, "weight_decay": 0.1}
RULES = {
    "SGD": (SGD, {"weight_decay": 0.1}, {}),
    "momentum": (MOMENTUM, SPEED, {"momentum": 0.9}),
    "Nesterov": (NESTEROV, SPEED, {"momentum": 0.9, "nesterov": True}),
    "Adam": (ADAM, MEANS, {}),
    "AdamW": (ADAMW, MEANS, {}),
}


def recorded(seed=1):
    """The squared error of a small net on one record, its model and its inputs."""
    random.seed(seed)
    model = MLP(2, [4, 3, 1], activation="tanh", output="linear")
    x, y = [Value(0.5), Value(-0.25)], Value(1.0)
    return (model(x) - y) ** 2, model, [*x, y]


def table(records):
    return np.random.default_rng(records).normal(size=(records, 3))


@backends
@pytest.mark.parametrize("records, batch", [(1, None), (10, None), (10, 4)])
@pytest.mark.parametrize("name", RULES)
def test_run_takes_the_steps_of_the_optimizer(name, records, batch, backend):
    rule, constants, options = RULES[name]
    rows, steps = table(records), 7
    output, model, inputs = recorded()
    kind = getattr(nn_optimizers, name if name.startswith("Adam") else "SGD")
    optimizer = kind(model.parameters(), lr=0.05, weight_decay=0.1, **options)
    f = compile(output, inputs=inputs, backend="numpy")
    parts = [rows[k : k + (batch or 10)] for k in range(0, records, batch or 10)]
    wanted = []
    for step in range(steps):
        part = parts[step % len(parts)]
        optimizer.zero_grad()
        wanted.append(f(part) / len(part))
        f.backward(1.0 / len(part))
        optimizer.step()
    expected = [leaf.data for leaf in f.parameters]

    output, _, inputs = recorded()
    g = compile(output, inputs=inputs, backend=backend)
    with g.session() as session:
        values = session.train(
            rule, rows, lr=0.05, steps=steps, batch=batch, constants=constants
        )
    np.testing.assert_allclose(values, wanted, 1e-11)
    found = [leaf.data for leaf in g.parameters]
    np.testing.assert_allclose(found, expected, 1e-10, 1e-12)


@backends
def test_run_ends_before_a_number_that_is_not_finite(backend):
    output, _, inputs = recorded()
    f = compile(output, inputs=inputs, backend=backend)
    session = f.session()
    with pytest.raises(FloatingPointError, match=r"in step \d+ of 9 .* smaller steps"):
        session.train(SGD, table(3), lr=1e200, steps=9)
    assert np.isfinite(session.parameters).all()


@backends
def test_rule_of_ones_own(backend):
    x, w = Value(1.0), Value(2.0)
    f = compile((w - x) ** 2, inputs=[x], backend=backend)
    with f.session() as session:
        session.train(Rule("1.0 if g > 0 else -1.0"), [[0.0]], lr=0.25, steps=3)
    assert w.data == 1.25


@backends
def test_run_ends_before_a_weighted_sum_too_large_for_a_float(backend):
    w, x = [Value(1e308), Value(1e308)], [Value(1.0), Value(1.0)]
    session = compile(dot(tuple(w), tuple(x)), inputs=x, backend=backend).session()
    with pytest.raises(FloatingPointError, match="step 1 of 3"):
        session.train(SGD, [[1.0, 1.0], [1.0, 1.0]], lr=0.1, steps=3)
    assert session.parameters.tolist() == [1e308, 1e308]


def test_steps_do_not_compile_the_program_again(monkeypatch):
    llvm = pytest.importorskip("autograd.compiler.llvm_backend")
    monkeypatch.setattr(cache, "_built", OrderedDict())
    output, _, inputs = recorded()
    f = compile(output, inputs=inputs, backend="llvm")
    f.value_and_grad(table(10))
    written = []
    text_of = llvm.many_records
    monkeypatch.setattr(llvm, "many_records", lambda p: written.append(p) or text_of(p))
    f.session().train(SGD, table(10), lr=0.05, steps=3)
    assert not written


@backends
@pytest.mark.parametrize("records", [1, 10])
@pytest.mark.parametrize("name", RULES)
def test_steps_one_by_one_are_those_of_a_run(name, records, backend):
    rule, constants, _ = RULES[name]
    rows, (output, _, inputs) = table(records), recorded()
    f = compile(output, inputs=inputs, backend=backend)
    run, session = f.session(), f.session()
    wanted = run.train(rule, rows, lr=0.05, steps=5, constants=constants)
    optimizer = session.optimizer(rule, lr=0.05, constants=constants)
    assert [optimizer.step(rows) for _ in range(5)] == wanted.tolist()
    assert np.array_equal(session.parameters, run.parameters)


@backends
def test_step_takes_the_records_rate_and_parameters_of_its_call(backend):
    x, w = Value(1.0), Value(2.0)
    session = compile((w - x) ** 2, inputs=[x], backend=backend).session()
    optimizer, rows = session.optimizer(SGD, lr=0.5), np.array([[0.0]])
    for number in (3.0, 4.0, 5.0):  # the same array, with other numbers in it
        rows[0] = number
        optimizer.step(rows)
        assert session.parameters[0] == number
    optimizer.lr = 0.25
    assert optimizer.step([[1.0], [2.0], [3.0]]) == (16.0 + 9.0 + 4.0) / 3
    assert session.parameters[0] == 3.5
    session.parameters = np.array([10.0])
    assert optimizer.step(rows[:, ::-1]) == 25.0
    assert session.parameters[0] == 7.5


@backends
def test_step_that_goes_wrong_says_what_the_eager_engine_says(backend):
    x, w = Value(1.0, label="x"), Value(2.0, label="w")
    session = compile((w * x).log(), inputs=[x], backend=backend).session()
    optimizer = session.optimizer(ADAM, lr=0.1, constants=MEANS)
    first = optimizer.step([[1.0], [2.0]])
    before = session.parameters.copy()
    with pytest.raises(ValueError, match="record 1 of the table: log"):
        optimizer.step([[1.0], [-2.0]])
    assert np.array_equal(session.parameters, before) and optimizer.taken == 1
    assert np.isfinite([first, optimizer.step([[1.0]])]).all()


@backends
def test_steps_of_records_that_were_found_in_the_graph(backend):
    w = Value(2.0)
    f = compile(sum((w - x) ** 2 for x in (1.0, 2.0, 3.0, 6.0)), backend=backend)
    with f.session() as session:
        optimizer = session.optimizer(SGD, lr=0.5)
        optimizer.step()
    assert w.data == 3.0


def test_leaves_that_differ_from_record_to_record_take_no_steps():
    w, xs = Value(2.0), [Value(float(k)) for k in range(4)]
    f = compile(sum((w - x) ** 2 for x in xs))
    with pytest.raises(ValueError, match="differ from record to record"):
        f.session().optimizer(SGD, lr=0.5)
