"""Pictures beside each other: two states of one graph, the wrong one and the right one.

Pictures with what to call them go in, one table out. It has no script and no style that
it needs, so it survives where notebooks are shown and not run.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from autograd.diagram.engine import LayoutError
from autograd.diagram.marks import printable
from autograd.diagram.picture import Diagram

_LEFT = 'align="left" style="text-align: left"'  # notebooks align tables to the right


@dataclass(frozen=True, slots=True, repr=False)
class Beside:
    """Pictures in a row, each with its title above it.

    In a notebook it shows itself; `save` writes a page; `print` gives all as text.

    Attributes:
        pictures: by title, from left to right.
    """

    pictures: Mapping[str, Diagram]

    def html(self) -> str:
        """The row as an HTML table; text for a picture that cannot be laid out."""
        share = 100 // len(self.pictures)
        heads = (
            f"<th {_LEFT}>{escape(printable(title))}</th>" for title in self.pictures
        )
        cells = (
            f'<td width="{share}%" valign="top" {_LEFT}>{_shown(title, picture)}</td>'
            for title, picture in self.pictures.items()
        )
        return (
            f'<table width="100%" style="table-layout: fixed">'
            f"<tr>{''.join(heads)}</tr><tr>{''.join(cells)}</tr></table>"
        )

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the row as a page.

        Returns:
            The path written to; folders that were missing are made.

        Raises:
            ValueError: the name does not end in .html.
        """
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(
                f"pictures beside each other are a page: name {path.name!r} with .html"
            )
        page = f'<!DOCTYPE html><meta charset="utf-8">{self.html()}'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.encode())
        return path

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html(), "text/plain": str(self)}

    def __repr__(self) -> str:
        return f"Beside({', '.join(self.pictures)})"

    def __str__(self) -> str:
        return "\n\n".join(
            f"{title}:\n{picture}" for title, picture in self.pictures.items()
        )


def beside(pictures: Mapping[str, Diagram]) -> Beside:
    """Show pictures beside each other.

    Args:
        pictures: what `draw` returned, by the title of each, from left to right.

    Raises:
        TypeError: these are not pictures with titles.
        ValueError: there are none.

    >>> from autograd import Value, beside, draw
    >>> a = Value(2.0, label="a")
    >>> beside({"a leaf": draw(a), "a product": draw(a * a)})
    Beside(a leaf, a product)
    """
    if not isinstance(pictures, Mapping):
        raise TypeError(
            f"beside takes pictures by their titles, not {pictures!r}: write "
            'beside({"wrong": draw(a), "right": draw(b)})'
        )
    for title, picture in pictures.items():
        if not isinstance(title, str) or not isinstance(picture, Diagram):
            raise TypeError(
                f"beside takes titles and pictures, not {title!r}: {picture!r}: draw a "
                "node with draw(node)"
            )
    if not pictures:
        raise ValueError("beside takes one or more pictures, not none")
    return Beside(dict(pictures))


def _shown(title: str, picture: Diagram) -> str:
    try:
        svg = picture.svg()
    except LayoutError as error:
        return f"<pre>{escape(str(error))}</pre>"
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    name = escape(printable(f"{title}: {picture.title}"))
    return f'<img alt="{name}" src="{source}" style="max-width: 100%; height: auto">'
