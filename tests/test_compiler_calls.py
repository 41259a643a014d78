"""How a compiled function is called, what it says of itself and what it refuses."""

import builtins
import math
import random

import numpy as np
import pytest
from compiling import BACKENDS, assert_close_to_eager, backends

import autograd
from autograd import (
    Value,
    compile,
    dot,
    exp,
    log,
    log_softmax,
    logsumexp,
    softmax,
    sum,
    tanh,
)
from autograd.compiler import cache
from nn import GPT, MLP, MSE, CategoricalCrossEntropy, NextLetter


def neuron():
    x = [Value(0.5, label="x1"), Value(-1.0, label="x2")]
    w = [Value(1.5, label="w1"), Value(0.25, label="w2"), Value(-0.5, label="b")]
    return x, w, tanh(dot(tuple(w[:2]), tuple(x), w[2]))


@backends
def test_numbers_columns_row_and_table_are_one_call(backend):
    x, _, out = neuron()
    f = compile(out, inputs=x, backend=backend)
    assert f(0.5, -1.0) == f([0.5, -1.0]) == f([[0.5, -1.0]]) == pytest.approx(out.data)
    table = np.array([[0.5, -1.0], [1.0, 2.0], [0.0, 3.0]])
    assert f(table[:, 0], table[:, 1]) == f(table) == f(table.tolist())
    assert f(table[:, 0], 2.0) == f([[0.5, 2.0], [1.0, 2.0], [0.0, 2.0]])
    assert f.each(table) == pytest.approx([f(row) for row in table], rel=1e-14)


@backends
def test_leaves_are_read_when_the_call_is_made(backend):
    x, w, out = neuron()
    f = compile(out, inputs=x, backend=backend)
    before = f(0.5, -1.0)
    w[0].data = -3.0
    assert f(0.5, -1.0) == pytest.approx(math.tanh(-3.0 * 0.5 - 0.25 - 0.5))
    assert f(0.5, -1.0) != before


@backends
def test_backward_adds_to_the_leaves(backend):
    x, w, out = neuron()
    f = compile(out, inputs=x, backend=backend)
    _, gradient = f.value_and_grad([[0.5, -1.0], [1.0, 2.0]])
    f.backward()
    f.backward(2.0)
    by_leaf = dict(zip(f.parameters, 3 * gradient, strict=True))
    assert [leaf.grad for leaf in w] == pytest.approx([by_leaf[leaf] for leaf in w])
    assert [leaf.grad for leaf in x] == [0.0, 0.0]


@backends
def test_session_keeps_its_parameters_until_it_ends(backend):
    x, _, out = neuron()
    f = compile(out, inputs=x, backend=backend)
    table = [[0.5, -1.0], [1.0, 2.0]]
    before = [each.data for each in f.parameters]
    value, gradient = f.value_and_grad(table)
    with f.session() as session:
        assert session(table) == pytest.approx(value, rel=1e-15)
        session.parameters -= 0.1 * gradient
        moved = session.parameters.copy()
        assert session(table) < value
        assert [each.data for each in f.parameters] == before
    assert [each.data for each in f.parameters] == moved.tolist()


@backends
def test_nodes_have_a_number_for_each_record(backend):
    x, w, out = neuron()
    f = compile(out, inputs=x, backend=backend)
    table = np.array([[0.5, -1.0], [1.0, 2.0], [0.0, 3.0]])
    nodes = f.nodes(table)
    assert nodes[out].value == pytest.approx(f.each(table))
    assert nodes[out].adjoint.tolist() == [1.0, 1.0, 1.0]
    assert nodes[x[0]].value.tolist() == [0.5, 1.0, 0.0]
    slopes = (1 - nodes[out].value ** 2) * w[0].data
    assert nodes[x[0]].adjoint == pytest.approx(slopes)
    assert nodes[w[2]].adjoint == pytest.approx((1 - nodes[out].value ** 2).sum())


