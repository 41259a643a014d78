"""One neuron: a row of numbers goes in, O = activation(wᵀx + b) comes out.

The weighted sum is one `dot` node, or with `expanded=True` a node for each product and
each addition, with the same numbers. Every node carries the neuron's scope, the output
and the pre-activation z their labels. `random.seed(s)` gives micrograd's own weights.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from autograd import Tag, Value, affine, dot, weighted_sum
from nn.activations import LINEAR, OF_A_LAYER, Activation, checked, title
from nn.initialization import half_width, size
from nn.labels import as_row, as_values, nested, numbered, tags, within
from nn.module import Module


class Neuron(Module):
    """activation(wᵀx + b).

    Args:
        nin: number of inputs.
        nonlin: False for no activation, whatever `activation` says (micrograd's form).
        activation: a name or Module of `nn.activations`, or a function of one Value.
        init: how the weights are drawn, see `nn.initialization`; the bias is 0.
        expanded: record each product and each addition as a node of its own.
        numbers: what its labels and scope are numbered by: () alone, (neuron,) in a
            layer, (layer, neuron) in a network, all from 1.

    Attributes:
        w: the weights, a tuple of Values.
        b: the bias.
        tags: what its pre-activation and its output are called and belong to.

    Raises:
        ValueError, TypeError: a size, activation or init that there is not.

    >>> neuron = Neuron(2, activation="tanh")
    >>> neuron, [value.label for value in neuron.parameters()]
    (TanhNeuron(2), ['w1', 'w2', 'b'])
    """

    def __init__(
        self,
        nin: int,
        nonlin: bool = True,
        *,
        activation: Activation = "relu",
        init: str | float = "uniform",
        expanded: bool = False,
        numbers: tuple[int, ...] = (),
    ) -> None:
        nin = size("nin", nin)
        self.activation = checked(activation) if nonlin else LINEAR
        if isinstance(self.activation, str) and self.activation in OF_A_LAYER:
            raise ValueError(
                f"{self.activation} takes the outputs of a whole layer: write "
                f'Layer(nin, nout, activation="{self.activation}")'
            )
        self.expanded = expanded
        self.tags = tags(numbers)
        self._inner_tags = self.tags[0], Tag("", self.tags[0].scope)
        bound = half_width(init, nin, nout=1)
        with within(self.tags[0].scope):
            self.w = tuple(
                Value(random.uniform(-bound, bound), numbered("w", *numbers, i))
                for i in range(1, nin + 1)
            )
            self.b = Value(0.0, numbered("b", *numbers))

    def __call__(self, x: Any) -> Value:
        """The output for one record.

        Args:
            x: `nin` Values or plain numbers, which become Values named x1, x2, …

        Raises:
            ValueError: it is not `nin` numbers.
            TypeError: an entry is not a number.
        """
        return self.output(inputs(x, len(self.w), self))

    def output(self, x: tuple[Value, ...]) -> Value:
        """The output for inputs that are Values already."""
        if callable(self.activation):
            return self._composite(x)
        if not self.expanded:
            return fused([self], x, self.activation)[0]
        z = self.pre_activation(x)
        hidden, tag = self.tags
        if self.activation == LINEAR:
            z.label = tag.label
            return z
        output: Value = getattr(z, self.activation)()
        if z.tag is not hidden:  # within a scope, or with its line of code noted
            tag = Tag(tag.label, z.scope, output.source)
        output.tag = tag
        return output

    def pre_activation(self, x: tuple[Value, ...]) -> Value:
        """The weighted sum z = wᵀx + b of inputs that are Values already."""
        if self.expanded:
            return self._expanded(x)
        z: Value = dot(self.w, x, self.b)
        z.tag = nested(self.tags[0], z.tag)
        return z

    def _expanded(self, x: tuple[Value, ...]) -> Value:
        # One tag for all: recording inside `within` takes six times as long.
        hidden, between = self._inner_tags
        z: Value = weighted_sum(self.w, x, self.b, (between, hidden))
        return z

    def _composite(self, x: tuple[Value, ...]) -> Value:
        z = self.pre_activation(x)
        _, tag = self.tags
        with within(tag.scope):
            output = self.activation(z)  # type: ignore[operator]
        if not isinstance(output, Value):
            raise TypeError(
                f"the activation {title(self.activation)} returned {output!r}, not a "
                "Value: compute with autograd's functions, such as autograd.tanh"
            )
        output.label = tag.label
        return output

    def __repr__(self) -> str:
        return f"{title(self.activation)}Neuron({len(self.w)})"


def fused(
    neurons: Sequence[Neuron], x: tuple[Value, ...], activation: str
) -> list[Value]:
    """The outputs of neurons that apply a named op to one `dot` node each."""
    return affine(
        [neuron.w for neuron in neurons],
        x,
        [neuron.b for neuron in neurons],
        "" if activation == LINEAR else activation,
        [neuron.tags for neuron in neurons],
    )


def inputs(x: Any, nin: int, taker: Module) -> tuple[Value, ...]:
    """One record as Values, as many as the neuron, layer or network takes.

    Raises:
        ValueError: it is not `nin` numbers.
        TypeError: an entry is not a number.
    """
    row = as_row(x)
    if len(row) != nin:
        raise ValueError(_not_a_record(taker, nin, f"{len(row)}"))
    try:
        return as_values(row, "x")
    except TypeError:
        if any(len(as_row(entry)) > 1 for entry in row):
            raise TypeError(_not_a_record(taker, nin, f"{len(row)} rows")) from None
        raise


def _not_a_record(taker: Module, nin: int, got: str) -> str:
    return (
        f"this {type(taker).__name__} takes {nin} number{'s' * (nin > 1)}, one for "
        f"each input, and got {got}; a table is a list of such rows: "
        "[model(x) for x in table], predict(model, table)"
    )
