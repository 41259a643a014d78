"""PyTorch, eager: tensors, autograd and torch.optim.SGD."""

import torch
from repeated_task import RATE, Task, listed

torch.set_default_dtype(torch.float64)


class TorchTraining:
    """A user's training loop."""

    def __init__(self, task: Task) -> None:
        """Copy the task into tensors."""
        self.x, self.y = torch.tensor(task.rows), torch.tensor(task.targets)
        self.layers = [
            (torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True))
            for w, b in task.layers
        ]
        flat = [tensor for layer in self.layers for tensor in layer]
        self.optimizer = torch.optim.SGD(flat, lr=RATE)

    def recorded(self) -> torch.Tensor:
        """The mean of ½(ŷ − y)²."""
        x = self.x
        *hidden, (weights, bias) = self.layers
        for inner, inner_bias in hidden:
            x = torch.tanh(torch.nn.functional.linear(x, inner, inner_bias))
        y_hat = torch.nn.functional.linear(x, weights, bias)[:, 0]
        return 0.5 * torch.mean((y_hat - self.y) ** 2)

    def run(self, steps: int) -> None:
        """A step at a time."""
        for _ in range(steps):
            self.optimizer.zero_grad()
            self.recorded().backward()
            self.optimizer.step()

    def cost(self) -> float:
        """The cost as a number."""
        return float(self.recorded())

    def parameters(self) -> list[float]:
        """The parameters as they are."""
        return listed((w.detach(), b.detach()) for w, b in self.layers)


def training(task: Task) -> TorchTraining:
    """The network in training."""
    return TorchTraining(task)
