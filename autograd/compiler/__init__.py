"""A recorded graph as a program of array instructions, at the hardware's speed.

`compile(output, inputs=[…])` reads the graph (`reading`), finds what is repeated
(`repetition`), groups what is alike (`grouping`) into a `Program`, and hands it to a
backend. What comes back is `Compiled`, a function of numbers or arrays.
"""

from autograd.compiler.building import Numbers
from autograd.compiler.compiled import Compiled, compile
from autograd.compiler.records import CompiledRecords, compile_records, compile_rows
from autograd.compiler.session import Session

__all__ = [
    "Compiled",
    "CompiledRecords",
    "Numbers",
    "Session",
    "compile",
    "compile_records",
    "compile_rows",
]
