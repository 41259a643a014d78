"""The small real tables that examples and notebooks use.

Each function returns a `Table`: rows of numbers, the class or the target of each, the
names of both, and where they come from. Nothing is downloaded; larger tables lie in
`nn/data` as CSV, each with its source and licence at the top.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """Records for classification or regression.

    Attributes:
        X: rows of numbers, (records, features).
        y: for each record the number of its class, from 0, or its target, a float.
        feature_names: of the columns of X, with units.
        class_names: of the classes; () for regression.
        source: who measured or published it.
        licence: under which terms.
        target_name: what y is, for regression.
    """

    X: list[list[float]]
    y: list[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str
    licence: str
    target_name: str = ""

    def __len__(self) -> int:
        return len(self.X)

    def __repr__(self) -> str:
        names = _some(self.feature_names)
        target = f"target {self.target_name}"
        if self.class_names:
            target = f"classes {', '.join(self.class_names)}"
        return f"Table({len(self)} records; features {names}; {target})"


def iris() -> Table:
    """Fisher's iris flowers: 150 records, 4 lengths in cm, 3 species of 50 flowers.

    Setosa can be told from the others by a straight line; versicolor and virginica
    overlap. The two records that are wrong in the UCI copy are as in Fisher's paper.

    >>> table = iris()
    >>> table.X[0], table.class_names[table.y[0]]
    ([5.1, 3.5, 1.4, 0.2], 'setosa')
    """
    return _of_classes(
        "iris.csv",
        source="R. A. Fisher (1936), UCI Machine Learning Repository, 10.24432/C56C76",
    )


def breast_cancer() -> Table:
    """Breast masses from Wisconsin: 569 records, 30 measures of cell nuclei, 2 classes.

    The features are ten properties of the nuclei in an image: their mean, its standard
    error and the worst, the mean of the three largest. 212 masses are malignant (0),
    357 benign (1).

    >>> table = breast_cancer()
    >>> table.X[0][:2], table.class_names[table.y[0]]
    ([17.99, 10.38], 'malignant')
    """
    return _of_classes(
        "breast_cancer.csv",
        source="W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), UCI "
        "Machine Learning Repository, 10.24432/C5DW2B",
    )


def digits() -> Table:
    """Handwritten digits: 500 images of 8×8 pixels from 0 (white) to 16, 10 classes.

    They are the first 500 of the 1797 in the UCI copy's test part, in its order.

    >>> table = digits()
    >>> len(table.X[0]), table.y[:10]
    (64, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    return _of_classes(
        "digits.csv",
        source="E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, "
        "10.24432/C50P49",
    )


def diabetes() -> Table:
    """Diabetes patients: 442 records, 10 measures, how the disease went on in a year.

    The features are as measured, of very different size: scale them with
    `Standardizer`.

    >>> table = diabetes()
    >>> table.feature_names[:3], table.X[0][:3], table.y[0]
    (('age (years)', 'sex', 'body mass index'), [59.0, 2.0, 32.1], 151.0)
    """
    names, rows = _read("diabetes.csv")
    return Table(
        X=[[float(entry) for entry in row[:-1]] for row in rows],
        y=[float(row[-1]) for row in rows],
        feature_names=names[:-1],
        class_names=(),
        source="B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle "
        "Regression, Annals of Statistics 32 (2004)",
        licence="BSD-3-Clause, as part of scikit-learn; its source states none",
        target_name=names[-1],
    )


def study_hours() -> Table:
    """The lecture's table: hours of play and of study, and whether the exam was passed.

    The lecture has a fourth record, play 5 and study 5 with "Maybe". Whoever may have
    passed has no class to learn from, so the record is left out; it is a fine one to
    ask a trained model about.

    >>> table = study_hours()
    >>> table.X, table.y
    ([[10.0, 2.0], [4.0, 3.0], [2.0, 7.0]], [0, 0, 1])
    """
    return Table(
        X=[[10.0, 2.0], [4.0, 3.0], [2.0, 7.0]],
        y=[0, 0, 1],
        feature_names=("play (h)", "study (h)"),
        class_names=("Fail", "Pass"),
        source="an example from a lecture, not measured",
        licence="as this package",
    )


def salaries() -> Table:
    """The lecture's table for regression: years of work, degree, salary; made up.

    The lecture writes its heads and "10, PhD" and leaves the rest empty. The numbers
    here are invented: 30 + 3 · years + 8 · (degree - 1) thousand, give or take 2. A
    degree has an order, and so is one number: 1 for a bachelor, 2 a master, 3 a PhD.

    >>> table = salaries()
    >>> table.X[0], table.y[0]
    ([10.0, 3.0], 78.0)
    """
    years = (10.0, 2.0, 4.0, 6.0, 1.0, 8.0, 5.0, 12.0)
    degrees = (3.0, 1.0, 1.0, 2.0, 2.0, 1.0, 3.0, 2.0)
    return Table(
        X=[list(row) for row in zip(years, degrees, strict=True)],
        y=[78.0, 37.0, 41.0, 56.0, 42.0, 53.0, 60.0, 74.0],
        feature_names=("experience (years)", "degree (1 to 3)"),
        class_names=(),
        source="the heads from a lecture, the numbers invented",
        licence="as this package",
        target_name="salary (thousands)",
    )


def _of_classes(name: str, source: str) -> Table:
    """A table whose last column is a class; classes in the order they first occur."""
    names, rows = _read(name)
    classes = tuple(dict.fromkeys(row[-1] for row in rows))
    return Table(
        X=[[float(entry) for entry in row[:-1]] for row in rows],
        y=[classes.index(row[-1]) for row in rows],
        feature_names=names[:-1],
        class_names=classes,
        source=source,
        licence="CC BY 4.0",
    )


def _read(name: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """The names of the columns, and the rows, of a file in `nn/data`."""
    text = (files("nn") / "data" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    names, *rows = csv.reader(lines)
    return tuple(names), rows


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:10])
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown
