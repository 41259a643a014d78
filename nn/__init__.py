"""Neural networks of scalars: modules, layers, losses, optimizers, training, data.

>>> import random
>>> from nn import MLP, MSE, SGD
>>> random.seed(1)
>>> model = MLP(2, [3, 1], activation="tanh")
>>> optimizer = SGD(model.parameters(), lr=0.1)
>>> for _ in range(50):
...     optimizer.zero_grad()
...     loss = MSE()(model([0.5, -1.0]), 0.25)
...     loss.backward()
...     optimizer.step()
>>> round(model([0.5, -1.0]).data, 3)
0.25
"""

from nn.datasets import Table, iris, study_hours
from nn.layers import MLP, Layer
from nn.losses import MSE, CategoricalCrossEntropy, Loss
from nn.module import Module
from nn.neuron import Neuron
from nn.optimizers import SGD, Optimizer
from nn.preparation import Standardizer, one_hot, train_test_split
from nn.training import History, accuracy, fit, predict

__all__ = [
    "MLP",
    "MSE",
    "SGD",
    "CategoricalCrossEntropy",
    "History",
    "Layer",
    "Loss",
    "Module",
    "Neuron",
    "Optimizer",
    "Standardizer",
    "Table",
    "accuracy",
    "fit",
    "iris",
    "one_hot",
    "predict",
    "study_hours",
    "train_test_split",
]
