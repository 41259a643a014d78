"""Steps say what a forward and a backward pass do, one change at a time."""

import math
import pickle
import random

import pytest
from hypothesis import given
from lecture import by_hand, lecture
from programs import programs

import autograd
from autograd import (
    Graph,
    Step,
    Steps,
    Value,
    at_view,
    record_source,
    relu,
    steps,
    tanh,
)


def finals(found):
    """The gradient of each Value after the last step that changes it."""
    changes = [step for step in found if step.kind != "forward"]
    return {step.node.value: step.after for step in changes}


def random_scalars(seed, size=60):
    """A graph of additions, products and tanh with many shared nodes."""
    draw = random.Random(seed)
    nodes = [Value(draw.uniform(-2, 2), f"x{i}") for i in range(4)]
    for _ in range(size):
        a, b = draw.choices(nodes, k=2)
        nodes.append(draw.choice([a + b, a * b, a - b, tanh(a), a * 0.5, tanh(b) * a]))
        nodes[-1] = tanh(nodes[-1])
    total = nodes[-1]
    for node in draw.sample(nodes, 12):
        total = total + node
    return total


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("gradient", [1.0, -0.3])
def test_gradients_are_exactly_those_of_backward(seed, gradient):
    output = random_scalars(seed)
    found = finals(steps(output, gradient))
    output.backward(gradient)
    assert all(value.grad == after for value, after in found.items())
    assert len(found) == len(Graph.of(output))


@given(programs(12))
def test_gradients_of_vectors_and_layers_are_those_of_backward(program):
    output, leaves = program.record()
    found = finals(steps(output))
    output.backward()
    for leaf in leaves:
        scale = sum(abs(edge.partial) for edge in Graph.of(output).edges) + 1.0
        assert found.get(leaf, 0.0) == pytest.approx(
            leaf.grad, rel=1e-12, abs=1e-13 * scale
        )


def test_the_lectures_first_weight_gets_the_sum_of_its_two_paths():
    net = lecture()
    found = [step for step in steps(net.L) if step.node.value is net.w1]
    assert found[-1].after == pytest.approx(sum(by_hand()), rel=1e-14)
    arriving = [s for s in steps(net.L) if s.node.value is net.O11 and s.child]
    assert [(s.arrival, s.arrivals) for s in arriving] == [(1, 2), (2, 2)]
    assert arriving[0].after == arriving[1].before != 0.0


def test_every_step_adds_upstream_times_local_to_what_was_there():
    found = steps(random_scalars(3))
    edges = found.graph.edges
    for step in found:
        if step.kind == "backward":
            edge = edges[step.edge]
            assert (edge.child, edge.parent) == (step.child.index, step.node.index)
            assert edge.partial == step.local
            assert step.after == step.before + step.upstream * step.local


def test_a_gradient_is_complete_before_it_is_sent_on():
    seen = {}
    for step in steps(random_scalars(5)):
        if step.kind == "backward":
            assert seen[step.child.index] == (step.upstream, True)
        if step.kind != "forward":
            complete = step.arrival == step.arrivals
            seen[step.node.index] = (step.after, complete)


def test_the_order_is_values_seed_edges():
    net = lecture()
    found = steps(net.L)
    graph = Graph.of(net.L)
    kinds = [step.kind for step in found]
    made = [node for node in graph.nodes if node.op is not None]
    assert [step.node for step in found[: len(made)]] == made
    expected = ["forward"] * len(made) + ["seed"] + ["backward"] * len(graph.edges)
    assert kinds == expected
    assert [step.number for step in found] == list(range(1, len(found) + 1))
    assert {step.edge for step in found if step.child} == {*range(len(graph.edges))}


def test_nothing_of_the_graph_changes_and_old_gradients_do_not_count():
    a = Value(3.0, "a")
    b = a * a
    b.backward()
    before = [step.after for step in steps(b)]
    b.backward()
    assert [step.after for step in steps(b)] == before
    assert (a.grad, before[-1]) == (12.0, 6.0)


def test_the_second_arrival_is_said_to_be_added():
    a = Value(2.0, "a")
    b = a * -3.0
    b.label = "b"
    L = b * a
    L.label = "L"
    last = steps(L)[-1]
    assert last.text == (
        "∂L/∂a += ∂L/∂b · ∂b/∂a = 2 · (−3) = −6 (the second of 2 arrives: "
        "it is added, not overwritten: −6 − 6 = −12)"
    )
    assert str(last) == last.text
    assert last.formula.plain.splitlines()[3:] == ["∂L/∂a  = −6 − 6", "       = −12"]
    assert r"\frac{\partial L}{\partial a} &\mathrel{+}=" in last.latex
    assert last._repr_latex_() == f"$\\displaystyle {last.latex}$"
    assert last.formula.mathml.startswith("<math")


