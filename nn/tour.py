"""A first look, started by `python3 run.py`: a gradient seen, then a net trained.

Draws the lecture's network 1-1-2-1, takes the gradient of its first weight apart into
paths, makes a page that steps through both passes; trains a tiny classifier on Fisher's
iris flowers; draws the gradients of one flower. All goes to out/, each path is printed.
"""

from __future__ import annotations

import random
from pathlib import Path

from autograd import Diagram, Stepper, Value, draw, explain, paths, stepper
from nn.datasets import Table, iris
from nn.layers import MLP
from nn.losses import MSE, CategoricalCrossEntropy
from nn.optimizers import SGD
from nn.preparation import Standardizer, one_hot, train_test_split
from nn.training import accuracy, fit, predict

SEED = 7


def tour(folder: str | Path = "out") -> None:
    """Run the tour; pictures go to `folder`, which is made if it is missing."""
    folder = Path(folder)
    lecture_network(folder)
    one_flower(folder, *train_iris())


def lecture_network(folder: Path) -> None:
    """The network 1-1-2-1: its pictures, and ∂L/∂w1 as a sum over paths."""
    print("1. The network 1-1-2-1 with sigmoid units, L = ½(ŷ − y)²\n")
    random.seed(SEED)
    model = MLP(1, [1, 2, 1], activation="sigmoid", output="sigmoid")
    (w1,) = model.layers[0].neurons[0].w
    w1.label = "w1"
    loss = MSE()(model([Value(0.5, "x")]), Value(1.0, "y"))
    loss.backward()
    _save(draw(loss, view="ops"), folder / "network-ops.svg")
    _save(draw(loss, view="neurons"), folder / "network-neurons.svg")
    found = paths(loss, w1, view="neurons")
    _save(found.draw(), folder / "network-paths.svg")
    _save(stepper(loss), folder / "steps.html")
    print(f"\n{found}\n\nw1.grad after backward(): {w1.grad:.6g}")
    print(f"\n{explain(loss, w1)}\n")


def train_iris() -> tuple[MLP, Table, Standardizer]:
    """A network of 4-8-3 neurons on 105 flowers, tested on the other 45."""
    table = iris()
    print(f"2. A tiny network learns {len(table)} iris flowers\n")
    X_train, X_test, y_train, y_test = train_test_split(table.X, table.y, seed=SEED)
    scaler = Standardizer.fit(X_train)
    random.seed(SEED)
    model = MLP(4, [8, 3], activation="tanh", init="xavier")
    history = fit(
        model,
        scaler.transform(X_train),
        one_hot(y_train, classes=range(3)),
        loss=CategoricalCrossEntropy(from_logits=True),
        optimizer=SGD(model.parameters(), lr=0.1),
        epochs=40,
        batch_size=5,
        seed=SEED,
    )
    right = accuracy(predict(model, scaler.transform(X_test)), y_test)
    print(
        f"{history}\ntest accuracy {right:.3f} on {len(y_test)} flowers (seed {SEED})\n"
    )
    return model, table, scaler


def one_flower(folder: Path, model: MLP, table: Table, scaler: Standardizer) -> None:
    """The gradients that one record gives the trained network, by neurons."""
    record = 70
    name = table.class_names[table.y[record]]
    print(f"3. The gradients of flower {record + 1}, {name}, in the trained network\n")
    inputs = [
        Value(x, label)
        for x, label in zip(
            scaler.transform([table.X[record]])[0], table.feature_names, strict=True
        )
    ]
    model.zero_grad()
    target = one_hot([table.y[record]], classes=range(3))[0]
    loss = CategoricalCrossEntropy(from_logits=True)(model(inputs), target)
    loss.backward()
    _save(draw(loss, view="neurons"), folder / "iris-neurons.svg")
    _save(draw(loss, view="layers"), folder / "iris-layers.svg")


def _save(picture: Diagram | Stepper, path: Path) -> None:
    print(f"wrote {picture.save(path)}")
