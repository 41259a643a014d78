"""What the generated source of the numpy backend calls, by name.

All of them write into an array that is given: ufuncs, `dot`, and for the functions of
rows that numpy has not, such as erf, loops over the numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.compiler.running import Array
from autograd.expression import FUNCTIONS
from autograd.languages import numpy_namespace


def _names() -> dict[str, Any]:
    """What the generated source calls."""
    ufuncs = {
        name: getattr(np, name)
        for name in (
            "add subtract multiply divide power negative less less_equal greater "
            "greater_equal equal not_equal logical_and logical_or logical_not matmul "
            "maximum copyto putmask dot errstate"
        ).split()
    }
    namespace = numpy_namespace(np)
    functions = {}
    for name in FUNCTIONS:
        function = namespace[name]
        if isinstance(function, np.vectorize):
            function = _each(FUNCTIONS[name])
        functions[getattr(function, "__name__", name)] = function
    return {
        **ufuncs,
        **functions,
        "inf": np.inf,
        "nan": np.nan,
        "add_reduce": np.add.reduce,
        "add_at": np.add.at,
    }


def _each(function: Callable[[float], float]) -> Callable[..., None]:
    """A function of floats over arrays, where numpy has none of its own."""
    over = np.frompyfunc(function, 1, 1)

    def write(x: Array, out: Array) -> None:
        np.copyto(out, np.asarray(over(x), dtype=float))

    write.__name__ = function.__name__
    return write


NAMES = _names()
