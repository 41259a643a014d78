"""Networks as scikit-learn estimators, for its pipelines, searches and scores.

`MLPClassifier` and `MLPRegressor` build an `MLP`, train it with `fit` and Adam, and
keep it in `model_`, so that a trained pipeline can be drawn and explained. They need
scikit-learn, `pip install "glassgrad[sklearn]"`, and are imported from here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import numpy as np

from nn.layers import MLP
from nn.losses import MSE, CategoricalCrossEntropy, Loss
from nn.optimizers import Adam
from nn.prediction import predict_proba, predict_values
from nn.training import fit

try:
    from sklearn.base import (  # type: ignore[import-untyped]
        BaseEstimator,
        ClassifierMixin,
        RegressorMixin,
    )
    from sklearn.utils import (  # type: ignore[import-untyped]
        check_random_state,
        multiclass,
        validation,
    )
except ImportError as error:
    raise ImportError(
        'nn.estimator needs scikit-learn 1.6 or newer: pip install "glassgrad[sklearn]"'
    ) from error


class _Network(BaseEstimator):  # type: ignore[misc]
    """What both estimators share: their parameters, and how the network is trained.

    The parameters are kept as given and looked at by `fit`, as scikit-learn wants it.
    """

    def __init__(
        self,
        hidden: Sequence[int] = (8,),
        activation: str = "tanh",
        learning_rate: float = 0.01,
        epochs: int = 30,
        batch_size: int = 8,
        random_state: Any = None,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state

    def _train(self, X: Any, targets: list[Any], outputs: int, loss: Loss) -> None:
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        with _seeded(seed):
            self.model_ = MLP(
                X.shape[1],
                (*self.hidden, outputs),
                activation=self.activation,
                init="xavier",
            )
        self.history_ = fit(
            self.model_,
            X,
            targets,
            loss=loss,
            optimizer=Adam(self.model_.parameters(), lr=self.learning_rate),
            epochs=self.epochs,
            batch_size=self.batch_size,
            seed=seed,
            progress=False,
        )

    def _rows(self, X: Any) -> Any:
        """The rows to predict, checked against those of `fit`."""
        validation.check_is_fitted(self)
        return validation.validate_data(self, X, reset=False)


class MLPClassifier(ClassifierMixin, _Network):  # type: ignore[misc]
    """A network with a logit for each class, trained on cross-entropy.

    Scale the columns first, as with every network: see `StandardScaler`.

    Args:
        hidden: neurons of each hidden layer; () for none.
        activation: of the hidden layers, as for `MLP`.
        learning_rate: of Adam.
        epochs: how often to go through the table.
        batch_size: records for a step.
        random_state: of first weights and shuffling, as everywhere in scikit-learn.

    Attributes:
        classes_: the classes, sorted, (classes,).
        model_: the trained `MLP`.
        history_: how the training went, a `History`.
        n_features_in_: number of columns.

    >>> from nn import iris
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> pipeline = make_pipeline(StandardScaler(), MLPClassifier(random_state=0))
    >>> pipeline.fit(iris().X, iris().y).score(iris().X, iris().y) > 0.95
    True
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Train a new network.

        Args:
            X: rows, (records, features).
            y: the class of each, (records,).

        Raises:
            ValueError: the table is not numbers, has gaps, or there is but one class.
        """
        X, y = validation.validate_data(self, X, y)
        multiclass.check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"y has one class, {self.classes_[0]!r}: there is nothing to tell "
                "apart; give records of two or more classes"
            )
        loss = CategoricalCrossEntropy(from_logits=True)
        targets = np.eye(len(self.classes_))[numbers]
        self._train(X, targets.tolist(), len(self.classes_), loss)
        return self

    def predict_proba(self, X: Any) -> Any:
        """The probability of each class, (records, classes)."""
        rows = self._rows(X)
        return np.array(predict_proba(self.model_, rows, from_logits=True))

    def predict(self, X: Any) -> Any:
        """The most probable class of each row, (records,)."""
        chosen = self.predict_proba(X).argmax(axis=1)
        return self.classes_[chosen]


class MLPRegressor(RegressorMixin, _Network):  # type: ignore[misc]
    """A network with one linear output, trained on the squared error.

    Scale the columns first, and the target if it is large: see `StandardScaler` and
    `TransformedTargetRegressor`.

    Args:
        hidden: neurons of each hidden layer; () for none.
        activation: of the hidden layers, as for `MLP`.
        learning_rate: of Adam.
        epochs: how often to go through the table.
        batch_size: records for a step.
        random_state: of first weights and shuffling, as everywhere in scikit-learn.

    Attributes:
        model_: the trained `MLP`.
        history_: how the training went, a `History`.
        n_features_in_: number of columns.

    >>> X = [[x / 10] for x in range(-10, 11)]
    >>> regressor = MLPRegressor(learning_rate=0.05, epochs=100, random_state=0)
    >>> regressor.fit(X, [x * x for (x,) in X]).score(X, [x * x for (x,) in X]) > 0.9
    True
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Train a new network.

        Args:
            X: rows, (records, features).
            y: the target of each, (records,).

        Raises:
            ValueError: the table or the targets are not numbers, or have gaps.
        """
        X, y = validation.validate_data(self, X, y, y_numeric=True)
        self._train(X, y.tolist(), 1, MSE())
        return self

    def predict(self, X: Any) -> Any:
        """The number predicted for each row, (records,)."""
        rows = self._rows(X)
        return np.array(predict_values(self.model_, rows))


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Draw from `random` as after `random.seed(seed)`, and leave it as it was."""
    before = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(before)
