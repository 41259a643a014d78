"""An op added at run time is like those of the table."""

import ast
import copy
import pickle
import traceback

import pytest
from helpers import apply, gradients, inside, moved, packed

import autograd
from autograd import OPS, Op, Value, affine, grad, register
from autograd.expression import CONSTANTS
from autograd.registering import RESERVED
from autograd.source import function_source, higher_source, kernel_source

CUBE = Op("cube", "x ** 3", ("3 * x ** 2",))
HYPOT = Op("hypot", "sqrt(x * x + y * y)", ("x / out", "y / out"), hint="not both 0")
BLEND = Op(
    "blend",
    "x * w + y * (1 - w)",
    ("w", "1 - w", "x - y"),
    operands=("x", "y", "w"),
    defaults={"w": 0.5},
)
NORM = Op("norm", "sqrt(sum(x * x))", ("x / out",), ("x*",), hint="not all 0")
HUBERS = Op(  # a condition on an element, a sum in a partial, a nested sum
    "hubers",
    "sum(scale * x * x if abs(x) < 1 else 2 * scale * abs(x) - scale)",
    (
        "2 * scale * x if abs(x) < 1 else 2 * scale if x > 0 else -2 * scale",
        "sum(x * x if abs(x) < 1 else 2 * abs(x) - 1)",
    ),
    operands=("x*", "scale"),
)
SPREAD = Op("spread", "sum((x - sum(x) / 2) ** 2)", ("2 * (x - sum(x) / 2)",), ("x*",))
ADDED = (CUBE, HYPOT, BLEND, NORM, HUBERS, SPREAD)


@pytest.fixture
def added():
    """The ops above, registered."""
    for op in ADDED:
        register(op)


each = pytest.mark.parametrize("op", ADDED, ids=lambda op: op.name)
added_before = pytest.mark.usefixtures("added")


def numeric(op, point, i):
    ends = [apply(op, moved(point, i, step)) for step in (1e-6, -1e-6)]
    return (ends[0] - ends[1]) / 2e-6


# ------------------------------------------------------------ like a built-in op


def test_method_function_and_name_in_the_module():
    cube = register(CUBE)
    assert autograd.cube is cube and OPS["cube"] is CUBE
    assert cube(2.0) == 8.0 == Value(2.0).cube().data == cube(Value(2.0)).data


@each
@added_before
def test_partials_are_slopes(op):
    for point in inside(op):
        node = apply(op, list(map(Value, point)))
        slopes = [numeric(op, point, i) for i in range(len(point))]
        assert node.partials == pytest.approx(slopes, rel=1e-6, abs=1e-7)


@each
@added_before
def test_second_derivatives_are_slopes_of_partials(op):
    point = inside(op, 1)[0]
    leaves = list(map(Value, point))
    for i, first in enumerate(grad(apply(op, leaves), leaves, create_graph=True)):
        for j in range(len(point)):
            ends = [
                apply(op, list(map(Value, moved(point, j, step))))
                for step in (1e-6, -1e-6)
            ]
            wanted = (ends[0].partials[i] - ends[1].partials[i]) / 2e-6
            assert gradients(first, leaves)[j] == pytest.approx(wanted, 1e-6, 1e-6)


@each
@added_before
def test_value_or_number_in_every_place(op):
    point = inside(op, 1)[0]
    full = apply(op, list(map(Value, point)))
    for chosen in range(1, 2 ** len(point)):
        mixed = [Value(x) if chosen >> i & 1 else x for i, x in enumerate(point)]
        node = apply(op, mixed)
        kept = [p for i, p in enumerate(full.partials) if chosen >> i & 1]
        assert (node.data, list(node.partials)) == (full.data, kept)
        assert node.parents == tuple(x for x in mixed if isinstance(x, Value))


