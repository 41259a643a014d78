"""What is said of gradients, layer by layer and link by link, and of units."""

import random
from math import inf, isnan, log10, prod

import pytest

from autograd import Value, grad, sigmoid, tanh
from nn import (
    GPT,
    MLP,
    MSE,
    Layer,
    Module,
    Neuron,
)
from nn.insight import gradient_flow, vanishing_ledger
from nn.units import dead_units, pre_activation, saturated_units

X = [[0.5, -1.0], [2.0, 0.3], [-1.5, 0.7]]


def network(activation="sigmoid", nouts=(3, 3, 1), expanded=False):
    random.seed(5)
    return MLP(2, nouts, activation=activation, init="xavier", expanded=expanded)


def loss_of(model):
    return MSE()(model(X[0]), 1.0)


# ------------------------------------------------------------ gradient flow


def test_gradient_flow_is_mean_largest_and_zeros_of_each_layers_gradients():
    model = network("relu")
    loss = loss_of(model)
    flow = gradient_flow(model, loss)
    loss.backward()
    for layer, said in zip(model.layers, flow.layers, strict=True):
        sizes = [abs(parameter.grad) for parameter in layer.parameters()]
        assert said.count == len(sizes)
        assert said.mean == pytest.approx(sum(sizes) / len(sizes), rel=1e-14)
        assert (said.largest, said.zeros) == (max(sizes), sizes.count(0) / len(sizes))


def test_gradient_flow_touches_no_gradient():
    model = network()
    gradient_flow(model, loss_of(model))
    assert {parameter.grad for parameter in model.parameters()} == {0.0}


def test_sigmoid_layers_lose_gradient_and_tanh_layers_keep_it():
    def kept(activation):
        model = network(activation, nouts=[4] * 6 + [1])
        layers = gradient_flow(model, loss_of(model)).layers
        return layers[0].mean / layers[-1].mean

    assert kept("sigmoid") < 1e-3 < 0.05 < kept("tanh")


def test_gradient_flow_prints_as_a_table_with_a_row_a_layer():
    model = network()
    head, *rows = str(gradient_flow(model, loss_of(model))).splitlines()
    assert head.split()[:2] == ["layer", "parameters"]
    assert [row.split()[:3] for row in rows] == [
        ["layer", "1", "9"],
        ["layer", "2", "12"],
        ["layer", "3", "4"],
    ]


def test_layers_of_two_networks_in_one_model_stay_apart():
    class Pair(Module):
        def __init__(self):
            self.encoder, self.decoder = network(nouts=[2, 1]), network(nouts=[2, 1])
            self.scale = Value(2.0)

    pair = Pair()
    loss = pair.encoder(X[0]) + pair.decoder(X[0]) * pair.scale
    assert [layer.name for layer in gradient_flow(pair, loss).layers] == [
        "encoder.layers: layer 1",
        "encoder.layers: layer 2",
        "decoder.layers: layer 1",
        "decoder.layers: layer 2",
        "scale",
    ]


def test_a_parameter_that_the_loss_does_not_use_has_gradient_zero():
    layer = Layer(2, 2, activation="tanh")
    (said,) = gradient_flow(layer, layer(X[0])[0]).layers
    assert (said.name, said.zeros) == ("layer", 0.5)


def test_gradient_flow_of_a_loss_of_another_model_is_refused():
    with pytest.raises(ValueError, match="depends on no parameter of this model"):
        gradient_flow(network(), loss_of(network()))


# ------------------------------------------------------------ the ledger


def lecture_chain():
    """Sigmoid units at z = 0 whose links are the notes' numbers, 0.25 · w each."""
    node = w = Value(1.0, "w")
    for name, link in zip(
        ("O21", "O31", "O41", "O51"), (0.02, 0.05, 0.10, 0.15), strict=True
    ):
        weight = 4 * link
        node = sigmoid(weight * node + -weight * node.data)
        node.label = name
    loss = 0.25 * node
    loss.label = "L"
    return loss, w


def test_the_ledger_gives_the_product_of_the_notes():
    ledger = vanishing_ledger(*lecture_chain())
    assert [link.partial for link in ledger.links] == pytest.approx(
        [0.25, 0.15, 0.10, 0.05, 0.02], rel=1e-14
    )
    assert ledger.product == pytest.approx(3.75e-6, rel=1e-14)
    assert ledger.gradient == pytest.approx(3.75e-6, rel=1e-14)


def test_the_ledger_splits_each_unit_into_slope_and_weight():
    first, *others = vanishing_ledger(*lecture_chain()).links
    assert (first.name, first.slope, first.weight) == ("∂L/∂O51", None, None)
    assert [link.slope for link in others] == [0.25] * 4
    assert [link.weight for link in others] == pytest.approx([0.6, 0.4, 0.2, 0.08])


def test_the_ledgers_running_product_ends_in_the_leading_path():
    loss, w = lecture_chain()
    ledger = vanishing_ledger(loss, w)
    for i, link in enumerate(ledger.links, start=1):
        above = prod(each.partial for each in ledger.links[:i])
        assert link.product == pytest.approx(above, rel=1e-14)
        assert link.exponent == pytest.approx(log10(above), rel=1e-12)


