"""Formulas of one edge, and of one update.

The local rule of an op, the step of a backward pass, the step of gradient descent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd.formulas.digits import enough, partial_from, rounded
from autograd.formulas.nodes import applied, partial
from autograd.formulas.notation import DIGITS, Formula, Line, Notation, equation
from autograd.formulas.passes import flow
from autograd.graph import Edge, Graph
from autograd.paths import PathSum
from autograd.value import Value


def local_rule(
    child: Value, parent: Value, digits: int = DIGITS, graph: Graph | None = None
) -> Formula:
    """The partial of an op with respect to one of its operands.

    Lines for each time the parent is an operand: the rule of the op, the same with
    numbers, the number. Where data was changed after recording, the numbers that the
    partial was taken from are gone, and their line is left out.

    Args:
        child: a recorded node.
        parent: one of its parents.
        digits: significant digits of the numbers; more where a rounded number would
            make an equation false, as where a saturated unit's value rounds to 1.
        graph: the snapshot that names the nodes, so that many rules need one only;
            default: that of the child.

    Raises:
        ValueError: the parent is none of the child's.

    >>> z = Value(0.5, label="z")
    >>> print(local_rule(z.tanh(), z, digits=4))
    ∂tanh(z)/∂z = 1 − tanh(z)^2
                = 1 − 0.4621^2
                = 0.7864
    """
    graph = Graph.of(child) if graph is None else graph
    edges = _edges(graph, child, parent)
    around = [graph.node(value) for value in {child, *child.parents}]
    needed = {
        place: enough(digits, _from_printed(child, place), slope)
        for place, slope in edges
    }

    def write(notation: Notation) -> list[Line]:
        names = {node.value: notation.name(node.name) for node in around}
        lines: list[Line] = []
        for place, slope in edges:
            exact = needed[place]
            numbers = {n.value: notation.number(n.data, exact) for n in around}
            below = names[parent]
            made = applied(notation, child, names)
            left = notation.derivative(made, below)
            end = notation.number(child.data, exact)
            rule = partial(notation, child, place, names, made)
            if len(edges) > 1:  # of itself, neither is the derivative by the parent
                rule = notation.remark(rule, f"as operand {place + 1}")
            lines.append((left.text, "=", rule))
            if exact is not None:
                shown = partial(notation, child, place, numbers, end)
                lines.append(("", "=", shown))
            lines.append(("", "=", notation.number(slope)))
        return _distinct(lines)

    return equation(write, digits)


def backward_step(
    output: Value | Graph, child: Value, parent: Value, digits: int = DIGITS
) -> Formula:
    """What a backward pass adds to a parent when it visits a child.

    Args:
        output: what is differentiated; or its Graph, so that many steps need one only.
        child: the node that is visited.
        parent: one of its parents.
        digits: significant digits of the numbers.

    Raises:
        ValueError: the parent is none of the child's, or the child is not in the graph
            of the output.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> c = a * b
    >>> c.label = "c"
    >>> print(backward_step(c, c, a))
    ∂c/∂a += ∂c/∂c · ∂c/∂a
           = 1 · (−3)
           = −3
    """
    graph = Graph.of(output)
    edges = _edges(graph, child, parent)
    adjoint = PathSum(graph, graph.node(child)).total

    def write(notation: Notation) -> list[Line]:
        ends = graph.node(parent).index, graph.node(child).index
        return [
            line
            for _, slope in edges
            for line in flow(notation, graph, Edge(*ends, slope), adjoint)
        ]

    return equation(write, digits)


def update(
    parameter: Value, lr: float, output: str = "L", digits: int = DIGITS
) -> Formula:
    """One step of gradient descent: W_new = W_old − η ∂L/∂W_old.

    Args:
        parameter: a leaf whose gradient has been computed.
        lr: the learning rate η.
        output: the name of the loss.
        digits: significant digits of the numbers.

    Raises:
        TypeError: the parameter is no Value, or the rate no number.

    >>> w = Value(0.8, label="w1")
    >>> w.grad = 0.5
    >>> print(update(w, 0.1))
    w1_new = w1_old − η · ∂L/∂w1_old
           = 0.8 − 0.1 · 0.5
           = 0.75
    """
    if not isinstance(parameter, Value):
        raise TypeError(f"an update is that of one Value, not of {parameter!r}")
    if isinstance(lr, bool) or not isinstance(lr, int | float):
        raise TypeError(f"the learning rate lr is a number, not {lr!r}")
    label = parameter.label or "w"
    data, gradient = parameter.data, parameter.grad
    after = data - lr * gradient

    def computed(digits: int) -> float:
        old, rate, slope = (rounded(x, digits) for x in (data, lr, gradient))
        return old - rate * slope

    exact = enough(digits, computed, after)

    def write(notation: Notation) -> list[Line]:
        old = notation.subscript(label, "old")
        slope = notation.derivative(notation.name(output), old)
        step = notation.product([notation.name("η"), slope])
        numbers = notation.product(
            [notation.number(lr, exact), notation.number(gradient, exact)]
        )
        return [
            (
                notation.subscript(label, "new").text,
                "=",
                notation.difference(old, step),
            ),
            ("", "=", notation.difference(notation.number(data, exact), numbers)),
            ("", "=", notation.number(after)),
        ]

    return equation(write, digits)


def _from_printed(child: Value, place: int) -> Callable[[int], float]:
    return lambda digits: partial_from(child, place, digits)


def _edges(graph: Graph, child: Value, parent: Value) -> list[tuple[int, float]]:
    """The edges between two nodes: place among the child's parents, and partial."""
    end, start = graph.node(child), graph.node(parent)
    found = [
        (i, partial)
        for i, (value, partial) in enumerate(
            zip(child.parents, child.partials, strict=True)
        )
        if value is parent
    ]
    if not found:
        names = ", ".join(graph.node(value).name for value in child.parents) or "none"
        raise ValueError(
            f"{start.name} is no parent of {end.name}; its parents are {names}"
        )
    return found


def _distinct(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that say the same as the one above."""
    return [
        line
        for i, line in enumerate(lines)
        if i == 0 or line[0] or line[2].text != lines[i - 1][2].text
    ]
