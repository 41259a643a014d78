"""The pages of the API: every public name of autograd and nn, by the room it lives in.

Names come from `__all__`, words from the docstrings. Ops, activations and losses have
pages of their own and are not repeated.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import loss_pages
from markup import contents, directive

import autograd
import nn
from autograd import OPS
from nn.activations.choosing import MODULES

ELSEWHERE = {
    "autograd": {*OPS, "OPS"},
    "nn": {
        *OPS,
        *MODULES,
        *(kind.__name__ for kind in MODULES.values()),
        *loss_pages.losses(),
        *loss_pages.PENALTIES,
        "Loss",
    },
}
OWN = {
    "autograd": "The functions of [ops](../../ops/index.md) have pages of their own.\n",
    "nn": "[Activations](../../activations/index.md) and "
    "[losses](../../losses/index.md) have pages of their own.\n",
}
METHODS = "Every [op](../../ops/index.md) of scalars is a method too.\n"


def write(folder: Path) -> None:
    """Write a folder of pages for each package into a folder."""
    folder.mkdir()
    for package in (autograd, nn):
        name = package.__name__
        below = folder / name
        below.mkdir()
        found = rooms(package)
        for room, names in found.items():
            text = page(package, room, names)
            (below / f"{room}.md").write_text(text, encoding="utf-8")
        listed = "".join(
            f"- [{room}]({room}.md): {', '.join(f'`{each}`' for each in names)}\n"
            for room, names in found.items()
        )
        about = directive("automodule", name)
        text = f"# {name}\n\n{about}\n{OWN[name]}\n{listed}\n{contents(found)}"
        (below / "index.md").write_text(text, encoding="utf-8")


def rooms(package: ModuleType) -> dict[str, list[str]]:
    """The public names that have no page elsewhere, by module."""
    found: dict[str, list[str]] = {}
    for name in package.__all__:
        thing = getattr(package, name)
        if name not in ELSEWHERE[package.__name__]:
            found.setdefault(room(thing), []).append(name)
    return dict(sorted(found.items()))


def room(thing: Any) -> str:
    """The module below the package in which a thing is defined."""
    where = thing.__name__ if inspect.ismodule(thing) else thing.__module__
    return str(where).split(".")[1]


def options_of(kind: type) -> list[str]:
    """What is shown of a class: its members but for ops, and what it derives from."""
    options = [":members:", f":exclude-members: {', '.join(OPS)}"]
    return options if kind.__bases__ == (object,) else [*options, ":show-inheritance:"]


def page(package: ModuleType, room: str, names: list[str]) -> str:
    """The page of one room: what its module says, then each public name."""
    module = f"{package.__name__}.{room}"
    about = directive("automodule", module, [":no-index:"])
    parts = [f"# {module}\n", about]
    for name in names:
        thing = getattr(package, name)
        path = f"{package.__name__}.{name}"
        if inspect.isclass(thing):
            parts.append(directive("autoclass", path, options_of(thing)))
            if thing is autograd.Value:
                parts.append(METHODS)
        elif inspect.ismodule(thing):
            options = [":members:", ":imported-members:"]
            parts = [f"# {path}\n", directive("automodule", path, options)]
        else:
            parts.append(directive("autofunction", path))
    return "\n".join(parts)
