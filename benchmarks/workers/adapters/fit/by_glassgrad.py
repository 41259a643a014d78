"""glassgrad: nn.fit as one calls it, with nothing said about compiling."""

from fit_task import CHECKED, RATE, Task

from nn import MLP, SGD, Adam, CategoricalCrossEntropy, fit


class GlassgradTrainer:
    """A new MLP for each fit."""

    compiled: bool | str = "auto"

    def __init__(self, task: Task) -> None:
        """Keep the task."""
        self.task = task

    def model(self) -> MLP:
        """A network with weights of its own."""
        nin, *nouts = self.task.sizes
        return MLP(nin, nouts, activation="relu")

    def fit(self) -> float:
        """Model, optimizer and training."""
        task, model = self.task, self.model()
        history = fit(
            model,
            task.X,
            task.y,
            loss=CategoricalCrossEntropy(from_logits=True),
            optimizer=Adam(model.parameters(), lr=task.rate),
            epochs=task.epochs,
            batch_size=task.batch,
            progress=False,
            compiled=self.compiled,
        )
        return history.losses[-1]

    def losses(self) -> list[float]:
        """The losses of CHECKED steps from the task's own first weights."""
        task, model = self.task, self.model()
        for layer, (weights, biases) in zip(model.layers, task.layers(), strict=True):
            for neuron, row, bias in zip(layer.neurons, weights, biases, strict=True):
                neuron.b.data = bias
                for weight, number in zip(neuron.w, row, strict=True):
                    weight.data = number
        history = fit(
            model,
            task.X,
            task.y,
            loss=CategoricalCrossEntropy(from_logits=True),
            optimizer=SGD(model.parameters(), lr=RATE),
            epochs=CHECKED,
            progress=False,
            compiled=self.compiled,
        )
        return list(history.losses)


def training(task: Task) -> GlassgradTrainer:
    """The trainer of a task."""
    return GlassgradTrainer(task)
