"""A compiled training is the eager one: losses, parameters, states, whatever comes."""

import random
from collections import OrderedDict

import pytest
from compiling import BACKENDS, backends
from fitting import (
    BITS,
    CLASSES,
    SIGNS,
    X,
    Y,
    adam,
    assert_same,
    network,
    trained,
)

import nn.compiled_steps
import nn.compiled_table
from autograd import Value
from autograd.compiler import cache
from nn import (
    GPT,
    MSE,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    ClipNorm,
    CosineDecay,
    Dropout,
    Hinge,
    Huber,
    NextLetter,
    RMSProp,
    StepDecay,
    fit,
    l1_penalty,
)
from nn.compiled_table import compiled_table


@pytest.fixture
def steps(monkeypatch):
    """What became of each batch: True where it was computed by the program."""
    taken = []
    take = nn.compiled_steps.CompiledSteps.take

    def watched(self, batches, at, outputs):
        done = take(self, batches, at, outputs)
        taken.extend([True] * len(done) or [False])
        return done

    monkeypatch.setattr(nn.compiled_steps.CompiledSteps, "take", watched)
    return taken


@backends
@pytest.mark.parametrize("batch_size", [None, 1, 7], ids=["all", "one", "ragged"])
def test_batches_of_every_size(backend, batch_size, steps):
    epochs = 20 if batch_size == 1 else 100
    assert_same(backend, network, MSE(), batch_size=batch_size, epochs=epochs)
    assert all(steps) and len(steps) == epochs * {None: 1, 1: 30, 7: 5}[batch_size]


@backends
@pytest.mark.parametrize(
    ("loss", "targets", "outputs", "output"),
    [
        (Huber(delta=0.5), Y, 1, "linear"),
        (Hinge(), SIGNS, 1, "linear"),
        (BinaryCrossEntropy(from_logits=True), BITS, 1, "linear"),
        (BinaryCrossEntropy(), BITS, 1, "sigmoid"),
        (CategoricalCrossEntropy(from_logits=True), CLASSES, 3, "linear"),
        (CategoricalCrossEntropy(), CLASSES, 3, "softmax"),
    ],
    ids=lambda each: str(each) if not isinstance(each, list) else "",
)
def test_losses_with_a_metric(backend, loss, targets, outputs, output, steps):
    make = lambda: network(outputs, "relu", output)  # noqa: E731
    metric = "accuracy" if targets is not Y else None
    options = {"targets": targets, "metric": metric, "batch_size": 8}
    assert_same(backend, make, loss, epochs=30, **options)
    assert steps and all(steps)


@backends
@pytest.mark.parametrize(
    "optimizer",
    [
        lambda model: SGD(model.parameters(), lr=0.05),
        lambda model: SGD(model.parameters(), 0.02, momentum=0.9),
        lambda model: SGD(model.parameters(), 0.02, momentum=0.9, nesterov=True),
        lambda model: SGD(model.parameters(), StepDecay(0.05, 10), weight_decay=0.01),
        lambda model: Adagrad(model.parameters(), 0.05, weight_decay=0.01),
        lambda model: RMSProp(model.parameters(), 0.01, weight_decay=0.01),
        lambda model: Adam(model.parameters(), CosineDecay(0.05, 400)),
        lambda model: AdamW(model.parameters(), 0.01),
        lambda model: Adam(model.parameters(), 0.01, clip=ClipNorm(0.1)),
        lambda model: Sign(model.parameters(), 0.001),
    ],
)
def test_optimizers(backend, optimizer, steps):
    assert_same(backend, network, MSE(), optimizer, batch_size=7)
    assert all(steps) and len(steps) == 100 * 5


class Sign(SGD):
    """A rule that takes floats only."""

    def direction(self, parameter):
        return 1.0 if self.gradient(parameter) > 0 else -1.0


def test_states_go_on_in_the_next_training():
    runs = []
    for compiled in (False, "numpy"):
        model, _, optimizer = trained(compiled, network, MSE(), epochs=5)
        fit(model, X, Y, loss=MSE(), optimizer=optimizer, epochs=5, progress=False)
        assert {type(each) for each in optimizer.moments} == {Value}
        runs.append([each.data for each in model.parameters()])
    assert runs[0] == pytest.approx(runs[1], rel=1e-9)


