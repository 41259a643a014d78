"""Other routes to a number that the engine gives, for the tests to compare with.

Values and slopes of a row's text in high-precision arithmetic; tangents carried forward
over a recorded graph; the sum over its paths, path by path.
"""

import ast
import gc
import math
import random
from decimal import Decimal
from fractions import Fraction
from functools import cache

import mpmath
import numpy as np
import pytest

import autograd
from autograd import OPS, Value
from autograd.expression import FUNCTIONS
from autograd.traversal import topological_order

FAR = (1e-300, -1e-300, 1e300, -1e300, 1e3, -1e3)
ERRORS = (ValueError, ZeroDivisionError, OverflowError)
EXTREMES = (*FAR, 0.0, 1.0, -1.0, 30.0, -30.0)

NUMBERS = (
    float,
    int,
    np.float32,
    np.float64,
    np.int64,
    np.uint8,
    np.array,
    Fraction,
    Decimal,
)
number_kinds = pytest.mark.parametrize(
    "number", NUMBERS, ids=lambda kind: kind.__name__
)

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
    if name == "erfc":
        return _erfc
    if name in FUNCTIONS:
        return getattr(mpmath, "fabs" if name == "abs" else name)
    return lambda *operands: exact(OPS[name], operands)


def _erfc(x):
    """As mpmath's, which fails far out, where it differs from 0 or 2 by exp(-1e12)."""
    return mpmath.erfc(x) if abs(x) < 1e6 else mpmath.mpf(0 if x > 0 else 2)


def exact(op, operands):
    """The value of a row's text over mpmath numbers, at the working precision."""
    scope = {name: _known(name) for name in OPS}
    scope |= {"mpf": mpmath.mpf, "fsum": mpmath.fsum, "zip": zip}
    scope |= {"pi": mpmath.pi(), "inf": mpmath.inf}
    return eval(
        _compiled(op, op.value), scope | dict(zip(op.names, operands, strict=True))
    )


def slopes(function, point, i):
    """∂function/∂(number i) to the left and to the right, to more than 30 digits.

    `point` holds mpmath numbers. The precision grows with the width of the step, so
    that slopes of slopes are right as well.
    """
    x = point[i]
    step = (min(abs(x), 1) or mpmath.mpf(1)) * mpmath.mpf(10) ** -40
    largest = max(1, *map(abs, point))
    digits = int(2 * mpmath.log10(largest) - mpmath.log10(step))
    with mpmath.workdps(mpmath.mp.dps + digits):
        left, middle, right = (function(moved(point, i, h)) for h in (-step, 0, step))
        return (middle - left) / step, (right - middle) / step


def slope(function, point, i):
    """∂function/∂(number i), exact to more than 30 digits where it exists."""
    return sum(slopes(function, point, i)) / 2


def smooth(function, point):
    """Whether a function is real around a point and its slopes to both sides agree."""
    try:
        pairs = [slopes(function, point, i) for i in range(len(point))]
    except (ValueError, ZeroDivisionError):
        return False
    return all(
        isinstance(side, mpmath.mpf) and abs(left - right) < 1e-15 * abs(side) + 1e-30
        for left, right in pairs
        for side in (left, right)
    )


def moved(point, i, step):
    """A point with one number changed."""
    return [*point[:i], point[i] + step, *point[i + 1 :]]


def packed(op, numbers):
    """A flat list of numbers as the operands of a row; vectors take two each."""
    rest = iter(numbers)
    return [
        (next(rest), next(rest)) if name in op.vectors else next(rest)
        for name in op.names
    ]


def intervals(op):
    """The interval of each number of `packed`."""
    return [
        interval
        for name, interval in zip(op.names, op.domain, strict=True)
        for _ in range(2 if name in op.vectors else 1)
    ]


def inside(op, count=5):
    """Points in the domain of a row, the same at every run."""
    draw = random.Random(op.name)
    return [[draw.uniform(*each) for each in intervals(op)] for _ in range(count)]


def at_extremes(op, extremes=EXTREMES):
    """Points with one or all numbers extreme and the others inside the domain."""
    middle = inside(op, 1)[0]
    points = [[x] * len(middle) for x in extremes] if len(middle) > 1 else []
    for i in range(len(middle)):
        points += [[*middle[:i], x, *middle[i + 1 :]] for x in extremes]
    return points


def apply(op, point):
    """The op's function on a flat list of Values or numbers."""
    return getattr(autograd, op.name)(*packed(op, point))


def reference(op):
    """The row's value as a function of a flat list of mpmath numbers."""
    return lambda point: exact(op, packed(op, point))


def split(op, points):
    """The points that an op takes, with its node there, and those that it refuses."""
    taken, refused = [], []
    for point in points:
        leaves = [Value(x) for x in point]
        try:
            taken.append((list(map(mpmath.mpf, point)), leaves, apply(op, leaves)))
        except ERRORS:
            refused.append(list(map(mpmath.mpf, point)))
    return taken, refused


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
    return sum(type(each) is Value for each in gc.get_objects())
