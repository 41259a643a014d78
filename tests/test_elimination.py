"""Collapsing keeps every derivative."""

import pytest
from lecture import lecture

from autograd import Graph, Value, at_view, collapse, exp, grad, tanh


def test_the_collapsed_edge_is_the_derivative_between_its_ends():
    net = lecture()
    graph = collapse(Graph.of(net.L), [net.O11, net.O21])
    (edge,) = [e for e in graph.edges if graph.nodes[e.child].name == "O21"]
    assert edge.partial == pytest.approx(grad(net.O21, [net.O11])[0], rel=1e-14)


def test_eliminating_all_between_leaves_the_gradient():
    x = Value(0.3, "x")
    y = tanh(x * x + exp(x)) * x
    (edge,) = collapse(Graph.of(y), [x]).edges
    assert edge.partial == pytest.approx(grad(y, [x])[0], rel=1e-14)


def test_parallel_edges_become_one_sum():
    a = Value(3.0, "a")
    assert [edge.partial for edge in collapse(Graph.of(a * a), [a]).edges] == [6.0]


def test_a_direct_edge_beside_a_path_is_added_to_it():
    x = Value(2.0, "x")
    y = exp(x) + x
    (edge,) = collapse(Graph.of(y), [x]).edges
    assert edge.partial == exp(2.0) + 1.0


def test_the_neuron_view_is_the_lectures_network():
    net = lecture()
    graph = at_view(Graph.of(net.L), "neurons")
    assert {node.name for node in graph.nodes if node.op} == {
        "O11",
        "O21",
        "O22",
        "O31",
        "L",
    }
    assert len(graph.edges) == 16  # 5 weights, 4 biases, x, y and 5 between units


def test_an_unknown_view_names_the_known_ones():
    with pytest.raises(ValueError, match="ops, neurons, layers"):
        at_view(Graph.of(lecture().L), "layer")


def test_a_value_to_keep_must_be_in_the_graph():
    with pytest.raises(ValueError, match="not in the graph"):
        collapse(Graph.of(lecture().L), [Value(1.0)])


def test_elimination_of_a_deep_chain_is_linear():
    x = Value(1.0, "x")
    y = x
    for _ in range(50_000):
        y = y * 1.00001
    (edge,) = collapse(Graph.of(y), [x]).edges
    assert edge.partial == pytest.approx(1.00001**50_000, rel=1e-10)
