"""What is LLVM's own: threads, padded blocks, very long programs, whole trainings.

That it computes what the eager engine does is held in test_compiler_graphs, with the
other backends.
"""

import math
import random

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from compiling import assert_compiled_is_eager, random_leaves

from autograd import Value, compile, exp
from autograd.compiler import cache, llvm_backend
from autograd.compiler.llvm import kernel
from autograd.compiler.llvm.many import many_records
from autograd.compiler.runs import begun, take_steps
from autograd.compiler.training import SGD, regular
from nn import MLP


def net_program(activation="tanh"):
    """The squared error of a small net on one record, and its parameters' numbers."""
    random.seed(1)
    model = MLP(2, [5, 5, 1], activation=activation, output="linear")
    x, y = [Value(0.5), Value(-0.25)], Value(1.0)
    f = compile((model(x) - y) ** 2, inputs=[*x, y], backend="llvm")
    return f.program, np.array([leaf.data for leaf in f.parameters])


def runner(program):
    return cache.runner(program, "llvm")


def table(records, seed=0):
    return np.random.default_rng(seed).normal(size=(records, 3))


def test_padded_blocks_of_every_size_are_the_sum_of_single_records():
    program, numbers = net_program()
    run, seeds = runner(program), np.ones(1)
    for count in range(2, 40):
        rows = table(count, count)
        value, gradient, _ = run.value_and_grad(numbers, rows, seeds)
        each = [
            run.value_and_grad(numbers, rows[i : i + 1], seeds) for i in range(count)
        ]
        assert value[0] == pytest.approx(math.fsum(v[0] for v, _, _ in each), rel=1e-13)
        np.testing.assert_allclose(gradient, sum(g for _, g, _ in each), 1e-11, 1e-13)
        found = run.each(numbers, rows)[:, 0]
        np.testing.assert_allclose(found, [v[0] for v, _, _ in each], 1e-12, 1e-15)


def test_threads_add_up_what_one_does_and_give_the_same_bits_again(monkeypatch):
    program, numbers = net_program()
    rows, seeds = table(1001), np.full(1, 0.5)
    alone = runner(program).value_and_grad(numbers, rows, seeds)
    monkeypatch.setattr(llvm_backend, "processors", lambda: 3)
    monkeypatch.setattr(llvm_backend, "WORTH_A_THREAD", 1)
    run = runner(program)
    shared = run.value_and_grad(numbers, rows, seeds)
    assert len(run._others) == 3 * llvm_backend.PARTS - 1
    np.testing.assert_allclose(shared[1], alone[1], 1e-11, 1e-12)
    again = run.value_and_grad(numbers, rows, seeds)
    assert all(np.array_equal(a, b) for a, b in zip(shared[:2], again[:2], strict=True))


def test_threads_read_no_number_before_the_table(monkeypatch):
    program, numbers = net_program()
    monkeypatch.setattr(llvm_backend, "processors", lambda: 3)
    monkeypatch.setattr(llvm_backend, "WORTH_A_THREAD", 1)
    monkeypatch.setattr(llvm_backend, "SMALL", 0)  # so that no table is copied
    rows = np.vstack([np.full((1, 3), np.nan), table(20)])[1:]
    found = runner(program).value_and_grad(numbers, rows, np.ones(1))
    assert np.isfinite(found[1]).all()


def test_program_too_long_to_unroll(monkeypatch):
    monkeypatch.setattr(kernel, "MANY", 2)

    def make(weights, inputs):
        a, b = inputs
        for weight in weights:
            a, b = (a * weight + b).tanh() + 0.25 * a, (b - weight * a).sigmoid()
        return a * b

    leaves = random_leaves(random.Random(2), 9)
    rows = [[0.1 * i, 0.7 - 0.2 * i] for i in range(9)]
    assert_compiled_is_eager(make, leaves, rows, "llvm")
    assert_compiled_is_eager(make, leaves, rows[:1], "llvm")


def descent(steps, records, parameters, lr=0.05):
    return regular(SGD, {"weight_decay": 0.0}, lr, steps, records, None, parameters)


def test_training_ends_before_a_step_that_is_not_finite():
    program, numbers = net_program("relu")
    schedule = descent(50, 3, len(numbers), lr=1e30)
    outcome = take_steps(runner(program), SGD, schedule, numbers, table(3))
    assert 0 < outcome.steps < 50
    assert np.isfinite(outcome.parameters).all()
    assert np.isfinite(outcome.values).all()


def test_threads_take_the_steps_of_one(monkeypatch):
    program, numbers = net_program()
    rows, schedule = table(300), descent(5, 300, len(numbers))
    alone = take_steps(runner(program), SGD, schedule, numbers, rows)
    monkeypatch.setattr(llvm_backend, "processors", lambda: 3)
    monkeypatch.setattr(llvm_backend, "WORTH_A_THREAD", 1)
    shared = take_steps(runner(program), SGD, schedule, numbers, rows)
    assert shared.steps == 5
    np.testing.assert_allclose(shared.values, alone.values, 1e-12)
    np.testing.assert_allclose(shared.parameters, alone.parameters, 1e-11, 1e-12)


def test_threads_take_one_step_a_call(monkeypatch):
    program, numbers = net_program()
    rows, schedule = table(300), descent(3, 300, len(numbers))
    alone = take_steps(runner(program), SGD, schedule, numbers, rows)
    monkeypatch.setattr(llvm_backend, "processors", lambda: 3)
    monkeypatch.setattr(llvm_backend, "WORTH_A_THREAD", 1)
    run = begun(runner(program), SGD, descent(1, 300, len(numbers)))
    run.parameters[:] = numbers
    run.place(rows, stays=False)
    assert [run.again() for _ in range(3)] == [True] * 3
    np.testing.assert_allclose(run.parameters, alone.parameters, 1e-11, 1e-12)


def test_frozen_parameters_stay():
    program, numbers = net_program()
    schedule = descent(3, 4, len(numbers))
    schedule.moves[5:] = 0.0
    outcome = take_steps(runner(program), SGD, schedule, numbers, table(4))
    assert np.array_equal(outcome.parameters[5:], numbers[5:])
    assert not np.isclose(outcome.parameters[:5], numbers[:5]).any()


def test_infinity_that_a_later_op_hides_is_noticed():
    x = Value(1.0)
    program = compile(1.0 / (1.0 + exp(x)), inputs=[x], backend="llvm").program
    run = runner(program)
    for rows in (np.array([[1000.0]]), np.array([[0.0], [1000.0], [1.0]])):
        with pytest.raises(FloatingPointError):
            run.forward(np.zeros(0), rows)
        assert np.isfinite(run.forward(np.zeros(0), rows, check=False)).all()


def test_branches_of_a_sigmoid_share_one_exponential():
    x, w = Value(1.0), Value(2.0)
    program = compile((x * w).sigmoid(), inputs=[x], backend="llvm").program
    text = many_records(program)
    calls = [
        line for line in text.splitlines() if "call" in line and "glass.exp" in line
    ]
    assert len(calls) == 1 and text.count(" fdiv ") == 1


def test_total_that_steers_its_own_adjoint():
    x, w = Value(1.5), Value(0.5)
    rows = [Value(0.1 * i) for i in range(12)]
    output = sum((row * w).tanh() ** 2 for row in rows).sqrt() * x
    f = compile(output, backend="llvm")
    value, gradient = f.value_and_grad()
    output.backward()
    assert value == pytest.approx(output.data, rel=1e-13)
    wanted = [leaf.grad for leaf in f.parameters]
    np.testing.assert_allclose(gradient, wanted, 1e-11, 1e-12)
