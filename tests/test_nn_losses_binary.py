"""Losses of two classes: closed forms, the lecture's cases, far logits; bad input."""

import math

import mpmath
import pytest
from sklearn.metrics import hinge_loss, log_loss

from autograd import Graph, Value, sigmoid
from nn import BinaryCrossEntropy, Hinge


def values(*numbers):
    return [Value(number) for number in numbers]


# ------------------------------------------------------------ hinge


def test_mean_cost_of_hinge_is_sklearns_hinge_loss():
    scores, y = [0.5, -2.0, 3.0, 0.25], [1, 1, 1, -1]
    cost = Hinge().cost(values(*scores), y, reduction="mean")
    assert cost.data == hinge_loss(y, scores)


def test_hinge_pulls_only_what_is_within_the_margin():
    y_hats = values(0.5, 2.0, 1.0, -0.5)
    Hinge().cost(y_hats, [1, 1, 1, -1]).backward()
    assert [y_hat.grad for y_hat in y_hats] == [-1.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize("y", [0, 0.5, 2])
def test_targets_of_hinge_are_minus_one_and_one(y):
    with pytest.raises(ValueError, match=r"Hinge: .*for classes 0 and 1 write 2 \* y"):
        Hinge()(Value(0.5), y)


# ------------------------------------------------------------ two classes


def test_binary_cross_entropy_has_the_lectures_two_cases():
    assert BinaryCrossEntropy()(Value(0.8), 1).data == -math.log(0.8)
    assert BinaryCrossEntropy()(Value(0.8), 0).data == -math.log(1.0 - 0.8)


def test_of_a_plain_class_only_its_case_is_recorded():
    right, wrong = (Graph.of(BinaryCrossEntropy()(Value(0.8), y)) for y in (1, 0))
    assert [node.op.name for node in right.nodes[1:]] == ["log", "neg"]
    assert [node.op.name for node in wrong.nodes[1:]] == ["sub", "log", "neg"]


@pytest.mark.parametrize("y", [0.0, 1.0, 0.3])
@pytest.mark.parametrize("z", [-2.0, 0.0, 3.5])
def test_sigmoid_and_binary_cross_entropy_have_prediction_minus_target(z, y):
    logit, again = Value(z), Value(z)
    y_hat = sigmoid(logit)
    BinaryCrossEntropy()(y_hat, y).backward()
    assert logit.grad == pytest.approx(y_hat.data - y, abs=1e-15)
    BinaryCrossEntropy(from_logits=True)(again, y).backward()
    assert again.grad == pytest.approx(y_hat.data - y, abs=1e-15)


def test_mean_cost_of_binary_cross_entropy_is_sklearns_log_loss():
    cost = BinaryCrossEntropy().cost(values(0.9, 0.2, 0.6), [1, 0, 0], "mean")
    assert cost.data == pytest.approx(log_loss([1, 0, 0], [0.9, 0.2, 0.6]), rel=1e-14)


@pytest.mark.parametrize("z", [-1000.0, -40.0, -1.5, 0.0, 40.0, 1000.0])
@pytest.mark.parametrize("y", [0, 1, 0.25])
def test_binary_loss_from_logits_is_right_however_large(z, y):
    mpmath.mp.dps = 60
    exact = mpmath.log1p(mpmath.exp(z)) - mpmath.mpf(y) * z
    logit = Value(z)
    loss = BinaryCrossEntropy(from_logits=True)(logit, y)
    loss.backward()
    assert loss.data == pytest.approx(float(exact), rel=1e-14, abs=1e-300)
    slope = mpmath.mpf(1) / (1 + mpmath.exp(-z)) - y
    assert logit.grad == pytest.approx(float(slope), rel=1e-14, abs=1e-15)


def test_binary_targets_may_be_values():
    y = Value(0.25)
    BinaryCrossEntropy()(Value(0.8), y).backward()
    assert y.grad == pytest.approx(math.log(0.2) - math.log(0.8), rel=1e-14)


def test_several_outputs_are_several_decisions():
    loss = BinaryCrossEntropy()(values(0.8, 0.4), [1, 0])
    assert loss.data == pytest.approx(-math.log(0.8) - math.log(0.6), rel=1e-15)


def test_binary_label_smoothing_is_a_softer_target():
    smoothed = BinaryCrossEntropy(label_smoothing=0.2)(Value(0.8), 1)
    assert smoothed.data == BinaryCrossEntropy()(Value(0.8), 0.9).data


def test_class_weights_multiply_the_loss_of_their_class():
    loss = BinaryCrossEntropy(class_weights=(0.5, 4.0))
    assert loss(Value(0.8), 1).data == -4.0 * math.log(0.8)
    assert loss(Value(0.75), 0).data == -0.5 * math.log(0.25)


@pytest.mark.parametrize("y_hat", [-0.1, 1.5, math.nan])
def test_an_output_that_is_no_probability_is_an_error(y_hat):
    with pytest.raises(ValueError, match=r"output .* no probability.*sigmoid.*logits"):
        BinaryCrossEntropy()(Value(y_hat), 1)


@pytest.mark.parametrize("from_logits", [False, True])
def test_a_binary_target_is_a_probability(from_logits):
    with pytest.raises(ValueError, match=r"target -1 is no probability.*0 and 1"):
        BinaryCrossEntropy(from_logits=from_logits)(Value(0.5), -1)


@pytest.mark.parametrize("y_hat, y", [(0.0, 1), (1.0, 0)])
def test_a_sure_and_wrong_decision_names_the_fix(y_hat, y):
    with pytest.raises(ValueError, match=rf"class {y} is 0.*from_logits=True"):
        BinaryCrossEntropy()(Value(y_hat), y)
    assert BinaryCrossEntropy()(Value(y_hat), 1 - y).data == 0.0
