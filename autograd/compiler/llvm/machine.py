"""The machine that runs what is compiled: this one, with all it can do.

LLVM IR goes in, the addresses of its functions come out, while the `Code` that holds
them lives. llvmlite is imported here alone.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes.util import find_library
from functools import cache
from typing import Any

import llvmlite.binding as llvm

_LIBM = ("sin", "cos", "tan", "pow", "fma")


class Code:
    """Machine code; its functions may be called as long as it is kept.

    Args:
        text: LLVM IR.
        level: how hard LLVM tries, 0 to 3.
    """

    def __init__(self, text: str, level: int = 1) -> None:
        machine = _machine(level)
        module = llvm.parse_assembly(text)
        options = llvm.create_pipeline_tuning_options(level)
        # The text has its vectors; to look for more took three times as long.
        options.slp_vectorization = False
        options.loop_vectorization = False
        options.loop_unrolling = False
        builder = llvm.create_pass_builder(machine, options)
        builder.getModulePassManager().run(module, builder)
        self._engine = llvm.create_mcjit_compiler(module, machine)
        self.module = module
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Where a function begins."""
        return int(self._engine.get_function_address(name))

    def assembly(self) -> str:
        """What the machine runs, to look at."""
        return str(_machine(2).emit_assembly(self.module))


def _machine(level: int) -> Any:
    """This computer. Not to be shared: an engine frees the one that it is given."""
    _initialize()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=level,
        jit=True,
    )


@cache
def _initialize() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    # A Python may be linked so that its process does not show the C library's names.
    name = "ucrtbase" if sys.platform == "win32" else find_library("m")
    library: Any = ctypes.CDLL(name)
    for name in _LIBM:
        if hasattr(library, name):
            function = getattr(library, name)
            llvm.add_symbol(name, ctypes.cast(function, ctypes.c_void_p).value)
