"""Threads that record and run backward at the same time do not disturb each other."""

import sys
from threading import Barrier, Thread

import pytest
from helpers import gradients

from autograd import Graph, Value, affine, dot, grad, scope, sum, tanh

THREADS = 4


@pytest.fixture(autouse=True)
def threads_change_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def together(work):
    """work(i) for each thread i, all at once; their results in order."""
    start, results, errors = Barrier(THREADS), [None] * THREADS, []

    def run(i):
        try:
            start.wait()
            results[i] = work(i)
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return results


def steps(parameters, x):
    """Some steps of gradient descent with every kind of node."""
    for _ in range(40):
        rows, starts = [tuple(parameters[:2]), tuple(parameters[2:4])], parameters[4:6]
        hidden = tuple(affine(rows, x, starts, "tanh"))
        loss = dot(hidden, hidden, parameters[0]) + sum(hidden) * tanh(parameters[1])
        slopes = gradients(loss, parameters)
        for parameter, slope in zip(parameters, slopes, strict=True):
            parameter.data -= 0.1 * slope
    return [parameter.data for parameter in parameters]


def training(i):
    parameters = [Value(0.1 * i + 0.07 * j) for j in range(6)]
    return steps(parameters, (Value(0.5), Value(-0.25 * i)))


def test_graphs_of_their_own_train_as_if_alone():
    assert together(training) == [training(i) for i in range(THREADS)]


def two_operands(shared):
    return shared[0] * 3.0 + shared[1]


def groups(shared):
    return sum((dot(shared, (3.0, 1.0)), dot(shared, shared) * 0.0))


def layer(shared):
    outputs = affine([shared, shared], (ONE, ONE), [ONE, ONE], "relu")
    return sum(tuple(outputs)) + shared[0] - shared[1]


ONE = Value(1.0)


@pytest.mark.parametrize("graph", [two_operands, groups, layer])
def test_shared_leaves_lose_no_gradient(graph):
    shared = (Value(1.0), Value(2.0))

    def work(_):
        for _ in range(500):
            graph(shared).backward()

    together(work)
    assert [leaf.grad for leaf in shared] == [3.0 * 500 * THREADS, 1.0 * 500 * THREADS]


def test_threads_that_look_find_one_pre_activation():
    for _ in range(200):
        (out,) = affine([(Value(2.0),)], (Value(3.0),), [Value(1.0)], "tanh")
        found = together(lambda _, out=out: (out.parents, out.operands, out.partials))
        assert len(set(found)) == 1 and found[0][0][0].data == 7.0


def test_each_thread_has_scopes_of_its_own():
    def work(i):
        found = set()
        for _ in range(200):
            with scope(f"thread {i}"), scope("inner"):
                node = Value(1.0) + 1.0
                found.add(node.scope)
            found.add((Value(1.0) * 2.0).scope)
        return found

    assert together(work) == [{(f"thread {i}", "inner"), ()} for i in range(THREADS)]


def test_thread_starts_in_no_scope():
    with scope("main"):
        assert together(lambda _: Value(1.0).scope) == [()] * THREADS


def test_reading_a_graph_while_another_thread_differentiates_loses_nothing():
    xs = tuple(Value(0.1 * i) for i in range(6))
    rows = [tuple(Value(0.3 * i - 0.2 * j) for i in range(6)) for j in range(8)]
    biases = [Value(0.1) for _ in rows]
    for _ in range(40):
        output = sum(tuple(affine(rows, xs, biases, "tanh")))
        reader = Thread(target=Graph.of, args=(output,))
        reader.start()
        for x in xs:
            x.grad = 0.0
        output.backward()
        reader.join()
        assert tuple(x.grad for x in xs) == pytest.approx(grad(output, xs))
