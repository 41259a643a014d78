"""A scalar autograd engine in which every number is a node and every derivative an edge.

>>> from autograd import Value, tanh
>>> x, w = Value(0.5, label="x"), Value(-2.0, label="w")
>>> out = tanh(x * w)
>>> out.backward()
>>> round(w.grad, 4)
0.21
"""

from typing import Any

from autograd import copying as _copying  # gives Value pickle and deepcopy
from autograd.affine import affine
from autograd.functions import (
    clip,
    dist,
    log_softmax,
    logsumexp,
    mean,
    softmax,
    var,
)
from autograd.ops import OPS, Op
from autograd.recording import functions as _functions
from autograd.recording import register
from autograd.scopes import scope
from autograd.value import Tag, Value, zero_grad

__all__ = [
    "OPS",
    "Op",
    "Tag",
    "Value",
    "affine",
    "clip",
    "dist",
    "log_softmax",
    "logsumexp",
    "mean",
    "register",
    "scope",
    "softmax",
    "var",
    "zero_grad",
    *_functions,
]


def __getattr__(name: str) -> Any:
    """The function of an op, those registered at run time included."""
    if name in _functions:
        return _functions[name]
    raise AttributeError(f"module 'autograd' has no attribute {name!r}")
