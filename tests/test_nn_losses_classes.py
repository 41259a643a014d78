"""Losses of several classes: closed forms, the lecture's rows, options; bad input."""

import math

import mpmath
import pytest
from sklearn.metrics import log_loss

from autograd import Graph, Value, collapse, gradcheck, softmax
from nn import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    KLDivergence,
)

DISTRIBUTIONS = [CategoricalCrossEntropy, KLDivergence]


def values(*numbers):
    return [Value(number) for number in numbers]


# ------------------------------------------------------------ several classes


def test_the_lectures_rows_good_bad_neutral():
    rows = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]]
    one_hot = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    cost = CategoricalCrossEntropy().cost([values(*row) for row in rows], one_hot)
    expected = -math.log(0.7) - math.log(0.8) - math.log(0.4)
    assert cost.data == pytest.approx(expected, rel=1e-15)


def test_the_softmax_jacobian_collapses_to_prediction_minus_target():
    z = [Value(each, f"z{i}") for i, each in enumerate((0.4, -1.3, 2.0), start=1)]
    y_hat = softmax(z)
    loss = CategoricalCrossEntropy()(y_hat, [0, 1, 0])
    graph = collapse(Graph.of(loss), keep=z)
    partials = {graph.nodes[edge.parent].value: edge.partial for edge in graph.edges}
    for each, p, y in zip(z, y_hat, (0, 1, 0), strict=True):
        assert partials[each] == pytest.approx(p.data - y, abs=1e-15)


def test_softmax_and_cross_entropy_have_the_gradient_prediction_minus_target():
    z, target = values(0.4, -1.3, 2.0), [0, 1, 0]
    y_hat = softmax(z)
    CategoricalCrossEntropy()(y_hat, target).backward()
    expected = [p.data - y for p, y in zip(y_hat, target, strict=True)]
    assert [each.grad for each in z] == pytest.approx(expected, abs=1e-15)


def test_logits_and_probabilities_give_one_loss():
    z, target = values(0.4, -1.3, 2.0), [0.2, 0.5, 0.3]
    from_logits = CategoricalCrossEntropy(from_logits=True)(z, target)
    from_probabilities = CategoricalCrossEntropy()(softmax(z), target)
    assert from_logits.data == pytest.approx(from_probabilities.data, rel=1e-14)


def test_the_loss_is_the_logarithm_of_the_right_class():
    mpmath.mp.dps = 40
    loss = CategoricalCrossEntropy(from_logits=True)(values(1.0, 2.0, -0.5), [0, 0, 1])
    exact = mpmath.log(sum(mpmath.exp(z) for z in (1, 2, -0.5))) + mpmath.mpf("0.5")
    assert loss.data == pytest.approx(float(exact), rel=1e-15)


def test_mean_cost_is_sklearns_log_loss():
    rows = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]
    cost = CategoricalCrossEntropy().cost(
        [values(*row) for row in rows], [[1, 0, 0], [0, 1, 0]], reduction="mean"
    )
    expected = log_loss([0, 1], rows, labels=[0, 1, 2])
    assert cost.data == pytest.approx(expected, rel=1e-14)


def test_gradient_from_logits_agrees_with_finite_differences():
    loss = CategoricalCrossEntropy(from_logits=True)
    assert gradcheck(lambda *z: loss(z, [0.1, 0.9, 0.0]), [0.3, -2.0, 1.1])


@pytest.mark.parametrize("z", [1000.0, -1000.0])
def test_large_logits_give_a_finite_loss_and_gradient(z):
    logits = values(z, 0.0)
    loss = CategoricalCrossEntropy(from_logits=True)(logits, [1, 0])
    loss.backward()
    assert loss.data == max(0.0, -z)
    assert logits[0].grad == (0.0 if z > 0 else -1.0)


def test_a_probability_of_zero_matters_only_where_the_target_is_not():
    assert CategoricalCrossEntropy()(values(1.0, 0.0), [1, 0]).data == 0.0
    with pytest.raises(ValueError, match=r"probability of class 1 is 0.*from_logits"):
        CategoricalCrossEntropy()(values(1.0, 0.0), [0, 1])


def test_targets_may_be_values():
    targets = values(0.25, 0.75)
    CategoricalCrossEntropy()(values(0.5, 0.5), targets).backward()
    assert [target.grad for target in targets] == [-math.log(0.5)] * 2


@pytest.mark.parametrize("y_hat", [(0.5, 0.6), (1.5, -0.5), (2.0, 1.0), (math.nan, 1)])
def test_outputs_that_are_no_probabilities_are_an_error(y_hat):
    with pytest.raises(
        ValueError, match=r"outputs .* not probabilities.*softmax.*logits"
    ):
        CategoricalCrossEntropy()(values(*y_hat), [1, 0])


@pytest.mark.parametrize("y", [(0, 0), (1, 1), (2, -1)])
@pytest.mark.parametrize("from_logits", [False, True])
def test_targets_that_are_no_probabilities_are_an_error(y, from_logits):
    with pytest.raises(ValueError, match=r"targets .* not probabilities.*one_hot"):
        CategoricalCrossEntropy(from_logits=from_logits)(values(0.5, 0.5), y)


def test_probabilities_of_single_precision_are_taken_and_no_worse():
    loss = CategoricalCrossEntropy()
    assert loss(values(0.5, 0.5 + 5e-7), 0).data == -math.log(0.5)
    with pytest.raises(ValueError, match="sum to 1"):
        loss(values(0.5, 0.5 + 5e-6), 0)