@backends
def test_several_outputs(backend):
    x, w, out = neuron()
    other = w[0] * w[1]
    f = compile([out, out * x[0], other, x[1]], inputs=x, backend=backend)
    table = np.array([[0.5, -1.0], [1.0, 2.0]])
    values, gradient = f.value_and_grad(table)
    first = f.each(table)[:, 0]
    assert values == pytest.approx([first.sum(), first @ table[:, 0], 0.75, 1.0])
    slopes = (1 - first**2) * (1 + table[:, 0])
    at = f.parameters.index(w[2])
    assert gradient[at] == pytest.approx(slopes.sum())
    assert f.each(table).shape == (2, 4)


@backends
def test_output_that_is_a_leaf(backend):
    w = Value(3.0)
    f = compile(w, backend=backend)
    assert f() == 3.0 and f.value_and_grad()[1].tolist() == [1.0]
    g = compile(w, inputs=[w], backend=backend)
    assert g([[1.0], [2.0]]) == 3.0 and g.parameters == ()


@backends
def test_one_output_twice(backend):
    w = Value(3.0)
    square = w * w
    f = compile([square, square], backend=backend)
    assert f().tolist() == [9.0, 9.0] and f.value_and_grad()[1].tolist() == [12.0]


@backends
def test_deep_chain(backend):
    x = Value(0.1)
    node = x
    for _ in range(1000):
        node = node.sin() + 0.01
    f = compile(node, inputs=[x], backend=backend)
    value, _ = f.value_and_grad([[0.1], [0.1]])
    assert value == pytest.approx(2 * node.data, rel=1e-12)


