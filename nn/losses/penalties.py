"""Penalties on weights, to be added to a cost: small weights fit noise less closely.

Each takes the parameters of a model and gives one Value, so that its part of every
gradient can be seen like that of the losses.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd import Value, dot
from autograd import sum as total
from nn.checks import positive


def l1_penalty(parameters: Iterable[Value], strength: float) -> Value:
    """λ Σ |w|: pulls every weight with the same force to 0, where many come to rest.

    Its part of ∂/∂w is λ or -λ. At its kink w = 0 it is 0.

    Args:
        parameters: `model.parameters()`, or the weights among them.
        strength: λ, above 0.

    Raises:
        ValueError: there are no parameters, or λ is not above 0.
        TypeError: a parameter is not a Value.

    >>> l1_penalty([Value(3.0), Value(-2.0)], strength=0.5).data
    2.5

    `fit` adds it to the cost of every batch where the loss says so:

    >>> from nn import MLP, MSE
    >>> model = MLP(2, [1])
    >>> class SparseMSE(MSE):
    ...     def cost(self, y_hats, ys, reduction="sum"):
    ...         penalty = l1_penalty(model.parameters(), strength=0.5)
    ...         return super().cost(y_hats, ys, reduction) + penalty
    """
    weights = _checked("l1_penalty", parameters)
    strength = positive("l1_penalty", "strength", strength)
    penalty: Value = strength * total(tuple(abs(weight) for weight in weights))
    penalty.label = "L1 penalty"
    return penalty


def l2_penalty(parameters: Iterable[Value], strength: float) -> Value:
    """½ λ Σ w²: pulls every weight to 0 in proportion to its size.

    Its part of ∂/∂w is λ w, the same as `weight_decay=λ` of `SGD`. In Keras `L2(λ)` is
    without the ½.

    Args:
        parameters: `model.parameters()`, or the weights among them.
        strength: λ, above 0.

    Raises:
        ValueError: there are no parameters, or λ is not above 0.
        TypeError: a parameter is not a Value.

    >>> l2_penalty([Value(3.0), Value(-2.0)], strength=0.5).data
    3.25
    """
    weights = _checked("l2_penalty", parameters)
    strength = positive("l2_penalty", "strength", strength)
    penalty: Value = 0.5 * strength * dot(weights, weights)
    penalty.label = "L2 penalty"
    return penalty


def _checked(name: str, parameters: Iterable[Value]) -> tuple[Value, ...]:
    if not isinstance(parameters, Iterable):
        raise TypeError(
            f"{name} takes a list of parameters, not {parameters!r}: write "
            "model.parameters()"
        )
    weights = tuple(parameters)
    if not weights:
        raise ValueError(f"{name}: there are no parameters: pass model.parameters()")
    for weight in weights:
        if not isinstance(weight, Value):
            raise TypeError(
                f"{name}: a parameter is a Value, not {weight!r}: pass "
                "model.parameters()"
            )
    return weights
