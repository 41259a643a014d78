"""The chain rule as formulas: symbols first, then this graph's numbers.

For one edge the local rule and the step of the backward pass; for a path the chain; for
a PathSum the sum over its paths, in the lecture's brackets; for a parameter its update;
for a node its whole expression. Each is a `Formula`: LaTeX, MathML, plain text.
"""

from autograd.formulas.notation import Formula
from autograd.formulas.rules import backward_step, local_rule, update
from autograd.formulas.sums import chain, sum_over_paths
from autograd.formulas.whole import expression

__all__ = [
    "Formula",
    "backward_step",
    "chain",
    "expression",
    "local_rule",
    "sum_over_paths",
    "update",
]