def test_callbacks_see_the_parameters_and_may_change_them():
    def run(compiled):
        seen = []

        def callback(epoch):
            seen.append([each.data for each in epoch.parameters])
            epoch.parameters[0].data += 0.1

        trained(compiled, network, MSE(), epochs=4, callbacks=[callback])
        return seen

    for ours, wanted in zip(run("numpy"), run(False), strict=True):
        assert ours == pytest.approx(wanted, rel=1e-12)


def test_ctrl_c_in_an_epoch_leaves_the_parameters_in_the_values(monkeypatch):
    step = nn.compiled_steps.CompiledSteps.step

    def interrupted(self, batch, outputs):
        if self.optimizer.steps == 7:
            raise KeyboardInterrupt
        return step(self, batch, outputs)

    monkeypatch.setattr(nn.compiled_steps.CompiledSteps, "step", interrupted)
    model, history, optimizer = trained("numpy", network, MSE(), batch_size=10)
    assert history.stopped == "interrupted" and optimizer.steps == 7
    wanted = network()
    rule = adam(wanted)
    shuffler = random.Random(0)
    batches = []
    while len(batches) < 7:
        order = shuffler.sample(range(30), 30)
        batches += [order[:10], order[10:20], order[20:]]
    for batch in batches[:7]:
        outputs = [wanted(X[i]) for i in batch]
        rule.zero_grad()
        MSE().cost(outputs, [Y[i] for i in batch], reduction="mean").backward()
        rule.step()
    found = [each.data for each in model.parameters()]
    assert found == pytest.approx([each.data for each in wanted.parameters()], 1e-9)


def test_dropout_is_left_to_the_eager_way(steps):
    def make():
        model = network()
        model.layers.insert(1, Dropout(0.3, seed=4))
        return model

    ours, wanted = (
        trained(compiled, make, MSE(), epochs=20)[1].losses
        for compiled in ("auto", False)
    )
    assert ours == wanted and not steps


def test_model_that_draws_is_left_to_the_eager_way(steps):
    def run(compiled):
        w = Value(0.5)
        history = fit(
            lambda row: w * row[0] + random.gauss(0.0, 0.1),
            X,
            Y,
            loss=MSE(),
            optimizer=SGD([w]),
            epochs=5,
            progress=False,
            compiled=compiled,
        )
        return history.losses

    random.seed(3)
    ours = run(True)
    random.seed(3)
    assert ours == run(False) and not steps


def test_model_that_decides_by_its_parameters_is_noticed(steps):
    def run(compiled):
        w = Value(1.0)
        history = fit(
            lambda row: w * row[0] if w.data > 0.5 else w * 2.0 * row[0],
            X,
            [0.0] * len(X),
            loss=MSE(),
            optimizer=SGD([w], lr=0.2),
            epochs=20,
            progress=False,
            compiled=compiled,
        )
        return history.losses

    assert run(True) == pytest.approx(run(False), rel=1e-9)
    assert 0 < len(steps) < 20


def test_model_of_the_users_own_is_compiled_only_when_asked_for(steps):
    def run(compiled):
        random.seed(1)
        rows = [[Value(random.uniform(-1, 1)) for _ in range(4)] for _ in range(6)]

        def model(row):
            z = [a * row[0] + b * row[1] + c for a, b, c, _ in rows]
            kept = [each if each > 0 else 0.1 * each for each in z]
            return sum(w[3] * each for w, each in zip(rows, kept, strict=True))

        optimizer = SGD([w for row in rows for w in row], lr=0.1)
        options = {"loss": MSE(), "optimizer": optimizer, "epochs": 60}
        options |= {"batch_size": 5, "progress": False, "compiled": compiled}
        return fit(model, X, Y, **options).losses

    assert run("auto") == run(False) and not steps


