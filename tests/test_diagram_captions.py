"""What a picture says below itself, and what it would else leave out in silence."""

import random
import re

from autograd import Value, draw, paths
from nn import MLP, CategoricalCrossEntropy


def classified(from_logits):
    random.seed(1)
    output = "linear" if from_logits else "softmax"
    model = MLP(3, [4, 3], activation="tanh", output=output)
    loss = CategoricalCrossEntropy(from_logits=from_logits)(
        model([0.1, 0.2, 0.3]), [0, 1, 0]
    )
    loss.label = "L"
    return draw(loss, view="neurons").svg()


def test_a_picture_says_how_the_other_classes_reach_the_loss():
    svg = classified(from_logits=False)
    assert "of layer 2 L takes O22 alone, through which its other neurons act" in svg
    assert "<title>∂O22/∂z21 = -" in svg
    assert "<title>∂O22/∂z23 = -" in svg
    assert "alone" not in classified(from_logits=True)


def test_neurons_that_a_softmax_mixes_stand_in_their_order():
    svg = classified(from_logits=False)
    places = [
        float(re.search(rf'y="([-\d.]+)"[^>]*>{name}<', svg)[1])
        for name in ("z21", "z22", "z23")
    ]
    assert places == sorted(places)


def test_one_path_that_is_not_lit_is_one_more_path():
    x = Value(2.0, "x")
    assert "1 more path included" in paths(x.sin() * x, x).draw(1).svg()
