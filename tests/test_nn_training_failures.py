"""Where a training cannot go on: what is not finite, refused, or of another model."""

import math
import random

import pytest

from autograd import Value, log
from nn import MAE, MLP, MSE, SGD, BinaryCrossEntropy, Module, fit

X = [[0.0, 1.0], [1.0, 0.5], [2.0, -1.0], [3.0, 2.0]]
Y = [0.0, 1.0, 0.0, 1.0]


class Scripted(Module):
    """A model whose output is its one parameter."""

    def __init__(self, start=0.0):
        self.w = Value(start, "w")

    def __call__(self, row):
        return self.w + 0.0 * row[0]


# ------------------------------------------------------------ not finite, refused


def test_a_cost_that_is_not_finite_names_the_node():
    model = Scripted(1e200)
    with pytest.raises(
        FloatingPointError, match=r"epoch 1 the cost became inf: .*mul\(w = 1e\+200, w"
    ):
        fit(lambda row: model.w * model.w, X, Y, loss=MAE(), optimizer=SGD([model.w]))
    assert model.w.data == 1e200


def test_an_op_that_overflows_is_the_same_kind_of_error():
    model = Scripted(1e200)
    with pytest.raises(
        FloatingPointError, match=r"epoch 1 X\[\d\], in the loss: pow of .*steps"
    ):
        fit(model, X, Y, loss=MSE(), optimizer=SGD([model.w]))


def test_a_gradient_that_is_not_finite_stops_before_the_step():
    w = Value(1e-310, "w")
    with pytest.raises(
        FloatingPointError, match=r"gradient became infinite.*∂w is inf"
    ):
        fit(lambda row: log(w), X, Y, loss=MSE(), optimizer=SGD([w]))
    assert w.data == 1e-310


def test_a_validation_record_that_gives_nan_is_an_error():
    w = Value(1.0, "w")
    held = ([[1.0, 0.0], [math.nan, 0.0]], [1.0, 1.0])
    with pytest.raises(FloatingPointError, match=r"became nan: validation X\[1\]: "):
        fit(
            lambda row: w * Value(row[0], "x"),
            X,
            Y,
            loss=MSE(),
            optimizer=SGD([w]),
            validation=held,
        )


def blown(b, expanded, activation="relu"):
    """A network that gives inf or an error for the third record, in neuron 2."""
    random.seed(1)
    model = MLP(1, [2, 1], activation=activation, init=0.5, expanded=expanded)
    model.layers[0].neurons[1].w[0].data = 10.0
    model.layers[0].neurons[1].b.data = b
    rows = [[0.0], [1.0], [1e308 if activation == "relu" else 80.0], [2.0]]
    fit(model, rows, Y, loss=MAE(), optimizer=SGD(model.parameters()))


@pytest.mark.parametrize("expanded", [False, True])
def test_a_cost_that_is_not_finite_names_label_layer_neuron_and_record(expanded):
    with pytest.raises(FloatingPointError) as error:
        blown(0.0, expanded)
    assert "cost became" in str(error.value)
    assert ": X[2]: layer 1, neuron 2: " in str(error.value)
    assert "w121 = 10" in str(error.value)


@pytest.mark.parametrize("expanded", [False, True])
def test_an_op_that_overflows_names_label_layer_neuron_and_record(expanded):
    with pytest.raises(FloatingPointError) as error:
        blown(0.0, expanded, activation="exp")
    assert "X[2]: exp of x = 800.0 (label 'z12' in layer 1, neuron 2)" in str(
        error.value
    )


def test_a_parameter_that_is_nan_is_of_no_record():
    with pytest.raises(FloatingPointError, match=r"nan: layer 1, neuron 2: the leaf b"):
        blown(math.nan, expanded=False)


def test_a_target_that_a_loss_refuses_is_named_by_its_record():
    with pytest.raises(ValueError, match=r"^X\[2\], in the loss: .*target 3"):
        model = MLP(2, [1], output="sigmoid")
        optimizer = SGD(model.parameters())
        fit(model, X, [0, 1, 3, 1], loss=BinaryCrossEntropy(), optimizer=optimizer)


# ------------------------------------------------------------ a foreign optimizer


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_optimizer_of_another_model_is_refused(wrapped):
    model, other = MLP(2, [1]), MLP(2, [1])
    optimizer, target = SGD(other.parameters()), model
    if wrapped:  # a function, whose parameters are known from its graph alone
        target = model.__call__
    with pytest.raises(ValueError, match=r"3 parameters, and none of them is of this"):
        fit(target, X, Y, loss=MSE(), optimizer=optimizer)


def test_a_model_whose_gradients_are_all_zero_is_not_a_foreign_one():
    model = MLP(1, [1], output="relu", init=0.0)  # the relu is off at 0
    fit(model, [[1.0]], [0.0], loss=MSE(), optimizer=SGD(model.parameters()), epochs=1)
