"""Records found in a graph in which all were recorded."""

from __future__ import annotations

from autograd.compiler.lanes import Laned
from autograd.compiler.reading import Scalars


def repeated(scalars: Scalars) -> Laned:
    """The graph with its largest repeated sum as lanes, if it has one."""
    return Laned(scalars, [], copies=[1] * len(scalars))
