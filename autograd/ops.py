"""The one table of primitive operations.

A row says an op's value and its local partials as text; everything else is derived
from that text: the method and the function, the partials as floats and as Values, the
formulas, the numpy and JavaScript lines, the row's own tests. Adding an op touches this
file and nothing else; a user adds one at run time with `autograd.register(Op(...))`.

Text of a row: the operand names, `out` (the op's value), numbers, `pi`, `inf`, the
arithmetic operators, comparisons, `a if c else b`, `sum(...)` over vector operands, the
functions of `expression.FUNCTIONS` and any other row by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One primitive operation: a row of the table.

    Args:
        name: name of the method and of the function.
        value: text of the value.
        partials: text of ∂out/∂operand, one per operand.
        operands: names; a trailing `*` marks a vector of scalars, whose texts
            (value and partial) are written for one element. Default: x, then y.
        defaults: operands that may be left out, with their constant.
        domain: for each operand the interval tests draw from (a vector's elements).
        symbol: the infix or prefix sign, if the op is written with one.
        kink: what was chosen where the derivative does not exist, in words.
        hint: what to write instead when an operand is outside the domain.
        limit: the same for when the result is too large for a float.
        rounding: where a partial has fewer digits than a float could hold.
    """

    name: str
    value: str
    partials: tuple[str, ...]
    operands: tuple[str, ...] = ()
    defaults: Mapping[str, float] = field(default_factory=dict)
    domain: tuple[Interval, ...] = ()
    symbol: str = ""
    kink: str = ""
    hint: str = ""
    limit: str = ""
    rounding: str = ""

    def __post_init__(self) -> None:
        # What is of a wrong type here is said by `register`.
        if not self.operands and isinstance(self.partials, Sized):
            object.__setattr__(self, "operands", ("x", "y", "z")[: len(self.partials)])
        if not self.domain and isinstance(self.operands, Sized):
            object.__setattr__(self, "domain", ((-3.0, 3.0),) * len(self.operands))

    @property
    def names(self) -> tuple[str, ...]:
        """Operand names without the vector marks."""
        return tuple(name.rstrip("*") for name in self.operands)

    @property
    def vectors(self) -> tuple[str, ...]:
        """Names of the operands that are vectors of scalars."""
        return tuple(name[:-1] for name in self.operands if name.endswith("*"))

    def __repr__(self) -> str:
        return f"Op({self.name!r}, {self.value!r}, {self.partials!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _op_named, (self.name,)


def _op_named(name: str) -> Op:
    if name not in OPS:
        raise LookupError(
            f"the saved graph uses the op {name!r}, which is not in the table: "
            f"call autograd.register(Op({name!r}, ...)) before loading it"
        )
    return OPS[name]


POSITIVE = (0.1, 4.0)
INSIDE = (-0.95, 0.95)

