"""`stepper(output)`: a page that steps through both passes of a graph.

A recorded output, or a function and its inputs, goes in; a Stepper comes out, which
shows itself in notebooks and saves itself as one file that needs no network.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from autograd.graph import Graph
from autograd.ops import Op
from autograd.scopes import record_source
from autograd.stepper.frame import framed, still
from autograd.value import Value

VIEWS = ("ops", "neurons")
_CELL = 900
"""How wide a notebook's cell is about, in pixels."""

_AROUND, _LOWEST, _HIGHEST = 500, 560, 860
"""Heights: of all but the picture, and between which a page in a notebook is."""


@dataclass(frozen=True, slots=True, repr=False)
class Stepper:
    """A page that steps through the forward and the backward pass of a graph.

    In a notebook it shows itself, without a kernel or a network; `save` writes it as
    one HTML file. It shows the graph as it was when this was made.

    Attributes:
        graph: the graph that is stepped through.
        payload: what the page is told of it.
        ops: the rows that occur in it.
    """

    graph: Graph
    payload: Mapping[str, Any]
    ops: Sequence[Op]

    def html(self) -> str:
        """The page: one HTML document."""
        from autograd.stepper.page import page  # loaded when asked for, with the rest

        return page(self.payload, self.ops, f"{self.graph.output.name}, step by step")

    def save(self, path: str | Path) -> Path:
        """Write the page, which opens by a double click.

        Returns:
            The path written to; folders that were missing are made.

        Raises:
            ValueError: the name does not end in .html.
        """
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"a stepper is a page: name {path.name!r} with .html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.html().encode())
        return path

    def _repr_html_(self) -> str:
        """The page in a frame; where frames are taken out, a picture shows instead."""
        return framed(self.html(), self._height(), repr(self), self._picture())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def _picture(self) -> str:
        from autograd.diagram import draw

        try:
            picture = draw(_differentiated(self.graph))
        except ValueError as error:
            return f"<pre>{escape(str(error))}</pre>"
        return still(picture, repr(self))

    def _height(self) -> int:
        opened = self.payload["view"]
        views = {view["name"]: view["size"] for view in self.payload["views"]}
        width, height = views[opened]
        scale = min(max(_CELL / width, 0.55), 1.3)
        wanted: float = height * scale + _AROUND
        return round(min(max(wanted, _LOWEST), _HIGHEST))

    def __repr__(self) -> str:
        graph = self.graph
        return (
            f"Stepper({graph.output.name}: {len(graph):,} nodes, "
            f"{len(graph.edges):,} edges)"
        )


def stepper(
    output: Value | Graph | Callable[..., Value],
    /,
    *,
    view: str | None = None,
    **inputs: Any,
) -> Stepper:
    """A page that steps through the forward and the backward pass of a graph.

    Args:
        output: what is differentiated, for example a loss. Or a function: it is called
            with the inputs as Values named like its arguments, and the page shows the
            line of it that made each node.
        view: the zoom level it opens in, "ops" or "neurons"; default: ops, or neurons
            for graphs of more than 100 nodes.
        inputs: the arguments of a function: numbers, Values, or lists of them.

    Raises:
        TypeError: it is neither one Value nor a function; the inputs do not fit.
        ValueError: an unknown view; more than 10,000 nodes; a leaf was changed since
            the graph was recorded.
        LayoutError: no layout engine was found, or it failed.

    >>> stepper(lambda a, b: a * b + a, a=2.0, b=-3.0)
    Stepper(v3: 4 nodes, 4 edges)
    """
    if view is not None and view not in VIEWS:
        raise ValueError(f"unknown view {view!r}; the views are {', '.join(VIEWS)}")
    if callable(output) and not isinstance(output, Value | Graph):
        output = _recorded(output, inputs)
    elif inputs:
        raise TypeError(
            f"{', '.join(inputs)} given, but inputs are for a function: write "
            f"stepper(f, {', '.join(f'{name}=…' for name in inputs)})"
        )
    from autograd.stepper.payload import payload, used  # needs graphviz

    graph = _whole(output)
    return Stepper(graph, payload(graph, view), used(graph))


def _whole(output: Any) -> Graph:
    """The recorded graph below an output."""
    if isinstance(output, Graph) and output.collapsed:
        raise TypeError(
            "a collapsed graph has no ops to step through: pass the output itself, "
            "with view='neurons' if you like"
        )
    if not isinstance(output, Value | Graph):
        raise TypeError(
            f"stepper takes one output Value, or a function, not {output!r}: pass for "
            "example the loss, or the sum of the outputs"
        )
    return Graph.of(output)


def _recorded(function: Callable[..., Any], inputs: Mapping[str, Any]) -> Value:
    """What a function gives for labelled Values."""
    name = getattr(function, "__name__", "function")
    signature = inspect.signature(function)
    try:
        signature.bind(**inputs)
    except TypeError as error:
        raise TypeError(
            f"stepper calls {name}{signature} with the inputs given by name: {error}"
        ) from None
    labelled = {name: _labelled(name, x) for name, x in inputs.items()}
    with record_source():
        output = function(**labelled)
    if not isinstance(output, Value):
        raise TypeError(f"{name} gave {output!r}, not one Value to step back from")
    return output


def _labelled(name: str, given: Any) -> Any:
    """Numbers as Values with the argument's name; those in lists are numbered."""
    if isinstance(given, list | tuple):
        return [_labelled(f"{name}{i}", each) for i, each in enumerate(given, 1)]
    return given if isinstance(given, Value) else Value(given, name)


def _differentiated(graph: Graph) -> Graph:
    """The graph with the gradients of a pass of its own."""
    gradients = [0.0] * len(graph)
    gradients[-1] = 1.0
    for edges in reversed(graph.incoming()):
        for edge in edges:
            gradients[edge.parent] += gradients[edge.child] * edge.partial
    nodes = (replace(node, grad=gradients[node.index]) for node in graph.nodes)
    return Graph(tuple(nodes), graph.edges)