def test_a_result_that_the_numbers_show_already_is_not_said_again():
    assert steps(-Value(2.0, "x"))[0].text == "v1 = −x = −2"
    assert steps(-Value(-2.0, "x"))[0].text == "v1 = −x = −(−2) = 2"


def test_a_blocked_way_is_named():
    x = Value(-1.0, "x")
    assert "the local partial is 0: nothing comes" in steps(relu(x) * 2.0)[-1].text


def test_the_seed_gradient_is_named():
    found = steps(Value(2.0, "x") * 3.0, gradient=0.5)
    assert found[1].equation == "0.5 · ∂v1/∂v1 = 0.5"
    assert found[-1].after == 1.5


def test_an_output_that_is_a_leaf_has_no_step_but_the_seed():
    assert [step.kind for step in steps(Value(2.0, "x"))] == ["seed"]


def test_parallel_edges_are_two_steps():
    a = Value(3.0, "a")
    found = [step for step in steps(a + a) if step.child]
    assert [(step.edge, step.after) for step in found] == [(0, 1.0), (1, 2.0)]


def test_a_collapsed_graph_is_stepped_by_neurons():
    net = lecture()
    found = steps(at_view(Graph.of(net.L), "neurons"))
    assert {step.node.name for step in found} == {
        node.name for node in found.graph.nodes
    }
    last = [step for step in found if step.node.name == "w1"][-1]
    assert last.after == pytest.approx(sum(by_hand()), rel=1e-13)
    made = next(step for step in found if step.node.name == "O11")
    assert made.text.endswith("(made from w1, x, b11)")


def test_a_table_has_a_row_per_step():
    found = steps(lecture().L)
    lines = str(found).splitlines()
    assert lines[0].split() == ["step", "pass", "node", "before", "after", "how"]
    assert len(lines) == 1 + len(found)
    assert "29  backward  O11   0.0507547   0.0633621  ∂L/∂O11 +=" in str(found)
    assert found._repr_html_().count("<tr>") == 1 + len(found)


def test_a_table_shows_the_users_lines_where_they_were_noted():
    with record_source():
        a = Value(2.0, "a")
        b = a * 3.0
    head, *rows = str(steps(b)).splitlines()
    assert head.endswith("your line")
    assert rows[0].endswith(": b = a * 3.0")
    assert rows[-1].rstrip().endswith("= 3")


def test_a_slice_is_steps_of_the_same_pass():
    found = steps(lecture().L)
    part = found[11:13]
    assert isinstance(part, Steps) and len(part) == 2
    assert [step.kind for step in part] == ["seed", "backward"]
    assert part[1] is found[12] and part[-1:][0] is found[12]
    assert repr(part) == "Steps(L: 1 seed, 1 backward)"
    assert part.whole is found.whole


def test_a_step_that_is_not_there_is_an_error():
    with pytest.raises(IndexError, match="there are 34 steps, 0 to 33, and no step 34"):
        steps(lecture().L)[34]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([Value(1.0)],), "one output, a Value"),
        ((3.0,), "one output, a Value"),
        ((Value(1.0), "1"), "not '1'"),
        ((Value(1.0), Value(1.0)), "a Value already"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(TypeError, match=message):
        steps(*arguments)


def test_hostile_labels_are_text():
    label = "</td><script>alert(1)</script>\n|\x00"
    x = Value(1.0, label)
    found = steps(x * x)
    shown = found._repr_html_()
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert len(str(found).splitlines()) == 1 + len(found)
    assert "<script" not in found[-1].formula.mathml


def test_numbers_that_are_not_finite_are_shown():
    x = Value(math.inf, "x")
    found = steps(x * 0.0)
    assert math.isnan(found[0].after)
    assert "= ∞ · 0" in str(found) and "NaN" in str(found)


def test_a_long_pass_is_cut_in_the_middle_and_whole_in_slices():
    x = Value(1.0, "x")
    for _ in range(3_000):
        x = x + 1.0
    found = steps(x)
    text = str(found)
    assert len(text.splitlines()) == 102
    assert "5,901 more steps: look at a slice" in text
    assert len(str(found[3_000:3_010]).splitlines()) == 11


def test_an_op_of_many_operands_is_shortened():
    xs = [Value(1.0, f"x{i}") for i in range(1, 400)]
    made = steps(autograd.sum(xs))[0]
    assert made.equation == "v399 = sum(x1, x2, …, x399) = 399"


def test_steps_keep_through_pickle():
    found = steps(lecture().L)
    again = pickle.loads(pickle.dumps(found))
    assert [step.text for step in again] == [step.text for step in found]


def test_steps_is_the_function():
    assert callable(steps) and autograd.steps is steps
    assert Step in map(type, steps(Value(1.0)))


def test_leaf_changed_after_recording_is_refused():
    a = Value(2.0, "a")
    output = a * a
    a.data = 5.0
    with pytest.raises(ValueError, match=r"recorded as 4\.0, but .* it is 25\.0"):
        steps(output)
