"""A page of every loss, from its class and what that records for one record.

Formula and derivative are those of `textbook.LOSSES`, and beside them stands what the
nodes record; the words, and the table beside PyTorch and Keras, are the docstrings';
the curves are computed by nodes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from curves import picture
from markup import contents, directive, figures, formula, table
from textbook import LOSSES

import nn.losses
from autograd import Value, formulas, grad
from nn import Loss

RANGES = {
    "numbers": (-4.0, 4.0),
    "scores": (-4.0, 4.0),
    "logits": (-4.0, 4.0),
    "probabilities": (0.0, 1.0),
}
NAMES = {"logits": "z"}  # else ŷ
OF_HOW_MANY = {True: ", for two classes", False: ""}
TARGETS = {"numbers": (0.0,), "scores": (1.0, -1.0)}  # else 1 and 0
OF_TWO_CLASSES = (1.0, 0.7)
PENALTIES = ("l1_penalty", "l2_penalty")


def losses() -> dict[str, type[Loss]]:
    """Every loss by name."""
    found = {name: getattr(nn.losses, name) for name in nn.losses.__all__}
    return {
        name: each
        for name, each in found.items()
        if inspect.isclass(each) and issubclass(each, Loss) and each is not Loss
    }


def write(folder: Path) -> None:
    """Write `index.md` and a page for each loss into a folder."""
    folder.mkdir()
    for name, kind in losses().items():
        (folder / f"{name}.md").write_text(page(name, kind), encoding="utf-8")
    rows = [
        (f"[{name}]({name}.md)", (kind.__doc__ or "").partition("\n")[0])
        for name, kind in losses().items()
    ]
    parts = [
        "# Losses\n",
        table(("loss", "what it is"), [(a, b.replace("|", "\\|")) for a, b in rows]),
        "## Beside PyTorch and Keras\n",
        directive("automodule", "nn.losses", [":no-index:"]),
        "## The base class\n",
        directive("autoclass", "nn.Loss", [":members:"]),
        "## Penalties\n",
        *(directive("autofunction", f"nn.{name}") for name in PENALTIES),
        contents(losses()),
    ]
    (folder / "index.md").write_text("\n".join(parts), encoding="utf-8")


def page(name: str, kind: type[Loss]) -> str:
    """The page of one loss."""
    parts = [f"# {name}\n"]
    for loss, way in instances(kind):
        if way:
            parts.append(f"## `{name}({way})`\n")
        parts += LOSSES[name, loss.takes].shown("L")
        parts.append(figures(list(pictures(loss))))
        if not (of_classes(kind) and loss.takes == "logits"):  # that is log_softmax
            parts += [f"The nodes record{OF_HOW_MANY[of_classes(kind)]}:\n"]
            parts.append(formula(recorded(loss)))
    parts.append(directive("autoclass", f"nn.{name}", [":members:"]))
    return "\n".join(parts)


def instances(kind: Callable[..., Loss]) -> list[tuple[Loss, str]]:
    """A loss as it comes and, where it takes them, that of logits."""
    if "from_logits" not in inspect.signature(kind).parameters:
        return [(kind(), "")]
    return [(kind(), ""), (kind(from_logits=True), "from_logits=True")]


def of_classes(kind: type[Loss]) -> bool:
    """Whether a loss needs an output for each class."""
    try:
        kind()(Value(0.5), 1.0)
    except ValueError:
        return True
    return False


def recorded(loss: Loss) -> str:
    """The loss of one record as its nodes compute it."""
    name = NAMES.get(loss.takes, "ŷ")
    if of_classes(type(loss)):
        outputs = [Value(0.6, f"{name}1"), Value(0.4, f"{name}2")]
        targets = [Value(0.7, "y1"), Value(0.3, "y2")]
        return formulas.expression(loss(outputs, targets)).latex
    return formulas.expression(loss(Value(0.5, name), Value(1.0, "y"))).latex


def pictures(loss: Loss) -> Iterator[tuple[str, str]]:
    """The loss over its output, for each target of interest."""
    low, high = RANGES[loss.takes]
    name = NAMES.get(loss.takes, "ŷ")
    if of_classes(type(loss)):
        other = "0" if loss.takes == "logits" else "1 − ŷ₁"
        axis = f"{name}₁"
        for y in OF_TWO_CLASSES:
            said = f"{name} = [{axis}, {other}], y = [{y:g}, {1.0 - y:g}]"
            function = partial(of_two, loss, y)
            yield picture(function, axis, ("L", f"∂L/∂{axis}"), low, high), said
        return
    for y in TARGETS.get(loss.takes, (1.0, 0.0)):
        said = f"y = {y:g}".replace("-", "−")
        function = partial(of_one, loss, y)
        yield picture(function, name, ("L", f"∂L/∂{name}"), low, high), said


def of_one(loss: Loss, y: float, x: float) -> tuple[float, float]:
    """The loss of one output, and its slope."""
    y_hat = Value(x, "ŷ")
    out = loss(y_hat, y)
    (slope,) = grad(out, [y_hat])
    return out.data, float(slope)


def of_two(loss: Loss, y: float, x: float) -> tuple[float, float]:
    """The loss of the outputs of two classes, and its slope for the first."""
    first, second = Value(x, "ŷ1"), 0.0 if loss.takes == "logits" else 1.0 - x
    out = loss([first, second], [y, 1.0 - y])
    (slope,) = grad(out, [first])
    return out.data, float(slope)
