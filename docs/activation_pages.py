"""A page of every activation, from its Module and what that records.

Formula, derivative and kink are those of its op where it is one, else of `textbook`;
the words are the docstrings', the curves are computed by nodes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from curves import picture
from markup import contents, definitions, directive, figures, formula, table
from op_pages import HIGH, LOW, facts, partials_of, value_of
from textbook import ACTIVATIONS, ANY, LAYERS

import nn
from autograd import OPS
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
    parts = [f"# {module.__name__}\n", *shown(name)]
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


def shown(name: str) -> list[str]:
    """Formula, derivative, domain and kink, as Markdown."""
    if name in LAYERS:
        said = [("Domain", ANY), ("Kink", "none")]
        return [*map(formula, LAYERS[name]), definitions(said)]
    if name not in OPS:
        return ACTIVATIONS[name].shown("f")
    slope, *_ = partials_of(OPS[name], "z", "f(z)")
    said = [fact for fact in facts(OPS[name]) if fact[0] in ("Domain", "Kink")]
    latex = [f"f(z) = {value_of(OPS[name], 'z')}", f"f'(z) = {slope}"]
    return [*map(formula, latex), definitions(said)]


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
