"""An op of each element records what a loop over the elements records."""

import itertools
import random
from contextlib import nullcontext

import pytest
from helpers import gradients

from autograd import OPS, Value, elementwise, scope, sum
from autograd.recording import functions

SCALAR = [op for op in OPS.values() if not op.vectors and len(op.names) <= 2]
KINDS = {
    "vector": lambda draw: tuple(Value(draw()) for _ in range(3)),
    "list": lambda draw: [Value(draw()) for _ in range(3)],
    "mixed": lambda draw: (Value(draw()), draw(), Value(draw())),
    "Value": lambda draw: Value(draw()),
    "number": lambda draw: draw(),
}


def operands_of(op, kinds):
    draw = random.Random(f"{op.name} {kinds}")
    return [
        KINDS[kind](lambda low=low, high=high: draw.uniform(low, high))
        for kind, (low, high) in zip(kinds, op.domain, strict=True)
    ]


def cases():
    for op in SCALAR:
        for kinds in itertools.product(KINDS, repeat=len(op.names)):
            if {"vector", "list", "mixed"} & {*kinds}:
                yield pytest.param(op, kinds, id=f"{op.name} {' '.join(kinds)}")


def row(operand):
    return operand if isinstance(operand, tuple | list) else (operand,) * 3


@pytest.mark.parametrize("around", [(), ("s",)], ids=["plain", "observed"])
@pytest.mark.parametrize(("op", "kinds"), [*cases()])
def test_nodes_are_those_of_the_loop(op, kinds, around):
    operands = operands_of(op, kinds)
    rows = map(row, operands)
    with scope("s") if around else nullcontext():
        together = elementwise(op.name, *operands)
        each = [functions[op.name](*some) for some in zip(*rows, strict=True)]
    for node, wanted in zip(together, each, strict=True):
        if isinstance(wanted, Value):
            assert (node.op, node.data, node.scope) == (op, wanted.data, around)
            assert node.parents == wanted.parents and node.operands == wanted.operands
            assert node.partials == wanted.partials
        else:
            assert node == wanted


def test_shared_operand_gets_the_gradient_of_every_element():
    a, b, c = Value(2.0), Value(3.0), Value(5.0)
    assert gradients(sum(elementwise("mul", (a, b), c)), [a, b, c]) == [5.0, 5.0, 5.0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nosuch", (1.0,)), "no op 'nosuch' takes 1 operands"),
        (("mul", (1.0,)), "no op 'mul' takes 1 operands"),
        (("sum", (1.0,)), "no op 'sum' takes 1 operands"),
        (("mul", Value(1.0), 2.0), "vectors of one length, not of none"),
        (("mul", (Value(1.0),), [Value(1.0)] * 2), "of one length, not of 1, 2"),
        (("log", (Value(1.0), Value(-1.0))), r"^log of x = -1.0: outside the domain"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        elementwise(*arguments)
