"""The reverse pass as Values: the texts of the table over Values instead of floats.

The same source that recording runs over numbers is run over a node's operands, so that
a partial is itself a recorded expression and can be drawn and differentiated again.
Conditions look at data, so a kink has the same side in every order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import isclose, isnan
from typing import Any

from autograd.expression import CONSTANTS
from autograd.ops import Op
from autograd.recording import compile_source, data_of, functions, has_values
from autograd.source import higher_source
from autograd.tape import require
from autograd.traversal import topological_order
from autograd.value import Value


def gradient_graph(
    output: Value, inputs: Sequence[Value], strict: bool
) -> tuple[Value, ...]:
    """The reverse pass, recorded: ∂output/∂input as a Value for each input.

    On the way adjoints are Values, or floats while they are constant. Each result is
    a node of its own, never one that was recorded before.

    Args:
        output: what is differentiated.
        inputs: with respect to what.
        strict: whether an input that is not in the graph is an error, or its
            derivative 0.
    """
    order = topological_order([output])
    arrived: dict[Value, list[Any]] = {output: [1.0]}
    adjoints: dict[Value, Any] = {}
    for node in reversed(order):
        adjoint = adjoints[node] = _summed(arrived.pop(node, [0.0]))
        if node.op is None:
            continue
        for parent, partial in zip(node.parents, partial_values(node), strict=True):
            arrived.setdefault(parent, []).append(_times(adjoint, partial))
    if strict:
        require(inputs, adjoints, [output])
    found = [adjoints.get(value, 0.0) for value in inputs]
    # In ∂(x·y)/∂x = y what arrives is y itself: 1.0 · y is a node of its own.
    return tuple(
        (adjoint * 1.0 if adjoint in adjoints else adjoint)
        if isinstance(adjoint, Value)
        else Value(adjoint)
        for adjoint in found
    )


def _summed(terms: list[Any]) -> Any:
    return terms[0] if len(terms) == 1 else functions["sum"](tuple(terms))


def _times(adjoint: Any, partial: Any) -> Any:
    """Their product; a factor of 1 needs no node."""
    if type(adjoint) is float and adjoint == 1.0:
        return partial
    if type(partial) is float and partial == 1.0:
        return adjoint
    return adjoint * partial


def partial_values(node: Value) -> list[Any]:
    """∂node/∂parent for each parent, as Values, or floats where they are constant.

    Raises:
        ValueError: the data of an operand was changed after recording.
    """
    assert node.op is not None
    operands = node.operands
    data = [data_of(operand) for operand in operands]
    wanted = [has_values(operand) for operand in operands]
    partials = partials_function(node.op)(operands, node, data, node.data, wanted)
    kept: list[Any] = []
    for operand, partial in zip(operands, partials, strict=True):
        if type(operand) is tuple and partial is not None:
            pairs = zip(operand, partial, strict=True)
            kept += [of for each, of in pairs if isinstance(each, Value)]
        elif partial is not None:
            kept.append(partial)
    _check_unchanged(node, kept)
    return kept


def _check_unchanged(node: Value, partials: list[Any]) -> None:
    """The partials of now must be those of the recording."""
    for now, then in zip(partials, node.partials, strict=True):
        if not isclose(float(now), then, rel_tol=1e-9) and not isnan(then):
            raise ValueError(
                f"the data of an operand of {node!r} was changed after recording, so "
                "its derivative can no longer be recorded: compute the output again"
            )


@cache
def partials_function(op: Op) -> Any:
    """The compiled `source.higher_source` of an op, for Values and for numbers."""
    scope = {**functions, **CONSTANTS, "power": functions["pow"]}
    return compile_source(f"{op.name}'s partials", higher_source(op), scope)["partials"]
