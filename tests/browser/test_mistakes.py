"""Deliberately wrong passes against the same mistakes made in Python, and diagnoses."""

from importlib import resources

import pytest
from hypothesis import given, settings

from autograd import Graph, Value
from autograd.traversal import topological_order
from tests.programs import programs

few = settings(max_examples=60, deadline=None, derandomize=True)

SCRIPTS = ("passes.js", "mistakes.js")
SHARED = {"before": 3.0, "upstream": -2.0, "local": 0.5, "others": [4.0]}
BACKWARD = {"kind": "backward", **SHARED, "value": 7.0, "out": 11.0, "after": 2.0}


@pytest.fixture(scope="module")
def blank(browser):
    """A page with the two scripts and nothing else."""
    page = browser.new_page()
    stepper = resources.files("autograd.stepper")
    page.add_script_tag(
        content="\n".join(stepper.joinpath(name).read_text("utf-8") for name in SCRIPTS)
    )
    yield page
    page.close()


def as_payload(output):
    """A graph as the scripts take it."""
    graph = Graph.of(output)
    edges = [
        {"parent": edge.parent, "child": edge.child, "partial": edge.partial}
        for edge in graph.edges
    ]
    return {"count": len(graph), "edges": edges}


def ran(page, name, output):
    """A pass in the browser: the gradients and the first node that differs."""
    return page.evaluate(
        """([name, graph]) => {
            const right = rightPass(graph);
            const pass = name === "right" ? right : wrongPass(name, graph);
            const {gradients, full} = pass;
            return {gradients, full, differ: differences(right, pass)};
        }""",
        [name, as_payload(output)],
    )


def same(found, expected):
    """Gradients by node, equal to rounding of the largest."""
    size = max(map(abs, expected), default=1.0)
    return found == pytest.approx(expected, rel=1e-9, abs=1e-12 * size)


# ------------------------------------------------------------ the mistakes, in Python


def overwritten(output, order):
    grads = dict.fromkeys(order, 0.0) | {output: 1.0}
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            grads[parent] = partial * grads[node]
    return grads


def recursed(output, order):
    grads = dict.fromkeys(order, 0.0) | {output: 1.0}
    calls = 0

    def backward(node):
        nonlocal calls
        for parent, partial in zip(node.parents, node.partials, strict=True):
            calls += 1
            if calls > 20_000:
                return
            grads[parent] += partial * grads[node]
            backward(parent)

    backward(output)
    return grads if calls <= 20_000 else None


def by_level(output, order):
    grads = dict.fromkeys(order, 0.0) | {output: 1.0}
    queue, seen = [output], {output}
    while queue:
        node = queue.pop(0)
        for parent, partial in zip(node.parents, node.partials, strict=True):
            grads[parent] += partial * grads[node]
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return grads


def twice(output, order):
    for value in order:
        value.grad = 0.0
    output.backward()
    output.backward()
    return {value: value.grad for value in order}


MISTAKES = {
    "overwrite": overwritten,
    "recursion": recursed,
    "early": by_level,
    "again": twice,
}


@few
@given(program=programs(8))
def test_wrong_passes_go_wrong_as_the_same_mistakes_in_python(blank, program):
    output, _ = program.record()
    order = topological_order([output])
    for name, mistake in MISTAKES.items():
        grads, found = mistake(output, order), ran(blank, name, output)
        assert (grads is None) == found["full"]
        if grads is not None:
            assert same(found["gradients"], [grads[value] for value in order])


@few
@given(program=programs(8))
def test_right_pass_is_that_of_the_engine(blank, program):
    output, _ = program.record()
    order = topological_order([output])
    output.backward()
    found = ran(blank, "right", output)
    assert same(found["gradients"], [value.grad for value in order])
    assert found["differ"] == []


def doubled_twice():
    a = Value(3.0, label="a")
    b = a + a
    return b + b


def near_and_far():
    """b reaches the output at once and through a chain; a is below it."""
    a = Value(2.0, label="a")
    b = a * 3.0
    return b + (b.tanh() * 2.0).exp()


@pytest.mark.parametrize(
    ("name", "gradients", "differ"),
    [
        ("overwrite", [1.0, 1.0, 1.0], [1, 0]),
        ("recursion", [6.0, 2.0, 1.0], [0]),
        ("early", [4.0, 2.0, 1.0], []),
        ("again", [8.0, 2.0, 1.0], [0]),
    ],
)
def test_the_notes_example_goes_wrong_first_where_it_must(
    name, gradients, differ, blank
):
    found = ran(blank, name, doubled_twice())
    assert found == {"gradients": gradients, "full": False, "differ": differ}


