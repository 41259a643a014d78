"""Pictures of a training, drawn by matplotlib: what was learned, and how.

Each function draws on the axes it is given, or on new ones, in a light or a dark theme,
and returns the axes: `plot_losses(history).figure.savefig("losses.png")`. Here too are
the decision boundary of `nn.boundary` and the formulas of one input of `nn.curves`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nn.boundary import plot_decision_boundary
from nn.curves import plot_activation, plot_subgradients, plot_update
from nn.figures import Colours, add_legend, name_columns, prepared, width_and_height
from nn.history import History
from nn.insight import GradientFlow, VanishingLedger
from nn.tables import plain_list

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_activation",
    "plot_confusion",
    "plot_decision_boundary",
    "plot_gradient_flow",
    "plot_ledger",
    "plot_losses",
    "plot_subgradients",
    "plot_update",
]

Losses = History | Sequence[float]


def plot_losses(
    losses: Losses | Mapping[str, Losses],
    *,
    logarithmic: bool = False,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """The loss of every epoch, as a curve; that of validation records dashed.

    Args:
        losses: a History or the losses themselves; several of them by name.
        logarithmic: the loss on a logarithmic axis.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: there are no losses.
        TypeError: it is neither a History nor a list of losses.
    """
    several = losses if isinstance(losses, Mapping) else {"training": losses}
    for name, each in several.items():
        if not isinstance(each, History | Iterable):
            raise TypeError(f"{name}: {each!r} is no History, nor a list of losses")
    curves = [curve for name, each in several.items() for curve in _curves(name, each)]
    if not curves or not all(curve for _, curve, _ in curves):
        raise ValueError("there are no losses to draw: pass what fit returned")
    ax, colours = prepared(ax, theme)
    for i, (name, curve, style) in enumerate(curves):
        colour = colours.classes[i % len(colours.classes)]
        marker = "o" if len(curve) == 1 else ""
        epochs = range(1, len(curve) + 1)
        ax.plot(epochs, curve, style, color=colour, label=name, marker=marker)
    ax.set(xlabel="epoch", ylabel="mean loss of a record")
    ax.locator_params(axis="x", integer=True)
    if all(len(curve) == 1 for _, curve, _ in curves):
        ax.set_xticks([1])
    if logarithmic:
        ax.set_yscale("log")
    if len(curves) > 1:
        add_legend(ax, colours)
    return ax


def _curves(name: str, losses: Losses) -> list[tuple[str, list[float], str]]:
    """The name, the numbers and the line style of one curve or two."""
    if not isinstance(losses, History):
        return [(name, list(losses), "-")]
    curves = [(name, list(losses.losses), "-")]
    if losses.validation_losses:
        held = "validation" if name == "training" else f"{name}, validation"
        curves.append((held, list(losses.validation_losses), "--"))
    return curves


def plot_gradient_flow(
    flows: GradientFlow | Mapping[str, GradientFlow],
    *,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """The mean |∂L/∂w| of each layer as bars, the largest as a mark, on a log axis.

    Args:
        flows: what `gradient_flow` returned; several by name, side by side. A layer
            without any gradient has no bar and is marked 0.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: there are none, or their layers differ.
    """
    several = {"": flows} if isinstance(flows, GradientFlow) else dict(flows)
    layers = {tuple(layer.name for layer in flow.layers) for flow in several.values()}
    if len(layers) != 1:
        raise ValueError(
            f"gradient flows of {len(layers)} different lists of layers: give one or "
            "more of models with the same layers"
        )
    ax, colours = prepared(ax, theme)
    wide = 0.8 / len(several)
    for i, (name, flow) in enumerate(several.items()):
        colour = colours.classes[i % len(colours.classes)] if name else colours.gradient
        _bars(ax, flow, (i - (len(several) - 1) / 2) * wide, wide, colour, name)
    ax.set_yscale("log")
    name_columns(ax, *layers)
    ax.set(ylabel="|∂L/∂w|: mean (bar) and largest (line)")
    means = [layer.mean for each in several.values() for layer in each.layers]
    if least := min((mean for mean in means if mean), default=0.0):
        ax.set_ylim(bottom=10 ** floor(log10(least) - 0.3))  # no bar without a length
    if len(several) > 1:
        add_legend(ax, colours, beside=True)
    return ax


def _bars(
    ax: Axes,
    flow: GradientFlow,
    first: float,
    wide: float,
    colour: str,
    name: str,
) -> None:
    places = [first + number for number in range(len(flow.layers))]
    means = [layer.mean for layer in flow.layers]
    ax.bar(places, means, 0.9 * wide, color=colour, label=name)
    for place, each in zip(places, flow.layers, strict=True):
        ends = (place - 0.45 * wide, place + 0.45 * wide)
        if each.largest:
            ax.hlines(each.largest, *ends, color=colour)
        else:
            across = ax.get_xaxis_transform()
            ax.text(place, 0.01, "0", transform=across, color=colour, ha="center")


def plot_ledger(
    ledger: VanishingLedger, *, ax: Axes | None = None, theme: str = "light"
) -> Axes:
    """The running product of a chain of partials, link by link, on a log axis.

    Args:
        ledger: what `vanishing_ledger` returned. Links from the first 0 on have no
            place on the axis and are left out.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: the first link is 0 already.
    """
    links = [link for link in ledger.links if link.product]
    if not links:
        raise ValueError(f"{ledger.links[0].name} is 0, and no product of it to draw")
    ax, colours = prepared(ax, theme)
    sizes = [abs(link.product) for link in links]
    ax.plot(sizes, "o-", color=colours.gradient)
    for i, link in enumerate(links):
        said = f"· {abs(link.partial):.2g}" if i else f"{sizes[0]:.2g}"
        ax.annotate(
            said,
            (i, sizes[i]),
            (6, 5),
            textcoords="offset points",
            color=colours.partial,
        )
    ax.set_yscale("log")
    name_columns(ax, [link.name for link in links])
    ax.set(ylabel="|product so far|")
    ax.margins(x=0.1, y=0.15)
    return ax


def plot_confusion(
    matrix: Sequence[Sequence[int]],
    classes: Sequence[str] = (),
    *,
    ax: Axes | None = None,
    theme: str = "light",
) -> Axes:
    """A confusion matrix: how many records of each class were taken for which.

    Args:
        matrix: counts, (actual, predicted).
        classes: the names of the classes; their numbers if none are given.
        ax: where to draw.
        theme: "light" or "dark".

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: it is not square, or there are not as many names.
    """
    counts = np.array(plain_list(matrix, "a confusion matrix"))
    names = list(classes) or [str(number) for number in range(len(counts))]
    if counts.shape != (len(names), len(names)):
        raise ValueError(
            f"a confusion matrix of shape {counts.shape} and {len(names)} classes: "
            "give a row and a column for each class"
        )
    own = ax is None
    ax, colours = prepared(ax, theme)
    if own and len(names) > 8:
        ax.figure.set(figwidth=2.0 + 0.5 * len(names), figheight=0.5 * len(names))
    _cells(ax, colours, counts)
    ax.spines[:].set(visible=True, color=colours.line)
    name_columns(ax, names)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="predicted", ylabel="actual")
    return ax


def _cells(ax: Axes, colours: Colours, counts: NDArray[np.int64]) -> None:
    """A shaded square for each count, which is written into it."""
    from matplotlib.colors import LinearSegmentedColormap

    cell = min(width_and_height(ax)) / len(counts)
    ax.tick_params(labelsize=min(10.0, 0.8 * cell))
    shades = LinearSegmentedColormap.from_list("", [colours.paper, colours.value])
    ax.imshow(counts, cmap=shades, vmin=0)
    fits = min(10.0, 1.5 * cell / len(str(counts.max())))
    for (i, j), count in np.ndenumerate(counts):
        colour = colours.paper if count > counts.max() / 2 else colours.ink
        ax.text(j, i, str(count), size=fits, ha="center", va="center", color=colour)
