"""micrograd's demo, written with the default layers, gives micrograd's own losses."""

import json
import random
from pathlib import Path

import pytest

from nn import MLP

RECORDED = json.loads(
    (Path(__file__).parent / "reference" / "micrograd_moons.json").read_text()
)
ROWS, LABELS = RECORDED["X"], RECORDED["y"]


def demo(steps=100):
    random.seed(1337)
    model = MLP(2, [16, 16, 1])
    losses = []
    for step in range(steps):
        margins = [
            (1 + -label * model(row)).relu()
            for row, label in zip(ROWS, LABELS, strict=True)
        ]
        penalty = 1e-4 * sum(p * p for p in model.parameters())
        total = sum(margins) * (1.0 / len(margins)) + penalty
        model.zero_grad()
        total.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * step / 100) * p.grad
        losses.append(total.data)
    return model, losses


def test_the_hundred_losses_are_micrograds():
    model, losses = demo()
    assert losses == pytest.approx(RECORDED["losses"], rel=0, abs=1e-9)
    signs = [model(row).data > 0 for row in ROWS]
    assert signs == [label > 0 for label in LABELS]