@backends
def test_moons_step_of_micrograd(backend):
    draw = random.Random(1)
    random.seed(2)
    model = MLP(2, [16, 16, 1], expanded=True)
    table = [[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(50)]
    labels = [draw.choice((-1, 1)) for _ in table]
    scores = [model([Value(a) for a in row]) for row in table]
    margins = [
        (1 + -label * score).relu() for label, score in zip(labels, scores, strict=True)
    ]
    penalty = 1e-4 * builtins.sum(p * p for p in model.parameters())
    total = builtins.sum(margins) * (1.0 / len(margins)) + penalty
    f = compile(total, backend=backend)
    assert "50 records found" in repr(f)
    assert_close_to_eager(f.parameters, *f.value_and_grad(), [total])
    f.backward()
    total_grads = [p.grad for p in model.parameters()]
    assert any(total_grads) and len(list(f.program.instructions)) < 20


@backends
def test_gpt_loss(backend):
    random.seed(3)
    model = GPT("aben", width=8, heads=2)
    (tokens,), (targets,) = model.records(["anneben"])
    loss = NextLetter()(model(tokens), targets)
    f = compile(loss, backend=backend)
    assert_close_to_eager(f.parameters, *f.value_and_grad(), [loss])


@backends
def test_batch_of_texts(backend):
    random.seed(3)
    model = GPT("abn", width=4, heads=2)
    rows, targets = model.records(["anna", "bana", "anna", "ab"])
    losses = map(NextLetter(), map(model, rows), targets)
    cost = sum(tuple(losses)) / 4
    f = compile(cost, backend=backend)
    assert_close_to_eager(f.parameters, *f.value_and_grad(), [cost])


@backends
@pytest.mark.parametrize("most", [1, 4], ids=["one class", "several"])
def test_batch_of_classes(backend, most):
    random.seed(4)
    model = MLP(3, [5, 4], output="linear")
    rows = [[random.gauss(0, 1) for _ in range(3)] for _ in range(7)]
    targets = [[float(i % most == j) for j in range(4)] for i in range(7)]
    loss = CategoricalCrossEntropy(from_logits=True)
    cost = loss.cost(list(map(model, rows)), targets, reduction="mean")
    f = compile(cost, backend=backend)
    assert ("7 records found" in repr(f)) == (most == 1)
    assert_close_to_eager(f.parameters, *f.value_and_grad(), [cost])


@backends
def test_parameters_choose_the_gradients(backend):
    x, w, out = neuron()
    f = compile(out, inputs=x, backend=backend, parameters=[w[1]])
    _, gradient = f.value_and_grad(0.5, -1.0)
    found = dict(zip(f.parameters, gradient, strict=True))
    assert found[w[1]] == pytest.approx(-(1 - out.data**2))


def test_second_compilation_finds_what_the_first_built(monkeypatch):
    x, _, out = neuron()
    compile(out, inputs=x, backend="numpy")
    from autograd.compiler import numpy_backend

    monkeypatch.setattr(numpy_backend, "build", None)
    x, w, out = neuron()
    w[0].data = 7.0
    f = compile(out, inputs=x, backend="numpy")
    assert f(0.5, 1.0) == pytest.approx(math.tanh(3.5 + 0.25 - 0.5))


# ------------------------------------------------------------ numbers that go wrong


@backends
def test_domain_error_is_the_eager_one_and_names_the_record(backend):
    x = Value(1.0, label="rate")
    f = compile(log(x) * 2.0, inputs=[x], backend=backend)
    message = r"^record 2 of the table: log of x = -3.0 \(label 'rate'\): outside the"
    with pytest.raises(ValueError, match=message):
        f([[1.0], [2.0], [-3.0], [4.0]])
    assert f([[1.0]]) == 0.0


@backends
def test_error_that_leaves_no_trace_in_the_output(backend):
    x = Value(1.0, label="x")
    f = compile(1.0 / (1.0 + exp(x)), inputs=[x], backend=backend)
    with pytest.raises(OverflowError, match=r"exp of x = 1000.0 \(label 'x'\)"):
        f(1000.0)
    y = Value(1.0, label="y")
    g = compile(1.0 / (1.0 / y), inputs=[y], backend=backend)
    with pytest.raises(ZeroDivisionError, match=r"div of x = 1.0, y = 0.0 \(label"):
        g.value_and_grad(0.0)


@backends
def test_infinity_that_eager_lets_pass_passes(backend):
    x = Value(2.0)
    f = compile(x * x, inputs=[x], backend=backend)
    value, _ = f.value_and_grad([[1e200], [1.0]])
    assert value == math.inf
    assert math.isnan(f(math.nan))


def test_numpy_s_error_settings_stay_as_the_caller_has_them():
    x = Value(2.0)
    f = compile(1.0 / x, inputs=[x], backend="numpy")
    with np.errstate(divide="ignore", over="warn"):
        before = np.geterr()
        f.value_and_grad([[1.0], [2.0]])
        with pytest.raises(ZeroDivisionError):
            f([[0.0], [2.0]])
        assert np.geterr() == before


@backends
def test_sigmoid_of_large_numbers_is_no_error(backend):
    x = Value(2.0)
    f = compile(x.sigmoid() + x.silu(), inputs=[x], backend=backend)
    assert f([[-1000.0], [1000.0]]) == pytest.approx(1.0 + 1000.0)


@backends
@pytest.mark.parametrize("row", [[1e3, -1e3, 0.0], [-1e3, -1001.0, -1e3], [800.0] * 3])
def test_softmax_recorded_at_other_numbers_does_not_overflow(backend, row):
    def cost(logits):
        weighed = [each * w for each in logits]
        return log_softmax(weighed)[0] + 2.0 * softmax(weighed)[2] + logsumexp(logits)

    w, x = Value(1.0), [Value(0.0), Value(0.1), Value(-0.1)]
    f = compile(cost(x), inputs=x, backend=backend)
    outputs = [cost([Value(each) for each in numbers]) for numbers in (row, [1, 2, 3])]
    value, gradient = f.value_and_grad([row, [1, 2, 3]])
    assert_close_to_eager([w], value, gradient, outputs)
    assert f.each([row]) == pytest.approx([outputs[0].data], rel=1e-14)


def test_exp_less_a_number_of_ones_own_overflows_as_recorded():
    x = [Value(1.0), Value(0.5)]
    powers = [exp(each - 1.0) for each in x]
    f = compile(log(sum(tuple(powers))) + powers[0], inputs=x)
    with pytest.raises(OverflowError, match="exp of x = 999"):
        f(1000.0, 1000.0)


@backends
def test_error_in_a_graph_of_all_records(backend):
    w = Value(1.0, label="w")
    terms = [log(w * Value(x, label=f"x{x}")) for x in (1.0, 2.0, 3.0)]
    f = compile(sum(tuple(terms)), backend=backend)
    w.data = -1.0
    with pytest.raises(ValueError, match=r"^log of x = -1\.0: outside the domain"):
        f()


# ------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((1.0,), ValueError, r"2 inputs \(x1, x2\).*\(records, 2\).*it got \(\)"),
        (([[1.0]],), ValueError, r"it got \(1, 1\)"),
        (([1.0, 2.0, 3.0],), ValueError, r"it got \(3,\)"),
        (([1.0, 2.0], [1.0]), None, ""),
        (([1.0, 2.0], [1.0, 2.0, 3.0]), ValueError, r"it got \(2,\), \(3,\)"),
        ((np.zeros((0, 2)),), ValueError, "no records"),
        (("one", 2.0), TypeError, "takes numbers"),
        ((Value(1.0), 2.0), TypeError, "takes numbers"),
        ((1.0 + 2.0j, 2.0), TypeError, "takes numbers"),
    ],
)
def test_arguments(arguments, error, message):
    x, _, out = neuron()
    f = compile(out, inputs=x, backend="numpy")
    if error is None:
        assert f(*arguments) == f([[1.0, 1.0], [2.0, 1.0]])
    else:
        with pytest.raises(error, match=message):
            f(*arguments)


