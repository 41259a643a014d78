"""scikit-learn's MLPClassifier with the same settings."""

import warnings

import numpy as np
from fit_task import CHECKED, RATE, Task
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore", ConvergenceWarning)  # it is to go through all epochs


class SklearnTrainer:
    """A new classifier for each fit."""

    def __init__(self, task: Task) -> None:
        """Keep the task."""
        self.task = task

    def classifier(self, **options: object) -> MLPClassifier:
        """Without penalty and early stopping."""
        settings = {"alpha": 0.0, "tol": 0.0, "n_iter_no_change": 10**9}
        return MLPClassifier(self.task.sizes[1:-1], **settings, **options)

    def fit(self) -> float:
        """Classifier and training."""
        task = self.task
        classifier = self.classifier(
            batch_size=task.batch, learning_rate_init=task.rate, max_iter=task.epochs
        )
        return float(classifier.fit(task.X, task.y).loss_)

    def losses(self) -> list[float]:
        """The losses of CHECKED steps from the task's own first weights."""
        task = self.task
        classifier = self.classifier(
            solver="sgd",
            momentum=0.0,
            nesterovs_momentum=False,
            learning_rate_init=RATE,
            batch_size=len(task.X),
            max_iter=1,
            warm_start=True,
        ).fit(task.X, task.y)
        layers = task.layers()
        classifier.coefs_ = [np.array(weights).T for weights, _ in layers]
        classifier.intercepts_ = [np.array(biases) for _, biases in layers]
        losses = []
        for _ in range(CHECKED):  # each goes on with the weights of the one before
            losses.append(float(classifier.fit(task.X, task.y).loss_))
        return losses


def training(task: Task) -> SklearnTrainer:
    """The trainer of a task."""
    return SklearnTrainer(task)
