"""Nodes keep the user's own line that made them, when asked to."""

import copy
import linecache
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import mul

import pytest

import autograd
from autograd import Source, Tag, Value, affine, record_source, scope, sigmoid, softmax
from nn import MLP, MSE


def here(back=1):
    """The line of the caller, so many lines above."""
    return sys._getframe(1).f_lineno - back


def test_a_node_keeps_file_line_and_text():
    with record_source():
        a = Value(2.0)
        b = sigmoid(a * 3.0)
    line = here(2)
    assert a.source == Source(__file__, line, "a = Value(2.0)")
    assert b.source == Source(__file__, line + 1, "b = sigmoid(a * 3.0)")
    assert b.parents[0].source == b.source
    assert str(b.source) == (
        f"test_record_source.py, line {line + 1}: b = sigmoid(a * 3.0)"
    )


def test_an_expression_over_several_lines_is_kept_whole():
    with record_source():
        a = Value(2.0)
        b = (
            a
            * 3.0
        )  # fmt: skip
        c = sigmoid(
            b,
        )
    line = here(7)
    assert b.source == Source(__file__, line + 1, "a * 3.0")
    assert c.source == Source(__file__, line + 4, "c = sigmoid( b, )")


def test_a_long_expression_is_cut():
    with record_source():
        total = autograd.sum(
            [
                Value(1.0),
                Value(2.0),
                Value(3.0),
            ]
        )
    assert total.source.text == "total = autograd.sum( [ Value(1.0), Value(2.0), …"


def test_nothing_is_kept_outside():
    with record_source():
        pass
    assert (Value(1.0) * Value(2.0)).source is None
    assert autograd.value.observers == []


def test_an_error_inside_ends_it():
    with pytest.raises(ZeroDivisionError), record_source():
        Value(1.0) / 0.0
    assert Value(1.0).source is None


def test_a_label_given_later_and_scopes_leave_it():
    with record_source(), scope("outer"):
        a = Value(1.0)
        with scope("inner"):
            b = a * 2.0
    line = here(2)
    with scope("first"), record_source():
        c = b + a
    b.label = "b"
    assert b.tag == Tag(
        "b", ("outer", "inner"), Source(__file__, line + 1, "b = a * 2.0")
    )
    assert (c.scope, c.source.text) == (("first",), "c = b + a")


def made_in(output):
    """The lines that made the nodes of a graph, the leaves left out."""
    nodes = autograd.Graph.of(output).nodes
    return {node.source and node.source.text for node in nodes if node.op}


def test_the_line_is_that_outside_autograd():
    x = [Value(1.0), Value(2.0)]
    with record_source():
        outputs = softmax(x)
    assert made_in(outputs[0]) == {"outputs = softmax(x)"}


@pytest.mark.parametrize("expanded", [True, False])
@pytest.mark.parametrize("activation", ["tanh", "linear"])
def test_a_networks_nodes_belong_to_the_line_that_called_it(expanded, activation):
    model = MLP(2, [3, 1], activation=activation, expanded=expanded)
    assert made_in(model([1.0, 2.0])) == {None}
    with record_source():
        out = model([1.0, 2.0])
        loss = MSE()(out, Value(1.0))
    assert made_in(out) == {"out = model([1.0, 2.0])"}
    assert made_in(loss) == made_in(out) | {"loss = MSE()(out, Value(1.0))"}


def test_an_activation_of_the_users_own_has_its_own_line():
    def activation(z):
        return z.tanh() * 2.0

    with record_source():
        out = MLP(2, [1], activation=activation, output=activation)([1.0, 2.0])
    assert out.source.text == "return z.tanh() * 2.0"
    assert out.source.text in made_in(out)


def test_names_and_scopes_of_a_network_stay_as_they_are():
    def named(output):
        return [(node.name, node.scope) for node in autograd.Graph.of(output).nodes]

    for expanded in (True, False):
        model = MLP(2, [3, 1], activation="tanh", expanded=expanded)
        before = named(model([1.0, 2.0]))
        with record_source():
            assert named(model([1.0, 2.0])) == before


def test_a_scope_around_a_network_is_kept_beside_the_line():
    model = MLP(2, [1], activation="tanh", expanded=False)
    with record_source(), scope("part"):
        out = model([1.0, 2.0])
    assert out.scope[0] == "part" and out.source.text == "out = model([1.0, 2.0])"


def test_the_same_code_in_two_files_is_told_apart():
    found = []
    with record_source():
        for file in ("one.py", "two.py"):
            exec(compile("found.append(Value(1.0))", file, "exec"))
    assert [node.source.file for node in found] == ["one.py", "two.py"]


def test_layers_recorded_before_get_no_line_when_looked_at():
    (out,) = affine([(Value(2.0),)], (Value(3.0),), [Value(1.0)], "tanh")
    with record_source():
        assert out.parents[0].source is None


def test_copies_and_pickles_keep_it():
    with record_source():
        a = Value(1.0, "a")
        b = a * a
    for twin in (copy.copy(b), copy.deepcopy(b), pickle.loads(pickle.dumps(b))):
        assert twin.source == b.source
        assert twin.parents[0].source == a.source


def test_comprehensions_lambdas_and_reduce_belong_to_their_line():
    f = lambda x: x * x  # noqa: E731
    with record_source():
        y = f(Value(2.0))
        z = reduce(mul, [Value(1.0) for _ in range(3)])
    assert y.source.text == "f = lambda x: x * x  # noqa: E731"
    assert z.source.text == "z = reduce(mul, [Value(1.0) for _ in range(3)])"


def test_code_without_a_file_has_no_text():
    names = {"Value": Value, "record_source": record_source}
    exec("with record_source():\n    a = Value(1.0)", names)
    assert names["a"].source == Source("<string>", 2, "")
    assert str(names["a"].source) == "<string>, line 2"


def test_a_cell_is_called_a_cell(monkeypatch):
    file = "/tmp/ipykernel_17/42.py"
    code = "with record_source():\n    a = Value(1.0)"
    entry = (len(code), None, code.splitlines(keepends=True), file)
    monkeypatch.setitem(linecache.cache, file, entry)
    names = {"Value": Value, "record_source": record_source}
    exec(compile(code, file, "exec"), names)
    assert str(names["a"].source) == "cell, line 2: a = Value(1.0)"


def test_a_file_that_was_edited_is_read_again(tmp_path):
    file = tmp_path / "net.py"
    for text in ("a = Value(1.0)", "b = a = Value(2.0)  # longer"):
        file.write_text(text)
        names = {"Value": Value}
        with record_source():
            exec(compile(text, str(file), "exec"), names)
        assert names["a"].source.text == text


def test_threads_note_their_own_lines_only():
    with record_source(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(Value, 1.0).result().source is None
        a = Value(1.0)
    assert a.source.text == "a = Value(1.0)"
