"""The rows of the table in the languages that readers, numpy and browsers understand.

A tree of `expression` goes in, text comes out: `Plain(names)(tree)`, `Latex`, `MathML`
for readers, `numpy_source` and `javascript_source` for machines. All of it is printed
from the row, so a new op is there in every language.
"""

from autograd.languages.arrays import numpy_namespace, numpy_source
from autograd.languages.javascript import javascript_row, javascript_source
from autograd.languages.latex import Latex
from autograd.languages.mathml import MathML, math_element
from autograd.languages.plain import Plain
from autograd.languages.printing import Level, Names, Printed

__all__ = [
    "Latex",
    "Level",
    "MathML",
    "Names",
    "Plain",
    "Printed",
    "javascript_row",
    "javascript_source",
    "math_element",
    "numpy_namespace",
    "numpy_source",
]
