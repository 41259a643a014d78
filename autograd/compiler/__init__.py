"""A recorded graph as a program of array instructions, at the hardware's speed.

`compile(output, inputs=[…])` reads the graph (`reading`), finds what is repeated
(`repetition`), groups what is alike (`grouping`) into a `Program`, and hands it to a
backend. What comes back is `Compiled`, a function of numbers or arrays. Modules are
loaded when asked for: a small training needs half of them, and is as short.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd.compiler.building import Numbers
    from autograd.compiler.compiled import Compiled, compile
    from autograd.compiler.optimizer import Optimizer
    from autograd.compiler.records import CompiledRecords, compile_records, compile_rows
    from autograd.compiler.session import Session

__all__ = [
    "Compiled",
    "CompiledRecords",
    "Numbers",
    "Optimizer",
    "Session",
    "compile",
    "compile_records",
    "compile_rows",
]

_MODULES = {
    "Compiled": "compiled",
    "CompiledRecords": "records",
    "Numbers": "building",
    "Optimizer": "optimizer",
    "Session": "session",
    "compile": "compiled",
    "compile_records": "records",
    "compile_rows": "records",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(f"autograd.compiler.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'autograd.compiler' has no attribute {name!r}")
