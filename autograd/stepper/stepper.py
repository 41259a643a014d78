"""`stepper(output)`: a page that steps through a graph, shown or saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd.graph import Graph
from autograd.stepper.page import page
from autograd.stepper.payload import check_size, payload, used
from autograd.value import Value


@dataclass(frozen=True, slots=True, repr=False)
class Stepper:
    """A page that steps through the passes of a graph."""

    graph: Graph
    view: str | None = None

    def html(self) -> str:
        """The page, one HTML file."""
        title = f"{self.graph.output.name}, step by step"
        return page(payload(self.graph, self.view), used(self.graph), title)

    def save(self, path: str | Path) -> Path:
        """Write the page."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.html(), "utf-8")
        return path


def stepper(
    output: Value | Callable[..., Value], /, *, view: str | None = None, **inputs: Any
) -> Stepper:
    """A page that steps through the passes of an output's graph."""
    graph = Graph.of(output)  # type: ignore[arg-type]
    check_size(graph)
    return Stepper(graph, view)
