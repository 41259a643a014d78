"""Decisions, probabilities, accuracy, confusion matrix, r²; scikit-learn's numbers."""

import math

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

import nn
from autograd import Value
from nn import (
    MLP,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Hinge,
    accuracy,
    confusion_matrix,
    predict,
    predict_proba,
    predict_values,
    r2_score,
    threshold,
)
from nn.metrics import named_metric
from nn.prediction import ThresholdWarning

DRAWS = np.random.default_rng(0)


def values(row):
    return [Value(x) for x in row]


# ------------------------------------------------------------ decisions


def test_exactly_one_half_is_class_one():
    assert threshold(0.5) == 1
    assert threshold(math.nextafter(0.5, 0.0)) == 0


def test_a_decision_is_a_plain_int_not_a_node():
    assert type(threshold(Value(0.7))) is int


def test_a_decision_on_a_logit_is_at_zero():
    assert [threshold(z, at=0.0) for z in (-0.1, 0.0, 0.1)] == [0, 1, 1]


def test_no_class_is_decided_on_nan():
    with pytest.raises(ValueError, match="NaN, and decides for no class"):
        threshold(math.nan)
    with pytest.raises(ValueError, match="hold NaN, and decide for no class"):
        predict(values, [[0.1, math.nan]])


@pytest.mark.parametrize("several", [[0.5, 0.2], np.array([0.5, 0.2]), "0.7"])
def test_a_decision_is_on_one_number(several):
    with pytest.raises(TypeError, match=r"write \[threshold\(p\) for p in …\]"):
        threshold(several)


# ------------------------------------------------------------ what a model says


def test_values_are_floats_or_rows_of_floats():
    assert predict_values(lambda row: Value(row[0]), [[2], [3]]) == [2.0, 3.0]
    assert predict_values(values, np.array([[1, 2]])) == [[1.0, 2.0]]


def test_one_probability_is_that_of_class_one():
    assert predict_proba(lambda row: Value(row[0]), [[0.25]]) == [[0.75, 0.25]]


def test_probabilities_of_logits_are_sigmoid_and_softmax():
    (two,) = predict_proba(lambda row: Value(row[0]), [[2.0]], from_logits=True)
    assert two[1] == pytest.approx(1 / (1 + math.exp(-2.0)))
    (three,) = predict_proba(values, [[0.4, 0.5, 0.6]], from_logits=True)
    assert [round(p, 3) for p in three] == [0.301, 0.332, 0.367]


@pytest.mark.parametrize("logit", [-1000.0, 1000.0])
def test_probabilities_of_extreme_logits_are_finite(logit):
    expected = [float(logit < 0), float(logit > 0)]
    model = lambda row: Value(row[0])  # noqa: E731
    assert predict_proba(model, [[logit]], from_logits=True) == [expected]


def test_logits_are_not_taken_for_probabilities():
    with pytest.raises(ValueError, match=r"\[2, -1\].*from_logits=True"):
        predict_proba(values, [[2, -1]])


# ------------------------------------------------------------ scores


def test_accuracy_of_records_in_a_file():
    assert accuracy(np.array([1, 0, 1, 1]), [1, 1, 1, 1]) == 0.75


def test_confusion_matrix_is_scikit_learns():
    said, true = DRAWS.integers(0, 4, 200), DRAWS.integers(0, 4, 200)
    expected = sklearn_metrics.confusion_matrix(true, said).tolist()
    assert confusion_matrix(said, true) == expected


