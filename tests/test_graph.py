"""The snapshot that all views read."""

import pytest
from lecture import lecture

from autograd import Graph, Value, collapse, draw, paths
from autograd.languages import Latex


def test_parents_stand_before_children():
    graph = Graph.of(lecture().L)
    assert all(edge.parent < edge.child for edge in graph.edges)


def test_a_repeated_operand_has_an_edge_for_each_time():
    a = Value(3.0, "a")
    edges = Graph.of(a * a).edges
    assert [(e.parent, e.child, e.partial) for e in edges] == [(0, 1, 3.0), (0, 1, 3.0)]


def test_gradients_are_absent_before_backward_and_there_after():
    net = lecture()
    assert all(node.grad is None for node in Graph.of(net.L).nodes)
    net.L.backward()
    assert Graph.of(net.L).node(net.w1).grad == net.w1.grad


def test_later_changes_do_not_reach_a_snapshot():
    a = Value(2.0, "a")
    graph = Graph.of(a + 1)
    a.data = 5.0
    assert graph.node(a).data == 2.0


def test_printing_shows_ops_values_and_partials():
    a = Value(3.0, "a")
    assert "v1 = mul(a, a) = 9    ∂v1/∂a = 3, ∂v1/∂a = 3" in str(Graph.of(a * a))


@pytest.mark.parametrize("output", [3.0, [Value(1.0)], None, "L"])
def test_what_is_not_one_value_has_no_graph(output):
    with pytest.raises(TypeError, match="one output, a Value"):
        Graph.of(output)


def test_a_value_outside_the_graph_is_named():
    with pytest.raises(ValueError, match=r"'stranger'.*not in the graph of 'L'"):
        Graph.of(lecture().L).node(Value(1.0, "stranger"))


def test_a_graph_is_its_own_and_collapses_and_is_drawn():
    net = lecture()
    graph = Graph.of(net.L)
    assert Graph.of(graph) is graph
    small = collapse(net.L, [net.O11])
    assert draw(small).svg().count('class="node"') == len(small) == 2


def test_what_notebooks_show_stays_one_line():
    net = lecture()
    found = paths(net.L, net.w1, view="neurons")
    assert repr(Graph.of(net.L)) == "Graph(L: 22 nodes, 22 edges)"
    assert repr(found) == "PathSum(∂L/∂w1 = 0.00744516, 2 paths)"
    assert repr(next(iter(found))).startswith("Path(L ← O31 ← O21 ← O11 ← w1: 0.0014")
    assert repr(draw(net.L)) == "Diagram(Graph of L by ops: 22 nodes, 22 edges)"


def test_a_label_is_text():
    with pytest.raises(TypeError, match="a label is a text"):
        Value(1.0, 3)


def test_no_two_nodes_of_a_graph_have_one_name():
    first, second = Value(1.0, "w"), Value(2.0, "w")
    taken, greek, letter = Value(3.0, "v2"), Value(1.0, "alpha"), Value(1.0, "α")
    graph = Graph.of((first * second + taken) * greek * letter * Value(2.0, "w_2"))
    found = [node.name for node in graph.nodes]
    assert [graph.node(first).name, graph.node(second).name] == ["w", "w_3"]
    assert graph.node(taken).name == "v2"
    assert len(set(found)) == len(found)
    assert len({Latex().name(name).text for name in found}) == len(found)


def test_a_name_is_one_line_whatever_the_label_holds():
    x = Value(1.0, "a\nb" + "c" * 500)
    assert len(str(Graph.of(x * 2.0)).splitlines()) == 2
