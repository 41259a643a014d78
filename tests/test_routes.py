"""Independent ways to one derivative agree, on graphs that nobody thought of.

Backward, tangents carried forward and the sum over paths multiply the same recorded
partials: they differ by rounding, 1e-12 of the sum of the products' sizes. The slope at
50 digits knows nothing of the recording; there the partials themselves, computed from
rounded values, count as well: 1e-9 of that sum, 1e-12 in programs that are short.
"""

import mpmath
import pytest
from helpers import gradients, path_count, path_sum, slope, tangent
from hypothesis import Phase, assume, given, settings
from programs import programs

from autograd import Graph, PathSum, collapse, compile, grad, paths
from autograd.traversal import topological_order

few = settings(max_examples=150, deadline=None, derandomize=True)


def assert_agree(ours, theirs, output, leaves, tolerance=1e-12):
    for mine, other, leaf in zip(ours, theirs, leaves, strict=True):
        scale = tangent(output, leaf, absolute=True)
        assert abs(mine - other) <= tolerance * scale + 1e-30


@few
@given(programs(12))
def test_backward_is_forward_mode(program):
    output, leaves = program.record()
    backward = gradients(output, leaves)
    assert_agree(backward, [tangent(output, leaf) for leaf in leaves], output, leaves)


@few
@given(programs(5))
def test_backward_is_the_sum_over_paths(program):
    output, leaves = program.record()
    assume(sum(path_count(output, leaf) for leaf in leaves) < 5000)
    backward = gradients(output, leaves)
    assert_agree(backward, [path_sum(output, leaf) for leaf in leaves], output, leaves)


@few
@given(programs(8))
def test_backward_is_the_slope_at_fifty_digits(program):
    output, leaves = program.record()
    backward = gradients(output, leaves)
    with mpmath.workdps(50):
        point = [mpmath.mpf(x) for x in program.inputs]
        slopes = [slope(program.exact, point, i) for i in range(len(point))]
    assert_agree(backward, slopes, output, leaves, tolerance=1e-9)


@few
@given(programs(12))
def test_backward_is_grad_is_the_total_of_paths(program):
    output, leaves = program.record()
    backward = gradients(output, leaves)
    assert_agree(backward, grad(output, leaves), output, leaves)
    totals = [paths(output, leaf).total for leaf in leaves]
    assert_agree(backward, totals, output, leaves)


@few
@given(programs(12))
def test_collapse_onto_the_leaves_leaves_the_gradient_on_the_edges(program):
    output, leaves = program.record()
    graph = collapse(Graph.of(output), keep=[output, *leaves])
    onto = {leaf: 0.0 for leaf in leaves}
    for edge in graph.edges:
        onto[graph.nodes[edge.parent].value] += edge.partial
    assert_agree(gradients(output, leaves), onto.values(), output, leaves)


@given(programs(6))
@settings(few, phases=[Phase.explicit, Phase.generate])  # compiling makes slow shrinks
def test_five_routes_to_one_gradient_agree_at_1e_12(program):
    output, leaves = program.record()
    graph = collapse(Graph.of(output), keep=leaves)
    with mpmath.workdps(50):
        point = [mpmath.mpf(x) for x in program.inputs]
        differences = [slope(program.exact, point, i) for i in range(len(point))]
    f = compile(output, parameters=leaves, backend="numpy")
    compiled = dict(zip(f.parameters, f.value_and_grad()[1], strict=True))
    for other in (
        [paths(output, leaf).total for leaf in leaves],
        [PathSum(graph, graph.node(leaf)).total for leaf in leaves],
        [compiled[leaf] for leaf in leaves],
        differences,
    ):
        assert_agree(gradients(output, leaves), other, output, leaves)


@settings(few, max_examples=40)
@given(programs(4))
def test_second_derivatives_are_those_at_fifty_digits(program):
    output, leaves = program.record()
    with mpmath.workdps(50):
        point = [mpmath.mpf(x) for x in program.inputs]
        for i, first in enumerate(grad(output, leaves, create_graph=True)):

            def by_i(at, i=i):
                return slope(program.exact, at, i)

            seconds = [slope(by_i, point, j) for j in range(len(point))]
            assert_agree(gradients(first, leaves), seconds, first, leaves, 1e-9)


@few
@given(programs(8))
def test_value_is_that_at_fifty_digits(program):
    output, _ = program.record()
    with mpmath.workdps(50):
        exact = program.exact([mpmath.mpf(x) for x in program.inputs])
    assert output.data == pytest.approx(float(exact), rel=1e-9, abs=1e-9)


@few
@given(programs(12))
def test_second_pass_doubles_every_leaf(program):
    output, leaves = program.record()
    once = gradients(output, leaves)
    output.backward()
    assert [leaf.grad for leaf in leaves] == pytest.approx([2 * g for g in once], 1e-12)


@few
@given(programs(12))
def test_look_at_every_node_changes_no_gradient(program):
    output, leaves = program.record()
    before = gradients(output, leaves)
    topological_order([output])
    assert_agree(gradients(output, leaves), before, output, leaves)


@few
@given(programs(10))
def test_adjoint_of_an_inner_node_is_the_derivative_by_it(program):
    output, leaves = program.record()
    gradients(output, leaves)
    nodes = [node for node in topological_order([output]) if node.op is not None]
    adjoints = [node.grad for node in nodes]
    assert_agree(adjoints, [tangent(output, n) for n in nodes], output, nodes)


@few
@given(programs(10))
def test_parents_stand_before_children_and_once(program):
    order = topological_order([program.record()[0]])
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[p] < place[node] for node in order for p in node.parents)
