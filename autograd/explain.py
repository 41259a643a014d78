"""The gradient of this graph in plain words, with its numbers.

Says which way the output moves, through which nodes the gradient flows, which path
carries most, whether paths work against each other, and where it was damped.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isfinite

from autograd.graph import Graph, Node, slope_name
from autograd.paths import Path, PathSum, counted, paths, route
from autograd.value import Value

NAMED = 6
"""How many nodes are named before the rest is counted."""

LISTED = 1_000
"""Up to how many paths every product is looked at."""


SATURATED = 0.1
"""Below which slope of its function a unit is said to pass little on."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A few sentences; printing or showing it gives them."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


def explain(
    output: Value | Graph, source: Value, view: str | None = None
) -> Explanation:
    """Say in words how the gradient of an output reaches a source.

    Args:
        output: what is differentiated; or its Graph.
        source: with respect to what.
        view: "ops", "neurons" or "layers"; default: neurons where the graph has any.

    Raises:
        TypeError, ValueError: as for `paths`.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> c = a * b
    >>> c.label = "c"
    >>> print(explain(c, a))
    ∂c/∂a = -3: a little more a makes c smaller, by 3 times as much.
    The gradient goes the one way c ← a.
    """
    graph = Graph.of(output)
    if view is None:
        view = "neurons" if any(node.scope for node in graph.nodes) else "ops"
    found = paths(graph, source, view)
    sentences = [_slope(found)]
    if found.total != 0.0 and isfinite(found.total):
        best = found.top(1)[0]
        sentences += [*_ways(found, best), *_damping(best)]
    elif found.total == 0.0:
        sentences += _nothing(found)
    return Explanation("\n".join(sentences))


def _slope(found: PathSum) -> str:
    output, source, total = found.output.name, found.source.name, found.total + 0.0
    said = f"{slope_name(found.output, found.source)} = {total:.4g}: "
    if not isfinite(total):
        return said + "not a finite number; explain_nonfinite says where that began."
    if total == 0.0:
        return said + f"a little more {source} leaves {output} as it is."
    way = "larger" if total > 0 else "smaller"
    size = f"by {abs(total):.4g} times as much."
    return f"{said}a little more {source} makes {output} {way}, {size}"


def _ways(found: PathSum, best: Path) -> list[str]:
    way = route(best)
    if found.source is found.output:
        return [f"{found.output.name} is the output itself."]
    if found.count == 1:
        return [f"The gradient goes the one way {way}."]
    between = [node.name for node in found.between()]
    shown = ", ".join(between[:NAMED])
    rest = f" and {len(between) - NAMED} more" if len(between) > NAMED else ""
    through = f", through {shown}{rest}" if between else ""
    said = [
        f"It is the sum over {counted(found.count)} paths{through}.",
        f"Most comes by {way}: {best.product:.4g}, {percent(best.share)} of the sum."
        if best.product
        else f"Each path's product is too small for a float; the largest is {way}.",
    ]
    return said + _against(found)


def percent(part: float) -> str:
    """A part of a whole as text, however small.

    >>> percent(0.123), percent(1.5e-9)
    ('12.3%', '1.5e-07%')
    """
    return f"{part:.1%}" if abs(part) >= 0.0005 else f"{100.0 * part:.2g}%"


def _against(found: PathSum) -> list[str]:
    """Whether paths cancel each other, where they can be looked at one by one."""
    if found.count > LISTED:
        return []
    products = [path.product for path in found]
    up = fsum(product for product in products if product > 0)
    down = fsum(product for product in products if product < 0)
    if up == 0.0 or down == 0.0:
        return []
    return [f"Paths work against each other: {up:.4g} one way, {down:.4g} the other."]


def _damping(best: Path) -> list[str]:
    """The factor of the leading path that shrinks the gradient most, if one does."""
    if len(best.edges) < 2:
        return []
    child, parent, least = _smallest(best)
    if abs(least) >= 1.0:
        return ["No step of that path makes it smaller."]
    return [
        f"On that path it is damped most at {slope_name(child, parent)} = "
        f"{least:.4g}{_made(child)}, which leaves {percent(abs(least))} of it."
    ]


def _steps(path: Path) -> list[tuple[Node, Node, float]]:
    """Each step of a path: from where, to where, with which factor."""
    return list(zip(path.nodes, path.nodes[1:], path.factors, strict=False))


def _nothing(found: PathSum) -> list[str]:
    """Why a gradient is 0: if the largest path is blocked, so are all."""
    best = found.top(1)[0]
    if not _block(best):
        return [_vanished(best) if not best.product else "Its paths cancel exactly."]
    which = f"each of {counted(found.count)} paths"
    if found.count == 1:
        which = "its one path"
    if found.count > LISTED:
        return [f"The way is blocked on {which}, on one by {_block(best)}."]
    blocks = dict.fromkeys(_block(path) for path in found)
    return [f"The way is blocked on {which}: {', '.join(blocks)}."]


def _vanished(best: Path) -> str:
    """Of a product of many small factors: which is the smallest."""
    child, parent, least = _smallest(best)
    return (
        "It vanishes: each product is too small for a float. On the largest path most "
        f"is lost at {slope_name(child, parent)} = {least:.4g}."
    )


def _smallest(path: Path) -> tuple[Node, Node, float]:
    return min(_steps(path), key=lambda step: abs(step[2]))


def _block(path: Path) -> str:
    """The first factor of a path that is 0, written out; "" if none is."""
    for child, parent, factor in _steps(path):
        if factor == 0.0:
            return f"{slope_name(child, parent)} = 0{_made(child)}"
    return ""


def _made(node: Node) -> str:
    """Of a unit that passes little on, as one that is dead or saturated: why."""
    value = node.value
    if value.op is None or len(value.op.names) != 1 or len(value.parents) != 1:
        return ""
    if abs(value.partials[0]) >= SATURATED:
        return ""
    return f" ({node.name} = {value.op.name}({value.parents[0].data:.4g}))"
