"""The two walks over a recorded graph, neither of which recurses.

`backward_order` gives what a backward pass visits, output first; it marks the nodes it
meets. `topological_order` gives every node, parents first, and marks none.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd.value import Value

Pending = dict[int, list[Any]]
"""By the id of a group what it was sent: an adjoint, the partials, and so on."""


# Where floats have no identity, as on PyPy, every pass would stop at once: gradients 0.
if float("0.0") is float("0.0"):
    raise ImportError("autograd marks nodes by the identity of a float: use CPython")

LONGEST = 64
"""Up to how many operands or rows are written out in generated code."""

FOLDED = object()
"""Marks an output of a layer that nobody has looked at.

It is a `dot`, or stands for two nodes, an op over a `dot`.
"""


def backward_order(output: Value) -> tuple[list[Any], Pending]:
    """The recorded nodes and groups below an output, each before what it was made of.

    An iterative depth-first walk. To mark a node as met costs no set: its gradient
    becomes this pass's own zero, which it needs anyway. Nodes half done wait on
    `stack`; where None comes from it, the scan of the last group goes on.
    """
    zero = float("0.0")  # an object of its own: met nodes are known by its identity
    order: list[Any] = []
    pending: Pending = {}
    stack: list[Any] = [None]
    scans: list[tuple[tuple[Value, ...], Iterator[Value]]] = []
    push, pop, done = stack.append, stack.pop, order.append
    node: Any = output
    output.grad = zero
    while True:
        while node is not None:
            left = node._left
            right = node._right
            if right is not None:
                if left.op is not None and left.grad is not zero:
                    left.grad = zero
                    push(node)
                    node = left
                    continue
                if right.op is not None and right.grad is not zero:
                    right.grad = zero
                    # A product of two things met already is done here: with one node
                    # a product and an addition, that takes 5 % off a whole step.
                    one, other = right._left, right._right
                    if (
                        other is None
                        or (one.op is not None and one.grad is not zero)
                        or (other.op is not None and other.grad is not zero)
                    ):
                        push(node)
                        node = right
                        continue
                    done(right)
            elif type(left) is not tuple:
                if left.op is not None and left.grad is not zero:
                    left.grad = zero
                    push(node)
                    node = left
                    continue
            elif (operand := _unmet(node, pending, zero)) is not None:
                push(node)
                if type(operand) is tuple:
                    scans.append((operand, iter(operand)))
                    node = None
                else:
                    node = operand
                continue
            done(node)
            node = pop()
        if not scans:
            break
        group, rest = scans[-1]
        for value in rest:
            if value.op is not None and value.grad is not zero:
                value.grad = zero
                if value._right_partial is FOLDED:
                    # The neurons of a layer share their inputs: all but the first to
                    # be met are done at once.
                    held = value._left_partial
                    start = held[0]
                    if (
                        id(held[1]) in pending
                        and id(value._left) in pending
                        and (start is None or start.op is None)
                    ):
                        done(value)
                        continue
                push(None)
                node = value
                break
        else:
            scans.pop()
            done(group)
            node = pop()
    order.reverse()
    return order, pending


def _unmet(node: Any, pending: Pending, zero: float) -> Any:
    """The first group or recorded node among many operands not met yet, now met."""
    operands = node._left
    if node._right_partial is FOLDED:
        held = node._left_partial
        x = held[1]
        if id(operands) in pending and id(x) in pending:
            start = held[0]
            if start is None or start.op is None or start.grad is zero:
                return None
            start.grad = zero
            return start
        operands = (operands, x)
    for operand in operands:
        if type(operand) is tuple:
            if id(operand) not in pending:
                pending[id(operand)] = []
                return operand
        elif operand.op is not None and operand.grad is not zero:
            operand.grad = zero
            return operand
    return None


def send(adjoint: float, node: Any, pending: Pending) -> None:
    """Send a node's adjoint to its many parents; to groups when all has arrived."""
    if node._right_partial is FOLDED:
        start, x, x_partials, weights, z, slope, _ = node._left_partial
        adjoint *= slope
        # z is finite only if every weight and input is: then 0 · partial is 0, and
        # an inactive unit need not send it. NaN and inf are still sent.
        if adjoint == 0.0 and -inf < z < inf:
            return
        if start is not None:
            start.grad += adjoint
        pending[id(x)].extend((adjoint, weights))
        pending[id(node._left)].extend((adjoint, x_partials))
        return
    for operand, partial in zip(node._left, node._left_partial):  # noqa: B905 hot
        if type(operand) is tuple:
            pending[id(operand)].extend((adjoint, partial))
        else:
            operand.grad += adjoint * partial


def add_to_group(group: tuple[Value, ...], sent: list[Any]) -> None:
    """Add to each Value of a group what the ops that took the group send back.

    `sent` holds an adjoint and a tuple of partials per op. Where every neuron of a
    layer takes the same group, much of a backward pass is spent here.
    """
    for start in range(0, len(sent), 2 * LONGEST):
        some = sent[start : start + 2 * LONGEST]
        _adder(len(some) // 2)(group, some)


@cache
def _adder(count: int) -> Any:
    """What adds up so many rows, written out: half the time of a loop in C."""
    sent = ", ".join(f"a{i}, row{i}" for i in range(count))
    rows = ", ".join(f"row{i}" for i in range(count))
    partials = ", ".join(f"p{i}" for i in range(count))
    # A line of its own: `value.grad +=` reads before what follows it is computed, and
    # what another thread adds to a shared leaf meanwhile would be lost.
    source = f"""\
def add(group, sent):
    {sent} = sent
    for value, {partials} in zip(group, {rows}):
        total = {" + ".join(f"a{i} * p{i}" for i in range(count))}
        value.grad += total
"""
    scope: dict[str, Any] = {}
    exec(source, scope)
    return scope["add"]


def topological_order(
    outputs: Iterable[Value], known: Container[int] = ()
) -> list[Value]:
    """Every node below the outputs, leaves included, parents before children.

    Iterative at any depth, and changes no number, so that it can run while others read
    or differentiate.

    Args:
        outputs: where to begin.
        known: ids of nodes to leave out, with all that only they lead to.
    """
    order: list[Value] = []
    met: set[Value] = set()
    for output in outputs:
        if output in met or id(output) in known:
            continue
        met.add(output)
        stack = [(output, iter(output.parents))]
        while stack:
            node, parents = stack[-1]
            for parent in parents:
                if parent not in met and id(parent) not in known:
                    met.add(parent)
                    stack.append((parent, iter(parent.parents)))
                    break
            else:
                order.append(node)
                stack.pop()
    return order
