"""Neurons, layers, networks: micrograd's numbers, labels, scopes, and bad input."""

import math
import random

import numpy as np
import pytest
from sklearn.datasets import make_moons

import autograd
from autograd import Graph, Op, Value, register
from autograd.registering import _forget
from nn import MLP, Layer, Neuron

NAMED = ["linear", "relu", "tanh", "sigmoid", "gelu", "silu", "elu", "leaky_relu"]


def seeded(*arguments, seed=7, **options):
    random.seed(seed)
    return MLP(*arguments, **options)


def gradients(model, x):
    model.zero_grad()
    outputs = model(x)
    total = autograd.sum(outputs) if isinstance(outputs, list) else outputs
    total.backward()
    return [parameter.grad for parameter in model.parameters()]


def central_difference(f, leaf, step=1e-6):
    middle = leaf.data
    ends = []
    for leaf.data in (middle + step, middle - step):
        ends.append(f())
    leaf.data = middle
    return (ends[0] - ends[1]) / (2 * step)


@pytest.fixture
def squared_relu():
    op = Op("squared_relu", "0.0 if x <= 0 else x * x", ("0.0 if x <= 0 else 2 * x",))
    register(op)
    yield
    _forget(op)


# ------------------------------------------------------------ as micrograd does


def test_the_default_draws_micrograds_weights():
    # recorded with micrograd 0.1.0
    drawn = [p.data for p in seeded(2, [16, 16, 1], seed=1337).parameters()]
    assert drawn[:3] == [0.23550571390294128, 0.06653114721000164, 0.0]
    assert drawn[-2:] == [-0.2532524374373504, 0.0]
    assert len(drawn) == 337
    assert math.fsum(drawn) == pytest.approx(6.862174208293966, rel=1e-14)


def test_outputs_and_gradients_are_micrograds():
    # recorded with micrograd 0.1.0
    model = seeded(2, [16, 16, 1], seed=1337)
    assert model([0.5, -1.25]).data == -0.9126631686036558
    found = gradients(model, [0.5, -1.25])
    first = [-0.3722299784848182, 0.9305749462120455, -0.7444599569696364, 0.0]
    assert found[:4] == pytest.approx(first, rel=1e-12)


@pytest.mark.parametrize("expanded", [False, True])
def test_the_first_steps_on_moons_are_micrograds(expanded):
    # recorded with micrograd 0.1.0; the first loss is that of its demo notebook
    np.random.seed(1337)
    X, y = make_moons(n_samples=100, noise=0.1)
    model = seeded(2, [16, 16, 1], seed=1337, expanded=expanded)
    for expected in (0.8958441028683222, 1.723590533697202):
        losses = [
            (1 - sign * model(row)).relu()
            for row, sign in zip(X, 2 * y - 1, strict=True)
        ]
        squares = [parameter * parameter for parameter in model.parameters()]
        loss = sum(losses) * (1 / len(losses)) + 1e-4 * sum(squares)
        assert loss.data == pytest.approx(expected, rel=1e-12)
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= parameter.grad


def test_call_forms_of_micrograd():
    assert repr(Neuron(2)) == "ReLUNeuron(2)"
    assert repr(Neuron(2, nonlin=False)) == repr(Neuron(2, False)) == "LinearNeuron(2)"
    assert repr(Layer(3, 1, nonlin=False)) == "Layer of [LinearNeuron(3)]"
    assert repr(MLP(3, [2, 1])) == (
        "MLP of [Layer of [ReLUNeuron(3), ReLUNeuron(3)], Layer of [LinearNeuron(2)]]"
    )


def test_one_output_is_a_value_and_several_are_a_list():
    assert isinstance(MLP(2, [3, 1])([1, 2]), Value)
    assert isinstance(Layer(2, 1)([1, 2]), Value)
    assert len(MLP(2, [3, 2])([1, 2])) == 2


@pytest.mark.parametrize("table", [[[1, 2], [3, 4]], np.ones((2, 2)), np.ones((3, 2))])
@pytest.mark.parametrize("kind", [Neuron, lambda nin: MLP(nin, [3, 1])])
def test_a_table_is_not_taken_for_a_record(table, kind):
    with pytest.raises(
        (TypeError, ValueError), match=r"2 numbers.*predict\(model, tab"
    ):
        kind(2)(table)


def test_nouts_may_be_one_number():
    assert len(MLP(2, 3).layers) == 1
    assert len(MLP(2, 3)([1, 2])) == 3


def test_a_layer_of_one_neuron_may_stand_between_others():
    assert MLP(1, [1, 2, 1])(0.5).label == "O31"


def test_a_wide_layer_prints_on_one_short_line():
    assert repr(Layer(2, 500)) == "Layer of 500 ReLUNeuron(2)"


# ------------------------------------------------------------ numbers


def test_a_neuron_is_the_activation_of_its_weighted_sum():
    neuron = Neuron(2, activation="tanh")
    (w1, w2), b = (weight.data for weight in neuron.w), neuron.b
    b.data = 0.25
    assert neuron([2.0, -3.0]).data == math.tanh(0.25 + w1 * 2.0 + w2 * -3.0)


