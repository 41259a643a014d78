"""A page of every activation, from its Module and what that records.

The formula is that of a recorded node, expanded by the row of its op where it is one;
the words are the docstrings', the curves are computed by nodes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from curves import picture
from markup import contents, directive, figures, formula, table
from op_pages import HIGH, LOW, partials_of, value_of

import nn
from autograd import OPS, Graph, Value, formulas, grad
from nn.activations.choosing import MODULES, OF_A_LAYER
from nn.curves import value_and_slope

INTRODUCTION = """\
# Activations

What a neuron or a layer applies to its weighted sum $z$. Each is a Module, `Mish()`, a
function, `mish(z)`, and a name that networks take, `activation="mish"`.

"""


def write(folder: Path) -> None:
    """Write `index.md` and a page for each activation into a folder."""
    folder.mkdir()
    rows = []
    for name, module in MODULES.items():
        (folder / f"{name}.md").write_text(page(name, module), encoding="utf-8")
        summary = (module.__doc__ or "").partition("\n")[0].replace("|", "\\|")
        rows.append((f"[{module.__name__}]({name}.md)", f'`"{name}"`', summary))
    listed = table(("Module", "name", "what it is"), rows)
    text = f"{INTRODUCTION}{listed}\n{contents(MODULES)}"
    (folder / "index.md").write_text(text, encoding="utf-8")


def page(name: str, module: Any) -> str:
    """The page of one activation."""
    parts = [f"# {module.__name__}\n", *map(formula, lines(name, module))]
    parts.append(figures([curves_of(name, module)]))
    if name in OPS:
        parts.append(f"An op of its own: [{name}](../ops/{name}.md).\n")
    elif hasattr(nn, name):
        parts.append(directive("autofunction", f"nn.{name}"))
    parts.append(
        directive(
            "autoclass",
            f"nn.{module.__name__}",
            [":members:", ":exclude-members: function"],
        )
    )
    return "\n".join(parts)


def lines(name: str, module: Any) -> list[str]:
    """The formula and, where no kink makes it one of several, the derivative."""
    if name in OPS:
        slope, *_ = partials_of(OPS[name], "z", "f(z)")
        return [f"f(z) = {value_of(OPS[name], 'z')}", f"f'(z) = {slope}"]
    if name in OF_A_LAYER:  # the docstring's: the nodes subtract the largest z first
        return []
    z = Value(0.7, label="z")
    out = module()(z)
    if out is z:
        return ["f(z) = z", "f'(z) = 1"]
    out.label = "f"
    said = [formulas.expression(out).latex]
    if not any(node.op and node.op.kink for node in Graph.of(out).nodes):
        (slope,) = grad(out, [z], create_graph=True)
        slope.label = "slope"
        latex = formulas.expression(slope).latex
        said.append(latex.replace(r"\mathrm{slope}", "f'"))
    return said


def curves_of(name: str, module: Any) -> tuple[str, str]:
    """The activation and its slope; of those of a layer, the first output of three."""
    activation = module()
    if name not in OF_A_LAYER:

        def function(z: float) -> tuple[float, float]:
            return value_and_slope(lambda node: activation(node) + 0.0, z)

        return picture(function, "z", ("f(z)", "f′(z)"), LOW, HIGH), ""

    def first(z: float) -> tuple[float, float]:
        return value_and_slope(lambda node: activation([node, 1.0, 0.0])[0], z)

    drawn = picture(first, "z₁", ("f(z)₁", "∂f(z)₁/∂z₁"), LOW, HIGH)
    return drawn, "of three logits, z = [z₁, 1, 0]"
