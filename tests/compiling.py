"""Compiled against eager: value and gradient of each record, added up by hand.

A number may differ by rounding, 1e-12 of the sum of the sizes of its terms; a partial
such as 1 - out² counts as a tenth at least, since its own terms are of that size.
"""

import math
import os

import numpy as np
import pytest

from autograd import Value
from autograd.compiler import cache, compile
from autograd.traversal import topological_order

BACKENDS = [name for name in cache.NEEDS if cache._is_there(name)]
if os.environ.get("REQUIRE_JAX") == "1":
    assert "jax" in BACKENDS, "python3 run.py jax installs it"
backends = pytest.mark.parametrize("backend", BACKENDS)


def eager(output, leaves):
    """Value, gradients, and for each the size of its terms."""
    for node in [*topological_order([output]), *leaves]:
        node.grad = 0.0
    output.backward()
    found = [leaf.grad for leaf in leaves]
    return output.data, found, sizes(output, leaves)


def sizes(output, leaves):
    """For each leaf the sum of the sizes of what its gradient is the sum of."""
    found = {output: 1.0}
    for node in reversed(topological_order([output])):
        for parent, partial in zip(node.parents, node.partials, strict=True):
            found.setdefault(parent, 0.0)
            found[parent] += found[node] * max(abs(partial), 0.1)
    return [found.get(leaf, 0.0) for leaf in leaves]


def magnitude(output):
    """The size of the terms of an output's value."""
    return max(abs(node.data) for node in topological_order([output]))


def records(make, parameters, table):
    """The eager graph of each record, over the same parameters."""
    return [make(parameters, [Value(x) for x in row]) for row in table]


def assert_compiled_is_eager(make, parameters, table, backend):
    """Compile what `make` records of one record; compare over a table.

    Args:
        make: gives an output from parameters and inputs, lists of Values.
        parameters: the Values.
        table: a list of rows of inputs.
        backend: which.
    """
    inputs = [Value(x) for x in table[0]]
    output = make(parameters, inputs)
    known = set(topological_order([output]))
    used = [leaf for leaf in inputs if leaf in known]
    columns = [i for i, leaf in enumerate(inputs) if leaf in known]
    f = compile(output, inputs=used, backend=backend)
    rows = [[row[i] for i in columns] for row in table]
    arguments = [np.array(rows)] if used else []
    value, gradient = f.value_and_grad(*arguments)
    outputs = records(make, parameters, table if used else table[:1])
    assert_close_to_eager(f.parameters, value, gradient, outputs)
    assert f(*arguments) == pytest.approx(value, rel=1e-12, abs=1e-12)
    return f


def assert_close_to_eager(leaves, value, gradient, outputs):
    found = [eager(output, leaves) for output in outputs]
    size = sum(magnitude(output) for output in outputs)
    assert abs(value - math.fsum(each for each, _, _ in found)) <= 1e-12 * size
    for i, number in enumerate(gradient):
        wanted = math.fsum(gradients[i] for _, gradients, _ in found)
        scale = math.fsum(scales[i] for _, _, scales in found)
        assert abs(number - wanted) <= 1e-12 * scale + 1e-300, leaves[i]


def assert_nodes_are_eager(output, backend):
    """Every node's value and adjoint, of a graph without inputs."""
    f = compile(output, backend=backend)
    nodes = f.nodes()
    order = topological_order([output])
    assert nodes.keys() == set(order)
    _, wanted, scales = eager(output, order)
    size = magnitude(output)
    for node, adjoint, scale in zip(order, wanted, scales, strict=True):
        assert abs(nodes[node].value - node.data) <= 1e-12 * size
        assert abs(nodes[node].adjoint - adjoint) <= 1e-12 * scale + 1e-300


def random_leaves(draw, count):
    """Parameters with numbers between -2 and 2."""
    return [Value(draw.uniform(-2.0, 2.0)) for _ in range(count)]
