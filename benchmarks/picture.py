"""A picture of measured numbers: sorted dots on logarithmic scales, ours in one colour.

Goes in: panels of points. Comes out: an SVG on a white card, to be read on light and on
dark pages at the width of a README. matplotlib is imported when one is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import report

OURS, OTHERS, INK, FAINT, LINE = "#0550ae", "#6e7781", "#1f2328", "#59636e", "#d0d7de"
WIDTH, ROW, ROOM, NAMES, GAP = 830, 19, 92, 112, 14
"""Pixels: the picture, a row of a panel, what is above and below the rows, the names
beside a panel, what is between panels."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number of a picture.

    Attributes:
        name: of what was measured.
        number: in the unit of the picture.
        ours: whether to draw it in our colour.
        hollow: whether its mark is a ring, see the picture's words.
    """

    name: str
    number: float
    ours: bool
    hollow: bool = False


def powers(low: float, high: float) -> list[float]:
    """Three powers of 10 between two numbers at most, at equal distances.

    >>> powers(0.9, 13_500.0), powers(2_000.0, 9_000.0)
    ([1.0, 100.0, 10000.0], [])
    """
    exponents = range(ceil(log10(low)), floor(log10(high)) + 1)
    return [10.0**each for each in exponents[:: ceil(len(exponents) / 3) or 1]]


def draw(
    panels: Mapping[str, Sequence[Point]], title: str, words: str, file: Path
) -> None:
    """Draw panels side by side, each sorted by its numbers.

    Args:
        panels: points by the heading of their panel.
        title: over all, a sentence.
        words: below all: what the marks mean.
        file: where to write the SVG.

    Raises:
        ImportError: matplotlib is not installed.
    """
    import matplotlib
    from matplotlib.figure import Figure

    most = max(len(points) for points in panels.values())
    height = ROOM + ROW * most
    # 72 units an inch, so that a point of the font is a pixel.
    figure = Figure(figsize=(WIDTH / 72, height / 72), facecolor="#ffffff")
    share = WIDTH / len(panels)
    for k, (heading, points) in enumerate(panels.items()):
        left, across = k * share + NAMES, share - NAMES - GAP
        place = left / WIDTH, 44 / height, across / WIDTH, 1 - ROOM / height
        axes = figure.add_axes(place)
        _panel(axes, heading, points, most)
    look = {"color": INK, "weight": "bold", "size": 12, "va": "top"}
    figure.text(14 / WIDTH, 1 - 12 / height, title, **look)
    figure.text(14 / WIDTH, 11 / height, words, color=FAINT, size=10)
    with matplotlib.rc_context({"svg.hashsalt": "glassgrad"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    # matplotlib ends some lines with a space.
    lines = file.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def _panel(axes: Any, heading: str, points: Sequence[Point], most: int) -> None:
    ordered = sorted(points, key=lambda point: (point.number, point.name))
    low = min(point.number for point in ordered)
    high = max(point.number for point in ordered)
    axes.set_xscale("log")
    reach = (high / low) ** 0.06
    axes.set_xlim(low / reach, high * (high / low) ** 0.5)  # room for the last label
    axes.set_ylim(most - 0.5, -0.5)
    for row, point in enumerate(ordered):
        colour = OURS if point.ours else OTHERS
        axes.hlines(row, low / reach, point.number, color=LINE, linewidth=1, zorder=1)
        filling = "#ffffff" if point.hollow else colour
        look = {"color": filling, "edgecolors": colour, "linewidths": 1.5, "zorder": 2}
        axes.scatter([point.number], [row], s=34, **look)
        label = report.figures(point.number)
        size = {"size": 9.5, "va": "center_baseline", "color": colour}
        weight = "bold" if point.ours else "normal"
        place = {"xytext": (7, 0), "textcoords": "offset points"}
        axes.annotate(label, (point.number, row), **place, **size, weight=weight)
    axes.set_yticks(range(len(ordered)), [point.name for point in ordered], size=9.5)
    for label, point in zip(axes.get_yticklabels(), ordered, strict=True):
        label.set_color(OURS if point.ours else INK)
        label.set_weight("bold" if point.ours else "normal")
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", which="both", colors=FAINT, labelsize=8)
    ticks = powers(low, high)
    axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axes.minorticks_off()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.set_title(heading, size=10.5, color=INK, loc="left")
