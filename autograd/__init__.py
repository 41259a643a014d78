"""A scalar autograd engine: every number is a node, every derivative an edge.

>>> from autograd import Value, tanh
>>> x, w = Value(0.5, label="x"), Value(-2.0, label="w")
>>> out = tanh(x * w)
>>> out.backward()
>>> round(w.grad, 4)
0.21
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import autograd.copying  # noqa: F401  gives Value pickle and deepcopy
from autograd import formulas
from autograd.affine import affine, affine_each
from autograd.derivatives import (
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_grad,
    vjp,
)
from autograd.elementwise import elementwise
from autograd.elimination import at_view, collapse
from autograd.explain import Explanation, explain
from autograd.functions import (
    clip,
    dist,
    log_softmax,
    logsumexp,
    mean,
    softmax,
    var,
)
from autograd.gradcheck import gradcheck
from autograd.graph import Edge, Graph, Node
from autograd.lines import Source
from autograd.nonfinite import explain_nonfinite
from autograd.ops import OPS, Op
from autograd.paths import Path, PathSum, paths
from autograd.recording import functions as _functions
from autograd.registering import register
from autograd.scopes import current_scope, current_source, record_source, scope
from autograd.step import Step
from autograd.stepper import Stepper, Worksheet, stepper, worksheet
from autograd.stepping import Steps, steps
from autograd.tags import Tag
from autograd.value import Value, zero_grad
from autograd.weighted import weighted_sum

if TYPE_CHECKING:
    from autograd.compiler import (
        Compiled,
        CompiledRecords,
        compile,
        compile_records,
        compile_rows,
    )
    from autograd.diagram import (
        Animation,
        Beside,
        Diagram,
        LayoutError,
        animate,
        beside,
        draw,
    )
    from autograd.methods import *  # noqa: F403  the functions of the table

__all__ = [
    "OPS",
    "Animation",
    "Beside",
    "Compiled",
    "CompiledRecords",
    "Diagram",
    "Edge",
    "Explanation",
    "Graph",
    "LayoutError",
    "Node",
    "Op",
    "Path",
    "PathSum",
    "Source",
    "Step",
    "Stepper",
    "Steps",
    "Tag",
    "Value",
    "Worksheet",
    "affine",
    "affine_each",
    "animate",
    "at_view",
    "beside",
    "clip",
    "collapse",
    "compile",
    "compile_records",
    "compile_rows",
    "current_scope",
    "current_source",
    "dist",
    "draw",
    "elementwise",
    "explain",
    "explain_nonfinite",
    "formulas",
    "grad",
    "gradcheck",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "log_softmax",
    "logsumexp",
    "mean",
    "paths",
    "record_source",
    "register",
    "scope",
    "softmax",
    "stepper",
    "steps",
    "value_and_grad",
    "var",
    "vjp",
    "weighted_sum",
    "worksheet",
    "zero_grad",
    *_functions,
]


_WHEN_ASKED = {
    "Animation": "autograd.diagram",
    "Beside": "autograd.diagram",
    "Compiled": "autograd.compiler",
    "CompiledRecords": "autograd.compiler",
    "Diagram": "autograd.diagram",
    "LayoutError": "autograd.diagram",
    "animate": "autograd.diagram",
    "beside": "autograd.diagram",
    "compile": "autograd.compiler",
    "compile_records": "autograd.compiler",
    "compile_rows": "autograd.compiler",
    "draw": "autograd.diagram",
}


def __getattr__(name: str) -> Any:
    """What needs more than the standard library, and the functions of ops.

    Registered ones too.
    """
    if name in _WHEN_ASKED:
        return getattr(import_module(_WHEN_ASKED[name]), name)
    if name in _functions:
        return _functions[name]
    raise AttributeError(f"module 'autograd' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHEN_ASKED, *_functions})
