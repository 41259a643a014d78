"""`worksheet(output)`: a page to print, on which both passes are done by hand.

A small graph goes in; a Worksheet comes out, which shows itself in notebooks and saves
itself as one HTML file: the graph with blanks, the questions, and a key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd.elimination import at_view
from autograd.graph import Graph
from autograd.stepper.frame import framed, still
from autograd.stepping import Steps, steps
from autograd.value import Value

LARGEST = 60
"""More nodes than this nobody fills in by hand."""

_HEIGHT = 640
"""Pixels that a page has in a notebook."""


@dataclass(frozen=True, slots=True, repr=False)
class Worksheet:
    """A page to print: `save` writes it, and in a notebook it shows itself.

    Attributes:
        steps: the passes that are asked for.
        title: what stands on top.
        key: whether the answers follow, on a page of their own.
    """

    steps: Steps
    title: str
    key: bool
    _done: list[str] = field(default_factory=list, repr=False, compare=False)

    def html(self) -> str:
        """The page.

        Raises:
            LayoutError: no layout engine was found, or it failed.
        """
        if not self._done:
            from autograd.stepper.sheet import sheet  # loaded when asked for

            self._done.append(sheet(self.steps, self.title, self.key))
        return self._done[0]

    def save(self, path: str | Path) -> Path:
        """Write the page; open it in a browser and print it.

        Returns:
            The path written to; folders that were missing are made.

        Raises:
            ValueError: the name does not end in .html.
            LayoutError: no layout engine was found, or it failed.
        """
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(
                f"cannot save a worksheet as {path.name!r}: name it with .html, and "
                "print it to PDF from the browser"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.html(), encoding="utf-8", newline="\n")
        return path

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from autograd.stepper.sheet import fitting

        picture = fitting(self.steps.graph)[0]
        page = framed(self.html(), _HEIGHT, self.title, still(picture, self.title))
        return {"text/html": page, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Worksheet({self.title})"


def worksheet(
    output: Value | Graph,
    gradient: float = 1.0,
    *,
    view: str = "ops",
    title: str = "",
    key: bool = True,
) -> Worksheet:
    """A page to print on which the forward and the backward pass are done by hand.

    Args:
        output: the last node of a small graph, for example a loss.
        gradient: the seed gradient.
        view: "ops" asks for every value, partial and gradient; "neurons" gives the
            values and the partials between neurons, and asks for the gradients.
        title: what stands on top; default: "Backpropagation by hand" and the output.
        key: whether the answers follow, on a page of their own.

    Raises:
        TypeError: the output is not one Value, or the gradient not one number.
        ValueError: an unknown view; more nodes than anyone fills in by hand.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> worksheet((a * b).tanh())
    Worksheet(Backpropagation by hand: v3)
    """
    graph = at_view(Graph.of(output), view)
    if len(graph) > LARGEST:
        raise ValueError(
            f"the worksheet would ask for {len(graph):,} nodes, more than {LARGEST}: "
            "pass view='neurons', or the output of a smaller graph"
        )
    name = title or f"Backpropagation by hand: {graph.output.name}"
    return Worksheet(steps(graph, gradient), name, key)
