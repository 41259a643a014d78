"""What all pictures share: colours for light and dark paper, and axes drawn in them.

The colours are those of the graph pictures: values blue, gradients orange, local
partials teal. matplotlib is imported when a picture is drawn, not before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a picture; `classes` differ for colour-blind readers too."""

    paper: str
    ink: str
    faint: str
    line: str
    value: str
    gradient: str
    partial: str
    classes: tuple[str, ...]


COLOURS = {
    "light": Colours(
        paper="#ffffff",
        ink="#1f2328",
        faint="#59636e",
        line="#8c959f",
        value="#0550ae",
        gradient="#bc4c00",
        partial="#0f6b66",
        classes=("#0072b2", "#d55e00", "#008060", "#b0568c", "#8a6a00", "#4b4b9b"),
    ),
    "dark": Colours(
        paper="#0d1117",
        ink="#e6edf3",
        faint="#9aa4af",
        line="#6e7681",
        value="#79c0ff",
        gradient="#ffa657",
        partial="#56d4c4",
        classes=("#56b4e9", "#ff8c42", "#3ddc97", "#e69fc8", "#e6c229", "#a9a9ff"),
    ),
}


def prepared(ax: Axes | None, theme: str) -> tuple[Axes, Colours]:
    """Axes to draw on, new ones if none are given, in the colours of a theme.

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: there is no such theme.
    """
    if theme not in COLOURS:
        raise ValueError(f"unknown theme {theme!r}: write {' or '.join(COLOURS)}")
    colours = COLOURS[theme]
    if ax is None:
        ax = _new_axes()
    ax.figure.set_facecolor(colours.paper)
    ax.set_facecolor(colours.paper)
    ax.tick_params(colors=colours.faint, which="both")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(colours.line)
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        text.set_color(colours.ink)
    return ax, colours


def _new_axes() -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError(
            "matplotlib, which draws this picture, is not installed: "
            'pip install "glassgrad[plot]"'
        ) from None
    _, ax = pyplot.subplots(figsize=(6.0, 4.0), layout="constrained")
    return ax


def width_and_height(ax: Axes) -> tuple[float, float]:
    """The size of axes in points, of which a letter is about 6 wide."""
    box = ax.get_window_extent()
    return 72 * box.width / ax.figure.dpi, 72 * box.height / ax.figure.dpi


def name_columns(ax: Axes, names: Sequence[str]) -> None:
    """Names below columns 0, 1, …, aslant where they would run into each other.

    More than six numbered layers are numbers, and the axis says what they number.
    """
    if len(names) > 6 and all(re.fullmatch(r"layer \d+", name) for name in names):
        names = [name.removeprefix("layer ") for name in names]
        ax.set_xlabel("layer")
    room = width_and_height(ax)[0] / max(len(names), 1)
    crowded = 6.5 * (max(map(len, names), default=0) + 1) > room
    ax.set_xticks(range(len(names)), names)
    if crowded:
        for label in ax.get_xticklabels():
            label.set(rotation=40, ha="right", rotation_mode="anchor")


def add_legend(ax: Axes, colours: Colours, beside: bool = False) -> None:
    """A legend in the colours, without a frame, where it covers least, or beside."""
    legend = ax.legend(frameon=False, labelcolor=colours.ink)
    if beside:
        legend.set_loc("upper left")
        legend.set_bbox_to_anchor((1.0, 1.0), transform=ax.transAxes)
