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

from nn.activations import (
    ELU,
    GELU,
    SELU,
    HardSigmoid,
    HardTanh,
    LeakyReLU,
    Linear,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Tanh,
    elu,
    gelu,
    hard_sigmoid,
    hard_tanh,
    leaky_relu,
    linear,
    log_softmax,
    mish,
    prelu,
    relu,
    selu,
    sigmoid,
    silu,
    softmax,
    softplus,
    softsign,
    tanh,
)
from nn.attention import CausalSelfAttention, Projection
from nn.callbacks import EarlyStopping
from nn.clipping import ClipNorm, ClipValue
from nn.datasets import (
    Table,
    breast_cancer,
    diabetes,
    digits,
    iris,
    salaries,
    study_hours,
)
from nn.dropout import Dropout, set_training
from nn.embedding import Embedding
from nn.gpt import GPT, NextLetter, names
from nn.history import Epoch, History
from nn.insight import gradient_flow, vanishing_ledger
from nn.layers import MLP, Layer
from nn.losses import (
    MAE,
    MSE,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Hinge,
    Huber,
    KLDivergence,
    LogCosh,
    Loss,
    l1_penalty,
    l2_penalty,
)
from nn.metrics import accuracy, confusion_matrix, r2_score, threshold
from nn.module import Module
from nn.neuron import Neuron
from nn.normalisation import LayerNorm, RMSNorm
from nn.optimizers import SGD, Adagrad, Adam, AdamW, Optimizer, RMSProp
from nn.prediction import ThresholdWarning, predict, predict_proba, predict_values
from nn.preparation import Standardizer, one_hot, train_test_split
from nn.recommend import MismatchWarning, mismatch, recommend, warn_of_mismatch
from nn.schedules import CosineDecay, ExponentialDecay, StepDecay, WarmUp
from nn.training import fit
from nn.units import dead_units, saturated_units

__all__ = [
    "ELU",
    "GELU",
    "GPT",
    "MAE",
    "MLP",
    "MSE",
    "SELU",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "BinaryCrossEntropy",
    "CategoricalCrossEntropy",
    "CausalSelfAttention",
    "ClipNorm",
    "ClipValue",
    "CosineDecay",
    "Dropout",
    "EarlyStopping",
    "Embedding",
    "Epoch",
    "ExponentialDecay",
    "HardSigmoid",
    "HardTanh",
    "Hinge",
    "History",
    "Huber",
    "KLDivergence",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogCosh",
    "LogSoftmax",
    "Loss",
    "Mish",
    "MismatchWarning",
    "Module",
    "Neuron",
    "NextLetter",
    "Optimizer",
    "PReLU",
    "Projection",
    "RMSNorm",
    "RMSProp",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Softsign",
    "Standardizer",
    "StepDecay",
    "Table",
    "Tanh",
    "ThresholdWarning",
    "WarmUp",
    "accuracy",
    "breast_cancer",
    "confusion_matrix",
    "dead_units",
    "diabetes",
    "digits",
    "elu",
    "fit",
    "gelu",
    "gradient_flow",
    "hard_sigmoid",
    "hard_tanh",
    "iris",
    "l1_penalty",
    "l2_penalty",
    "leaky_relu",
    "linear",
    "log_softmax",
    "mish",
    "mismatch",
    "names",
    "one_hot",
    "predict",
    "predict_proba",
    "predict_values",
    "prelu",
    "r2_score",
    "recommend",
    "relu",
    "salaries",
    "saturated_units",
    "selu",
    "set_training",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "softsign",
    "study_hours",
    "tanh",
    "threshold",
    "train_test_split",
    "vanishing_ledger",
    "warn_of_mismatch",
]
