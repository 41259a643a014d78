"""What an optimizer remembers of its last step, from which `explain` makes the account.

A step only keeps lists of numbers here; names and columns are made when asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograd import Value
from nn.optimizers.account import Change, unique_names


@dataclass(frozen=True, slots=True)
class Taken:
    """The last step: a learning rate, and a number for each parameter that moved."""

    lr: float
    parameters: list[Value]
    before: list[float]
    gradients: list[float]
    clipped: list[float]
    directions: list[float]

    def changes(
        self, weight_decay: float, working: Callable[[Value], dict[str, float]]
    ) -> tuple[Change, ...]:
        """What became of each parameter.

        Args:
            weight_decay: the λ of the step.
            working: the numbers of the rule for a parameter, by name.
        """
        names = unique_names(self.parameters)
        clips = self.clipped is not self.gradients
        changes = []
        for i, parameter in enumerate(self.parameters):
            old = self.before[i]
            between = {"clipped": self.clipped[i]} if clips else {}
            between |= {"λ w": weight_decay * old} if weight_decay else {}
            between |= working(parameter)
            gradient, direction = self.gradients[i], self.directions[i]
            changes.append(
                Change(
                    names[i], old, gradient, direction, self.lr, tuple(between.items())
                )
            )
        return tuple(changes)
