"""Losses of quantities, costs, penalties: closed forms, the lecture; and bad input."""

import math

import mpmath
import numpy as np
import pytest

import autograd
from autograd import Graph, Value, gradcheck
from nn import (
    MAE,
    MLP,
    MSE,
    SGD,
    Huber,
    LogCosh,
    Loss,
    fit,
    l1_penalty,
    l2_penalty,
)


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


@pytest.mark.parametrize("kind", [MSE, MAE])
@pytest.mark.parametrize("factor", [0, -1.0, math.inf, math.nan])
def test_a_factor_is_above_zero(kind, factor):
    with pytest.raises(ValueError, match=r"factor = .*: give a number above 0"):
        kind(factor=factor)


# ------------------------------------------------------------ robust losses


def slope(loss, error):
    y_hat = Value(error)
    loss(y_hat, 0.0).backward()
    return y_hat.grad


def test_mae_is_half_the_absolute_error():
    cost = MAE().cost(values(1.0, -3.0, 0.5), [0.0, 0.0, 0.5])
    assert cost.data == 0.5 * (1 + 3 + 0)


@pytest.mark.parametrize("error, expected", [(2.0, 0.5), (-2.0, -0.5), (0.0, 0.0)])
def test_the_slope_of_mae_is_plus_or_minus_a_half_and_zero_at_its_kink(error, expected):
    assert slope(MAE(), error) == expected
    assert slope(MAE(factor=1.0), error) == 2 * expected


