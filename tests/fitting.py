"""Trainings to compare: a small table, a network, eager runs beside compiled ones."""

import random

import pytest

from nn import MLP, Adam, fit

draw = random.Random(0)
X = [[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(30)]
Y = [a * b for a, b in X]
SIGNS = [1 if a * b > 0 else -1 for a, b in X]
BITS = [int(a * b > 0) for a, b in X]
CLASSES = [int(a * b > 0) + int(a > 0.5) for a, b in X]


def network(outputs=1, activation="tanh", output="linear"):
    random.seed(1)
    return MLP(2, [5, outputs], activation=activation, output=output)


def adam(model):
    return Adam(model.parameters(), lr=0.02)


def trained(compiled, make, loss, optimizer=adam, rows=X, targets=Y, **options):
    model = make()
    chosen = optimizer(model)
    options = {"epochs": 100, "progress": False} | options
    history = fit(
        model, rows, targets, loss=loss, optimizer=chosen, compiled=compiled, **options
    )
    return model, history, chosen


def assert_same(backend, *arguments, **options):
    eager, wanted, its = trained(False, *arguments, **options)
    model, history, ours = trained(backend, *arguments, **options)
    assert history.losses == pytest.approx(wanted.losses, rel=1e-9)
    assert history.metrics == pytest.approx(wanted.metrics, rel=1e-9)
    numbers = [each.data for each in model.parameters()]
    assert numbers == pytest.approx([each.data for each in eager.parameters()], 1e-7)
    assert (
        ours.steps == its.steps and str(ours.explain())[:40] == str(its.explain())[:40]
    )
    grads = [each.grad for each in model.parameters()]
    assert grads == pytest.approx(
        [each.grad for each in eager.parameters()], 1e-6, 1e-9
    )
    return model, history, ours
