"""Curves of a function and its derivative as SVG that stands inside a page.

In goes a function of one number that says value and slope, as a recorded node does; out
comes one `<svg>` for light and dark pages: its colours are variables that conf.py takes
from the themes of the diagrams. Places where the function refuses a number are left
out, jumps are left open, and a value that is alone at a jump is a dot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10

Function = Callable[[float], tuple[float, float]]
"""From x to f(x) and f′(x); raises where it takes no such x."""

Point = tuple[float, float]

REFUSED = (ValueError, ZeroDivisionError, OverflowError)
STEPS = 400
WIDTH, HEIGHT = 460.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 34.0, 34.0
HIGHEST = 6.0  # curves leave the picture there: e⁴ would flatten all the rest
STYLES = {"value": "", "partial": ' stroke-dasharray="7 4"'}


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its legend, the variable that colours it, the points in order."""

    legend: str
    colour: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the plane that is shown."""

    low: float
    high: float
    bottom: float
    top: float

    def at(self, point: Point) -> Point:
        """Where a point is in the picture."""
        x, y = point
        across = (x - self.low) / (self.high - self.low)
        up = (y - self.bottom) / (self.top - self.bottom)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            TOP + (1.0 - up) * (HEIGHT - TOP - BOTTOM),
        )


def picture(
    function: Function, axis: str, legends: tuple[str, str], low: float, high: float
) -> str:
    """A function and its derivative as one `<svg>`.

    Args:
        function: see `Function`.
        axis: the name of x.
        legends: what the value and the derivative are called.
        low: where x begins.
        high: where it ends.
    """
    found = list(sampled(function, low, high))
    lines = [
        Line(legend, colour, tuple((x, pair[i]) for x, pair in found))
        for i, (legend, colour) in enumerate(zip(legends, STYLES, strict=True))
    ]
    window = Window(low, high, *limits(lines))
    size = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}"'
    name = escape(f"{legends[0]} and {legends[1]}, {axis} from {low:g} to {high:g}")
    drawn = [axes(window, axis), *(curve(window, line) for line in lines)]
    return (
        f'<svg class="curve" role="img" aria-label="{name}" {size} '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}{legend(lines)}</svg>'
    )


def sampled(
    function: Function, low: float, high: float
) -> Iterator[tuple[float, tuple[float, float]]]:
    """The x of a grid that a function takes, with its value and slope."""
    for i in range(STEPS + 1):
        x = round(low + (high - low) * i / STEPS, 12)
        try:
            yield x, function(x)
        except REFUSED:
            continue


def limits(lines: Sequence[Line]) -> tuple[float, float]:
    """From where to where y is shown: all of it up to HIGHEST, 0, and some room."""
    shown = [min(max(y, -HIGHEST), HIGHEST) for line in lines for _, y in line.points]
    low, high = min(0.0, *shown), max(0.0, *shown)
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def curve(window: Window, line: Line) -> str:
    """The pieces of a curve between its jumps; those of one point are dots."""
    colour = f"var(--{line.colour})"
    drawn = []
    for piece in pieces(line.points, window):
        places = [window.at(point) for point in piece]
        if len(places) == 1:
            (x, y) = places[0]
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" '
            f'stroke-width="2.2" stroke-linejoin="round"{STYLES[line.colour]}/>'
        )
    return "".join(drawn)


def pieces(points: Sequence[Point], window: Window) -> Iterator[list[Point]]:
    """The runs of points inside the window that hang together."""
    width = (window.high - window.low) / STEPS
    jump = 0.12 * (window.top - window.bottom)
    piece: list[Point] = []
    for point in points:
        x, y = point
        apart = piece and (
            x - piece[-1][0] > 1.5 * width or abs(y - piece[-1][1]) > jump
        )
        inside = isfinite(y) and window.bottom <= y <= window.top
        if piece and (apart or not inside):
            yield piece
            piece = []
        if inside:
            piece.append(point)
    if piece:
        yield piece


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between two ends, about six of them."""
    raw = (high - low) / 6.0
    size: float = 10.0 ** floor(log10(raw))
    step = next(each * size for each in (1.0, 2.0, 5.0, 10.0) if each * size >= raw)
    first = ceil(low / step - 1e-9)
    return [step * i for i in range(first, int(high / step + 1e-9) + 1)]


def axes(window: Window, axis: str) -> str:
    """The grid, the zero lines, the numbers along both axes and the name of x."""
    drawn = []
    for x in ticks(window.low, window.high):
        start, end = window.at((x, window.bottom)), window.at((x, window.top))
        drawn += [
            stroke(start, end, x == 0),
            number(x, start[0], HEIGHT - 18, "middle"),
        ]
    for y in ticks(window.bottom, window.top):
        start, end = window.at((window.low, y)), window.at((window.high, y))
        drawn += [stroke(start, end, y == 0), number(y, LEFT - 6, start[1] + 4, "end")]
    where = f'x="{(LEFT + WIDTH - RIGHT) / 2:g}" y="{HEIGHT - 3:g}"'
    return "".join(drawn) + (
        f'<text {where} text-anchor="middle" font-style="italic">{escape(axis)}</text>'
    )


def stroke(start: Point, end: Point, strong: bool) -> str:
    """A line of the grid, or an axis."""
    opacity = 0.55 if strong else 0.15
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" '
        f'y2="{end[1]:.1f}" stroke="currentColor" stroke-opacity="{opacity}"/>'
    )


def number(value: float, x: float, y: float, anchor: str) -> str:
    """A number beside a tick."""
    text = f"{value:.6g}".replace("-", "−")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def legend(lines: Sequence[Line]) -> str:
    """What the curves are called, above the picture."""
    drawn = []
    for i, line in enumerate(lines):
        x, y = LEFT + 130.0 * i, TOP / 2
        drawn.append(
            f'<line x1="{x:g}" y1="{y:g}" x2="{x + 28:g}" y2="{y:g}" '
            f'stroke="var(--{line.colour})" stroke-width="2.2"{STYLES[line.colour]}/>'
            f'<text x="{x + 34:g}" y="{y + 4:g}">{escape(line.legend)}</text>'
        )
    return "".join(drawn)


def flat(function: Function, low: float, high: float) -> bool:
    """Whether a function has slope 0 wherever it is defined."""
    slopes = [slope for _, (_, slope) in sampled(function, low, high)]
    return not any(slopes)
