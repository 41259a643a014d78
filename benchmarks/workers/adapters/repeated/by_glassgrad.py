"""glassgrad: one record recorded as a graph, compiled, run over all records."""

import numpy as np
from repeated_task import RATE, SIZES, Task

from autograd import Value, compile
from nn import MLP, MSE


class GlassgradTraining:
    """A call of the compiled function for every gradient, the update in numpy."""

    def __init__(self, task: Task, backend: str) -> None:
        """Record one record, compile it."""
        nin, *nouts = SIZES
        model = MLP(nin, nouts, activation="tanh")
        layers = zip(model.layers, task.layers, strict=True)
        for layer, (weights, biases) in layers:
            for neuron, row, bias in zip(layer.neurons, weights, biases, strict=True):
                neuron.b.data = bias
                for weight, number in zip(neuron.w, row, strict=True):
                    weight.data = number
        x, y = [Value(0.5), Value(-0.5)], Value(0.25)
        loss = MSE()(model(x), y)
        compiled = compile(
            loss, inputs=[*x, y], backend=backend, parameters=model.parameters()
        )
        self.table = np.column_stack([np.array(task.rows), np.array(task.targets)])
        self.session = compiled.session()
        place = {leaf: i for i, leaf in enumerate(compiled.parameters)}
        self.order = [place[parameter] for parameter in model.parameters()]

    def run(self, steps: int) -> None:
        """A step at a time."""
        session, table, rate = self.session, self.table, RATE / len(self.table)
        for _ in range(steps):
            _, gradient = session.value_and_grad(table)
            session.parameters -= rate * gradient

    def cost(self) -> float:
        """The mean of ½(ŷ − y)²."""
        return float(self.session(self.table)) / len(self.table)

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        return [float(self.session.parameters[i]) for i in self.order]
