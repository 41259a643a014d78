"""Records what PyTorch 2.13.0 computes, for the tests of nn to compare with.

Run it with a Python that has torch, which nothing else here needs:
`python tests/reference/record_with_torch.py` writes torch.json beside itself.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from torch.optim import lr_scheduler

STEPS = (1, 2, 3, 10, 50, 100)
START = (-1.5, 2.0, 0.25)

RULES = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.05, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05}),
    ("Adagrad", {"lr": 0.3}),
    ("Adagrad", {"lr": 0.3, "eps": 0.001, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.01}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9, "eps": 1e-06, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": [0.8, 0.99], "eps": 1e-06, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "betas": [0.8, 0.99], "weight_decay": 0.2}),
]
LOSSES = [  # name here, torch's, outputs, targets; records are rows
    ("MSE", nn.MSELoss(), [[0.5, -1.0], [2.0, 0.3]], [[1.0, 0.0], [0.5, 0.25]]),
    ("MAE", nn.L1Loss(), [[0.5, -1.0], [2.0, 0.3]], [[1.0, 0.0], [0.5, 0.25]]),
    ("Huber", nn.HuberLoss(), [[0.5, -1.5], [2.0, 0.3]], [[1.0, 0.0], [0.5, 0.25]]),
    (
        "BinaryCrossEntropy",
        nn.BCEWithLogitsLoss(),
        [[0.5, -1.5], [2.0, 0.3]],
        [[1.0, 0.0], [0.0, 0.25]],
    ),
    (
        "CategoricalCrossEntropy",
        nn.CrossEntropyLoss(),
        [[0.5, -1.5, 0.2], [2.0, 0.3, -3.0]],
        [[0.0, 1.0, 0.0], [0.2, 0.5, 0.3]],
    ),
]
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "softsign": functional.softsign,
    "hard_sigmoid": functional.hardsigmoid,
    "hard_tanh": functional.hardtanh,
    "mish": functional.mish,
}
POINTS = (-30.0, -4.0, -2.5, -0.5, -1e-3, 0.25, 0.75, 2.0, 6.0, 15.0)


def objective(w):
    """A smooth bowl with a ripple, of three parameters."""
    square = 0.5 * (w[0] - 1.0) ** 2 + 2.0 * (w[1] + 0.5) ** 2 + 0.1 * w[2] ** 2
    return square + 0.3 * torch.sin(w[0] * w[1]) + torch.exp(-w[2])


def trajectory(make, clip=None, make_schedule=None):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    schedule = make_schedule(optimizer) if make_schedule else None
    points = {}
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        objective(w).backward()
        if clip:
            clip([w])
        optimizer.step()
        if schedule:
            schedule.step()
        if step in STEPS:
            points[step] = w.tolist()
    return points


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1)


def rules():
    return [
        {
            "rule": name.replace("RMSprop", "RMSProp"),
            "options": options,
            "points": trajectory(
                lambda w, name=name, options=options: getattr(torch.optim, name)(
                    w, **options
                )
            ),
        }
        for name, options in RULES
    ]


def clipped():
    return {
        "ClipNorm": trajectory(sgd, lambda w: nn.utils.clip_grad_norm_(w, 0.75)),
        "ClipValue": trajectory(sgd, lambda w: nn.utils.clip_grad_value_(w, 0.75)),
    }


def warm_up(optimizer):
    first = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=10)
    then = lr_scheduler.CosineAnnealingLR(optimizer, T_max=90, eta_min=0.01)
    return lr_scheduler.SequentialLR(optimizer, [first, then], milestones=[10])


def scheduled():
    makers = {
        "StepDecay": lambda o: lr_scheduler.StepLR(o, step_size=30, gamma=0.1),
        "ExponentialDecay": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.95),
        "CosineDecay": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=100),
        "WarmUp": warm_up,
    }
    return {name: trajectory(sgd, None, make) for name, make in makers.items()}


def losses():
    found = []
    for name, loss, outputs, targets in LOSSES:
        y_hat = torch.tensor(outputs, dtype=torch.float64, requires_grad=True)
        value = loss(y_hat, torch.tensor(targets, dtype=torch.float64))
        value.backward()
        found.append(
            {
                "loss": name,
                "outputs": outputs,
                "targets": targets,
                "value": value.item(),
                "gradients": y_hat.grad.tolist(),
            }
        )
    return found


def cross_entropy_options():
    """Label smoothing and class weights, for logits of one record and its class."""
    logits = torch.tensor([[0.5, -1.5, 2.0]], dtype=torch.float64)
    weight = torch.tensor([0.5, 2.0, 3.0], dtype=torch.float64)
    options = {"label_smoothing": 0.1, "weight": weight, "reduction": "sum"}
    return functional.cross_entropy(logits, torch.tensor([1]), **options).item()


def activations():
    table = {}
    for name, function in ACTIVATIONS.items():
        z = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
        out = function(z)
        out.sum().backward()
        table[name] = list(zip(POINTS, out.tolist(), z.grad.tolist(), strict=True))
    return table


if __name__ == "__main__":
    recorded = {
        "torch": torch.__version__,
        "rules": rules(),
        "clipped": clipped(),
        "scheduled": scheduled(),
        "losses": losses(),
        "cross_entropy_options": cross_entropy_options(),
        "activations": activations(),
    }
    path = Path(__file__).with_name("torch.json")
    path.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
