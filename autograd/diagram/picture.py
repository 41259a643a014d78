"""What `draw` returns: a picture that shows itself in a notebook and saves itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from os import PathLike
from pathlib import Path
from typing import Any

from autograd.diagram.engine import Effort, LayoutError, render
from autograd.diagram.marks import printable
from autograd.diagram.widths import fitted

LARGE = 20e6
"""Of how many square points a notebook keeps no PNG beside the SVG: that takes the
engine many seconds and gigabytes, and megabytes in the file."""

SUFFIXES = (".svg", ".png", ".pdf", ".dot", ".gv")


@dataclass(frozen=True, slots=True, repr=False)
class Diagram:
    """A picture of a graph.

    In a notebook it shows itself; `save` writes SVG, PNG, DOT, or PDF where the machine
    has a Graphviz program; `print` gives the graph as text.

    Attributes:
        source: the DOT text.
        text: the graph as text.
        title: one line that says what is shown.
        hover: what the nodes and edges say when pointed at, by the id of their mark.
        effort: what the layout may cost.
    """

    source: str
    text: str
    title: str
    hover: Mapping[str, str]
    effort: Effort = field(default_factory=Effort)
    _done: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def svg(self) -> str:
        """The picture as an SVG element.

        Raises:
            LayoutError: no layout engine was found, or it failed.
        """
        return self._rendered("svg").decode()

    def png(self) -> bytes:
        """The picture as the bytes of a PNG file."""
        return self._rendered("png")

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture; the format is the suffix of the name.

        Returns:
            The path written to; folders that were missing are made.

        Raises:
            TypeError: the path is no name of a file.
            ValueError: no such format.
            OSError: a folder of the path cannot be made, or the file not be written.
            LayoutError: no layout engine for the format.
        """
        if not isinstance(path, str | PathLike):
            raise TypeError(f"a picture is saved by the name of a file, not {path!r}")
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise ValueError(
                f"cannot save a picture as {path.name!r}: name it with one of "
                f"{', '.join(SUFFIXES)}"
            )
        if suffix in (".dot", ".gv"):
            content = self.source.encode()
        else:
            content = self._rendered(suffix[1:])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def _rendered(self, format: str) -> bytes:
        if format not in self._done:
            picture = render(self.source, format, self.effort)
            self._done[format] = self._said(picture) if format == "svg" else picture
        return self._done[format]

    def _said(self, svg: bytes) -> bytes:
        """Give the marks their hover text and the picture a name for screen readers."""

        def titled(found: re.Match[str]) -> str:
            text = self.hover.get(unescape(found["id"]), "")
            return f"{found['head']}<title>{escape(printable(text))}</title>"

        text = re.sub(
            r'(?P<head><g id="(?P<id>[^"]+)" class="[^"]*">\n)<title>.*?</title>',
            titled,
            fitted(svg.decode()),
        )
        name = escape(printable(self.title))
        text = text.replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)
        return _names_on_top(text).encode()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self.text}
        try:
            bundle["image/svg+xml"] = svg = self.svg()
            if _area(svg) <= LARGE:
                bundle["image/png"] = self.png()
        except LayoutError as error:
            bundle["text/plain"] = f"{error}\n\n{self.text}"
        return bundle

    def __repr__(self) -> str:
        return f"Diagram({self.title})"

    def __str__(self) -> str:
        return self.text


def _area(svg: str) -> float:
    """How large a picture is, in square points."""
    found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    return float(found[1]) * float(found[2]) if found else 0.0


_CLUSTER = re.compile(
    r'(?P<frame><g id="[^"]+" class="cluster">.*?fill="(?P<fill>[^"]+)".*?)'
    r"(?P<name><text.*?</text>)\n",
    re.DOTALL,
)
_PLACE = re.compile(r'x="(.*?)" y="(.*?)".*font-size="(.*?)".*textLength="(.*?)"')


def _names_on_top(svg: str) -> str:
    """The names of clusters drawn last, each on its own ground: lines pass below."""
    names: list[str] = []

    def taken(found: re.Match[str]) -> str:
        if not (place := _PLACE.search(found["name"])):
            return found[0]
        x, y, size, wide = map(float, place.groups())
        if 'text-anchor="middle"' in found["name"]:
            x -= wide / 2
        names.append(
            f'<rect x="{x - 2:.2f}" y="{y - size:.2f}" width="{wide + 4:.2f}" '
            f'height="{1.3 * size:.2f}" fill="{found["fill"]}"/>\n{found["name"]}\n'
        )
        return found["frame"]

    rest, end = _CLUSTER.sub(taken, svg).rsplit("</g>\n</svg>", 1)
    return f"{rest}{''.join(names)}</g>\n</svg>{end}"