@each
@added_before
def test_operands_hold_values_and_numbers_in_order(op):
    first, *rest = inside(op, 1)[0]
    node = apply(op, [first, *map(Value, rest)]) if rest else apply(op, [Value(first)])
    flat = [
        float(x)
        for operand in node.operands
        for x in (operand if isinstance(operand, tuple) else (operand,))
    ]
    assert flat == [first, *rest]


@each
@added_before
@pytest.mark.parametrize(
    "copied", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy]
)
def test_graph_is_pickled_and_copied(op, copied):
    leaves = list(map(Value, inside(op, 1)[0]))
    out = apply(op, leaves)
    twin, twins = copied((out, leaves))
    assert twin.op is op and gradients(twin, twins) == gradients(out, leaves)


@added_before
def test_error_names_op_label_value_and_hint():
    with pytest.raises(ZeroDivisionError) as error:
        Value(0.0, label="a").hypot(0.0)
    assert str(error.value) == (
        "hypot of x = 0.0 (label 'a'), y = 0.0: division by zero; not both 0"
    )


@added_before
def test_error_in_a_partial_of_a_vector_op_names_the_op():
    for zeros in ((Value(0.0), Value(0.0)), [Value(0.0), 0.0]):
        with pytest.raises(ZeroDivisionError, match=r"^norm of x = \[0.0, 0.0\]: div"):
            autograd.norm(zeros)


@added_before
def test_default_operand():
    x, y = Value(1.0), Value(3.0)
    assert autograd.blend(x, y).data == 2.0 and x.blend(y, w=0.0).data == 3.0
    assert autograd.blend(x, y).operands == (x, y, 0.5)
    assert autograd.blend(x, y).parents == (x, y)


@added_before
def test_activation_of_a_layer():
    w, x, b = Value(2.0), Value(1.5), Value(-1.0)
    (out,) = affine([(w,)], (x,), [b], "cube")
    assert out.data == 8.0 and gradients(out, [w, x, b]) == [18.0, 24.0, 12.0]


@added_before
def test_text_of_another_op_may_use_it():
    sixth = register(Op("sixth", "cube(x) ** 2", ("6 * cube(x) * x ** 2",)))
    assert sixth(Value(2.0)).partials == (192.0,)
    half = register(Op("half", "blend(x, 0)", ("blend(1, 0)",)))
    assert half(Value(2.0)).data == 1.0


@added_before
def test_docstring_says_the_formulas_and_the_kink():
    register(Op("ramp", "0 if x < 0 else x", ("0 if x < 0 else 1",), kink="1 at 0"))
    assert autograd.ramp.__doc__ == (
        "ramp(x) = 0 if x < 0 else x\n\n    ∂ramp/∂x = 0 if x < 0 else 1\n\n"
        "At the kink: 1 at 0."
    )


def test_traceback_shows_the_generated_line():
    with pytest.raises(TypeError) as error:
        autograd.maximum(Value(1.0), "2")
    shown = "".join(traceback.format_exception(error.value))
    assert "return record(OP, (x, y,))" in shown


@pytest.mark.parametrize("row", list(OPS.values()), ids=list(OPS))
def test_every_row_of_the_table_could_have_been_registered(row):
    twin = Op(
        f"other_{row.name}",
        row.value,
        row.partials,
        row.operands,
        row.defaults,
        row.domain,
    )
    point = list(map(Value, inside(row, 1)[0]))
    node = register(twin)(*packed(row, point))
    assert node.partials == apply(row, point).partials


@pytest.mark.parametrize("op", [*OPS.values(), *ADDED], ids=lambda op: op.name)
def test_names_of_the_generated_source_cannot_be_operands(op):
    source = kernel_source(op) + function_source(op, op.name, op.names, "record")
    source += higher_source(op)
    used = {
        getattr(part, "id", getattr(part, "arg", None))
        for part in ast.walk(ast.parse(source))
    }
    derived = {f"{x}_{end}" for x in op.names for end in ("data", "number", "element")}
    names = {name for name in used - {None} if not name.startswith("_")}
    assert names - {*op.names, *derived} <= {*RESERVED, *OPS, *CONSTANTS}