def test_what_compile_refuses():
    x, w, out = neuron()
    for arguments, error, message in (
        ((3.0,), TypeError, "recorded Values, not 3.0"),
        (([],), ValueError, "at least one output"),
        ((out, [out]), ValueError, "computed by tanh: give leaves as inputs"),
        ((out, [x[0], x[0]]), ValueError, "stands twice among the inputs"),
        ((out, [Value(1.0)]), ValueError, "is not in the graph"),
        ((out, x, "cuda"), ValueError, "no backend 'cuda': write one of 'auto'"),
        (
            (out, x, "auto", [*w, x[0]]),
            ValueError,
            "among the inputs and the parameters",
        ),
    ):
        with pytest.raises(error, match=message):
            compile(*arguments)
    with pytest.raises(TypeError, match="has no inputs: call it without arguments"):
        compile(out)(1.0)
    with pytest.raises(ValueError, match="each takes records"):
        compile(out).each()


def test_missing_backend_says_what_to_install(monkeypatch):
    monkeypatch.setitem(cache.NEEDS, "llvm", "no_such_package")
    with pytest.raises(ImportError, match="needs no_such_package: pip install"):
        compile(Value(1.0), backend="llvm")
    assert compile(Value(1.0)).backend in BACKENDS


# ------------------------------------------------------------ what it says of itself


def test_program_is_readable():
    x, _, out = neuron()
    f = compile(out, inputs=x, backend="numpy")
    text = str(f)
    assert "dot over m < 2 (shared[m], laned[m], shared[2])" in text
    assert "= tanh (laned[2])" in text
    assert repr(f) == (
        "Compiled(output: 3 parameters, 2 inputs, 2 instructions, backend numpy)"
    )


def test_explain_tells_where_nodes_went():
    random.seed(5)
    model = MLP(2, [3, 1], activation="tanh", expanded=True)
    x = [Value(0.1, label="x1"), Value(0.2, label="x2")]
    loss = MSE()(model(x), 0.5)
    text = compile(loss, inputs=x, backend="numpy").explain()
    assert "6 mul, 6 add: z11, z12, z13" in text
    assert "3 tanh: O11, O12, O13" in text


def test_names_are_public():
    assert autograd.compile is compile and autograd.Compiled.__name__ == "Compiled"
