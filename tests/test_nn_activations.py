"""Activations: values and slopes against PyTorch and mpmath, in networks, bad input."""

import json
import math
import random
from pathlib import Path

import mpmath
import pytest

import autograd
import nn
from autograd import Graph, Value, gradcheck
from nn import (
    ELU,
    MLP,
    Layer,
    LeakyReLU,
    LogSoftmax,
    Mish,
    Neuron,
    PReLU,
    Softmax,
    Tanh,
    activations,
)
from nn.activations.choosing import MODULES

RECORDED = json.loads(
    (Path(__file__).parent / "reference" / "torch.json").read_text(encoding="utf-8")
)["activations"]
ELEMENTWISE = [name for name in MODULES if name not in ("softmax", "log_softmax")]


def seeded(*arguments, seed=7, **options):
    random.seed(seed)
    return MLP(*arguments, **options)


def slope(function, z):
    node = Value(z)
    function(node).backward()
    return node.grad


# ------------------------------------------------------------ values and slopes


@pytest.mark.parametrize("name", RECORDED)
def test_value_and_slope_are_torchs(name):
    function = getattr(activations, name)
    rel = 1e-7 if name == "hard_sigmoid" else 1e-9  # torch's 1/6 has single precision
    for z, value, derivative in RECORDED[name]:
        assert function(Value(z)).data == pytest.approx(value, rel=1e-12, abs=1e-15)
        assert slope(function, z) == pytest.approx(derivative, rel=rel, abs=1e-13)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_function_module_and_name_are_one(name):
    module, z = MODULES[name](), Value(-0.75)
    expected = module(z).data
    if name != "prelu":
        assert getattr(activations, name)(z).data == expected
    neuron = Neuron(1, activation=name)
    neuron.w[0].data = 1.0
    assert neuron(-0.75).data == expected


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_slope_agrees_with_finite_differences(name):
    assert gradcheck(MODULES[name](), [0.3])
    assert gradcheck(MODULES[name](), [-0.3])


def test_mish_is_as_defined():
    exact = mpmath.tanh(mpmath.log1p(mpmath.exp(-1.5))) * -1.5
    assert activations.mish(Value(-1.5)).data == pytest.approx(float(exact), rel=1e-14)


def test_elu_and_leaky_relu_take_their_option():
    assert ELU(2.0)(Value(-1.0)).data == 2.0 * math.expm1(-1.0)
    assert LeakyReLU(0.25)(Value(-1.0)).data == -0.25


@pytest.mark.parametrize(
    "name, z, expected",
    [
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, 0.01),
        ("prelu", 0.0, 0.25),
        ("elu", 0.0, 1.0),
        ("selu", 0.0, 1.0507009873554805 * 1.6732632423543772),
        ("softsign", 0.0, 1.0),
        ("hard_sigmoid", -3.0, 1 / 12),
        ("hard_sigmoid", 3.0, 1 / 12),
        ("hard_tanh", -1.0, 0.5),
        ("hard_tanh", 1.0, 0.5),
    ],
)
def test_at_a_kink_the_slope_is_the_one_written(name, z, expected):
    assert slope(MODULES[name](), z) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("z", [1000.0, -1000.0])
def test_far_out_value_and_slope_are_finite(name, z):
    module = MODULES[name]()
    assert math.isfinite(module(Value(z)).data)
    assert math.isfinite(slope(module, z))


# ------------------------------------------------------------ softmax


def test_softmax_of_the_lectures_numbers():
    probabilities = Softmax()([Value(z) for z in (0.4, 0.5, 0.6)])
    assert [round(p.data, 3) for p in probabilities] == [0.301, 0.332, 0.367]


def test_the_jacobian_of_softmax_is_diagonal_minus_outer_product():
    jacobian = autograd.jacobian(lambda *z: Softmax()(list(z)), [0.4, -1.3, 2.0])
    p = [value.data for value in Softmax()([Value(z) for z in (0.4, -1.3, 2.0)])]
    for i, row in enumerate(jacobian):
        expected = [p[i] * ((i == j) - p[j]) for j in range(3)]
        assert [float(entry) for entry in row] == pytest.approx(expected, abs=1e-15)


def test_log_softmax_is_exact_where_softmax_is_zero():
    assert LogSoftmax()([Value(-1000.0), Value(0.0)])[0].data == -1000.0


@pytest.mark.parametrize("output", ["log_softmax", LogSoftmax(), autograd.log_softmax])
def test_log_softmax_is_the_output_of_a_layer(output):
    model = seeded(2, [3, 3], output=output)
    logarithms = [value.data for value in model([0.5, -1.0])]
    assert math.fsum(map(math.exp, logarithms)) == pytest.approx(1.0, rel=1e-14)
    assert repr(model.layers[1]).startswith("LogSoftmax Layer of [LinearNeuron(3)")


# ------------------------------------------------------------ the learned slope


def test_prelu_has_a_gradient_for_its_slope():
    activation = PReLU(slope=0.1)
    activation(Value(-3.0)).backward()
    assert activation.slopes[0].grad == -3.0


def test_prelu_by_name_has_a_slope_for_each_layer():
    model = seeded(2, [3, 4, 1], activation="prelu")
    slopes = [layer.activation.slopes for layer in model.layers[:2]]
    assert [len(each) for each in slopes] == [1, 1]
    assert slopes[0][0] is not slopes[1][0]
    assert len(model.parameters()) == len(seeded(2, [3, 4, 1]).parameters()) + 2