@pytest.mark.parametrize("compiled", ["auto", "numpy"])
def test_penalty_that_a_loss_adds_to_the_cost_is_kept(compiled):
    class Penalised(MSE):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def cost(self, y_hats, ys, reduction="sum"):
            penalty = l1_penalty(self.model.parameters(), 0.1)
            return super().cost(y_hats, ys, reduction) + penalty

    runs = []
    for way in (compiled, False):
        model = network()
        options = {"optimizer": adam(model), "epochs": 20, "progress": False}
        loss = Penalised(model)
        runs.append(fit(model, X, Y, loss=loss, compiled=way, **options).losses)
    assert runs[0] == runs[1] and runs[0][0] > 0.1 * 5


def test_validation_is_compiled_too():
    held = X[:7], CLASSES[:7]
    arguments = lambda: network(3), CategoricalCrossEntropy(from_logits=True)
    options = {"targets": CLASSES, "validation": held, "metric": "accuracy"}
    runs = [
        trained(way, *arguments, epochs=20, **options)[1] for way in ("numpy", False)
    ]
    for field in ("validation_losses", "validation_metrics"):
        ours, wanted = (getattr(history, field) for history in runs)
        assert len(ours) == 20 and ours == pytest.approx(wanted, rel=1e-9)


def test_frozen_layer_rests():
    def make():
        model = network()
        model.layers[0].freeze()
        return model

    model, history, _ = trained("numpy", make, MSE(), epochs=20)
    wanted = trained(False, make, MSE(), epochs=20)[1]
    assert history.losses == pytest.approx(wanted.losses, rel=1e-9)
    assert model.layers[0].state_dict() == network().layers[0].state_dict()


@backends
def test_texts_of_several_lengths(backend, steps):
    def make():
        random.seed(2)
        return GPT("abn", width=4, heads=2)

    rows, targets = make().records(["anna", "bana", "ab", "ba", "nan"])
    options = {"rows": rows, "targets": targets, "epochs": 5, "batch_size": 2}
    sgd = lambda model: SGD(model.parameters(), lr=0.1)  # noqa: E731
    assert_same(backend, make, NextLetter(), sgd, **options)
    assert all(steps)


def test_step_that_overflows_is_the_eager_error():
    w = Value(1.0, "w")
    messages = []
    for compiled in ("numpy", False):
        w.data = 1.0
        with pytest.raises(FloatingPointError) as error:
            fit(
                lambda row: (w * row[0] * 300.0).exp(),
                X,
                [0.0] * len(X),
                loss=MSE(),
                optimizer=SGD([w], lr=1e300),
                progress=False,
                compiled=compiled,
            )
        messages.append(str(error.value))
    assert messages[0] == messages[1]


def test_records_of_many_structures_are_left_to_the_eager_way():
    w = Value(0.5)

    def model(row):
        node = w * row[0]
        for _ in range(X.index(row)):
            node = node.tanh()
        return node

    assert compiled_table(model, MSE(), SGD([w]), (X, Y), "numpy", False) is None


def test_unknown_backend_is_refused():
    with pytest.raises(ValueError, match="no backend 'cuda'"):
        trained("cuda", network, MSE())


@pytest.mark.skipif("llvm" not in BACKENDS, reason="no llvmlite")
@pytest.mark.parametrize("epochs, backend", [(3, "numpy"), (10**7, "llvm")])
def test_short_training_is_left_to_numpy(epochs, backend, monkeypatch):
    chosen = []

    def noted(*arguments):
        chosen.append(cache.chosen(arguments[4]))
        raise KeyboardInterrupt

    monkeypatch.setattr(nn.compiled_table, "compiled_table", noted)
    trained("auto", network, MSE(), epochs=epochs)
    assert chosen == [backend]


@backends
def test_second_training_of_the_same_net_builds_nothing(backend, monkeypatch):
    monkeypatch.setattr(cache, "_built", OrderedDict())
    loss = CategoricalCrossEntropy(from_logits=True)
    for seed in range(2):  # the shift of the softmax differs
        model = network(3)
        for parameter in model.parameters():
            parameter.data += seed
        rows, targets = X[seed:], CLASSES[seed:]
        fit(model, rows, targets, loss=loss, optimizer=adam(model), compiled=backend)
    assert len(cache._built) == 1
