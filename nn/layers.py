"""Layers and networks of layers, in micrograd's call forms.

A row of numbers goes in, a recorded Value for each output comes out, named O11, O12, …
by layer and neuron, each with the scope of its neuron (of its layer after softmax,
which mixes them), so that pictures show neurons and layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from autograd import Value
from nn.activations import (
    LINEAR,
    OF_A_LAYER,
    Activation,
    checked,
    for_neurons,
    title,
)
from nn.initialization import half_width, size
from nn.labels import layer_name, within
from nn.module import Module
from nn.neuron import Neuron, fused, inputs

SHOWN = 4
"""How many neurons of a layer are printed one by one."""


class Layer(Module):
    """`nout` neurons that take the same inputs.

    Args:
        nin: number of inputs.
        nout: number of neurons.
        nonlin: False for no activation, whatever `activation` says (micrograd's form).
        activation: as for `Neuron`; or "softmax" or "log_softmax", over all outputs
            together; "prelu" has one learned slope, `PReLU(nout)` one for each neuron.
        init, expanded: as for `Neuron`.
        numbers: () alone, (layer,) in a network.

    Attributes:
        neurons: the list of them.

    Raises:
        ValueError, TypeError: a size, activation or init that there is not.

    >>> Layer(2, 3, activation="softmax")
    Softmax Layer of [LinearNeuron(2), LinearNeuron(2), LinearNeuron(2)]
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        nonlin: bool = True,
        *,
        activation: Activation = "relu",
        init: str | float = "uniform",
        expanded: bool = False,
        numbers: tuple[int, ...] = (),
    ) -> None:
        nin, nout = size("nin", nin), size("nout", nout)
        with within([layer_name(numbers)]):
            self.activation = checked(activation) if nonlin else LINEAR
        if self._together and nout == 1:
            (always,) = OF_A_LAYER[str(self.activation)]([0.0])
            raise ValueError(
                f"{self.activation} of one output is always {always:g}: use two "
                'outputs, or one with "sigmoid"'
            )
        self.expanded = expanded
        self.numbers = numbers
        bound = half_width(init, nin, nout)
        self.neurons = [
            Neuron(
                nin,
                activation=own,
                init=bound,
                expanded=expanded,
                numbers=(*numbers, j),
            )
            for j, own in enumerate(for_neurons(self.activation, nout), start=1)
        ]

    def __call__(self, x: Any) -> Any:
        """The outputs for one record.

        Args:
            x: `nin` Values or plain numbers, which become Values named x1, x2, …

        Returns:
            A list of Values; of one neuron, its Value.

        Raises:
            ValueError: it is not `nin` numbers.
        """
        return _one_or_all(self.outputs(inputs(x, len(self.neurons[0].w), self)))

    def outputs(self, x: Sequence[Value]) -> list[Value]:
        """The outputs for inputs that are Values already; what an MLP calls."""
        x = tuple(x)
        if self._together:
            return self._mixed(x)
        if self.expanded or callable(self.activation):
            return [neuron.output(x) for neuron in self.neurons]
        return fused(self.neurons, x, self.activation)

    @property
    def _together(self) -> bool:
        return isinstance(self.activation, str) and self.activation in OF_A_LAYER

    def _mixed(self, x: tuple[Value, ...]) -> list[Value]:
        """The outputs of an activation that takes all pre-activations together."""
        z = [neuron.pre_activation(x) for neuron in self.neurons]
        with within([layer_name(self.numbers)]):
            outputs = OF_A_LAYER[str(self.activation)](z)
        for neuron, output in zip(self.neurons, outputs, strict=True):
            output.label = neuron.tags[1].label
        return outputs

    def __repr__(self) -> str:
        kind = f"{title(self.activation)} " if self._together else ""
        if len(self.neurons) > SHOWN:
            return f"{kind}Layer of {len(self.neurons)} {self.neurons[0]}"
        return f"{kind}Layer of [{', '.join(map(repr, self.neurons))}]"


class MLP(Module):
    """A network of layers, each taking the outputs of the one before.

    Args:
        nin: number of inputs.
        nouts: number of neurons of each layer; one number for one layer.
        activation: of the layers before the last, as for `Layer`: one for all, or a
            list with one for each.
        output: the activation of the last layer, as for `Layer`.
        init: how the weights are drawn, see `nn.initialization`; biases are 0.
        expanded: record each product and each addition as a node of its own.

    Attributes:
        layers: the list of them.

    Raises:
        ValueError, TypeError: a size, activation or init that there is not, or a list
            of activations that is not as long as there are layers before the last.

    >>> model = MLP(2, [16, 3, 1])
    >>> model, len(model.parameters())
    (MLP of [Layer of 16 ReLUNeuron(2), Layer of [ReLUNeuron(16), ReLUNeuron(16), \
ReLUNeuron(16)], Layer of [LinearNeuron(3)]], 103)
    >>> model([0.5, -1.0]).label
    'O31'
    """

    def __init__(
        self,
        nin: int,
        nouts: Iterable[int] | int,
        *,
        activation: Activation | Sequence[Activation] = "relu",
        output: Activation = "linear",
        init: str | float = "uniform",
        expanded: bool = False,
    ) -> None:
        nouts = tuple(nouts) if isinstance(nouts, Iterable) else (nouts,)
        if not nouts:
            raise ValueError("nouts is empty: give a number of neurons for each layer")
        sizes = [size("nin", nin), *(size("each of nouts", nout) for nout in nouts)]
        activations = [*_hidden(activation, len(nouts) - 1), output]
        self.layers = [
            Layer(
                sizes[i],
                sizes[i + 1],
                activation=each,
                init=init,
                expanded=expanded,
                numbers=(i + 1,),
            )
            for i, each in enumerate(activations)
        ]

    def __call__(self, x: Any) -> Any:
        """The outputs for one record.

        Args:
            x: `nin` Values or plain numbers, which become Values named x1, x2, …

        Returns:
            A list of Values; of one output, its Value.

        Raises:
            ValueError: it is not `nin` numbers.
        """
        values: Sequence[Value] = inputs(x, len(self.layers[0].neurons[0].w), self)
        for layer in self.layers:
            values = layer.outputs(values)
        return _one_or_all(values)

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"


def _hidden(
    activation: Activation | Sequence[Activation], count: int
) -> Sequence[Activation]:
    """The activation of each layer before the last."""
    if isinstance(activation, list | tuple):
        if len(activation) != count:
            raise ValueError(
                f"activation is a list of {len(activation)} for {count} hidden layers: "
                "give one for each; that of the last layer is output=…"
            )
        return activation
    checked(activation)  # type: ignore[arg-type]  # an error even if no layer is hidden
    return [activation] * count  # type: ignore[list-item]


def _one_or_all(outputs: Sequence[Value]) -> Any:
    return outputs[0] if len(outputs) == 1 else outputs
