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
    """

    def __init__(self, text: str) -> None:
        machine = _machine()
        module = llvm.parse_assembly(text)
        # The text is written as it should run, with vectors, tiles and nothing twice:
        # level 0, which only puts functions in place, gives as fast code as level 2,
        # where LLVM takes 10 to 50 times as long for this part.
        options = llvm.create_pipeline_tuning_options(speed_level=0)
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
        return str(_machine().emit_assembly(self.module))


def _machine() -> Any:
    """This computer. Not to be shared: an engine frees the one that it is given."""
    _initialize()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=1,
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