def test_confusion_matrix_keeps_the_order_of_the_classes():
    assert confusion_matrix(["b"], ["a"], classes=["b", "a", "c"]) == [
        [0, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
    ]
    with pytest.raises(ValueError, match="is not among the classes"):
        confusion_matrix(["d"], ["a"], classes=["a"])


def test_r2_is_scikit_learns():
    y, noise = DRAWS.normal(size=50), DRAWS.normal(size=50)
    expected = sklearn_metrics.r2_score(y, y + noise)
    assert r2_score(y + noise, y) == pytest.approx(expected, rel=1e-12)


def test_r2_of_a_perfect_and_of_a_constant_prediction():
    assert r2_score([1.0, 2.0], [1.0, 2.0]) == 1.0
    assert r2_score([1.5, 1.5], [1.0, 2.0]) == 0.0


def test_r2_needs_a_target_that_varies():
    with pytest.raises(ValueError, match="no variance to explain"):
        r2_score([1.0, 2.0], [3.0, 3.0])


@pytest.mark.parametrize("score", [accuracy, confusion_matrix, r2_score])
def test_scores_take_as_many_predictions_as_actual_ones(score):
    with pytest.raises(ValueError, match=f"{score.__name__} of 1 predictions and 2"):
        score([1], [1, 2])


# ------------------------------------------------------------ while training


@pytest.mark.parametrize(
    "loss, outputs, targets",
    [
        (BinaryCrossEntropy(), [[0.5], [0.4]], [1, 1]),
        (BinaryCrossEntropy(from_logits=True), [[0.0], [-0.1]], [1, 1]),
        (Hinge(), [[0.2], [0.2]], [1, -1]),
        (CategoricalCrossEntropy(), [[0.2, 0.8], [0.7, 0.3]], [[0, 1], [0, 1]]),
        (CategoricalCrossEntropy(), [[0.2, 0.8], [0.7, 0.3]], [1, 1]),
    ],
)
def test_accuracy_in_training_knows_what_the_loss_takes(loss, outputs, targets):
    _, measure = named_metric("accuracy", loss)
    assert measure(outputs, targets) == 0.5


def test_an_unknown_metric_is_an_error_that_says_which_there_are():
    with pytest.raises(ValueError, match=r"unknown metric 'auc': write \"accuracy\""):
        named_metric("auc", nn.MSE())


# ------------------------------------------------------------ what decides unasked


def linear(bias):
    model = MLP(1, [1], init=0.0)
    model.layers[0].neurons[0].b.data = bias
    return model


def test_an_output_that_may_be_a_logit_is_warned_of():
    with pytest.warns(ThresholdWarning, match="write threshold=0.0 or threshold=0.5"):
        assert predict(linear(0.25), [[1.0]]) == [0]
    with pytest.warns(ThresholdWarning):  # beyond [0, 1] is no probability
        assert predict(lambda row: Value(3.0), [[1.0]]) == [1]


def test_classes_of_a_model_for_numbers_are_warned_of():
    model = linear(12.0)
    model.gives = "numbers"
    with pytest.warns(ThresholdWarning, match=r"write predict_values\(model, X\)"):
        assert predict(model, [[1.0]]) == [1]
    assert predict(model, [[1.0]], threshold=20.0) == [0]


def test_probabilities_and_what_is_said_need_no_warning():
    assert predict(MLP(1, [1], init=0.0, output="sigmoid"), [[1.0]]) == [1]
    assert predict(lambda row: Value(0.25), [[1.0]]) == [0]
    assert predict(linear(0.25), [[1.0]], threshold=0.0) == [1]
    model = linear(0.25)
    model.gives = "logits"
    assert predict(model, [[1.0]]) == [1]


def test_probabilities_of_a_model_trained_on_logits_are_sigmoids():
    model = linear(2.0)
    model.gives = "logits"
    (row,) = predict_proba(model, [[1.0]])
    assert row[1] == pytest.approx(1 / (1 + math.exp(-2.0)), rel=1e-12)


def test_r2_of_several_outputs_is_scikit_learns():
    said, true = [[1.0, 5.0], [2.5, 6.0], [2.0, 6.0]], [[1, 4], [2, 6], [3, 7]]
    expected = sklearn_metrics.r2_score(true, said)
    assert r2_score(said, true) == pytest.approx(expected, rel=1e-12)
