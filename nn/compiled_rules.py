"""What the compiler must know of an optimizer to take its steps in one call.

The name of the rule and its constants, and the states of all parameters as an array;
afterwards they go back to where the optimizer keeps them for the `Whole`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.optimizers import SGD, Adagrad, Adam, AdamW, Optimizer, RMSProp
from nn.optimizers.whole import Whole

KINDS = (SGD, Adagrad, Adam, AdamW, RMSProp)
"""The optimizers whose rule is known to the compiler, and whose `direction` takes
arrays."""


def rule_of(optimizer: Optimizer) -> tuple[str, dict[str, float]]:
    """The name of the rule of one of KINDS, and the numbers that it names."""
    name = type(optimizer).__name__
    constants = {"weight_decay": optimizer.weight_decay}
    if isinstance(optimizer, SGD):
        if optimizer.momentum:
            name = "Nesterov" if optimizer.nesterov else "momentum"
            constants["momentum"] = optimizer.momentum
        return name, constants
    assert isinstance(optimizer, Adam | Adagrad | RMSProp)
    constants["eps"] = optimizer.eps
    if isinstance(optimizer, Adam):
        constants["first"], constants["second"] = optimizer.betas
    if isinstance(optimizer, RMSProp):
        constants["alpha"] = optimizer.alpha
    return name, constants


def states_of(optimizer: Optimizer, whole: Whole) -> tuple[Any, int]:
    """The states, (states, parameters), and how many steps they have seen."""
    nothing = np.zeros_like(whole.data)
    key: Any = whole
    if isinstance(optimizer, Adam):
        *means, time = optimizer.moments.get(key, (nothing, nothing, 0))
        return np.array(means), time
    if isinstance(optimizer, Adagrad | RMSProp):
        return np.array([optimizer.squares.get(key, nothing)]), 0
    assert isinstance(optimizer, SGD)
    if optimizer.momentum:
        return np.array([optimizer.velocity.get(key, nothing)]), 0
    return np.zeros((0, len(nothing))), 0


def keep_states(optimizer: Optimizer, whole: Whole, states: Any, time: int) -> None:
    """Give the states back, after so many steps."""
    key: Any = whole
    if isinstance(optimizer, Adam):
        optimizer.moments[key] = (*states, time)
    elif isinstance(optimizer, Adagrad | RMSProp):
        (optimizer.squares[key],) = states
    elif isinstance(optimizer, SGD) and optimizer.momentum:
        (optimizer.velocity[key],) = states
