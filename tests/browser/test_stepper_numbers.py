"""The page computes what Python computes, whatever the leaves are set to."""

import random

import pytest

from autograd import OPS, Graph, Value, at_view, formulas, paths, steps
from autograd.languages import MathML
from autograd.stepper.templates import math_tree
from tests.browser.stepping import every_op, layers
from tests.lecture import lecture


def close(expected):
    scale = max(map(abs, expected))
    return pytest.approx(expected, rel=1e-12, abs=1e-12 * scale)


@pytest.mark.parametrize("seed", range(6))
def test_what_if_equals_python_on_graphs_of_every_op(seed, opened):
    output, leaves = every_op(seed)
    page = opened(output, view="ops")
    assert {node.op for node in Graph.of(output).nodes} >= set(OPS.values())
    graph = Graph.of(output)
    fresh = random.Random(seed + 100)
    other = [fresh.uniform(-1.5, 1.5) for _ in leaves]
    for numbers in ([leaf.data for leaf in leaves], other):
        changes = {
            graph.node(leaf).index: x for leaf, x in zip(leaves, numbers, strict=True)
        }
        page.run(f"glassgrad.set({changes})")
        again, _ = every_op(seed, numbers)
        again.backward()
        wanted = Graph.of(again)
        assert page.run("glassgrad.values()") == close([n.data for n in wanted.nodes])
        assert page.run("glassgrad.partials()") == close(
            [edge.partial for edge in wanted.edges]
        )
        found = page.run("glassgrad.gradients()")
        assert found == close([node.value.grad for node in wanted.nodes])


def test_neurons_have_the_compound_partials_and_gradients_of_collapse(opened):
    loss = layers()
    loss.backward()
    page = opened(loss, view="neurons")
    wanted = at_view(loss, "neurons")
    assert page.run("glassgrad.partials()") == close([e.partial for e in wanted.edges])
    gradients = page.run("glassgrad.gradients()")
    assert gradients == close([node.value.grad for node in wanted.nodes])


@pytest.mark.parametrize("view", ["ops", "neurons"])
def test_paths_have_the_products_and_the_count_of_python(view, opened):
    loss = layers()
    graph, page = Graph.of(loss), opened(loss, view=view)
    leaves = [node for node in graph.nodes if node.op is None]
    for node in leaves[:6]:
        wanted = paths(loss, node.value, view=view)
        found = page.run(f"glassgrad.paths({node.index}, 5).map(path => path.product)")
        assert found == pytest.approx([p.product for p in wanted.top(5)], rel=1e-12)
        page.run(f"glassgrad.select({{node: {node.index}}})")
        said = page.text(".paths h3").replace("One path", "1 path")
        assert said.split()[0] == str(wanted.count)


def test_formulas_of_the_page_are_those_of_python(opened):
    output, _ = every_op(1)
    page, graph = opened(output, view="ops"), Graph.of(output)
    found = page.run("""glassgrad.app.view.edges.map((edge) => {
        const {values, partials} = glassgrad.app.numbers;
        const slope = partials[edge.index];
        const lines = glassgrad.app.formulas.rule(edge, values, slope);
        return lines.map((line) => line[2].plain);
    })""")
    for edge, lines in zip(graph.edges, found, strict=True):
        child, parent = graph.nodes[edge.child].value, graph.nodes[edge.parent].value
        told = formulas.local_rule(child, parent, graph=graph).plain
        for line in dict.fromkeys(lines[1:]):
            assert line.replace(" ", "") in told.replace(" ", "")


@pytest.mark.parametrize(
    ("output", "view"),
    [
        (every_op(1)[0], "ops"),
        (layers(), "ops"),
        (layers(), "neurons"),
        (lecture().L, "neurons"),
    ],
)
def test_steps_of_the_page_say_what_those_of_python_say(output, view, opened):
    page = opened(output, view=view)
    found = page.run("""glassgrad.app.view.steps.map((step) => {
        const {view, numbers, formulas} = glassgrad.app;
        const told = glassgrad.describe(step, view, numbers, formulas);
        return [glassgrad.equations(told.lines).plain, told.why];
    })""")
    passes = steps(at_view(output, view))
    for step, (equation, why) in zip(passes, found, strict=True):
        # Long sums are Σ here; a neuron's value is shown with what it is made of.
        if "Σ" not in equation and (step.kind != "forward" or view == "ops"):
            assert equation == step.equation
        if step.kind == "backward":
            for part in step.why.lower().split("; "):
                assert part in why.lower()


def test_names_are_written_as_in_python(opened):
    names = ["w1", "w", "x1,10", "w_1", "α2", "ab12", "1", "a1b", "σ", "two words 3"]
    output = sum(Value(1.0, name) for name in names)
    page = opened(output, view="ops")
    name = "glassgrad.app.formulas.name(node.index).math"
    found = page.run(f"glassgrad.app.graph.nodes.map((node) => {name})")
    nodes = Graph.of(output).nodes
    assert found == [math_tree(MathML().name(node.name).text) for node in nodes]


def test_numbers_are_written_as_in_python(opened):
    numbers = [-0.0, 1e-5, 1e-4, -2.5e-30, 123456789.0, -1e16, 3e17]
    page = opened(Value(1.0, "a") * 2.0)
    value = "glassgrad.app.formulas.value(0, [x])[0][2].plain"
    found = page.run(f"{numbers}.map((x) => {value})")
    for x, text in zip(numbers, found, strict=True):
        assert steps(Value(x, "a") * 1.0)[0].equation.endswith(f"= {text}")
    assert found[:2] == ["0", "1e−5"]


def test_numbers_of_every_step_are_those_of_a_backward_pass(opened):
    net = lecture()
    page = opened(net.L)
    net.L.backward()
    last = page.run("""glassgrad.app.view.steps.filter(step => step.kind !== "forward")
        .map(step => [step.node, glassgrad.app.numbers.after[step.index]])""")
    graph = Graph.of(net.L)
    assert dict(map(tuple, last)) == pytest.approx(
        {node.index: node.value.grad for node in graph.nodes}, rel=1e-13
    )