_ROWS = (
    # arithmetic
    Op("add", "x + y", ("1.0", "1.0"), symbol="+"),
    Op("sub", "x - y", ("1.0", "-1.0"), symbol="-"),
    Op("mul", "x * y", ("y", "x"), symbol="*"),
    Op(
        "div",
        "x / y",
        ("1.0 / y", "-out / y"),
        domain=((-3.0, 3.0), POSITIVE),
        symbol="/",
        hint="keep the denominator away from 0, for example x / (y + 1e-12)",
    ),
    Op("neg", "-x", ("-1.0",), symbol="-"),
    Op(
        "pow",
        "x ** y",
        (
            "0.0 if y == 0 else inf if x == 0 and y < 1 else y * x ** (y - 1)",
            "0.0 if x == 0 else out * log(x)",
        ),
        domain=(POSITIVE, (-2.0, 3.0)),
        symbol="**",
        kink="∂(0 ** y)/∂x = inf for 0 < y < 1",
        hint="a negative base takes a whole plain number as exponent, and 0 none "
        "below 0; use abs(x) ** y or clip(x, 1e-12, inf) ** y",
        limit="keep y * log(x) below 709.78, and (y - 1) * log(x) for the derivative",
    ),
    # exponentials and logarithms
    Op(
        "exp", "exp(x)", ("out",), limit="keep x below 709.78; softmax and logsumexp do"
    ),
    Op(
        "log",
        "log(x)",
        ("1.0 / x",),
        domain=(POSITIVE,),
        hint="log takes numbers above 0: log(clip(x, 1e-12, inf)), or a loss that "
        "takes logits",
    ),
    Op(
        "log1p",
        "log1p(x)",
        ("1.0 / (1.0 + x)",),
        domain=((-0.9, 4.0),),
        hint="log1p takes numbers above -1",
    ),
    Op("expm1", "expm1(x)", ("out + 1.0",), limit="keep x below 709.78"),
    Op(
        "sqrt",
        "sqrt(x)",
        ("inf if x == 0 else 0.5 / out",),
        domain=(POSITIVE,),
        kink="sqrt'(0) = inf",
        hint="sqrt takes numbers from 0 up: sqrt(abs(x)), or clip(x, 0.0, inf)",
    ),
    # trigonometry
    Op("sin", "sin(x)", ("cos(x)",), hint="sin takes finite numbers"),
    Op("cos", "cos(x)", ("-sin(x)",), hint="cos takes finite numbers"),
    Op(
        "tan",
        "tan(x)",
        ("1.0 + out * out",),
        domain=((-1.4, 1.4),),
        hint="tan takes finite numbers",
    ),
    Op(
        "asin",
        "asin(x)",
        ("inf if abs(x) == 1 else 1.0 / sqrt((1.0 - x) * (1.0 + x))",),
        domain=(INSIDE,),
        kink="asin'(±1) = inf",
        hint="asin takes numbers in [-1, 1]: asin(clip(x, -1.0, 1.0))",
    ),
    Op(
        "acos",
        "acos(x)",
        ("-inf if abs(x) == 1 else -1.0 / sqrt((1.0 - x) * (1.0 + x))",),
        domain=(INSIDE,),
        kink="acos'(±1) = -inf",
        hint="acos takes numbers in [-1, 1]: acos(clip(x, -1.0, 1.0))",
    ),
    Op("atan", "atan(x)", ("1.0 / (1.0 + x * x)",)),
    Op("sinh", "sinh(x)", ("cosh(x)",), limit="keep |x| below 710.47"),
    Op("cosh", "cosh(x)", ("sinh(x)",), limit="keep |x| below 710.47"),
    # squashing functions and activations
    Op(
        "tanh",
        "tanh(x)",
        ("1.0 - out * out",),
        rounding="the partial is right to 3e-16, not to 16 digits: beyond |x| = 19.1, "
        "where out is 1, it is 0",
    ),
    Op(
        "sigmoid",
        "1.0 / (1.0 + exp(-x)) if x >= 0 else exp(x) / (1.0 + exp(x))",
        ("out * (1.0 - out)",),
        rounding="the partial is right to 3e-16, not to 16 digits: above x = 36.8, "
        "where out is 1, it is 0; losses that take logits do not meet it",
    ),
    Op(
        "softplus",
        "x + log1p(exp(-x)) if x > 0 else log1p(exp(x))",
        ("sigmoid(x)",),
    ),
    Op(
        "relu",
        "0.0 if x <= 0 else x",
        ("0.0 if x <= 0 else 1.0",),
        kink="relu'(0) = 0",
    ),
    Op(
        "leaky_relu",
        "slope * x if x <= 0 else x",
        ("slope if x <= 0 else 1.0", "0.0 if x > 0 else x"),
        operands=("x", "slope"),
        defaults={"slope": 0.01},
        domain=((-3.0, 3.0), (0.01, 0.5)),
        kink="leaky_relu'(0) = slope",
    ),
    Op(
        "prelu",
        "slope * x if x <= 0 else x",
        ("slope if x <= 0 else 1.0", "0.0 if x > 0 else x"),
        operands=("x", "slope"),
        domain=((-3.0, 3.0), (0.01, 0.5)),
        kink="prelu'(0) = slope",
    ),
    Op(
        "elu",
        "alpha * expm1(x) if x <= 0 else x",
        ("alpha * exp(x) if x <= 0 else 1.0", "0.0 if x > 0 else expm1(x)"),
        operands=("x", "alpha"),
        defaults={"alpha": 1.0},
        domain=((-3.0, 3.0), (0.5, 2.0)),
        kink="elu'(0) = alpha",
    ),
    Op(
        "selu",
        "1.0507009873554805 * (1.6732632423543772 * expm1(x) if x <= 0 else x)",
        ("1.0507009873554805 * (1.6732632423543772 * exp(x) if x <= 0 else 1.0)",),
        kink="selu'(0) = 1.0507 · 1.6733",
    ),
    Op(
        "gelu",
        "0.5 * x * erfc(-x / sqrt(2.0))",
        ("0.5 * erfc(-x / sqrt(2.0)) + x * exp(-0.5 * x * x) / sqrt(2.0 * pi)",),
    ),
    Op(
        "silu",
        "x / (1.0 + exp(-x)) if x >= 0 else x * exp(x) / (1.0 + exp(x))",
        ("sigmoid(x) + out * (1.0 - sigmoid(x))",),
    ),
    Op("erf", "erf(x)", ("2.0 / sqrt(pi) * exp(-x * x)",)),
    Op("erfc", "erfc(x)", ("-2.0 / sqrt(pi) * exp(-x * x)",)),
    # pieces
    Op(
        "abs",
        "abs(x)",
        ("1.0 if x > 0 else -1.0 if x < 0 else 0.0 * x",),
        kink="abs'(0) = 0",
    ),
    Op(
        "maximum",
        "x if x >= y or x != x else y",
        (
            "0.5 if x == y else 0.0 if x < y else 1.0",
            "0.5 if x == y else 0.0 if y < x else 1.0",
        ),
        kink="at a tie each operand gets one half",
    ),
    Op(
        "minimum",
        "x if x <= y or x != x else y",
        (
            "0.5 if x == y else 0.0 if x > y else 1.0",
            "0.5 if x == y else 0.0 if y > x else 1.0",
        ),
        kink="at a tie each operand gets one half",
    ),
    # many operands, summed from left to right as Python's own `sum(values, start)`
    Op(
        "sum",
        "sum(x, start)",
        ("1.0", "1.0"),
        operands=("x*", "start"),
        defaults={"start": 0.0},
    ),
    Op(
        "dot",
        "sum(x * y, start)",
        ("y", "x", "1.0"),
        operands=("x*", "y*", "start"),
        defaults={"start": 0.0},
    ),
)

OPS: dict[str, Op] = {row.name: row for row in _ROWS}
