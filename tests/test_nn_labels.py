"""What the nodes of a network are called, what they belong to, and what goes in."""

import random

import numpy as np
import pytest

from autograd import Graph, Value, at_view, paths, scope
from nn import MLP, Layer, Neuron

# ------------------------------------------------------------ labels and scopes


def test_nodes_of_a_network_are_named_by_layer_and_neuron():
    model = MLP(1, [1, 2, 1], activation="sigmoid")
    output = model(0.5)
    assert output.label == "O31"
    o21, o22 = output.parents[2:4]
    assert (o21.label, o22.label) == ("O21", "O22")
    assert o21.parents[0].label == "z21"
    labels = [parameter.label for parameter in model.parameters()]
    assert labels == "w111 b11 w211 b21 w221 b22 w311 w312 b31".split()


def test_standing_alone_a_neuron_needs_no_numbers():
    neuron = Neuron(2)
    output = neuron([1, 2])
    assert [p.label for p in neuron.parameters()] == ["w1", "w2", "b"]
    assert (output.label, output.parents[0].label) == ("O", "z")
    assert output.scope == neuron.b.scope == ("neuron",)


def test_standing_alone_a_layer_numbers_its_neurons():
    layer = Layer(1, 2)
    assert [output.label for output in layer(1.0)] == ["O1", "O2"]
    assert layer.neurons[1].w[0].label == "w21"
    assert layer(1.0)[1].scope == ("layer", "neuron 2")


def test_numbers_above_nine_are_set_apart_by_commas():
    neuron = MLP(3, [12]).layers[0].neurons[11]
    assert [p.label for p in neuron.parameters()][2:] == ["w1,12,3", "b1,12"]
    assert neuron([1, 2, 3]).label == "O1,12"


@pytest.mark.parametrize("expanded", [False, True])
@pytest.mark.parametrize("output", ["linear", "tanh", lambda z: (z * 2).exp() + 1])
def test_every_node_of_a_neuron_has_its_scope(output, expanded):
    model = MLP(2, [1], output=output, expanded=expanded)
    x = [Value(0.1), Value(0.2)]
    nodes = [node for node in Graph.of(model(x)).nodes if node.value not in x]
    assert {node.scope for node in nodes} == {("layer 1", "neuron 1")}


@pytest.mark.parametrize("expanded", [False, True])
@pytest.mark.parametrize("output", ["linear", "tanh", lambda z: z.exp() + 1, "softmax"])
def test_scopes_around_a_call_stay_around(output, expanded):
    model = MLP(2, [2], output=output, expanded=expanded)
    x = [Value(0.1), Value(0.2)]
    with scope("encoder"):
        outputs = model(x)
    recorded = [node for node in Graph.of(outputs[1]).nodes if node.op]
    assert {node.scope[:2] for node in recorded} == {("encoder", "layer 1")}
    assert ("encoder", "layer 1", "neuron 2") in {node.scope for node in recorded}


def test_softmax_nodes_belong_to_the_layer_and_its_sums_to_neurons():
    output = Layer(1, 2, activation="softmax", numbers=(3,))(1.0)[1]
    nodes = Graph.of(output).nodes
    scopes = {node.name: node.scope for node in nodes if node.value.label}
    assert scopes["z32"] == ("layer 3", "neuron 2")
    assert scopes["O32"] == ("layer 3",)
    between = [node for node in nodes if node.op and not node.value.label]
    assert {node.scope for node in between} == {("layer 3",)}


@pytest.mark.parametrize("expanded", [False, True])
def test_the_neuron_view_shows_outputs_inputs_and_parameters(expanded):
    graph = Graph.of(MLP(2, [2, 1], activation="tanh", expanded=expanded)([1.0, 2.0]))
    names = {node.name for node in at_view(graph, "neurons").nodes if node.op}
    assert names == {"O11", "O12", "O21"}


def test_the_lectures_two_paths_come_out_of_the_network():
    random.seed(7)
    model = MLP(1, [1, 2, 1], activation="sigmoid")
    output = model(0.5)
    output.backward()
    w = model.layers[0].neurons[0].w[0]
    found = paths(output, w, view="neurons")
    assert found.count == 2
    assert found.total == pytest.approx(w.grad, rel=1e-12)


# ------------------------------------------------------------ inputs


def test_plain_numbers_become_named_inputs():
    graph = Graph.of(MLP(2, [1])([1, np.float32(2.5)]))
    assert [node.data for node in graph.nodes if node.name in ("x1", "x2")] == [
        1.0,
        2.5,
    ]


def test_one_input_is_named_x():
    assert "x" in [node.name for node in Graph.of(MLP(1, [1])(2.0)).nodes]


def test_values_are_taken_as_they_are():
    age = Value(2.0, "age")
    output = Neuron(2, nonlin=False)([age, 5.0])
    output.backward()
    assert [p.label for p in output.parents[2:4]] == ["age", "x2"]
    assert age.grad != 0.0


@pytest.mark.parametrize("row", [np.array([1.0, 2.0]), (1, 2), map(float, "12")])
def test_a_row_may_be_any_iterable(row):
    assert isinstance(MLP(2, [1])(row), Value)


@pytest.mark.parametrize("number", [3.0, 3, np.float64(3.0), np.array(3.0), Value(3.0)])
def test_one_input_may_be_given_bare(number):
    assert isinstance(MLP(1, [1])(number), Value)


@pytest.mark.parametrize("make", [Neuron, lambda n: Layer(n, 2), lambda n: MLP(n, [2])])
def test_a_row_of_another_length_is_an_error(make):
    with pytest.raises(ValueError, match=r"takes 3 numbers, one for each.*got 2"):
        make(3)([1.0, 2.0])


def test_the_error_names_what_took_the_row():
    with pytest.raises(ValueError, match=r"this MLP takes 1 number, .*\[model\(x\)"):
        MLP(1, [1])([1.0, 2.0])


@pytest.mark.parametrize("row", [["1", 2.0], [[1.0], 2.0], [None, 1.0]])
def test_what_is_no_number_is_an_error(row):
    with pytest.raises(TypeError, match="a Value holds"):
        MLP(2, [1])(row)


def test_text_is_one_entry_not_a_row_of_letters():
    with pytest.raises(ValueError, match=r"takes 2 numbers, .* and got 1"):
        MLP(2, [1])("12")
