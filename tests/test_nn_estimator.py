"""The estimators are scikit-learn's in all that its own checks look at."""

import random
import subprocess
import sys

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from nn import MLP, iris
from nn.estimator import MLPClassifier, MLPRegressor


@parametrize_with_checks([MLPClassifier(), MLPRegressor()])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_the_network_of_a_pipeline_can_be_looked_at():
    pipeline = make_pipeline(StandardScaler(), MLPClassifier(epochs=1))
    classifier = pipeline.fit(iris().X, iris().y)[-1]
    assert isinstance(classifier.model_, MLP)
    assert len(classifier.history_.losses) == 1


def test_a_grid_search_finds_its_parameters():
    search = GridSearchCV(
        MLPClassifier(epochs=2, random_state=0), {"hidden": [(), (4,)]}, cv=2
    )
    search.fit(iris().X, iris().y)
    assert search.best_params_["hidden"] in [(), (4,)]


def test_classes_keep_their_names_and_order():
    classifier = MLPClassifier(random_state=0, learning_rate=0.1)
    classifier.fit([[-1.0], [1.0]] * 10, ["no", "yes"] * 10)
    assert classifier.classes_.tolist() == ["no", "yes"]
    assert classifier.predict([[-2.0], [2.0]]).tolist() == ["no", "yes"]
    assert np.allclose(classifier.predict_proba([[0.3]]).sum(axis=1), 1.0)


def test_one_class_is_nothing_to_learn():
    with pytest.raises(ValueError, match="y has one class"):
        MLPClassifier().fit([[1.0], [2.0]], [1, 1])


def test_training_leaves_the_callers_random_numbers_alone():
    random.seed(3)
    expected = random.random()
    random.seed(3)
    MLPRegressor(epochs=1).fit([[1.0], [2.0]], [1.0, 2.0])
    assert random.random() == expected


def test_without_scikit_learn_the_error_says_what_to_install():
    script = (
        "import sys; sys.modules['sklearn'] = None\n"
        "import nn\n"
        "try:\n    import nn.estimator\n"
        "except ImportError as error:\n    print(error)\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert 'pip install "glassgrad[sklearn]"' in printed
