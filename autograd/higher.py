"""Local partials as Values: the texts of the table over Values instead of floats.

The same source that recording runs over numbers is run over a node's operands, so that
a partial is itself a recorded expression and can be drawn and differentiated again.
Conditions look at data, so a kink has the same side in every order.
"""

from __future__ import annotations

from functools import cache
from math import isclose, isnan
from typing import Any

from autograd.expression import CONSTANTS
from autograd.ops import Op
from autograd.recording import compile_source, data_of, functions, has_values
from autograd.source import higher_source
from autograd.value import Value


def partial_values(node: Value) -> list[Any]:
    """∂node/∂parent for each parent, as Values, or floats where they are constant.

    Raises:
        ValueError: the data of an operand was changed after recording.
    """
    assert node.op is not None
    operands = node.operands
    data = [data_of(operand) for operand in operands]
    wanted = [has_values(operand) for operand in operands]
    partials = _kernel(node.op)(operands, node, data, node.data, wanted)
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
def _kernel(op: Op) -> Any:
    """The compiled `source.higher_source` of an op."""
    scope = {**functions, **CONSTANTS, "power": functions["pow"]}
    return compile_source(f"{op.name}'s partials", higher_source(op), scope)["partials"]