def test_the_ledger_prints_a_row_a_link_and_the_share_of_the_path():
    rows = str(vanishing_ledger(*lecture_chain())).splitlines()
    assert rows[0].split() == ["link", "partial", "σ′(z)", "w", "product", "log10"]
    assert rows[2].split() == ["∂O51/∂O41", "0.15", "0.25", "0.6", "0.0375", "-1.43"]
    assert rows[5].split()[-2:] == ["3.75e-06", "-5.43"]
    assert rows[6] == "this path gives 100.0% of the gradient 3.75e-06"


@pytest.mark.parametrize("expanded", [False, True])
@pytest.mark.parametrize("activation", ["sigmoid", lambda z: tanh(z * 2.0) + 1.0])
def test_every_unit_of_a_network_is_split_exactly(activation, expanded):
    model = network(activation, expanded=expanded)
    loss = loss_of(model)
    w = model.layers[0].neurons[0].w[0]
    _, output, *units = vanishing_ledger(loss, w).links
    assert output.slope is None  # linear
    assert len(units) == 2
    for link in units:
        assert link.slope * link.weight == pytest.approx(link.partial, rel=1e-12)
    assert units[-1].weight == X[0][0]


def test_the_ledgers_share_is_that_of_its_path():
    model = network()
    loss = loss_of(model)
    w = model.layers[0].neurons[0].w[0]
    ledger = vanishing_ledger(loss, w)
    assert ledger.gradient == pytest.approx(grad(loss, [w])[0], rel=1e-12)
    assert ledger.product == pytest.approx(ledger.share * ledger.gradient, rel=1e-12)


def test_a_gradient_of_zero_is_a_ledger_too():
    w = Value(-1.0, "w")
    ledger = vanishing_ledger((w * 2.0).relu(), w)
    assert (ledger.product, ledger.links[-1].exponent) == (0.0, -inf)
    assert isnan(ledger.share)
    assert str(ledger).endswith("this path gives the gradient 0")


def test_a_ledger_needs_two_ends():
    w = Value(1.0, "w")
    with pytest.raises(ValueError, match="give a source below it"):
        vanishing_ledger(w, w)
    with pytest.raises(ValueError, match="does not depend on it"):
        vanishing_ledger(w * 2.0, Value(1.0))


# ------------------------------------------------------------ units


def test_a_pre_activation_is_found_in_a_unit_only():
    w, x = Value(2.0), Value(3.0)
    z = w * x + 1.0
    assert pre_activation(tanh(z)) is z
    assert pre_activation(0.5 * z**2) is None
    assert pre_activation(z) is pre_activation(w) is None


@pytest.mark.parametrize("activation", ["tanh", lambda z: tanh(z) * 2.0])
def test_the_pre_activation_of_a_neuron_is_its_z(activation):
    output = Neuron(2, activation=activation)([1.0, 2.0])
    assert pre_activation(output).label == "z"


def test_a_relu_that_is_never_on_is_dead():
    model = MLP(2, [3, 1], init=0.0)
    model.layers[0].neurons[0].b.data = model.layers[0].neurons[2].b.data = 1.0
    (unit,) = dead_units(model, X)
    assert (unit.name, unit.scope) == ("O12", ("layer 1", "neuron 2"))
    assert str(unit) == "Unit(O12 in layer 1: f′(z) = 0 in 100% of 3 records)"


def test_a_relu_that_is_on_for_one_record_is_not_dead():
    neuron = Neuron(1, init=0.0)
    neuron.w[0].data = 1.0
    assert not dead_units(neuron, [[-1.0], [-2.0], [3.0]])
    assert len(dead_units(neuron, [[-1.0], [-2.0]])) == 1


def test_saturated_units_have_slopes_near_zero_in_most_records():
    model = network("tanh")
    model.layers[1].neurons[2].b.data = 6.0
    (unit,) = saturated_units(model, X)
    assert (unit.name, unit.share) == ("O23", 1.0)
    assert max(unit.slopes) < 0.01


def test_the_share_of_records_decides_what_is_saturated():
    neuron = Neuron(1, activation="tanh", init=0.0)
    neuron.w[0].data = 1.0
    rows = [[0.0], [5.0], [-5.0], [0.1]]
    assert not saturated_units(neuron, rows)
    (unit,) = saturated_units(neuron, rows, share=0.5)
    assert unit.share == 0.5


def test_units_of_a_gpt_are_looked_at_in_every_position():
    random.seed(1)
    model = GPT("ab", width=2, heads=1)
    for bias in model.blocks[0].hidden.biases:
        bias.data = -100.0
    units = dead_units(model, [[0, 1, 2], [0, 2]])
    assert [unit.name for unit in units] == [f"O{i}" for i in range(1, 9)]
    assert {len(unit.slopes) for unit in units} == {5}


def test_a_model_without_units_is_refused():
    with pytest.raises(ValueError, match="no units to look at"):
        dead_units(MLP(2, [1]), X)
