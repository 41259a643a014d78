"""Records what micrograd's own demo computes: its 100 losses, and the moons it meets.

Run it where micrograd 0.1.0 and scikit-learn are installed:
`python tests/reference/micrograd_moons.py > tests/reference/micrograd_moons.json`.
"""

import json
import random

import numpy as np
from micrograd.nn import MLP
from sklearn.datasets import make_moons


def losses(rows, labels, steps=100):
    model = MLP(2, [16, 16, 1])
    for step in range(steps):
        scores = [model(row) for row in rows]
        margins = [
            (1 + -label * score).relu()
            for label, score in zip(labels, scores, strict=True)
        ]
        data_loss = sum(margins) * (1.0 / len(margins))
        penalty = 1e-4 * sum(p * p for p in model.parameters())
        total = data_loss + penalty
        model.zero_grad()
        total.backward()
        learning_rate = 1.0 - 0.9 * step / 100
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        yield total.data


np.random.seed(1337)
random.seed(1337)
X, y = make_moons(n_samples=100, noise=0.1)
rows, labels = X.tolist(), (2 * y - 1).tolist()
record = {"X": rows, "y": labels, "losses": list(losses(rows, labels))}
print(json.dumps(record).replace("], ", "],\n"))
