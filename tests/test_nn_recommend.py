"""Which activation and loss go together, and what is said where they do not."""

import warnings

import pytest

from autograd import sigmoid
from nn import (
    MAE,
    MLP,
    MSE,
    SGD,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Hinge,
    Huber,
    KLDivergence,
    Sigmoid,
    Softmax,
    fit,
)
from nn.recommend import (
    RECOMMENDATIONS,
    MismatchWarning,
    mismatch,
    recommend,
    warn_of_mismatch,
)


@pytest.mark.parametrize(
    ("task", "output", "losses"),
    [
        ("binary", "sigmoid", ("BinaryCrossEntropy",)),
        ("multi-class", "softmax", ("CategoricalCrossEntropy",)),
        ("regression", "linear", ("MSE", "MAE", "Huber")),
    ],
)
def test_recommend_is_the_lectures_pairing_table(task, output, losses):
    said = recommend(task)
    assert (said.hidden, said.output, said.losses) == ("relu", output, losses)
    assert f'output="{output}"' in str(said) and losses[0] in str(said)


def test_what_is_recommended_can_be_built():
    for said in RECOMMENDATIONS.values():
        assert MLP(2, [3, 2], activation=said.hidden, output=said.output)([0.5, -1.0])


def test_an_unknown_task_lists_the_known():
    with pytest.raises(ValueError, match="'sorting'; there are binary, multi-class, r"):
        recommend("sorting")


@pytest.mark.parametrize(
    ("output", "loss", "says"),
    [
        ("linear", CategoricalCrossEntropy(), 'output="softmax"'),
        ("sigmoid", CategoricalCrossEntropy(), 'output="softmax"'),
        (Sigmoid(), KLDivergence(), 'output="softmax"'),
        ("tanh", BinaryCrossEntropy(), 'output="sigmoid"'),
        ("linear", BinaryCrossEntropy(), "from_logits=True"),
        ("softmax", CategoricalCrossEntropy(from_logits=True), 'output="linear"'),
        ("sigmoid", BinaryCrossEntropy(from_logits=True), 'output="linear"'),
    ],
)
def test_a_model_and_a_loss_that_do_not_fit_are_told_apart(output, loss, says):
    assert says in mismatch(MLP(2, [3, 2], output=output), loss)


@pytest.mark.parametrize(
    ("output", "loss"),
    [
        ("softmax", CategoricalCrossEntropy()),
        (Softmax(), KLDivergence()),
        ("linear", CategoricalCrossEntropy(from_logits=True)),
        ("sigmoid", BinaryCrossEntropy()),
        ("linear", BinaryCrossEntropy(from_logits=True)),
        ("sigmoid", MSE()),
        (lambda z: z.sigmoid(), BinaryCrossEntropy()),
    ],
)
def test_a_pair_that_fits_or_is_not_known_is_let_alone(output, loss):
    assert mismatch(MLP(2, [3, 2], output=output), loss) == ""


def test_a_loss_is_known_by_its_base_class_and_a_function_by_its_name():
    class Weighted(CategoricalCrossEntropy):
        pass

    assert mismatch(MLP(2, [2], output=sigmoid), Weighted())
    assert mismatch(lambda row: row, Weighted()) == ""


def test_a_mismatch_is_a_warning():
    with pytest.warns(MismatchWarning, match="ends in linear"):
        warn_of_mismatch(MLP(2, [3]), CategoricalCrossEntropy())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_mismatch(MLP(2, [3], output="softmax"), CategoricalCrossEntropy())


@pytest.mark.parametrize(
    ("output", "loss", "y", "says"),
    [
        ("sigmoid", MSE(), [0.5, 3.0], "numbers from 0 to 1, and the targets go from"),
        ("tanh", Huber(), [[0.5], [-2.0]], "from -1 to 1"),
        ("relu", MAE(), [-1.0, 1.0], "numbers from 0 up"),
        ("relu", MSE(), None, "learns nothing from a record where it gives 0"),
        ("sigmoid", Hinge(), None, 'gives none below: write output="linear"'),
        ("relu", Hinge(), [-1, 1], "takes scores below and above 0"),
    ],
)
def test_an_output_that_does_not_reach_the_targets_is_told(output, loss, y, says):
    assert says in mismatch(MLP(2, [3, 1], output=output), loss, y)


@pytest.mark.parametrize(
    ("output", "loss", "y"),
    [
        ("sigmoid", MSE(), [0, 1]),
        ("tanh", MSE(), [-1.0, 1.0]),
        ("relu", MSE(), [0.0, 9.0]),
        ("linear", MSE(), [-9.0, 9.0]),
        ("tanh", Hinge(), [-1, 1]),
    ],
)
def test_an_output_that_reaches_the_targets_is_let_alone(output, loss, y):
    assert mismatch(MLP(2, [3, 1], output=output), loss, y) == ""


def test_fit_warns_of_targets_that_the_output_does_not_reach():
    model = MLP(1, [1], output="sigmoid")
    with pytest.warns(MismatchWarning, match="targets go from 0 to 7"):
        fit(
            model,
            [[0.0], [1.0]],
            [0.0, 7.0],
            loss=MSE(),
            optimizer=SGD(model.parameters()),
            epochs=1,
        )
