"""Optimizers: the rule of each, and what they refuse to change."""

import math

import pytest

from autograd import Value
from nn import MLP, SGD, Optimizer


def test_sgd_moves_against_the_gradient():
    w = Value(3.0)
    (w * w).backward()
    SGD([w], lr=0.25).step()
    assert w.data == 3.0 - 0.25 * 6.0


def test_a_step_changes_no_gradient_and_zero_grad_no_data():
    w = Value(1.0)
    w.grad = 2.0
    optimizer = SGD([w], lr=0.5)
    optimizer.step()
    assert (w.data, w.grad) == (0.0, 2.0)
    optimizer.zero_grad()
    assert (w.data, w.grad) == (0.0, 0.0)


def test_the_learning_rate_may_change_between_steps():
    w = Value(0.0)
    w.grad = 1.0
    optimizer = SGD([w], lr=0.5)
    optimizer.lr = 2.0
    optimizer.step()
    assert w.data == -2.0


def test_a_parameter_given_twice_moves_once():
    w = Value(0.0)
    w.grad = 1.0
    SGD([w, w], lr=1.0).step()
    assert w.data == -1.0


def test_sgd_finds_the_minimum_of_a_parabola():
    w = Value(5.0)
    optimizer = SGD([w], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        ((w - 2.0) ** 2).backward()
        optimizer.step()
    assert w.data == pytest.approx(2.0, abs=1e-12)


def test_a_new_rule_is_one_method():
    class Sign(Optimizer):
        def update(self, parameter):
            parameter.data -= math.copysign(self.lr, parameter.grad)

    w = Value(1.0)
    w.grad = -7.0
    Sign([w], lr=0.5).step()
    assert w.data == 1.5


def test_an_optimizer_without_a_rule_says_what_to_define():
    with pytest.raises(NotImplementedError, match=r"update\(self, parameter\)"):
        Optimizer([Value(1.0)], lr=0.1).step()


def test_repr_says_what_it_is():
    assert repr(SGD(MLP(2, [3, 1]).parameters(), 0.1)) == "SGD(13 parameters, lr=0.1)"


@pytest.mark.parametrize("lr", [0.0, -0.1, math.nan, math.inf])
def test_the_learning_rate_is_above_zero(lr):
    with pytest.raises(ValueError, match="learning rate is a number above 0"):
        SGD([Value(1.0)], lr=lr)


def test_no_parameters_are_an_error():
    with pytest.raises(ValueError, match=r"pass model.parameters\(\)"):
        SGD([])


@pytest.mark.parametrize("parameters", [MLP(2, [1]), Value(1.0), [1.0]])
def test_what_holds_no_values_is_an_error(parameters):
    with pytest.raises(TypeError, match=r"model.parameters\(\)"):
        SGD(parameters)


def test_a_recorded_value_cannot_be_optimized():
    with pytest.raises(ValueError, match="is computed by mul"):
        SGD([Value(1.0) * 2])
