"""How parameters change after a backward pass.

The parameters of a model go in once; `step()` then moves each, w ← w - η d, where the
rule of the optimizer says the direction d from the gradient that `backward()` left.
`explain()` gives an account of the step: old, gradient, η and new of every parameter.

With the same options the numbers are those of the optimizers of PyTorch, whose names
for options are used here too.
"""

from nn.optimizers.account import Change, Update
from nn.optimizers.adaptive import Adagrad, Adam, AdamW, RMSProp
from nn.optimizers.base import Optimizer
from nn.optimizers.descent import SGD

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Change",
    "Optimizer",
    "RMSProp",
    "Update",
]
