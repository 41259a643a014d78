"""The tables that ship with nn are complete, true to their source, and attributed."""

import pytest
from sklearn.datasets import load_iris

from nn import iris, study_hours


def test_iris_is_scikit_learns():
    table, reference = iris(), load_iris()
    assert table.X == reference.data.tolist()
    assert table.y == reference.target.tolist()
    assert table.feature_names == tuple(reference.feature_names)
    assert table.class_names == tuple(reference.target_names)


def test_the_two_wrong_records_of_the_uci_copy_are_right():
    assert iris().X[34] == [4.9, 3.1, 1.5, 0.2]
    assert iris().X[37] == [4.9, 3.6, 1.4, 0.1]


@pytest.mark.parametrize("load", [iris, study_hours])
def test_a_table_is_whole_and_says_where_it_comes_from(load):
    table = load()
    assert len(table) == len(table.X) == len(table.y)
    assert {len(row) for row in table.X} == {len(table.feature_names)}
    assert set(table.y) == set(range(len(table.class_names)))
    assert table.source and table.licence


def test_each_call_gives_lists_of_its_own():
    iris().X[0][0] = -1.0
    assert iris().X[0][0] == 5.1


def test_a_table_prints_on_one_line():
    assert repr(study_hours()) == (
        "Table(3 records; features play (h), study (h); classes Fail, Pass)"
    )