def test_one_prelu_given_is_shared_by_all_layers():
    shared = PReLU()
    model = seeded(2, [3, 4, 1], activation=shared)
    assert len(model.parameters()) == len(seeded(2, [3, 4, 1]).parameters()) + 1
    assert shared.slopes[0] in model.parameters()


def test_prelu_may_have_a_slope_for_each_neuron():
    activation = PReLU(2)
    layer = Layer(1, 2, activation=activation)
    for neuron, weight in zip(layer.neurons, (-1.0, -2.0), strict=True):
        neuron.w[0].data = weight
    autograd.sum(layer(1.0)).backward()
    assert [each.grad for each in activation.slopes] == [-1.0, -2.0]
    assert [each.label for each in activation.slopes] == ["slope1", "slope2"]


@pytest.mark.parametrize("expanded", [False, True])
def test_the_gradient_of_a_slope_agrees_with_finite_differences(expanded):
    model = seeded(2, [3, 1], activation="prelu", expanded=expanded)
    (leaf,) = model.layers[0].activation.slopes
    model([-0.4, 0.9]).backward()
    found, ends = leaf.grad, []
    for leaf.data in (0.25 + 1e-6, 0.25 - 1e-6):
        ends.append(model([-0.4, 0.9]).data)
    assert found == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-9)
    assert found != 0.0


def test_prelu_takes_as_many_neurons_as_it_has_slopes():
    with pytest.raises(ValueError, match=r"PReLU\(3\) has a slope.*PReLU\(2\)"):
        Layer(1, 2, activation=PReLU(3))
    with pytest.raises(ValueError, match="there are 1"):
        PReLU(3)(Value(1.0))


# ------------------------------------------------------------ in networks


def test_a_plain_module_is_as_fast_as_its_name():
    model = seeded(2, [3, 1], activation=Tanh())
    assert model.layers[0].activation == "tanh"
    nodes = Graph.of(model([0.5, -1.0])).nodes
    assert [node.op.name for node in nodes if node.op][:2] == ["dot", "tanh"]


def test_a_list_has_an_activation_for_each_hidden_layer():
    model = seeded(1, [1, 2, 1], activation=["tanh", Mish()])
    kinds = [repr(layer.neurons[0]) for layer in model.layers]
    assert kinds == ["TanhNeuron(1)", "MishNeuron(1)", "LinearNeuron(2)"]


@pytest.mark.parametrize("given", [["tanh"], ["tanh"] * 3])
def test_a_list_is_as_long_as_there_are_hidden_layers(given):
    with pytest.raises(ValueError, match="for 2 hidden layers: give one for each"):
        MLP(1, [1, 2, 1], activation=given)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_every_activation_trains_in_a_network(name):
    model = seeded(2, [3, 1], activation=name, expanded=True)
    model([0.5, -1.0]).backward()
    assert any(parameter.grad for parameter in model.parameters())
    assert repr(model.layers[0].neurons[0]) == f"{MODULES[name].__name__}Neuron(2)"


def test_the_nodes_of_a_composed_activation_belong_to_the_neuron():
    output = seeded(1, [2, 1], activation="mish").layers[0]([0.5])[1]
    scopes = {node.scope for node in Graph.of(output).nodes if node.op}
    assert scopes == {("layer 1", "neuron 2")}
    assert output.label == "O12"


def test_an_unknown_name_is_an_error_that_lists_all():
    with pytest.raises(ValueError, match="unknown activation 'swish'") as caught:
        MLP(2, [2, 1], activation="swish")
    assert all(f" {name}" in str(caught.value) for name in MODULES)


@pytest.mark.parametrize(
    ("given", "meant"),
    [("ReLU", "relu"), ("rellu", "relu"), ("LeakyReLU", "leaky_relu"), ("swich", "")],
)
def test_an_unknown_name_is_guessed(given, meant):
    with pytest.raises(ValueError, match=f"unknown activation '{given}'") as caught:
        MLP(2, [2, 1], activation=given)
    assert (f"did you mean '{meant}'?" in str(caught.value)) == bool(meant)


@pytest.mark.parametrize("name", MODULES)
def test_every_activation_is_a_function_of_nn_by_its_name(name):
    assert getattr(nn, name) is getattr(activations, name)
    assert name in nn.__all__


def test_a_class_is_no_activation():
    with pytest.raises(TypeError, match=r"Tanh is a class: write activation=Tanh\(\)"):
        MLP(2, [2, 1], activation=Tanh)


@pytest.mark.parametrize("kind", [LeakyReLU, ELU, PReLU])
def test_an_option_is_a_finite_number(kind):
    option = "alpha" if kind is ELU else "slope"
    with pytest.raises(ValueError, match=f"{option} = nan: give a finite number"):
        kind(**{option: math.nan})
    with pytest.raises(TypeError, match=f"{option} is a number, not 'steep'"):
        kind(**{option: "steep"})


def test_log_softmax_takes_a_layer_of_two():
    with pytest.raises(ValueError, match="log_softmax takes the outputs of a whole"):
        Neuron(2, activation="log_softmax")
    with pytest.raises(ValueError, match="log_softmax of one output is always 0"):
        MLP(2, [3, 1], output="log_softmax")


def test_modules_print_how_they_are_written():
    printed = [repr(each) for each in (Tanh(), LeakyReLU(0.2), ELU(), PReLU(3))]
    assert printed == ["Tanh()", "LeakyReLU(0.2)", "ELU(1)", "PReLU(3)"]
