"""Preparation of a table, fit, predict and accuracy; and bad input to each."""

import math
import random
import time

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

import nn
from autograd import Value
from nn import (
    MLP,
    MSE,
    SGD,
    CategoricalCrossEntropy,
    History,
    Standardizer,
    accuracy,
    fit,
    iris,
    one_hot,
    predict,
    train_test_split,
)

ROWS = [[float(i), i * i / 10] for i in range(10)]


class Line(nn.Module):
    def __init__(self):
        self.slope, self.start = Value(0.0), Value(0.0)

    def __call__(self, row):
        return self.slope * row[0] + self.start


def trained_line(epochs=600, lr=0.05, **options):
    model = Line()
    X, y = [[i] for i in range(8)], [3 * i - 1 for i in range(8)]
    optimizer = SGD(model.parameters(), lr=lr)
    return model, fit(
        model, X, y, loss=MSE(), optimizer=optimizer, epochs=epochs, **options
    )


# ------------------------------------------------------------ preparation


def test_split_parts_the_records_and_keeps_rows_with_their_targets():
    X_train, X_test, y_train, y_test = train_test_split(ROWS, range(10), test=0.3)
    assert (len(X_train), len(X_test)) == (7, 3)
    assert sorted(y_train + y_test) == list(range(10))
    assert [row[0] for row in X_train + X_test] == y_train + y_test


def test_split_depends_on_the_seed_alone():
    random.seed(1)
    first = train_test_split(ROWS, range(10), seed=4)
    random.seed(2)
    assert train_test_split(ROWS, range(10), seed=4) == first
    assert train_test_split(ROWS, range(10), seed=5) != first


@pytest.mark.parametrize("test", [0, 1, 1.5, -0.2, 0.01])
def test_split_leaves_records_on_both_sides(test):
    with pytest.raises(ValueError, match="give a share between 0 and 1"):
        train_test_split(ROWS, range(10), test=test)


def test_split_takes_as_many_targets_as_rows():
    with pytest.raises(ValueError, match="X has 10 rows and y has 9"):
        train_test_split(ROWS, range(9))


def test_standardizer_is_sklearns():
    X = iris().X
    expected = StandardScaler().fit_transform(X)
    assert np.allclose(Standardizer.fit(X).transform(X), expected, rtol=0, atol=1e-12)


def test_standardizer_scales_test_rows_by_the_training_rows():
    scaler = Standardizer.fit([[0.0], [2.0]])
    assert (scaler.means, scaler.deviations) == ((1.0,), (1.0,))
    assert scaler.transform([[5]]) == [[4.0]]


def test_a_constant_column_is_only_centred():
    assert Standardizer.fit([[7.0], [7.0]]).transform([[7.0], [9.0]]) == [[0.0], [2.0]]


@pytest.mark.parametrize("X", [[], [[1.0], [1.0, 2.0]]])
def test_standardizer_takes_rows_of_one_length(X):
    with pytest.raises(ValueError, match="rows of one length"):
        Standardizer.fit(X)


def test_standardizer_refuses_a_row_of_another_length():
    with pytest.raises(
        ValueError, match="fitted to rows of 2 numbers, and got one of 1"
    ):
        Standardizer.fit(ROWS).transform([[1.0]])


def test_one_hot_of_the_lectures_classes():
    rows = one_hot(["Good", "Bad", "Neutral"], classes=["Good", "Bad", "Neutral"])
    assert rows == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_one_hot_sorts_the_classes_it_meets():
    assert one_hot(np.array([5, 3, 5])) == [[0, 1], [1, 0], [0, 1]]


def test_one_hot_takes_the_number_of_classes():
    assert one_hot([2, 0], 3) == [[0, 0, 1], [1, 0, 0]]
    with pytest.raises(ValueError, match=r"5 is not among the classes \[0, 1, 2\]"):
        one_hot([0, 5], 3)
    with pytest.raises(TypeError, match=r"one_hot: classes is a whole number, not 2.5"):
        one_hot([0, 1], 2.5)


def test_one_hot_refuses_an_unknown_or_double_class():
    with pytest.raises(ValueError, match="3 is not among the classes"):
        one_hot([3], classes=range(3))
    with pytest.raises(ValueError, match="a class stands twice"):
        one_hot(["a"], classes=["a", "a"])


# ------------------------------------------------------------ training


def test_fit_finds_a_line():
    model, history = trained_line()
    assert model.slope.data == pytest.approx(3.0, abs=1e-3)
    assert model.start.data == pytest.approx(-1.0, abs=1e-2)
    assert len(history.losses) == 600


def test_the_first_loss_is_that_of_the_untrained_model():
    _, history = trained_line(epochs=1)
    assert history.losses == (sum(0.5 * (3 * i - 1) ** 2 for i in range(8)) / 8,)


