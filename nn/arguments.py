"""The arguments of `fit`, checked before anything is trained.

Each is of its kind, and the optimizer changes something of the model; else an error
says what was given and what to write.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from autograd import Graph, Value
from nn.callbacks import Callback
from nn.losses import Loss
from nn.module import Module
from nn.optimizers import Optimizer
from nn.prediction import Model, check_rows
from nn.tables import records


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and targets, and what the rows are called in messages."""

    X: list[Any]
    y: list[Any]
    name: str

    @classmethod
    def of(
        cls, model: Model, X: Iterable[Any], y: Iterable[Any], names: tuple[str, str]
    ) -> Table:
        """The table, checked as far as it can be before the model has run."""
        rows, targets = records(X, y, names)
        check_rows(model, rows, names[0])
        return cls(rows, targets, names[0])


def check_kinds(model: Any, loss: Any, optimizer: Any, callbacks: Any) -> None:
    """Each argument of `fit` is of its kind.

    Raises:
        TypeError: one is something else, such as a name or a class.
    """
    wanted: dict[str, tuple[Any, Callable[[Any], bool], str]] = {
        "model": (model, callable, "model = MLP(2, [3, 1])"),
        "loss": (loss, lambda given: isinstance(given, Loss), "loss=MSE()"),
        "optimizer": (
            optimizer,
            lambda given: isinstance(given, Optimizer),
            "optimizer=SGD(model.parameters(), lr=0.1)",
        ),
    }
    for i, callback in enumerate(list_of(callbacks)):
        wanted[f"callbacks[{i}]"] = (callback, callable, "EarlyStopping(patience=3)")
    for name, (given, fits, example) in wanted.items():
        if isinstance(given, type):
            if issubclass(given, Loss | Optimizer):
                example = example.replace("MSE", given.__name__)
                example = example.replace("SGD", given.__name__)
            raise TypeError(
                f"fit: {name} is the class {given.__name__}, not one that was made of "
                f"it: write {example}"
            )
        if not fits(given):
            raise TypeError(f"fit: {name} is {given!r}: write {example}")


def validation_table(model: Model, given: Any) -> Table:
    """The two tables that `fit` was given as validation.

    Raises:
        TypeError: these are not two.
    """
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise TypeError(
            "fit: validation is two tables, rows and targets: write validation=(X, y); "
            "train_test_split(X, y) sets records apart"
        )
    X, y = given
    return Table.of(model, X, y, ("validation X", "validation y"))


def list_of(callbacks: Any) -> list[Callback]:
    """The callbacks; a single one may stand alone, None is none."""
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, Iterable) else [callbacks]


def shuffler(seed: Any) -> random.Random:
    """What puts the records in order, the same for the same seed.

    Raises:
        TypeError: the seed cannot be one.
    """
    try:
        return random.Random(seed)
    except TypeError:
        raise TypeError(f"fit: seed is a whole number, not {seed!r}") from None


def in_random_order(count: int, shuffler: random.Random) -> list[int]:
    """The order of `shuffler.sample(range(count), count)`, in half the time.

    >>> in_random_order(5, random.Random(0)) == random.Random(0).sample(range(5), 5)
    True
    """
    draw, left = shuffler.getrandbits, list(range(count))
    order = []
    for last in range(count - 1, -1, -1):
        bits = (last + 1).bit_length()
        while (place := draw(bits)) > last:
            pass
        order.append(left[place])
        left[place] = left[last]
    return order


def check_reached(model: Model, loss: Loss, optimizer: Optimizer) -> None:
    """The optimizer moves something, of this model or its loss as far as is known."""
    moving = optimizer.moving()
    if not isinstance(model, Module):
        return
    if set(moving).isdisjoint([*model.parameters(), *loss.parameters()]):
        _refuse_foreign(moving)


def check_recorded(cost: Value, moving: list[Value]) -> None:
    """The cost was computed from something that the optimizer moves."""
    if set(moving).isdisjoint(node.value for node in Graph.of(cost).nodes):
        _refuse_foreign(moving)


def _refuse_foreign(moving: list[Value]) -> NoReturn:
    raise ValueError(
        f"the optimizer changes {len(moving)} parameters, and none of them is of this "
        "model, which would learn nothing: make it with the model's own, such as "
        "SGD(model.parameters())"
    )