@pytest.mark.parametrize("name", [*NAMED, "softmax"])
def test_expanded_gives_the_same_numbers(name):
    activation = "tanh" if name == "softmax" else name
    options = {"activation": activation, "output": name}
    x = [0.3, -1.7, 2.2]
    default = seeded(3, [5, 4], **options)
    expanded = seeded(3, [5, 4], **options, expanded=True)
    assert [v.data for v in expanded(x)] == [v.data for v in default(x)]
    assert gradients(expanded, x) == pytest.approx(gradients(default, x), abs=1e-12)


@pytest.mark.parametrize("expanded", [False, True])
@pytest.mark.parametrize("name", [*NAMED, "softmax"])
def test_gradients_agree_with_finite_differences(name, expanded):
    hidden = "tanh" if name == "softmax" else name
    model = seeded(2, [3, 2], activation=hidden, output=name, expanded=expanded)
    x = [Value(0.4, "x1"), Value(-0.9, "x2")]
    model(x)[0].backward()
    for leaf in [*x, *model.parameters()]:
        slope = central_difference(lambda: model(x)[0].data, leaf)
        assert leaf.grad == pytest.approx(slope, abs=1e-8)


def test_default_records_one_node_a_sum_and_expanded_one_an_operation():
    x = [Value(1.0), Value(2.0)]
    ops = [node.op.name for node in Graph.of(Neuron(2)(x)).nodes if node.op]
    assert ops == ["dot", "relu"]
    ops = [
        node.op.name for node in Graph.of(Neuron(2, expanded=True)(x)).nodes if node.op
    ]
    assert ops == ["mul", "add", "mul", "add", "relu"]


def test_a_function_as_activation_is_the_same_as_its_name():
    named = seeded(2, [3, 1], activation="tanh")
    given = seeded(2, [3, 1], activation=autograd.tanh)
    assert given([0.5, 2.0]).data == named([0.5, 2.0]).data
    assert gradients(given, [0.5, 2.0]) == gradients(named, [0.5, 2.0])


def test_an_op_registered_at_run_time_is_an_activation(squared_relu):
    neuron = Neuron(1, activation="squared_relu")
    neuron.w[0].data = 3.0
    assert neuron(2.0).data == 36.0


def test_a_list_of_weights_may_be_put_in():
    layer = Layer(2, 2, nonlin=False)
    layer.neurons[0].w = [Value(2.0), Value(3.0)]
    output = layer([1.0, 10.0])[0]
    output.backward()
    assert (output.data, layer.neurons[0].w[1].grad) == (32.0, 10.0)


@pytest.mark.parametrize(
    "init, bound", [("uniform", 1.0), ("xavier", 0.5), ("he", 0.75**0.5), (0.1, 0.1)]
)
def test_weights_fill_the_interval_of_their_init(init, bound):
    random.seed(0)
    neurons = Layer(8, 16, init=init).neurons
    sizes = [abs(weight.data) for neuron in neurons for weight in neuron.w]
    assert 0.9 * bound < max(sizes) <= bound
    assert all(neuron.b.data == 0.0 for neuron in neurons)


# ------------------------------------------------------------ what is built wrong


@pytest.mark.parametrize("make", [MLP, Layer])
def test_a_size_below_one_is_an_error(make):
    with pytest.raises(ValueError, match="nin is at least 1, not 0"):
        make(0, 1)
    with pytest.raises(ValueError, match=r"nouts? is at least 1, not -2"):
        make(1, -2)


@pytest.mark.parametrize("nouts", [2.5, [2, 1.0], "12", [None]])
def test_a_size_that_is_no_whole_number_is_an_error(nouts):
    with pytest.raises(TypeError, match="each of nouts is a whole number, not"):
        MLP(2, nouts)


def test_a_network_has_layers():
    with pytest.raises(ValueError, match="nouts is empty"):
        MLP(2, [])


@pytest.mark.parametrize("where", ["activation", "output"])
def test_an_unknown_activation_is_an_error_that_lists_the_known(where):
    with pytest.raises(
        ValueError, match=r"'rectifier'; there are linear, .*tanh.*relu"
    ):
        MLP(2, [2, 1], **{where: "rectifier"})


@pytest.mark.parametrize("name", ["mul", "dot", "sum", "maximum"])
def test_an_op_of_several_operands_is_no_activation(name):
    with pytest.raises(ValueError, match="unknown activation"):
        Neuron(2, activation=name)


def test_an_activation_is_a_name_or_a_function():
    with pytest.raises(TypeError, match="a name or a function of one Value, not None"):
        Neuron(2, activation=None)


def test_an_activation_returns_a_value():
    with pytest.raises(TypeError, match=r"<lambda> returned 1\.0, not a Value"):
        Neuron(2, activation=lambda z: 1.0)([1, 2])


def test_softmax_takes_a_layer_of_two():
    with pytest.raises(ValueError, match="softmax takes the outputs of a whole layer"):
        Neuron(2, activation="softmax")
    with pytest.raises(ValueError, match="softmax of one output is always 1"):
        MLP(2, [3, 1], output="softmax")


@pytest.mark.parametrize("init", ["glorot", -1.0, math.nan])
def test_an_unknown_init_is_an_error(init):
    with pytest.raises(ValueError, match="init"):
        MLP(2, [1], init=init)
