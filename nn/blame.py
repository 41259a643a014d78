"""Where a training went wrong: the node, the layer and neuron it is in, the record.

A cost or a gradient that is NaN or infinite is traced to the first node that was; an
error that a model or loss raises is raised again with the record it was raised at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from autograd import Graph, Value, explain_nonfinite
from nn.labels import as_row

ERRORS = (FloatingPointError, OverflowError, ZeroDivisionError, ValueError, TypeError)
"""What ops, models and losses raise; subclasses may want more than a message."""


@contextmanager
def at(place: str) -> Iterator[None]:
    """An error raised inside says where: "X[3]: log of x = -1.0 …".

    >>> with at("X[3]"):
    ...     raise ValueError("it is empty")
    Traceback (most recent call last):
    ValueError: X[3]: it is empty
    """
    try:
        yield
    except ERRORS as error:
        if type(error) not in ERRORS:
            raise
        raise type(error)(f"{place}: {error}") from error


def gone_wrong(
    cost: Value, outputs: Mapping[str, Any], parameters: Collection[Value]
) -> str:
    """The first node below a cost that is not finite, in words.

    Args:
        cost: of some records.
        outputs: the output or outputs for each record, by what the record is called.
        parameters: what belongs to no record.

    >>> x = Value(1e200, "x")
    >>> y_hat = x * x
    >>> print(gone_wrong(y_hat * 2.0, {"X[3]": y_hat}, [])[:50])
    X[3]: v1 = mul(x = 1e+200, x = 1e+200) is inf, alt
    """
    found = explain_nonfinite(cost)
    node = found.node
    if node is None:
        return found.text
    place = [", ".join(node.scope)] if node.scope else []
    if node not in parameters:
        place = _records(node, outputs) + place
    return ": ".join([*place, found.text])


def _records(node: Value, outputs: Mapping[str, Any]) -> list[str]:
    """The one record that a node is computed from; [] if it is of several or none."""
    below = {each.value for each in Graph.of(node).nodes}
    found = []
    for name, row in outputs.items():
        for output in as_row(row):
            above = (each.value for each in Graph.of(output).nodes)
            if output in below or node in above:
                found.append(name)
                break
    return found if len(found) == 1 else []
