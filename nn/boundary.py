"""The picture of what a model of two inputs decides, and where it changes its mind.

The model, rows and classes go in; regions, their borders and the records come out, on
the axes that are given or on new ones. `nn.plots` hands it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nn.figures import add_legend, prepared
from nn.initialization import size
from nn.prediction import Model, numbers, threshold_for
from nn.tables import check_numbers, records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = "os^DvPX"
"""Of the classes, so that colour is not the only sign; seven, so that with six colours
no two of forty classes look the same."""


def plot_decision_boundary(
    model: Model,
    X: Iterable[Sequence[float]],
    y: Iterable[int],
    *,
    names: Sequence[str] = ("x1", "x2"),
    classes: Sequence[str] = (),
    threshold: float | None = None,
    resolution: int = 60,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """Where a model of two inputs decides on which class, and the records.

    Args:
        model: what takes a row of two numbers and gives one or several Values.
        X: rows of two numbers, (records, 2).
        y: the number of the class of each record, from 0.
        names: of the two inputs.
        classes: the names of the classes; their numbers if none are given.
        threshold: from where on one output means class 1, as for `predict`.
        resolution: the model is called on resolution² points.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: a row has not two numbers, or X and y differ in length.
    """
    points, labels = _points(X, y, classes)
    axes = [_padded(column, size("resolution", resolution)) for column in points.T]
    said = [[numbers(model([float(a), float(b)])) for a in axes[0]] for b in axes[1]]
    at = threshold_for(model, [row for line in said for row in line], threshold)
    margins = _margins(np.moveaxis(np.array(said), -1, 0), at)
    ax, colours = prepared(ax, theme)
    for number in range(max(len(margins), labels.max() + 1)):
        colour = colours.classes[number % len(colours.classes)]
        if number < len(margins):
            _shade(ax, axes, margins[number], colour, colours.ink)
        ax.scatter(
            *points[labels == number].T,
            color=colour,
            marker=MARKERS[number % len(MARKERS)],
            edgecolor=colours.paper,
            label=classes[number] if classes else f"class {number}",
            zorder=3,
        )
    ax.set(xlabel=names[0], ylabel=names[1])
    add_legend(ax, colours, beside=True)
    return ax


def _shade(
    ax: Axes,
    axes: Sequence[NDArray[np.float64]],
    margin: NDArray[np.float64],
    colour: str,
    ink: str,
) -> None:
    """The region of a class, and its border."""
    if margin.max() > 0:
        ax.contourf(*axes, margin, [0.0, margin.max()], colors=[colour], alpha=0.2)
        if margin.min() < 0:
            ax.contour(*axes, margin, [0.0], colors=[ink])


def _points(
    X: Iterable[Sequence[float]], y: Iterable[int], classes: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    rows, targets = records(X, y)
    check_numbers(rows)
    points, labels = np.array(rows, float), np.array(targets)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"a decision boundary is drawn for rows of two numbers, not of shape "
            f"{points.shape[1:]}: choose two columns, and a model of two inputs"
        )
    if labels.ndim != 1 or labels.dtype.kind not in "iub" or labels.min() < 0:
        raise ValueError(
            f"y is the number of the class of each of the {len(points)} records, from "
            f"0; and got {labels.dtype} of shape {labels.shape}, the least "
            f"{labels.min() if labels.size else 'missing'}"
        )
    if classes and len(classes) <= labels.max():
        raise ValueError(
            f"a record is of class {labels.max()}, and classes names {len(classes)}: "
            "give a name for each, from 0"
        )
    return points, labels.astype(np.int64)


def _padded(column: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """From a little below the smallest number to a little above the largest."""
    room = 0.1 * float(np.ptp(column)) or 1.0
    return np.linspace(column.min() - room, column.max() + room, count)


def _margins(scores: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """By how much each class leads the best of the others, (classes, up, across)."""
    if len(scores) == 1:
        return np.concatenate([threshold - scores, scores - threshold])
    margins = [
        score - np.delete(scores, number, axis=0).max(axis=0)
        for number, score in enumerate(scores)
    ]
    return np.array(margins)
