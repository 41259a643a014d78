"""What fit takes and tells: tables, validation, metric, callbacks, Ctrl-C, NaN, bar."""

import io
import math
import random
import re
import sys
import types

import numpy as np
import pytest

from autograd import Value
from nn import (
    MLP,
    MSE,
    SGD,
    Adam,
    BinaryCrossEntropy,
    EarlyStopping,
    Epoch,
    Standardizer,
    accuracy,
    fit,
    one_hot,
    predict,
    train_test_split,
)
from nn.arguments import in_random_order
from nn.dropout import Dropout, set_training

X = [[0.0, 1.0], [1.0, 0.5], [2.0, -1.0], [3.0, 2.0]]
Y = [0.0, 1.0, 0.0, 1.0]


class Frame:
    """As much of a pandas frame or column as is used: iterating gives no rows."""

    def __init__(self, numbers):
        self.numbers = np.array(numbers)

    def __iter__(self):
        return iter(["names", "of", "columns"])

    def to_numpy(self):
        return self.numbers


def trained(rows=X, targets=Y, **options):
    random.seed(4)
    model = MLP(2, [3, 1], activation="tanh", output="sigmoid")
    options = {"epochs": 5, "batch_size": 2, "loss": BinaryCrossEntropy(), **options}
    optimizer = Adam(model.parameters(), lr=0.1)
    return model, fit(model, rows, targets, optimizer=optimizer, **options)


# ------------------------------------------------------------ what goes in


@pytest.mark.parametrize("table", [np.array, Frame, tuple, iter])
def test_arrays_frames_tuples_and_iterators_train_as_lists_do(table):
    assert trained(table(X), table(Y))[1] == trained()[1]


def test_pandas_frames_train_as_lists_do():
    pandas = pytest.importorskip("pandas")
    frame, column = pandas.DataFrame(X, columns=["a", "b"]), pandas.Series(Y)
    assert trained(frame, column)[1] == trained()[1]
    assert trained(frame, column.to_frame())[1] == trained()[1]
    assert Standardizer.fit(frame) == Standardizer.fit(X)
    assert train_test_split(frame, column) == train_test_split(X, Y)
    assert one_hot(pandas.Series(["a", "b"])) == [[1.0, 0.0], [0.0, 1.0]]


def test_numbers_of_an_array_become_plain_floats():
    met = []

    def model(row):
        met.extend(map(type, row))
        return Value(row[0])

    predict(model, np.array(X, dtype=np.float32), threshold=0.5)
    assert set(met) == {float}


def test_a_standardizer_scales_frames_and_back():
    scaler = Standardizer.fit(Frame(X))
    assert np.allclose(scaler.inverse_transform(scaler.transform(Frame(X))), X)


def test_a_standardizer_is_not_fitted_to_gaps():
    with pytest.raises(ValueError, match=r"X\[1\]\[1\] is nan"):
        Standardizer.fit([[1.0, 2.0], [1.0, math.nan]])


# ------------------------------------------------------------ what comes out


def test_validation_records_are_only_looked_at():
    _, alone = trained()
    _, beside = trained(validation=([[0.5, 0.5]], [1.0]))
    assert beside.losses == alone.losses
    assert len(beside.validation_losses) == 5


def test_the_validation_loss_is_that_of_the_model_after_the_epoch():
    model, history = trained(validation=(X, Y), epochs=3)
    cost = BinaryCrossEntropy().cost([model(row) for row in X], Y, "mean").data
    assert history.validation_losses[-1] == pytest.approx(cost, rel=1e-12)


def test_many_validation_records_are_averaged_over_all():
    rows, targets = [[float(i), 0.0] for i in range(250)], [1.0] * 125 + [0.0] * 125
    model, history = trained(validation=(rows, targets), epochs=1)
    cost = BinaryCrossEntropy().cost([model(row) for row in rows], targets, "mean")
    assert history.validation_losses[0] == pytest.approx(cost.data, rel=1e-12)


def test_a_metric_is_measured_on_both_tables():
    model, history = trained(validation=(X, Y), metric="accuracy", epochs=40)
    right = sum(p == t for p, t in zip(predict(model, X), Y, strict=True)) / 4
    assert history.validation_metrics[-1] == right
    assert len(history.metrics) == 40 and history.metric == "accuracy"


def test_the_function_accuracy_means_its_name():
    _, history = trained(metric=accuracy)
    _, by_name = trained(metric="accuracy")
    assert history == by_name and any(history.metrics)


def test_an_epoch_prints_what_was_measured_on_one_line(capsys):
    trained(callbacks=[print], validation=(X, Y), progress=False)
    first, *others = capsys.readouterr().out.splitlines()
    assert len(others) == 4
    assert re.fullmatch(r"Epoch\(1, loss=[\d.]+, validation_loss=[\d.]+\)", first)


def test_a_metric_may_be_a_function_of_outputs_and_targets():
    def largest(outputs, targets):
        return max(abs(row[0] - y) for row, y in zip(outputs, targets, strict=True))

    _, history = trained(metric=largest)
    assert history.metric == "largest" and 0.0 < history.metrics[-1] < 1.0


