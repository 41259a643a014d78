"""Built programs, kept by their structure.

The second compilation of a net of the same shape, with other weights or data, finds
what the first built.
"""

from __future__ import annotations

from collections import OrderedDict
from importlib import import_module
from importlib.util import find_spec
from threading import Lock

from autograd.compiler.program import Program
from autograd.compiler.running import Prepare, Runner

NEEDS = {"llvm": "llvmlite", "numpy": "numpy", "jax": "jax"}
"""For each backend what must be installed; of the first two "auto" takes one."""
KEPT = 64

_built: OrderedDict[tuple[str, str], Prepare] = OrderedDict()
_lock = Lock()


def chosen(backend: str) -> str:
    """The name of a backend; for "auto" the fastest that is installed.

    Raises:
        ValueError: there is no such backend.
        ImportError: what it needs is not installed.
    """
    if backend == "auto":
        return next(name for name in NEEDS if _is_there(name))
    if backend not in NEEDS:
        known = ", ".join(map(repr, ("auto", *NEEDS)))
        raise ValueError(f"there is no backend {backend!r}: write one of {known}")
    if not _is_there(backend):
        raise ImportError(
            f"the backend {backend!r} needs {NEEDS[backend]}: pip install "
            f"{NEEDS[backend]}, or write backend='numpy'"
        )
    return backend


def _is_there(backend: str) -> bool:
    return (
        find_spec(NEEDS[backend]) is not None
        and find_spec(f"autograd.compiler.{backend}_backend") is not None
    )


def runner(program: Program, backend: str) -> Runner:
    """A runner of a program, built now or before."""
    key = backend, program.key
    with _lock:
        if prepare := _built.get(key):
            _built.move_to_end(key)
    if prepare is None:
        module = import_module(f"autograd.compiler.{backend}_backend")
        prepare = module.build(program)
        with _lock:
            _built[key] = prepare
            while len(_built) > KEPT:
                _built.popitem(last=False)
    return prepare(program.constants)