# ------------------------------------------------------------ class numbers, options


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_the_number_of_a_class_is_its_one_hot_row(kind):
    for number, row in ((0, [1, 0, 0]), (2.0, [0, 0, 1])):
        loss = kind()(values(0.2, 0.3, 0.5), number)
        assert loss.data == kind()(values(0.2, 0.3, 0.5), row).data


def test_a_cost_takes_class_numbers():
    y_hats = [values(0.2, 0.8), values(0.4, 0.6)]
    cost = CategoricalCrossEntropy().cost(y_hats, [1, 0])
    assert cost.data == pytest.approx(-math.log(0.8) - math.log(0.4), rel=1e-15)


@pytest.mark.parametrize("y", [3, -1, 0.5])
def test_a_class_that_is_not_there_is_an_error(y):
    with pytest.raises(ValueError, match=r"no class .*whole number from 0 to 2"):
        CategoricalCrossEntropy()(values(0.2, 0.3, 0.5), y)


@pytest.mark.parametrize("y", ["Good", ["Good"]])
def test_a_class_is_given_by_number_not_name(y):
    with pytest.raises(TypeError, match=r"number, not 'Good'.*one_hot\(labels\)"):
        CategoricalCrossEntropy()(values(0.2, 0.3, 0.5), y)


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_one_output_is_no_distribution(kind):
    with pytest.raises(ValueError, match=r"one output.*use BinaryCrossEntropy"):
        kind(from_logits=True)(Value(0.3), 0)


def test_label_smoothing_spreads_a_share_over_all_classes():
    smoothed = CategoricalCrossEntropy(label_smoothing=0.3)(values(0.2, 0.3, 0.5), 2)
    plain = CategoricalCrossEntropy()(values(0.2, 0.3, 0.5), [0.1, 0.1, 0.8])
    assert smoothed.data == pytest.approx(plain.data, rel=1e-15)


def test_class_weights_multiply_the_terms():
    loss = CategoricalCrossEntropy(class_weights=[1.0, 0.5, 4.0])
    assert loss(values(0.2, 0.3, 0.5), 2).data == -4.0 * math.log(0.5)


def test_class_weights_are_as_many_as_classes_and_above_zero():
    loss = CategoricalCrossEntropy(class_weights=[1.0, 2.0])
    with pytest.raises(ValueError, match=r"2 numbers and the model 3 outputs"):
        loss(values(0.2, 0.3, 0.5), 2)
    with pytest.raises(ValueError, match="a class weight = 0"):
        CategoricalCrossEntropy(class_weights=[1.0, 0])
    with pytest.raises(ValueError, match="give two, of class 0 and of class 1"):
        BinaryCrossEntropy(class_weights=[1.0])
    with pytest.raises(TypeError, match="give a list with a number for each class"):
        CategoricalCrossEntropy(class_weights={0: 2.0})


@pytest.mark.parametrize("kind", [BinaryCrossEntropy, CategoricalCrossEntropy])
@pytest.mark.parametrize("share", [-0.1, 1.0, math.nan])
def test_label_smoothing_is_a_share_below_one(kind, share):
    with pytest.raises(ValueError, match=r"label_smoothing = .*: give a number in \[0"):
        kind(label_smoothing=share)


# ------------------------------------------------------------ divergence


def test_divergence_is_zero_only_where_the_distributions_agree():
    assert KLDivergence()(values(0.25, 0.75), [0.25, 0.75]).data == 0.0
    assert KLDivergence()(values(0.5, 0.5), [0.25, 0.75]).data > 0.0


def test_divergence_is_cross_entropy_minus_entropy():
    p, y = (0.2, 0.3, 0.5), (0.6, 0.4, 0.0)
    entropy = -sum(each * math.log(each) for each in y if each)
    crossed = CategoricalCrossEntropy()(values(*p), y).data
    assert KLDivergence()(values(*p), y).data == pytest.approx(crossed - entropy)


def test_divergence_has_the_gradient_of_cross_entropy():
    z = values(0.4, -1.3, 2.0), values(0.4, -1.3, 2.0)
    for kind, logits in zip(DISTRIBUTIONS, z, strict=True):
        kind(from_logits=True)(logits, [0.2, 0.5, 0.3]).backward()
    assert [each.grad for each in z[0]] == pytest.approx([each.grad for each in z[1]])


@pytest.mark.parametrize("z", [1000.0, -1000.0])
def test_divergence_of_far_logits_is_finite(z):
    loss = KLDivergence(from_logits=True)(values(z, 0.0), [0.5, 0.5])
    assert loss.data == pytest.approx(500.0 - math.log(2.0), rel=1e-14)


def test_targets_of_divergence_may_be_values():
    loss = KLDivergence()
    assert gradcheck(lambda y: loss([0.5, 0.5], [y, 1.0 - y]), [0.3])


@pytest.mark.parametrize(
    ("loss", "y_hat", "y"),
    [
        (CategoricalCrossEntropy(), [0.0, 1.0], 1),
        (CategoricalCrossEntropy(from_logits=True), [-1000.0, 1000.0], 1),
        (BinaryCrossEntropy(), 1.0, 1),
    ],
)
def test_the_loss_of_an_exact_answer_is_0_without_a_sign(loss, y_hat, y):
    assert repr(loss(y_hat, y).data) == "0.0"
