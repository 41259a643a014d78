"""The lecture's network 1-1-2-1 with sigmoid units and ½(ŷ − y)², built by hand."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from autograd import Value, dot, scope, sigmoid

WEIGHTS = {"w1": 0.8, "w2": -0.5, "w3": 1.5, "w4": 0.7, "w5": -1.2}
X, Y, BIAS = 0.5, 1.0, 0.1


@dataclass
class Lecture:
    """The named nodes of the network."""

    nodes: dict[str, Value]

    def __getattr__(self, name: str) -> Value:
        return self.nodes[name]


def lecture() -> Lecture:
    """Record the network and its loss; no backward pass yet."""
    nodes = {name: Value(data, name) for name, data in WEIGHTS.items()}
    nodes |= {"x": Value(X, "x"), "y": Value(Y, "y")}

    def neuron(layer: int, unit: int, inputs: list[str], weights: list[str]) -> None:
        name = f"O{layer}{unit}"
        with scope(f"layer {layer}"), scope(f"neuron {unit}"):
            bias = nodes[f"b{layer}{unit}"] = Value(BIAS, f"b{layer}{unit}")
            z = dot([nodes[w] for w in weights], [nodes[i] for i in inputs], bias)
            nodes[name] = sigmoid(z)
        nodes[name].label = name

    neuron(1, 1, ["x"], ["w1"])
    neuron(2, 1, ["O11"], ["w2"])
    neuron(2, 2, ["O11"], ["w3"])
    neuron(3, 1, ["O21", "O22"], ["w4", "w5"])
    nodes["L"] = 0.5 * (nodes["O31"] - nodes["y"]) ** 2
    nodes["L"].label = "L"
    return Lecture(nodes)


def by_hand() -> tuple[float, float]:
    """The two products of ∂L/∂w1, through O21 and through O22, in plain arithmetic."""

    def s(z: float) -> float:
        return 1.0 / (1.0 + exp(-z))

    w = WEIGHTS
    o11 = s(w["w1"] * X + BIAS)
    o21, o22 = s(w["w2"] * o11 + BIAS), s(w["w3"] * o11 + BIAS)
    o31 = s(w["w4"] * o21 + w["w5"] * o22 + BIAS)
    outer = (o31 - Y) * o31 * (1 - o31)
    inner = o11 * (1 - o11) * X
    return (
        outer * w["w4"] * o21 * (1 - o21) * w["w2"] * inner,
        outer * w["w5"] * o22 * (1 - o22) * w["w3"] * inner,
    )
