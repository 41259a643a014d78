"""The tables of nn are whole, true to their source, attributed, and can be learned."""

import random
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

import nn
from nn import (
    MLP,
    MSE,
    Adam,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Standardizer,
    accuracy,
    breast_cancer,
    diabetes,
    digits,
    fit,
    iris,
    one_hot,
    predict,
    predict_values,
    r2_score,
    salaries,
    study_hours,
    train_test_split,
)

OF_CLASSES = [iris, study_hours, breast_cancer, digits]
FILES = ["iris", "breast_cancer", "diabetes", "digits"]


def split(table):
    """Rows scaled by the training ones: train, test, and their targets."""
    X_train, X_test, y_train, y_test = train_test_split(table.X, table.y)
    scaler = Standardizer.fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


def learned(X, y, sizes, loss, epochs):
    random.seed(0)
    model = MLP(len(X[0]), sizes, activation="tanh", init="xavier")
    optimizer = Adam(model.parameters(), lr=0.01)
    fit(model, X, y, loss=loss, optimizer=optimizer, epochs=epochs, batch_size=10)
    return model


# ------------------------------------------------------------ true to their source


def test_iris_is_scikit_learns():
    table, reference = iris(), datasets.load_iris()
    assert table.X == reference.data.tolist()
    assert table.y == reference.target.tolist()
    assert table.feature_names == tuple(reference.feature_names)
    assert table.class_names == tuple(reference.target_names)


def test_the_two_wrong_records_of_the_uci_copy_are_right():
    assert iris().X[34] == [4.9, 3.1, 1.5, 0.2]
    assert iris().X[37] == [4.9, 3.6, 1.4, 0.1]


def test_breast_cancer_is_scikit_learns():
    table, reference = breast_cancer(), datasets.load_breast_cancer()
    assert table.X == reference.data.tolist()
    assert table.y == reference.target.tolist()
    assert table.feature_names == tuple(reference.feature_names)
    assert table.class_names == tuple(reference.target_names)


def test_digits_are_the_first_500_of_scikit_learns():
    table, reference = digits(), datasets.load_digits()
    assert table.X == reference.data[:500].tolist()
    assert table.y == reference.target[:500].tolist()


def test_diabetes_is_scikit_learns_before_scaling():
    table, reference = diabetes(), datasets.load_diabetes(scaled=False)
    assert np.allclose(table.X, reference.data, rtol=1e-9, atol=0)
    assert table.y == reference.target.tolist()


@pytest.mark.parametrize("load", OF_CLASSES)
def test_a_table_of_classes_is_whole_and_says_where_it_comes_from(load):
    table = load()
    assert len(table) == len(table.X) == len(table.y)
    assert {len(row) for row in table.X} == {len(table.feature_names)}
    assert set(table.y) == set(range(len(table.class_names)))
    assert table.source and table.licence


@pytest.mark.parametrize(
    ("load", "records", "features"), [(diabetes, 442, 10), (salaries, 8, 2)]
)
def test_a_table_for_regression_is_whole_and_says_where_it_comes_from(
    load, records, features
):
    table = load()
    assert len(table) == len(table.y) == records
    assert {len(row) for row in table.X} == {len(table.feature_names)} == {features}
    assert table.target_name and table.source and table.licence
    assert table.class_names == ()


@pytest.mark.parametrize("name", FILES)
def test_a_file_begins_with_its_source_and_licence(name):
    path = Path(nn.__file__).parent / "data" / f"{name}.csv"
    head = "".join(
        line for line in path.read_text("utf-8").splitlines() if line.startswith("#")
    )
    assert "# Source: " in head and "# Licence: " in head


def test_each_call_gives_lists_of_its_own():
    iris().X[0][0] = -1.0
    assert iris().X[0][0] == 5.1


def test_a_table_prints_on_one_line():
    assert repr(study_hours()) == (
        "Table(3 records; features play (h), study (h); classes Fail, Pass)"
    )
    assert repr(diabetes()).endswith("; target disease progression after one year)")
    assert "and 20 more; classes malignant, benign" in repr(breast_cancer())


# ------------------------------------------------------------ learnable in seconds


def test_iris_is_learned_to_95_of_100():
    X_train, X_test, y_train, y_test = split(iris())
    loss = CategoricalCrossEntropy(from_logits=True)
    model = learned(X_train, one_hot(y_train), [8, 3], loss, epochs=30)
    assert accuracy(predict(model, X_test), y_test) >= 0.95


def test_breast_cancer_is_learned_to_97_of_100():
    X_train, X_test, y_train, y_test = split(breast_cancer())
    loss = BinaryCrossEntropy(from_logits=True)
    model = learned(X_train, y_train, [4, 1], loss, epochs=10)
    assert accuracy(predict(model, X_test, threshold=0.0), y_test) >= 0.97


def test_digits_are_learned_to_93_of_100():
    X_train, X_test, y_train, y_test = split(digits())
    loss = CategoricalCrossEntropy(from_logits=True)
    model = learned(X_train, one_hot(y_train), [16, 10], loss, epochs=10)
    assert accuracy(predict(model, X_test), y_test) >= 0.93


def test_diabetes_is_learned_to_an_r2_of_045():
    X_train, X_test, y_train, y_test = split(diabetes())
    scaler = Standardizer.fit([[y] for y in y_train])
    model = learned(
        X_train, scaler.transform([[y] for y in y_train]), [4, 1], MSE(), epochs=10
    )
    said = scaler.inverse_transform([[z] for z in predict_values(model, X_test)])
    assert r2_score(said, y_test) >= 0.45


def test_the_salaries_follow_the_rule_they_were_made_by():
    rows = [[1.0, *row] for row in salaries().X]
    coefficients, *_ = np.linalg.lstsq(rows, salaries().y)
    assert coefficients == pytest.approx([22.0, 3.0, 8.0], abs=1.0)


@pytest.mark.parametrize(
    ("name", "number"), [("iris", 53), ("breast_cancer", 17), ("digits", 80)]
)
def test_the_page_that_states_the_licence_is_named(name, number):
    text = (Path(nn.__file__).parent / "data" / f"{name}.csv").read_text()
    assert "Licence: CC BY 4.0" in text
    assert f"# https://archive.ics.uci.edu/dataset/{number}/" in text