@pytest.mark.parametrize("delta", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("error", [0.0, 0.25, -0.5, 1.0, -1.0, 2.0, -7.5])
def test_huber_is_the_lectures_two_cases(delta, error):
    size = abs(error)
    squared, linear = 0.5 * error**2, delta * size - 0.5 * delta**2
    expected = squared if size <= delta else linear
    assert Huber(delta)(Value(error), 0.0).data == expected


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_value_and_slope_of_huber_agree_on_both_sides_of_delta(sign):
    loss, just = Huber(delta=2.0), 1e-9
    for error in (2.0 - just, 2.0, 2.0 + just):
        assert loss(Value(sign * error), 0.0).data == pytest.approx(2.0, abs=1e-8)
        assert slope(loss, sign * error) == pytest.approx(sign * 2.0, abs=1e-8)
    assert slope(loss, sign * 2.0) == sign * 2.0


def test_huber_records_the_same_nodes_on_both_sides_of_delta():
    graphs = [Graph.of(Huber()(Value(error), 0.0)) for error in (0.5, 5.0)]
    small, large = ([node.op for node in graph.nodes] for graph in graphs)
    assert small == large


@pytest.mark.parametrize("error", [0.0, 1e-3, -0.5, 4.0, 1000.0, -1000.0])
def test_log_cosh_is_exact_and_does_not_overflow(error):
    mpmath.mp.dps = 40
    exact = mpmath.log(mpmath.cosh(mpmath.mpf(error)))
    loss = LogCosh()(Value(error), 0.0)
    assert loss.data == pytest.approx(float(exact), rel=1e-13, abs=1e-15)
    assert slope(LogCosh(), error) == pytest.approx(math.tanh(error), abs=1e-15)


def test_an_outlier_pulls_mse_hard_and_the_robust_losses_no_harder_than_any():
    pulls = [slope(loss, 100.0) for loss in (MSE(), MAE(), Huber(), LogCosh())]
    assert pulls == [100.0, 0.5, 1.0, 1.0]


@pytest.mark.parametrize("loss", [MSE(), MAE(), Huber(0.5), LogCosh()], ids=repr)
def test_gradient_of_a_loss_agrees_with_finite_differences(loss):
    assert gradcheck(lambda *y_hat: loss(y_hat, [0.1, -2.0, 3.0]), [0.3, 1.1, 2.75])


def test_delta_is_above_zero():
    with pytest.raises(ValueError, match="Huber: delta = 0: give a number above 0"):
        Huber(delta=0)
    with pytest.raises(TypeError, match="Huber: delta is a number, not '1'"):
        Huber(delta="1")


# ------------------------------------------------------------ penalties


def test_penalties_are_sums_over_weights():
    weights = values(3.0, -2.0, 0.0)
    assert l1_penalty(weights, 0.5).data == 0.5 * (3 + 2)
    assert l2_penalty(weights, 0.5).data == 0.5 * 0.5 * (9 + 4)


def test_the_gradient_of_the_l1_penalty_is_the_sign_and_zero_at_its_kink():
    weights = values(3.0, -2.0, 0.0)
    l1_penalty(weights, 0.5).backward()
    assert [weight.grad for weight in weights] == [0.5, -0.5, 0.0]


def test_the_l2_penalty_is_weight_decay():
    penalised, decayed = Value(3.0), Value(3.0)
    ((penalised - 1.0) ** 2 + l2_penalty([penalised], 0.25)).backward()
    SGD([penalised], lr=0.5).step()
    ((decayed - 1.0) ** 2).backward()
    SGD([decayed], lr=0.5, weight_decay=0.25).step()
    assert penalised.data == decayed.data


def test_fit_takes_a_loss_whose_cost_has_a_penalty():
    model = MLP(1, [1], init=0.0)
    weight, bias = model.parameters()
    weight.data = 2.0

    class SparseMSE(MSE):
        def cost(self, y_hats, ys, reduction="sum"):
            return super().cost(y_hats, ys, reduction) + l1_penalty([weight], 0.5)

    optimizer = SGD([weight, bias], lr=0.25)
    history = fit(
        model, [[1.0]], [3.0], loss=SparseMSE(), optimizer=optimizer, epochs=1
    )
    assert history.losses == (0.5 * 1.0 + 0.5 * 2.0,)
    assert (weight.data, bias.data) == (2.0 - 0.25 * (-1.0 + 0.5), 0.25)


@pytest.mark.parametrize("penalty", [l1_penalty, l2_penalty])
def test_a_penalty_is_one_node_of_the_cost(penalty):
    weight = Value(2.0, "w")
    cost = MSE()(weight, 1.0) + penalty([weight], 0.5)
    assert cost.parents[1].label in ("L1 penalty", "L2 penalty")


@pytest.mark.parametrize("penalty", [l1_penalty, l2_penalty])
def test_a_penalty_is_of_values_and_above_zero(penalty):
    with pytest.raises(ValueError, match=r"no parameters: pass model.parameters\(\)"):
        penalty([], 0.5)
    with pytest.raises(TypeError, match=r"not 1.0: pass model.parameters\(\)"):
        penalty([1.0], 0.5)
    with pytest.raises(TypeError, match=r"write model.parameters\(\)"):
        penalty(Value(1.0), 0.5)
    with pytest.raises(ValueError, match="strength = -1: give a number above 0"):
        penalty([Value(1.0)], -1)


# ------------------------------------------------------------ shapes


def test_as_many_targets_as_outputs():
    with pytest.raises(ValueError, match="MSE: outputs 2, targets 1: give one target"):
        MSE()(values(1.0, 2.0), 1.0)


@pytest.mark.parametrize("y", ["Pass", None, ["Pass"], [[1.0]]])
def test_a_target_is_a_number(y):
    with pytest.raises(TypeError, match="MSE: a target is a number, not"):
        MSE()(Value(1.0), y)


@pytest.mark.parametrize("y", [math.nan, math.inf, [math.nan]])
def test_a_target_is_finite(y):
    with pytest.raises(ValueError, match=r"MSE: a target is .*: leave out the records"):
        MSE()(Value(1.0), y)


@pytest.mark.parametrize("y_hat", [[values(1.0), values(2.0)], np.ones((2, 2))])
def test_the_loss_is_of_one_record(y_hat):
    with pytest.raises(TypeError, match=r"several records: write MSE\(\).cost\("):
        MSE()(y_hat, [1.0, 2.0])


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