def test_sending_too_early_loses_what_comes_later(blank):
    assert ran(blank, "early", near_and_far())["gradients"][0] == 3.0


def test_recursion_over_millions_of_paths_ends(blank):
    x = Value(0.5)
    for _ in range(60):
        x = x + x
    assert ran(blank, "recursion", x)["full"]


def diagnosed(page, question, typed):
    return page.evaluate("([question, typed]) => diagnose(question, typed)",
                         [question, typed])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "verdict", "name"),
    [
        ("2", "right", ""),
        (" +2,000 ", "right", ""),
        ("4/2", "right", ""),
        ("-1", "wrong", "overwrote"),
        ("−1.0", "wrong", "overwrote"),
        ("3", "wrong", "kept"),
        ("3.5", "wrong", "upstream"),
        ("4", "wrong", "sign"),
        ("-5", "wrong", "operand"),
        ("-8", "wrong", "operand"),
        ("1", "wrong", "sign"),
        ("-11", "wrong", "value"),
        ("-19", "wrong", "out"),
        ("1.5", "wrong", "added"),
        ("-2", "wrong", "local"),
        ("123", "wrong", ""),
        ("", "unreadable", ""),
        ("1/2/3", "unreadable", ""),
        ("<b>", "unreadable", ""),
    ],
)
def test_answer_is_named_by_the_mistake_that_gives_it(typed, verdict, name, blank):
    found = diagnosed(blank, BACKWARD, typed)
    assert (found["verdict"], found["name"]) == (verdict, name)


THIRD = {**BACKWARD, "before": 0.0, "upstream": 1.0, "local": 1 / 3, "after": 1 / 3}


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("0.33", "right"),
        ("0.333", "right"),
        ("1/3", "right"),
        ("0.34", "wrong"),
        ("0.3325", "right"),
        ("0.331", "wrong"),
        ("0.3", "near"),
        ("0.4", "wrong"),
    ],
)
def test_answer_counts_to_half_a_percent_or_to_its_digits(typed, verdict, blank):
    assert diagnosed(blank, THIRD, typed)["verdict"] == verdict


def test_right_answer_is_right_though_a_mistake_gives_it_too(blank):
    question = {**BACKWARD, "upstream": 1.0, "local": 1.0, "before": 0.0, "after": 1.0}
    assert diagnosed(blank, question, "1")["verdict"] == "right"


def test_answer_from_the_three_digits_of_the_picture_is_right(blank):
    before, upstream, local = -0.53704957, -1.8575777, -3.0
    after = before + upstream * local
    exact = {"before": before, "upstream": upstream, "local": local, "after": after}
    assert diagnosed(blank, {**BACKWARD, **exact}, "5.043")["verdict"] == "right"
    assert diagnosed(blank, {**BACKWARD, **exact}, "5.58")["name"] == "overwrote"


def test_right_number_to_three_digits_is_right_though_a_mistake_is_nearer(blank):
    before, upstream, local = 0.47045996, 0.41439312, 0.80285492
    exact = {"before": before, "upstream": upstream, "local": local}
    question = {**BACKWARD, **exact, "after": before + upstream * local}  # 0.80316
    assert diagnosed(blank, question, "0.803")["verdict"] == "right"
    assert diagnosed(blank, question, "0.8029")["name"] == "upstream"


def test_zero_left_by_rounding_is_zero(blank):
    tiny = 0.1 + 0.2 - 0.3
    question = {**BACKWARD, "before": -0.3, "upstream": 1, "local": 0.3, "after": tiny}
    assert diagnosed(blank, question, "0")["verdict"] == "right"


@pytest.mark.parametrize(
    ("typed", "name"), [("6", ""), ("5", "operation"), ("-6", "sign"), ("2", "undone")]
)
def test_wrong_values_of_forward_steps_are_named(typed, name, blank):
    question = {"kind": "forward", "after": 6.0, "operands": [2.0, 3.0]}
    assert diagnosed(blank, question, typed)["name"] == name


@pytest.mark.parametrize(("typed", "name"), [("1", ""), ("0", "zero"), ("5", "out")])
def test_wrong_seeds_are_named(typed, name, blank):
    question = {"kind": "seed", "after": 1.0, "out": 5.0}
    assert diagnosed(blank, question, typed)["name"] == name