def test_a_full_batch_steps_by_the_mean_gradient():
    model, _ = trained_line(epochs=1, lr=1.0)
    assert model.start.data == sum(3 * i - 1 for i in range(8)) / 8


def test_each_record_counts_once_an_epoch_whatever_the_batch():
    _, history = trained_line(epochs=1, lr=1e-300, batch_size=3)
    expected = sum(0.5 * (3 * i - 1) ** 2 for i in range(8)) / 8
    assert history.losses[0] == pytest.approx(expected, rel=1e-12)


def test_training_depends_on_the_seed_alone():
    assert trained_line(9, batch_size=2)[1] == trained_line(9, batch_size=2)[1]
    other = trained_line(9, batch_size=2, seed=1)[1]
    assert other != trained_line(9, batch_size=2)[1]


def test_batches_leave_the_callers_random_numbers_alone():
    random.seed(3)
    expected = random.random()
    random.seed(3)
    trained_line(2, batch_size=2)
    assert random.random() == expected


def test_iris_is_learned_in_seconds():
    table = iris()
    X_train, X_test, y_train, y_test = train_test_split(table.X, table.y)
    scaler = Standardizer.fit(X_train)
    random.seed(0)
    model = MLP(4, [8, 3], activation="tanh", init="xavier")
    start = time.perf_counter()
    history = fit(
        model,
        scaler.transform(X_train),
        one_hot(y_train),
        loss=CategoricalCrossEntropy(from_logits=True),
        optimizer=SGD(model.parameters(), lr=0.1),
        epochs=50,
        batch_size=10,
    )
    assert accuracy(predict(model, scaler.transform(X_test)), y_test) >= 0.93
    assert history.losses[-1] < 0.1 * history.losses[0]
    assert time.perf_counter() - start < 10


def test_a_softmax_output_learns_as_the_logits_do():
    def losses(output):
        random.seed(5)
        model = MLP(2, [3], output=output)
        loss = CategoricalCrossEntropy(from_logits=output == "linear")
        y, optimizer = one_hot([0, 1, 2] * 3 + [0]), SGD(model.parameters(), lr=0.1)
        return fit(model, ROWS, y, loss=loss, optimizer=optimizer, epochs=20).losses

    assert losses("softmax") == pytest.approx(losses("linear"), rel=1e-9)


def test_progress_is_shown_on_a_terminal_only(capsys):
    trained_line(3)
    assert capsys.readouterr() == ("", "")


def test_history_prints_on_one_line():
    assert repr(History((2.0, 0.5))) == "History(2 epochs, mean loss 2 → 0.5)"


def test_a_cost_that_explodes_is_an_error():
    with pytest.raises((FloatingPointError, OverflowError)):
        trained_line(500, lr=1e6)


def test_a_cost_that_is_no_number_is_an_error_that_says_what_to_do():
    model = MLP(1, [1])
    optimizer = SGD(model.parameters())
    with pytest.raises(
        FloatingPointError, match=r"in epoch 1 the cost became nan.*smaller steps"
    ):
        fit(model.__call__, [[math.nan]], [1.0], loss=MSE(), optimizer=optimizer)


@pytest.mark.parametrize("option", ["epochs", "batch_size"])
def test_epochs_and_batches_are_at_least_one(option):
    with pytest.raises(ValueError, match=f"{option} is at least 1, not 0"):
        trained_line(**{option: 0})


def test_fit_takes_as_many_targets_as_rows():
    model = Line()
    optimizer = SGD(model.parameters())
    with pytest.raises(ValueError, match="X has 2 rows and y has 1"):
        fit(model, [[1], [2]], [1], loss=MSE(), optimizer=optimizer)


# ------------------------------------------------------------ what it says


def test_of_several_outputs_the_largest_wins_and_the_first_at_a_tie():
    said = predict(
        lambda row: [Value(x) for x in row], [[0.1, 0.7, 0.2], [0.5, 0.5, 0]]
    )
    assert said == [1, 0]


def test_exactly_the_threshold_is_class_one():
    assert predict(lambda row: Value(row[0]), [[0.5], [0.49999]]) == [1, 0]
    assert predict(lambda row: Value(row[0]), [[0.0], [-0.1]], threshold=0.0) == [1, 0]


def test_accuracy_is_the_share_of_right_answers():
    assert accuracy([1, 0, 1, 1], np.array([1, 1, 1, 1])) == 0.75
    assert accuracy(["a"], ["a"]) == 1.0


@pytest.mark.parametrize("predicted, actual", [([], []), ([1], [1, 2])])
def test_accuracy_takes_as_many_answers_as_questions(predicted, actual):
    with pytest.raises(ValueError, match="one or more of each, and as many"):
        accuracy(predicted, actual)


def test_a_constant_column_has_deviation_0_and_is_only_moved():
    scaler = Standardizer.fit([[0.1]] * 3)
    assert scaler.deviations == (0.0,)
    assert scaler.transform([[0.1], [0.2]]) == [[0.0], [0.1]]