def test_a_history_prints_what_was_measured():
    _, history = trained(metric="accuracy", validation=(X, Y))
    for words in ("5 epochs, mean loss", "validation loss", "validation accuracy"):
        assert words in repr(history)


def test_dropout_is_off_for_validation_and_afterwards():
    model, met = MLP(1, [1]), []
    model.dropout = Dropout(0.5)
    optimizer = SGD(model.parameters(), lr=0.1)

    def looked_at(outputs, targets):
        met.append(model.dropout.training)
        return 0.0

    table = [[1.0]], [1.0]
    fit(
        *(model, *table),
        loss=MSE(),
        optimizer=optimizer,
        epochs=2,
        validation=table,
        metric=looked_at,
    )
    assert met == [True, False] * 2 and not model.dropout.training


# ------------------------------------------------------------ how it ends


def test_callbacks_get_every_epoch_and_end_the_training():
    met = []

    def third(epoch):
        met.append(epoch)
        return epoch.number == 3

    _, history = trained(callbacks=[third, EarlyStopping()], epochs=10)
    assert [epoch.number for epoch in met] == [1, 2, 3]
    assert tuple(epoch.loss for epoch in met) == history.losses
    assert history.stopped == "by a callback"


def test_early_stopping_brings_the_best_parameters_back():
    w, stopping = Value(0.0), EarlyStopping(patience=2)
    ends = []
    for number, loss in enumerate([3.0, 1.0, 2.0, 1.5], start=1):
        w.data = float(number)
        ends.append(stopping(Epoch(number, 0.0, None, loss, None, (w,))))
    assert ends == [False, False, False, True]
    assert (w.data, stopping.best_epoch, stopping.best_loss) == (2.0, 2, 1.0)


def test_early_stopping_wants_the_improvement_it_was_told():
    stopping = EarlyStopping(patience=1, improvement=0.5)
    assert [stopping(Epoch(i, loss)) for i, loss in [(1, 2.0), (2, 1.6)]] == [0, 1]


def test_early_stopping_begins_anew_with_each_training():
    stopping = EarlyStopping(patience=3)
    runs = [trained(callbacks=[stopping], epochs=20)[1] for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("options", [{"patience": 0}, {"improvement": -1.0}])
def test_early_stopping_refuses_what_makes_no_sense(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        EarlyStopping(**options)


def test_ctrl_c_keeps_what_was_learned():
    def interrupt(epoch):
        if epoch.number == 3:
            raise KeyboardInterrupt

    model, history = trained(callbacks=[interrupt], epochs=10)
    assert history.losses == trained(epochs=3)[1].losses
    assert history.stopped == "interrupted"
    assert model.state_dict() == trained(epochs=3)[0].state_dict()


def test_ctrl_c_before_the_first_epoch_is_over_gives_an_empty_history():
    def model(row):
        raise KeyboardInterrupt

    history = fit(model, X, Y, loss=MSE(), optimizer=SGD([Value(1.0)]))
    assert repr(history) == "History(0 epochs, stopped: interrupted)"


# ------------------------------------------------------------ the bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_loss_and_metric(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    trained(metric="accuracy")
    shown = sys.stderr.getvalue()
    assert "5/5" in shown and "loss=" in shown and "accuracy=" in shown


def test_a_notebook_shows_a_bar_though_stderr_is_no_terminal(monkeypatch):
    shell = types.SimpleNamespace(kernel=object())
    jupyter = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", jupyter)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    trained()
    assert "5/5" in sys.stderr.getvalue()


def test_progress_false_is_silent_on_a_terminal_too(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    trained(progress=False)
    assert sys.stderr.getvalue() == ""


def test_without_tqdm_progress_is_lines_of_text(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr(sys, "stderr", Terminal())
    trained(epochs=20)
    lines = sys.stderr.getvalue().splitlines()
    assert len(lines) == 10
    assert re.fullmatch(r"training: 20/20 loss=[-.e\d]+", lines[-1])
    trained(progress=False)
    assert len(sys.stderr.getvalue().splitlines()) == 10


def test_progress_that_nobody_sees_does_not_load_tqdm(monkeypatch):
    monkeypatch.delitem(sys.modules, "tqdm", raising=False)
    trained(progress=False)
    assert "tqdm" not in sys.modules


def test_records_come_in_the_order_that_the_seed_draws():
    ours, wanted = random.Random(3), random.Random(3)
    for count in (1, 2, 5, 6, 150, 1000):
        drawn = wanted.sample(range(count), count)
        assert in_random_order(count, ours) == drawn


def test_dropout_that_a_callback_switched_off_is_on_in_the_next_epoch():
    model = MLP(2, [3, 1])
    model.dropout = Dropout(0.5)
    seen = []

    def look(epoch):
        seen.append(model.dropout.training)
        set_training(model, False)

    optimizer = Adam(model.parameters())
    fit(model, X, Y, loss=MSE(), optimizer=optimizer, epochs=3, callbacks=look)
    assert seen == [True] * 3
