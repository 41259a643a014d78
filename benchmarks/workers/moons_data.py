"""Two moons: 100 points on two interleaved half circles, with noise.

The same set-up as scikit-learn's `make_moons(n_samples=100, noise=0.1)`, drawn with
`random.Random` so that no peer needs scikit-learn. Labels are -1 and 1.
"""

import math
import random


def moons(count: int = 100, noise: float = 0.1) -> tuple[list[list[float]], list[int]]:
    """Rows of two coordinates, and their labels; the same on every call."""
    draw = random.Random(1337)
    rows, labels = [], []
    for index in range(count):
        label = 1 if index % 2 else -1
        angle = math.pi * (index // 2) / (count // 2 - 1)
        x, y = math.cos(angle), math.sin(angle)
        if label == 1:
            x, y = 1.0 - x, 0.5 - y
        rows.append([x + draw.gauss(0.0, noise), y + draw.gauss(0.0, noise)])
        labels.append(label)
    return rows, labels
