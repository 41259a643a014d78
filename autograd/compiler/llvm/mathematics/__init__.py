"""The functions of rows as vector code of our own.

Each takes Lanes and gives Lanes, with no table and no branch that lanes could part at
(Muller, Elementary Functions, 3rd ed.). NaN, infinities, signed zeros and subnormals
come out as from the C library, all numbers within 2 units of the last place.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd.compiler.llvm.lanes import Lanes, magnitude, root
from autograd.compiler.llvm.mathematics.errors import erf, erfc
from autograd.compiler.llvm.mathematics.exponentials import cosh, exp, expm1, sinh, tanh
from autograd.compiler.llvm.mathematics.logarithms import log, log1p, power
from autograd.compiler.llvm.mathematics.trigonometry import (
    acos,
    asin,
    atan,
    cos,
    sin,
    tan,
)


def absolute(x: Lanes) -> Lanes:
    """|x|."""
    return magnitude(x)


FUNCTIONS: dict[str, Callable[..., Lanes]] = {
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "sqrt": root,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "erf": erf,
    "erfc": erfc,
    "abs": absolute,
    "pow": power,
}
