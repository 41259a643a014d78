"""The functions of rows as LLVM code beside those of the C library."""

import ctypes
import math
from functools import cache

import numpy as np

from autograd.compiler.llvm.library import elementwise
from autograd.compiler.llvm.machine import Code
from autograd.expression import FUNCTIONS

ARITIES = dict.fromkeys(FUNCTIONS, 1) | {"pow": 2}
LIMITS = dict.fromkeys(ARITIES, 2) | {"erfc": 6}
"""Units in the last place; the C library's own erfc is wrong by up to 4."""
RANGES = {
    "exp": (-750.0, 712.0),
    "expm1": (-45.0, 712.0),
    "log": (0.0, 3.0),
    "log1p": (-1.0, 3.0),
    "asin": (-1.0, 1.0),
    "acos": (-1.0, 1.0),
    "sinh": (-712.0, 712.0),
    "cosh": (-712.0, 712.0),
    "tanh": (-22.0, 22.0),
    "erf": (-6.2, 6.2),
    "erfc": (-6.2, 28.0),
}
CORNERS = [
    *(0.0, 0.25, 0.5, 0.75, 1.0, 2.0, math.pi, 19.1, 709.7827, 710.4, 745.13, 745.2),
    *(5e-324, 2.2250738585072014e-308, 1e-300, 1e8, 1.7976931348623157e308, math.inf),
]


@cache
def _mapped(name):
    """The compiled function of arrays; the code must be kept as long as it."""
    code = Code(elementwise(name, 4))
    pointers = [ctypes.c_void_p] * (ARITIES[name] + 1)
    kind = ctypes.CFUNCTYPE(None, *pointers, ctypes.c_int64)
    return kind(code.address("map")), code


def by_llvm(name, *operands):
    count = len(operands[0])
    padded = [np.append(x, np.ones(-count % 4)) for x in operands]
    out = np.empty_like(padded[0])
    function, _ = _mapped(name)
    function(*(x.ctypes.data for x in (*padded, out)), len(out))
    return out[:count]


def by_libm(name, *operands):
    function = abs if name == "abs" else getattr(math, name)

    def at(*point):
        try:
            return function(*point)
        except (ValueError, OverflowError):
            return _beyond(name, *point)

    return np.array(
        [at(*point) for point in zip(*(x.tolist() for x in operands), strict=True)]
    )


def _beyond(name, *point):
    """What C gives where Python raises."""
    with np.errstate(all="ignore"):
        if name == "pow":
            return float(np.power(*point))
        return float(
            getattr(np, {"acos": "arccos", "asin": "arcsin"}.get(name, name))(*point)
        )


def points(name, count, seed=0):
    """Operands over the range that matters, over all sizes, and the corners."""
    draw = np.random.default_rng(seed)
    low, high = RANGES.get(name, (-1e3, 1e3))
    signs = draw.choice([-1.0, 1.0], count // 3)
    sizes = signs * np.exp2(draw.uniform(-1074.0, 1023.9, count // 3))
    near = draw.uniform(-3.0, 3.0, count // 3)
    corners = [*CORNERS, *(-x for x in CORNERS), math.nan]
    x = np.concatenate([draw.uniform(low, high, count // 3), near, sizes, corners])
    if ARITIES[name] == 1:
        return (x,)
    exponents = draw.uniform(-700.0, 700.0, len(x)) / np.log(np.abs(x) + 2.0)
    pairs = [(one, other) for one in corners for other in corners]
    first, second = zip(*pairs, strict=True)
    return np.append(np.abs(x), first), np.append(exponents, second)


def distances(found, wanted):
    """How many floats lie between, element by element; NaN only equals NaN."""
    steps = np.abs(_ranks(found) - _ranks(wanted))
    both, one = np.isnan(found) & np.isnan(wanted), np.isnan(found) ^ np.isnan(wanted)
    signs = (wanted == 0) & (np.signbit(found) != np.signbit(wanted))
    return np.where(both, 0, np.where(one | signs, 2**62, steps))


def _ranks(x):
    bits = x.view(np.int64)
    return np.where(bits < 0, -(bits & (2**63 - 1)), bits)
