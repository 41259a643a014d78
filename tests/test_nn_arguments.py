"""What a user may get wrong in a call, and what the error says."""

import math

import numpy as np
import pytest

from nn import (
    MLP,
    MSE,
    SGD,
    Adam,
    BinaryCrossEntropy,
    ClipNorm,
    EarlyStopping,
    Hinge,
    Standardizer,
    accuracy,
    confusion_matrix,
    fit,
    one_hot,
    predict,
    recommend,
    train_test_split,
)

X = [[0.0, 1.0], [1.0, 0.5], [2.0, -1.0]]
Y = [0.0, 1.0, 0.0]


def trained(**given):
    model = MLP(2, [1])
    options = {"loss": MSE(), "optimizer": SGD(model.parameters()), "epochs": 2}
    table = {"model": model, "X": X, "y": Y}
    return fit(**{**table, **options, **given})


WRONG = {
    "loss a name": ({"loss": "mse"}, "loss is 'mse': write loss=MSE()"),
    "loss a class": ({"loss": Hinge}, r"the class Hinge, not .* write loss=Hinge\(\)"),
    "optimizer a class": ({"optimizer": Adam}, r"write optimizer=Adam\(model.paramete"),
    "model a class": ({"model": MLP}, r"write model = MLP\(2, \[3, 1\]\)"),
    "callback a number": ({"callbacks": [3]}, r"callbacks\[0\] is 3"),
    "callback a class": ({"callbacks": EarlyStopping}, "is the class EarlyStopping"),
    "a share as validation": ({"validation": 0.2}, r"write validation=\(X, y\)"),
    "a list as seed": ({"seed": [1]}, r"seed is a whole number, not \[1\]"),
    "epochs a text": ({"epochs": "3"}, "epochs is a whole number, not '3'"),
    "epochs true": ({"epochs": True}, "epochs is a whole number, not True"),
    "a metric of nothing": ({"metric": lambda *_: None}, "returned None: it must be a"),
    "X a number": ({"X": 3.0}, "X is a list with an entry for each record.*not 3.0"),
    "X an array of none": ({"X": np.array(3.0)}, r"X is a list .*not array\(3.\)"),
    "X a text": ({"X": "abc"}, "X is a list .*not 'abc'"),
    "X a dict": ({"X": {"a": Y}}, "X is a list .* or a pandas frame, not {'a'"),
    "y nothing": ({"y": None}, "y is a list .*not None"),
    "text in X": ({"X": [[0, 1], ["a", 1], [2, 1]]}, r"X\[1\]\[0\] is 'a', not a num"),
    "a gap in X": ({"X": [[0, 1], [1, None], [2, 1]]}, r"X\[1\]\[1\] is None, not a n"),
    "NaN in X": ({"X": [[0, 1], [1, math.nan], [2, 1]]}, r"X\[1\]\[1\] is nan: leave"),
    "ragged X": ({"X": [[0, 1], [1], [2, 1]]}, r"X\[1\] is a row of 1 and X\[0\] one"),
    "a text in y": ({"y": [0, 1, "a"]}, r"^X\[2\], in the loss: .*not 'a'"),
    "no records": ({"X": [], "y": []}, "X has 0 rows and y has 0"),
    "y too short": ({"y": [1.0]}, "X has 3 rows and y has 1"),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_fit_says_what_was_wrong_and_what_to_write(given, said):
    with pytest.raises((TypeError, ValueError), match=said):
        trained(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"callbacks": None},
        {"callbacks": EarlyStopping(3)},
        {"batch_size": 100},
        {"validation": [X, Y]},
        {"y": [[0.0], [1.0], [0.0]]},
    ],
    ids=lambda given: next(iter(given)),
)
def test_fit_takes_what_has_one_meaning(given):
    assert len(trained(**given).losses) == 2


WRONG_ELSEWHERE = {
    "load on the class": (lambda: MLP.load("m.json"), r"then model.load\('m.json'\)"),
    "save on the class": (lambda: MLP.save("m.json"), "for a module that was built"),
    "no state": (lambda: MLP(1, [1]).load_state_dict(None), "a state is a dict"),
    "init nothing": (lambda: MLP(1, [1], init=None), "init is a number, not None"),
    "a flag that is text": (
        lambda: BinaryCrossEntropy("yes"),
        "from_logits is True or False, not 'yes'",
    ),
    "an odd reduction": (lambda: MSE().cost([1], [1], []), r"unknown reduction \[\]"),
    "tasks": (lambda: recommend(["binary"]), r"unknown task \['binary'\]"),
    "a clip that is a class": (
        lambda: SGD(MLP(1, [1]).parameters(), clip=ClipNorm),
        r"write ClipNorm\(1.0\)",
    ),
    "improvement": (lambda: EarlyStopping(3, "a"), "improvement is a number"),
    "threshold": (lambda: predict(MLP(2, [1]), X, "a"), "threshold is a number"),
    "a share of text": (lambda: train_test_split(X, Y, "a"), "test is a number"),
    "text columns": (lambda: Standardizer.fit([["a"]]), r"X\[0\]\[0\] is 'a'"),
    "not fitted": (lambda: Standardizer().transform(X), r"Standardizer.fit\(X\)"),
    "one label": (lambda: one_hot(3), "labels is a list .*not 3"),
    "labels of two kinds": (lambda: one_hot(["a", 1]), "labels of type int and str"),
    "classes of two kinds": (lambda: confusion_matrix(["a"], [1]), "int and str"),
}


@pytest.mark.parametrize(
    ("call", "said"), WRONG_ELSEWHERE.values(), ids=WRONG_ELSEWHERE
)
def test_other_calls_say_what_was_wrong_and_what_to_write(call, said):
    with pytest.raises((TypeError, ValueError), match=said):
        call()


def test_labels_in_a_column_are_labels():
    column = np.array([[1], [0], [1]])
    assert accuracy(column, [1, 0, 1]) == 1.0
    assert one_hot(column) == [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    assert confusion_matrix(column, column) == [[1, 0], [0, 2]]


# ------------------------------------------------------------ logits decide at 0


@pytest.mark.parametrize(
    ("loss", "targets", "class_of_a_quarter"),
    [
        (BinaryCrossEntropy(from_logits=True), [0, 1, 0], 1),
        (Hinge(), [-1, 1, -1], 1),
        (MSE(), [0, 1, 0], 0),
    ],
)
@pytest.mark.filterwarnings("ignore::nn.ThresholdWarning")  # of MSE, rightly
def test_a_trained_model_decides_where_its_loss_does(loss, targets, class_of_a_quarter):
    model = MLP(2, [1], init=0.0)
    fit(
        model,
        X,
        targets,
        loss=loss,
        optimizer=SGD(model.parameters(), lr=1e-9),
        epochs=1,
    )
    model.layers[0].neurons[0].b.data = 0.25
    assert predict(model, [[0.0, 0.0]]) == [class_of_a_quarter]
