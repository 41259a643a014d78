"""Pictures of formulas with one input: an activation, a weight update, a kink.

What is drawn is computed by the nodes themselves: a function of one Value goes in, its
values and slopes come from recorded graphs. As in `nn.plots`, each function draws on
the axes it is given, or on new ones, and returns them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value, grad
from nn.activations import Activation, checked, title
from nn.figures import Colours, add_legend, prepared
from nn.initialization import size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Function = Callable[[Value], Any]

POINTS = 401


def half_square(w: Value) -> Value:
    """½ w², the squared error of ŷ = w with the target 0."""
    return 0.5 * w**2


def half_absolute(x: Value) -> Value:
    """½ |x|, the absolute error of ŷ = x with the target 0."""
    return 0.5 * abs(x)


def value_and_slope(function: Function, x: float) -> tuple[float, float]:
    """f(x) and f′(x), from a recorded node.

    Raises:
        TypeError: the function does not give one Value.

    >>> value_and_slope(half_square, 3.0)
    (4.5, 3.0)
    """
    node = Value(x, "x")
    output = function(node)
    if not isinstance(output, Value):
        raise TypeError(
            f"a function of one Value gives a Value, and {title(function)} gave "
            f"{output!r}: compute with autograd's functions, such as autograd.tanh"
        )
    (slope,) = grad(output, [node])
    return output.data, float(slope)


def _curve(function: Function, low: float, high: float) -> NDArray[np.float64]:
    """Columns x, f(x), f′(x), (POINTS, 3)."""
    if not low < high:
        raise ValueError(f"low = {low} is not below high = {high}: swap them")
    xs = np.linspace(low, high, POINTS).tolist()
    return np.array([(x, *value_and_slope(function, x)) for x in xs])


def plot_activation(
    activation: Activation,
    z: float | None = None,
    *,
    low: float = -5.0,
    high: float = 5.0,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """An activation f and its derivative f′, with the current z marked on both.

    Args:
        activation: its name, a Module or a function of one Value.
        z: the pre-activation to mark.
        low: where the z axis begins.
        high: where it ends.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: no activation of one number has this name; `low` is not below
            `high`.
    """
    function = _of_one(activation)
    x, f, slopes = _curve(function, low, high).T
    ax, colours = prepared(ax, theme)
    ax.axhline(0.0, color=colours.line, linewidth=0.8)
    ax.plot(x, f, color=colours.value, label="f(z)")
    ax.plot(x, slopes, color=colours.partial, linestyle="--", label="f′(z)")
    if z is not None:
        value, slope = value_and_slope(function, z)
        ax.axvline(z, color=colours.line, linestyle=":")
        ax.plot([z], [value], "o", color=colours.value, label=f"f({z:g}) = {value:.3g}")
        label = f"f′({z:g}) = {slope:.3g}"
        ax.plot([z], [slope], "s", color=colours.partial, label=label)
    ax.set(xlabel="z", title=title(activation))
    add_legend(ax, colours)
    return ax


def _of_one(activation: Activation) -> Function:
    checked_activation = checked(activation)
    if not isinstance(checked_activation, str):
        return checked_activation
    if checked_activation == "linear":
        return _linear
    if not hasattr(Value, checked_activation):
        raise ValueError(
            f"{checked_activation} takes the outputs of a whole layer, and its picture "
            "is no curve: draw an activation of one number, such as 'sigmoid'"
        )
    return lambda z: getattr(z, checked_activation)()


def _linear(z: Value) -> Value:
    return z * 1.0


def plot_update(
    function: Function = half_square,
    *,
    w: float,
    lr: float,
    steps: int = 1,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """Steps w ← w - η ∂L/∂w on a curve L(w), with the tangent at the first w.

    A ring on the tangent is where the slope promised to get, ΔL ≈ -η g²; the dot on the
    curve is where the step got. The title says what became of the loss over all steps:
    if it rose, η is too large.

    Args:
        function: the loss as a function of one weight.
        w: the weight to begin with.
        lr: the learning rate η.
        steps: how many to take.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: steps is below 1, or a step leads to no finite number.
    """
    way = _descent(function, w, lr, steps)
    (start, loss, slope), (landed, _, _) = way[0], way[1]
    ax, colours = prepared(ax, theme)
    x, f, _ = _curve(function, *_ends(way)).T
    ax.plot(x, f, color=colours.value, label="L(w)")
    _draw_step(ax, colours, way)
    ax.set_ylim(*_room(f, loss + slope * (landed - start)))
    ax.set(xlabel="w", ylabel="L", title=f"η = {lr:g}{_outcome(way)}")
    add_legend(ax, colours)
    return ax


def _outcome(way: NDArray[np.float64]) -> str:
    """What became of the loss, for the title.

    >>> _outcome(np.array([(1.0, 0.5, 1.0), (-2.0, 2.0, -2.0), (0.0, 0.0, 0.0)]))
    ', 2 steps: L falls, 0.5 → 0, though not in each step'
    """
    losses = way[:, 1]
    count = f", {len(way) - 1} steps" if len(way) > 2 else ""
    if not way[:-1, 2].any():
        return f"{count}: slope 0, w stays, L = {losses[0]:.3g}"
    said = f"{losses[0]:.3g} → {losses[-1]:.3g}"
    if losses[-1] > losses[0]:
        return f"{count}: overshoots: L rises, {said}"
    if losses[-1] == losses[0]:
        return f"{count}: overshoots: L stays, {said}"
    unsteady = ", though not in each step" if (np.diff(losses) > 0).any() else ""
    return f"{count}: L falls, {said}{unsteady}"


def _descent(
    function: Function, w: float, lr: float, steps: int
) -> NDArray[np.float64]:
    """Rows w, L(w), ∂L/∂w of each point of the way, (steps + 1, 3)."""
    rows = []
    for _ in range(size("steps", steps) + 1):
        rows.append((w, *value_and_slope(function, w)))
        w -= lr * rows[-1][2]
        if not isfinite(w):
            raise ValueError(f"after {len(rows)} steps w is {w}: take a smaller lr")
    return np.array(rows)


def _ends(way: NDArray[np.float64]) -> tuple[float, float]:
    """From where to where to draw: the way, and the minimum if it is not far away."""
    (start, _, slope), (landed, _, slope_there) = way[0], way[1]
    shown = way[:, 0].tolist()
    if slope != slope_there:  # where a parabola with these two slopes has its minimum
        lowest = start - slope * (landed - start) / (slope_there - slope)
        if abs(lowest - start) < 20 * abs(landed - start):
            shown.append(lowest)
    room = 0.3 * (max(shown) - min(shown)) or 1.0
    return min(shown) - room, max(shown) + room


def _draw_step(ax: Axes, colours: Colours, way: NDArray[np.float64]) -> None:
    (w, loss, slope), (landed, _, _) = way[0], way[1]
    gap = abs(landed - w)
    x = np.array([min(w, landed) - 0.3 * gap, max(w, landed) + 0.3 * gap])
    tangent = loss + slope * (x - w)
    label = f"tangent, slope {slope:.3g}"
    ax.plot(x, tangent, "--", color=colours.partial, label=label)
    promised = loss + slope * (landed - w)
    first = " of the first" if len(way) > 2 else ""
    label = f"promised ΔL{first} = {promised - loss:.3g}"
    ax.plot(
        [landed], [promised], "o", mfc=colours.paper, color=colours.partial, label=label
    )
    label = f"steps to w = {way[-1, 0]:.3g}"
    ax.plot(*way[:, :2].T, "o-", color=colours.gradient, label=label)
    outside = 1 if slope > 0 else -1  # on the side where the curve is above
    ax.annotate(
        "start",
        (w, loss),
        (8 * outside, -14),
        textcoords="offset points",
        ha="left" if outside > 0 else "right",
        color=colours.ink,
    )


def _room(f: NDArray[np.float64], promised: float) -> tuple[float, float]:
    low, high = min(f.min(), promised), max(f.max(), promised)
    return low - 0.08 * (high - low), high + 0.08 * (high - low)


def plot_subgradients(
    function: Function = half_absolute,
    x: float = 0.0,
    *,
    count: int = 9,
    reach: float = 1.0,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """The fan of slopes at a kink, from the slope left of it to that right of it.

    Each line of the fan lies below a convex curve and touches it at the kink: its slope
    is a subgradient. The one that the recorded node uses is drawn bold.

    Args:
        function: of one Value; ½ |x|, the error of MAE, if none is given.
        x: where the kink is.
        count: how many lines the fan has.
        reach: how far to draw to both sides.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: `reach` is not above 0.
    """
    xs, f, _ = _curve(function, x - reach, x + reach).T
    value, chosen = value_and_slope(function, x)
    step = 1e-6 * reach
    left, right = (value_and_slope(function, x + side * step)[1] for side in (-1, 1))
    ax, colours = prepared(ax, theme)
    ends = np.array([x - reach, x + reach])

    def draw(slope: float, *style: str, **options: Any) -> None:
        ax.plot(ends, value + slope * (ends - x), *style, **options)

    for slope in np.linspace(left, right, count):
        draw(slope, color=colours.line, linewidth=0.8)
    label = f"subgradients from {left:.3g} to {right:.3g}"
    if abs(right - left) < 1e-4 * max(1.0, abs(left)):
        label = f"no kink: one slope, {chosen:.3g}"
    ax.lines[-1].set_label(label)
    draw(chosen, "--", color=colours.gradient, lw=2, label=f"chosen: {chosen:.3g}")
    ax.plot(xs, f, color=colours.value, linewidth=2, label="f(x)")
    ax.plot([x], [value], "o", color=colours.value)
    ax.set(xlabel="x")
    add_legend(ax, colours)
    return ax
