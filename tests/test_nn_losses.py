"""Losses against closed forms, finite differences and scikit-learn; and bad input."""

import math

import mpmath
import numpy as np
import pytest
from sklearn.metrics import log_loss

import autograd
from autograd import Graph, Value, gradcheck, softmax
from nn import MSE, CategoricalCrossEntropy, Loss


def values(*numbers):
    return [Value(number) for number in numbers]


# ------------------------------------------------------------ squared error


def test_mse_is_half_the_squared_error():
    y_hat = Value(0.75)
    loss = MSE()(y_hat, 1.0)
    loss.backward()
    assert (loss.data, y_hat.grad) == (0.03125, -0.25)


def test_mse_of_several_outputs_adds_up():
    y_hat = values(1.0, -2.0, 0.5)
    loss = MSE()(y_hat, [0.0, 0.0, 0.5])
    loss.backward()
    assert loss.data == 2.5
    assert [value.grad for value in y_hat] == [1.0, -2.0, 0.0]


def test_factor_one_is_the_squared_error_itself():
    y_hat = Value(3.0)
    loss = MSE(factor=1.0)(y_hat, 1.0)
    loss.backward()
    assert (loss.data, y_hat.grad) == (4.0, 4.0)


def test_cost_is_the_sum_of_the_losses():
    y_hats = values(1.0, 3.0)
    cost = MSE().cost(y_hats, [0.0, 1.0])
    cost.backward()
    assert (cost.data, [value.grad for value in y_hats]) == (2.5, [1.0, 2.0])


def test_mean_cost_with_factor_one_is_sklearns_mean_squared_error():
    cost = MSE(factor=1.0).cost(values(1.0, 3.0), np.array([0, 1]), reduction="mean")
    assert cost.data == 2.5  # (1² + 2²) / 2


def test_loss_and_cost_are_labelled():
    assert MSE()(Value(1.0), 2.0).label == "L"
    cost = MSE().cost(values(1.0, 2.0), [0.0, 0.0])
    assert (cost.label, [loss.label for loss in cost.parents]) == ("C", ["L1", "L2"])


def test_a_plain_target_is_no_node():
    nodes = Graph.of(MSE()(Value(1.0, "ŷ"), 2.0)).nodes
    assert [node.name for node in nodes if node.op is None] == ["ŷ"]


def test_a_target_that_is_a_value_gets_a_gradient():
    y = Value(2.0)
    MSE()(Value(1.5), y).backward()
    assert y.grad == 0.5


def test_plain_outputs_become_named_values():
    nodes = Graph.of(MSE()([0.5, 1.0], [1, 1])).nodes
    assert [node.name for node in nodes if node.op is None] == ["ŷ1", "ŷ2"]


@pytest.mark.parametrize("factor", [0, -1.0, math.inf, math.nan])
def test_a_factor_is_above_zero(factor):
    with pytest.raises(ValueError, match=r"MSE: factor = .*: give a number above 0"):
        MSE(factor=factor)


# ------------------------------------------------------------ cross entropy


def test_softmax_and_cross_entropy_have_the_gradient_prediction_minus_target():
    z, target = values(0.4, -1.3, 2.0), [0, 1, 0]
    y_hat = softmax(z)
    CategoricalCrossEntropy()(y_hat, target).backward()
    expected = [p.data - y for p, y in zip(y_hat, target, strict=True)]
    assert [each.grad for each in z] == pytest.approx(expected, abs=1e-15)


def test_logits_and_probabilities_give_one_loss():
    z, target = values(0.4, -1.3, 2.0), [0.2, 0.5, 0.3]
    from_logits = CategoricalCrossEntropy(from_logits=True)(z, target)
    from_probabilities = CategoricalCrossEntropy()(softmax(z), target)
    assert from_logits.data == pytest.approx(from_probabilities.data, rel=1e-14)


def test_the_loss_is_the_logarithm_of_the_right_class():
    mpmath.mp.dps = 40
    loss = CategoricalCrossEntropy(from_logits=True)(values(1.0, 2.0, -0.5), [0, 0, 1])
    exact = mpmath.log(sum(mpmath.exp(z) for z in (1, 2, -0.5))) + mpmath.mpf("0.5")
    assert loss.data == pytest.approx(float(exact), rel=1e-15)


