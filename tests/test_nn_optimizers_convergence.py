"""Small networks that learn: activations, losses and rules at work together."""

import math
import random

import mpmath
import pytest

from autograd import Value
from nn import (
    MAE,
    MLP,
    MSE,
    SGD,
    Adam,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Huber,
    LogCosh,
    PReLU,
    RMSProp,
)

CORNERS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def trained(model, loss, optimizer, X, y, steps):
    """The cost after some steps on all records."""
    for _ in range(steps):
        optimizer.zero_grad()
        loss.cost([model(row) for row in X], y, "mean").backward()
        optimizer.step()
    return loss.cost([model(row) for row in X], y, "mean").data


@pytest.mark.parametrize("activation", ["tanh", "gelu", "mish", "prelu", "softsign"])
def test_a_network_learns_exclusive_or(activation):
    random.seed(3)
    model = MLP(2, [4, 1], activation=activation)
    optimizer = Adam(model.parameters(), lr=0.1)
    loss = BinaryCrossEntropy(from_logits=True)
    assert trained(model, loss, optimizer, CORNERS, [0, 1, 1, 0], 120) < 0.05
    assert [int(model(row) >= 0.0) for row in CORNERS] == [0, 1, 1, 0]


@pytest.mark.parametrize("rule", [SGD, RMSProp, Adam])
def test_three_classes_are_learned_from_their_numbers(rule):
    random.seed(0)
    X = [[math.cos(angle), math.sin(angle)] for angle in (0, 0.3, 2, 2.3, 4, 4.3)]
    model = MLP(2, [3], output="softmax")
    optimizer = rule(model.parameters(), lr=0.5 if rule is SGD else 0.1)
    loss = CategoricalCrossEntropy()
    assert trained(model, loss, optimizer, X, [0, 0, 1, 1, 2, 2], 100) < 0.2


DATA = [1.0, 1.1, 0.9, 1.0, 11.0]  # an outlier
LOG_COSH_CENTRE = float(
    mpmath.findroot(lambda c: mpmath.fsum(mpmath.tanh(c - y) for y in DATA), 1.2)
)


@pytest.mark.parametrize(
    "loss, centre",
    [
        (MSE(), sum(DATA) / 5),
        (MAE(), sorted(DATA)[2]),
        (Huber(0.1), 1 + 1 / 30),
        (LogCosh(), LOG_COSH_CENTRE),
    ],
    ids=["mean", "median", "huber", "log-cosh"],
)
def test_a_loss_finds_its_centre_of_the_data(loss, centre):
    found = Value(0.0)
    optimizer = SGD([found], lr=lambda step: 0.5 / (1 + 0.05 * step))
    for _ in range(300):
        optimizer.zero_grad()
        loss.cost([found] * len(DATA), DATA, "mean").backward()
        optimizer.step()
    assert found.data == pytest.approx(centre, abs=5e-3)


def test_the_median_minimises_the_absolute_error():
    data = [1.0, 2.0, 4.0, 8.0, 16.0]
    costs = [MAE().cost([Value(c)] * 5, data).data for c in (3.9, 4.0, 4.1)]
    assert min(costs) == costs[1]


def test_prelu_learns_the_slope_of_the_data():
    activation = PReLU()
    optimizer = SGD(activation.parameters(), lr=0.1)
    X = [-2.0, -1.0, 1.0, 2.0]
    y = [-1.2, -0.6, 1.0, 2.0]
    for _ in range(50):
        optimizer.zero_grad()
        MSE().cost([activation(Value(x)) for x in X], y).backward()
        optimizer.step()
    assert activation.slopes[0].data == pytest.approx(0.6, abs=1e-9)
