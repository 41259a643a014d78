"""The small real tables that examples and notebooks use.

Each function returns a `Table`: rows of numbers, the class of each, the names of both,
and where they come from. Nothing is downloaded; larger tables lie in `nn/data` as CSV.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """Records for classification.

    Attributes:
        X: rows of numbers, (records, features).
        y: the number of the class of each record, from 0.
        feature_names: of the columns of X, with units.
        class_names: of the classes.
        source: who measured or published it.
        licence: under which terms.
    """

    X: list[list[float]]
    y: list[int]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str
    licence: str

    def __len__(self) -> int:
        return len(self.X)

    def __repr__(self) -> str:
        return (
            f"Table({len(self)} records; features {', '.join(self.feature_names)}; "
            f"classes {', '.join(self.class_names)})"
        )


def iris() -> Table:
    """Fisher's iris flowers: 150 records, 4 lengths in cm, 3 species of 50 flowers.

    Setosa can be told from the others by a straight line; versicolor and virginica
    overlap. The two records that are wrong in the UCI copy are as in Fisher's paper.

    >>> table = iris()
    >>> table.X[0], table.class_names[table.y[0]]
    ([5.1, 3.5, 1.4, 0.2], 'setosa')
    """
    text = (files("nn") / "data" / "iris.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    (*features, _), *rows = csv.reader(lines)
    classes = tuple(dict.fromkeys(row[-1] for row in rows))
    return Table(
        X=[[float(entry) for entry in row[:-1]] for row in rows],
        y=[classes.index(row[-1]) for row in rows],
        feature_names=tuple(features),
        class_names=classes,
        source="R. A. Fisher (1936), UCI Machine Learning Repository, 10.24432/C56C76",
        licence="CC BY 4.0",
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