def test_mean_cost_is_sklearns_log_loss():
    rows = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]
    cost = CategoricalCrossEntropy().cost(
        [values(*row) for row in rows], [[1, 0, 0], [0, 1, 0]], reduction="mean"
    )
    expected = log_loss([0, 1], rows, labels=[0, 1, 2])
    assert cost.data == pytest.approx(expected, rel=1e-14)


def test_gradient_from_logits_agrees_with_finite_differences():
    loss = CategoricalCrossEntropy(from_logits=True)
    assert gradcheck(lambda *z: loss(z, [0.1, 0.9, 0.0]), [0.3, -2.0, 1.1])


@pytest.mark.parametrize("z", [1000.0, -1000.0])
def test_large_logits_give_a_finite_loss_and_gradient(z):
    logits = values(z, 0.0)
    loss = CategoricalCrossEntropy(from_logits=True)(logits, [1, 0])
    loss.backward()
    assert loss.data == max(0.0, -z)
    assert logits[0].grad == (0.0 if z > 0 else -1.0)


def test_a_probability_of_zero_matters_only_where_the_target_is_not():
    assert CategoricalCrossEntropy()(values(1.0, 0.0), [1, 0]).data == 0.0
    with pytest.raises(ValueError, match=r"probability of class 1 is 0.*from_logits"):
        CategoricalCrossEntropy()(values(1.0, 0.0), [0, 1])


def test_targets_may_be_values():
    targets = values(0.25, 0.75)
    CategoricalCrossEntropy()(values(0.5, 0.5), targets).backward()
    assert [target.grad for target in targets] == [-math.log(0.5)] * 2


@pytest.mark.parametrize("y_hat", [(0.5, 0.6), (1.5, -0.5), (2.0, 1.0), (math.nan, 1)])
def test_outputs_that_are_no_probabilities_are_an_error(y_hat):
    with pytest.raises(
        ValueError, match=r"outputs .* not probabilities.*softmax.*logits"
    ):
        CategoricalCrossEntropy()(values(*y_hat), [1, 0])


@pytest.mark.parametrize("y", [(0, 0), (1, 1), (2, -1)])
@pytest.mark.parametrize("from_logits", [False, True])
def test_targets_that_are_no_probabilities_are_an_error(y, from_logits):
    with pytest.raises(ValueError, match=r"targets .* not probabilities.*one_hot"):
        CategoricalCrossEntropy(from_logits=from_logits)(values(0.5, 0.5), y)


# ------------------------------------------------------------ shapes


def test_as_many_targets_as_outputs():
    with pytest.raises(ValueError, match="MSE: outputs 2, targets 1: give one target"):
        MSE()(values(1.0, 2.0), 1.0)


def test_the_number_of_a_class_is_no_target():
    with pytest.raises(ValueError, match=r"outputs 3, targets 1.*one_hot\(labels\)"):
        CategoricalCrossEntropy()(values(0.2, 0.3, 0.5), 2)


@pytest.mark.parametrize("y", ["Pass", None, ["Pass"], [[1.0]]])
def test_a_target_is_a_number(y):
    with pytest.raises(TypeError, match="MSE: a target is a number, not"):
        MSE()(Value(1.0), y)


def test_cost_takes_a_list_of_records():
    with pytest.raises(TypeError, match=r"for one record write loss\(y_hat, y\)"):
        MSE().cost(Value(1.0), [1.0])


@pytest.mark.parametrize("y_hats, ys", [([], []), (values(1.0), [1.0, 2.0])])
def test_cost_takes_one_target_a_record(y_hats, ys):
    with pytest.raises(ValueError, match=r"MSE: the cost of . records with . targets"):
        MSE().cost(y_hats, ys)


def test_an_unknown_reduction_is_an_error():
    with pytest.raises(ValueError, match="'average': write 'sum' or 'mean'"):
        MSE().cost(values(1.0), [1.0], reduction="average")


def test_a_loss_without_a_formula_says_what_to_define():
    with pytest.raises(NotImplementedError, match=r"formula\(self, y_hat, y\)"):
        Loss()(1.0, 1.0)


def test_a_loss_may_have_parameters():
    class Weighted(MSE):
        def __init__(self):
            super().__init__()
            self.weight = Value(2.0)

        def formula(self, y_hat, y):
            return autograd.exp(self.weight) * super().formula(y_hat, y)

    assert [p.data for p in Weighted().parameters()] == [2.0]
