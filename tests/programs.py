"""Random computations for the tests: graphs with shared nodes, tuples and layers.

A program is a list of instructions over a growing list of numbers. It runs over Values,
where it records a graph, and over mpmath numbers, where it is only arithmetic.
"""

from dataclasses import dataclass

import mpmath
from hypothesis import strategies as st

from autograd import Value, affine, dot, sin, sum, tanh

ACTIVATIONS = ("", "tanh", "sigmoid", "softplus")
constants = st.floats(-2.0, 2.0)
index = st.integers(0, 99)
indices = st.lists(index, min_size=1, max_size=3)
operand = st.one_of(index, index, index, constants)
instruction = st.one_of(
    st.tuples(st.just("add"), operand, operand),
    st.tuples(st.just("sub"), operand, operand),
    st.tuples(st.just("mul"), operand, operand),
    st.tuples(st.just("tanh"), index),
    st.tuples(st.just("sin"), index),
    st.tuples(st.just("group"), indices),
    st.tuples(st.just("mixed"), st.lists(operand, min_size=1, max_size=3), operand),
    st.tuples(st.just("sum"), index, operand),
    st.tuples(st.just("dot"), index, index, operand),
    st.tuples(
        st.just("layer"),
        index,
        st.lists(index, min_size=1, max_size=3),
        indices,
        st.sampled_from(ACTIVATIONS),
    ),
)


class Recorded:
    """Arithmetic that records."""

    tanh, sin = staticmethod(tanh), staticmethod(sin)
    sum, dot, affine = staticmethod(sum), staticmethod(dot), staticmethod(affine)


class Exact:
    """The same arithmetic in mpmath, written without the engine."""

    tanh, sin = staticmethod(mpmath.tanh), staticmethod(mpmath.sin)

    @staticmethod
    def sum(x, start):
        return mpmath.fsum([*x, start])

    @staticmethod
    def dot(x, y, start):
        return mpmath.fdot(x, y) + start

    @staticmethod
    def affine(rows, x, starts, activation):
        apply = {
            "": lambda z: z,
            "tanh": mpmath.tanh,
            "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
            "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
        }[activation]
        return [apply(mpmath.fdot(w, x) + b) for w, b in zip(rows, starts, strict=True)]


@dataclass(frozen=True)
class Program:
    """What to do with some inputs."""

    inputs: list
    instructions: list

    def run(self, inputs, over):
        """The result, by the arithmetic `over`."""
        numbers, groups = list(inputs), [tuple(inputs)]

        def at(i):
            return i if isinstance(i, float) else numbers[i % len(numbers)]

        def group(i, size=None):
            found = groups[i % len(groups)]
            return found if size in (None, len(found)) else (found * size)[:size]

        for kind, *rest in self.instructions:
            numbers += _done(kind, rest, at, group, groups, over)
        # Squashed, so that products of products stay in range; every number counts.
        return over.dot(tuple(numbers), tuple(map(over.sin, numbers)), numbers[-1])

    def record(self):
        """The recorded output and its leaves."""
        leaves = [Value(x) for x in self.inputs]
        return self.run(leaves, Recorded), leaves

    def exact(self, inputs):
        """The result for mpmath numbers."""
        return self.run(inputs, Exact)


def _done(kind, rest, at, group, groups, over):
    """The numbers that one instruction adds."""
    match kind, rest:
        case "add", (i, j):
            return [at(i) + at(j)]
        case "sub", (i, j):
            return [at(i) - at(j)]
        case "mul", (i, j):
            return [over.tanh(at(i) * at(j))]
        case (("tanh" | "sin"), (i,)):
            return [getattr(over, kind)(at(i))]
        case "group", (members,):
            groups.append(tuple(at(i) for i in members))
            return []
        case "mixed", (members, start):
            return [over.sum([at(i) for i in members], at(start))]
        case "sum", (g, start):
            return [over.sum(group(g), at(start))]
        case "dot", (g, h, start):
            x = group(g)
            return [over.tanh(over.dot(x, group(h, len(x)), at(start)))]
        case "layer", (g, rows, starts, activation):
            x = group(g)
            weights = [group(row, len(x)) for row in rows]
            biases = [at(starts[n % len(starts)]) for n in range(len(rows))]
            return over.affine(weights, x, biases, activation)


def programs(most):
    """Strategy: programs of up to so many instructions."""
    return st.builds(
        Program,
        st.lists(constants, min_size=2, max_size=3),
        st.lists(instruction, min_size=3, max_size=most),
    )
