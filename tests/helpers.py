"""Other routes to a number that the engine gives, for the tests to compare with.

Values and slopes of a row's text in high-precision arithmetic; tangents carried forward
over a recorded graph; the sum over its paths, path by path.
"""

import ast
import gc
import math
import random
from functools import cache

import mpmath

from autograd import OPS, Value
from autograd.traversal import topological_order

EXTREMES = (0.0, 1e-300, -1e-300, 1e300, -1e300, 1.0, -1.0, 30.0, -30.0, 1e3, -1e3)

# ------------------------------------------------------------ rows, exactly


class _Exact(ast.NodeTransformer):
    """Makes `sum` run over elements and every constant an mpmath number."""

    def __init__(self, vectors):
        self.vectors = vectors

    def visit_Constant(self, node):
        return ast.parse(f"mpf({node.value!r})", mode="eval").body

    def visit_Call(self, node):
        self.generic_visit(node)
        if node.func.id != "sum":
            return node
        names = ", ".join(self.vectors)
        over = f"zip({names}, strict=True)"
        element, *start = (ast.unparse(argument) for argument in node.args)
        total = f"fsum([{element} for ({names},) in {over}])"
        return ast.parse(" + ".join([total, *start]), mode="eval").body


@cache
def _compiled(op, text):
    tree = _Exact(op.vectors).visit(ast.parse(text, mode="eval"))
    return compile(ast.fix_missing_locations(tree), op.name, "eval")


def _known(name):
    if hasattr(mpmath, name):
        return getattr(mpmath, name)
    return lambda *operands: exact(OPS[name], operands)


def exact(op, operands):
    """The value of a row's text over mpmath numbers, at the working precision."""
    scope = {name: _known(name) for name in OPS if name not in ("sum", "dot")}
    scope |= {"abs": mpmath.fabs, "mpf": mpmath.mpf, "fsum": mpmath.fsum, "zip": zip}
    scope |= {"pi": mpmath.pi(), "inf": mpmath.inf}
    return eval(_compiled(op, op.value), scope | dict(zip(op.names, operands)))


def slope(function, point, i):
    """∂function/∂(number i), by a difference so narrow that 30 digits are right.

    `point` holds mpmath numbers. The precision grows with the width, so that slopes of
    slopes are right as well.
    """
    x = point[i]
    size = min(abs(x), 1) or mpmath.mpf(1)
    digits = 60 - 3 * int(mpmath.log10(size)) + int(mpmath.log10(max(abs(x), 1)))
    with mpmath.workdps(mpmath.mp.dps + 2 * digits):
        step = size * mpmath.mpf(10) ** -40
        ends = [function([*point[:i], x + h, *point[i + 1 :]]) for h in (step, -step)]
        return (ends[0] - ends[1]) / (2 * step)


def packed(op, numbers, lengths=3):
    """A flat list of numbers as the operands of a row, vectors of equal length."""
    numbers = iter(numbers)
    return [
        tuple(next(numbers) for _ in range(lengths)) if name in op.vectors
        else next(numbers)
        for name in op.names
    ]


def flat(operands):
    """The opposite of `packed`."""
    return [
        each
        for operand in operands
        for each in (operand if isinstance(operand, tuple) else (operand,))
    ]


def intervals(op, lengths=3):
    """The interval of each number of `packed`."""
    return [
        interval
        for name, interval in zip(op.names, op.domain, strict=True)
        for _ in range(lengths if name in op.vectors else 1)
    ]


def inside(op, count=5):
    """Points in the domain of a row, the same at every run."""
    draw = random.Random(op.name)
    return [[draw.uniform(*each) for each in intervals(op)] for _ in range(count)]


def at_extremes(op):
    """Points with one or all numbers extreme and the others inside the domain."""
    middle = inside(op, 1)[0]
    points = [[x] * len(middle) for x in EXTREMES] if len(middle) > 1 else []
    for i in range(len(middle)):
        points += [[*middle[:i], x, *middle[i + 1 :]] for x in EXTREMES]
    return points


# ------------------------------------------------------------ graphs


def tangent(output, leaf, absolute=False):
    """∂output/∂leaf, carried forward; of |partials|, the scale of rounding errors."""
    tangents = {leaf: 1.0}
    for node in topological_order([output]):
        if node is not leaf:
            tangents[node] = math.fsum(
                (abs(partial) if absolute else partial) * tangents[parent]
                for parent, partial in zip(node.parents, node.partials, strict=True)
            )
    return tangents[output]


def path_sum(output, leaf):
    """∂output/∂leaf as the sum over all paths of products, path by path."""
    if output is leaf:
        return 1.0
    return sum(
        partial * path_sum(parent, leaf)
        for parent, partial in zip(output.parents, output.partials, strict=True)
    )


def path_count(output, leaf):
    """How many paths lead from an output to a leaf."""
    counts = {}
    for node in topological_order([output]):
        counts[node] = int(node is leaf) + sum(counts[each] for each in node.parents)
    return counts[output]


def clear(output):
    """Set every gradient below an output to 0, without the engine's own help."""
    for node in topological_order([output]):
        node.grad = 0.0


def gradients(output, leaves, seed=1.0):
    """Gradients of one backward pass over leaves that had none."""
    for leaf in leaves:
        leaf.grad = 0.0
    output.backward(seed)
    return [leaf.grad for leaf in leaves]


def live_values():
    """How many Values exist."""
    return sum(isinstance(each, Value) for each in gc.get_objects())
