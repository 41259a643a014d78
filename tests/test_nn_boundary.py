"""What the picture of a decision boundary shows: the data of what was drawn."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from autograd import Value
from nn.plots import plot_decision_boundary


def sloping(row):
    """A model that says 1 to the right of x1 = 0.5 and above nothing."""
    return Value(row[0])


def boundaries(ax):
    """The points of the lines between classes."""
    found = [c for c in ax.collections if len(c.get_facecolor()) == 0]
    return np.concatenate([p.vertices for c in found for p in c.get_paths()])


def test_the_boundary_of_one_output_is_where_it_crosses_the_threshold():
    X = [[0, 0], [1, 1], [0.2, 1]]
    ax = plot_decision_boundary(sloping, X, [0, 1, 0], threshold=0.3, resolution=9)
    assert boundaries(ax)[:, 0] == pytest.approx(0.3)


def test_the_boundary_of_several_outputs_is_where_two_lead():
    def model(row):
        return [Value(row[0]), Value(row[1]), Value(-5.0)]

    ax = plot_decision_boundary(model, [[0, 0], [1, 1]], [0, 1], resolution=9)
    assert boundaries(ax)[:, 0] == pytest.approx(boundaries(ax)[:, 1])


def test_the_records_of_a_class_are_drawn_where_they_are_and_named():
    X, y = [[0, 0], [1, 1], [0.2, 1]], [0, 1, 0]
    ax = plot_decision_boundary(
        sloping, X, y, classes=("Fail", "Pass"), threshold=0.5, resolution=4
    )
    drawn = {c.get_label(): c.get_offsets().tolist() for c in ax.collections}
    assert drawn["Fail"] == [[0, 0], [0.2, 1]]
    assert drawn["Pass"] == [[1, 1]]


def test_a_model_that_always_says_the_same_has_one_region_and_no_boundary():
    ax = plot_decision_boundary(lambda row: Value(0.9), [[0, 0], [1, 1]], [0, 1])
    (region,) = [c for c in ax.collections if c.get_label().startswith("_")]
    assert len(region.get_facecolor()) == 1


def test_a_table_of_another_width_has_no_decision_boundary():
    with pytest.raises(ValueError, match=r"rows of two numbers, not of shape \(3,\)"):
        plot_decision_boundary(sloping, [[1, 2, 3]], [0])
    with pytest.raises(ValueError, match="y is the number of the class"):
        plot_decision_boundary(sloping, [[1, 2]], [[0, 1]])


def test_no_two_of_twelve_classes_look_alike():
    points = [[float(i), float(i % 3)] for i in range(12)]
    ax = plot_decision_boundary(
        lambda row: [Value(x) for x in range(12)], points, range(12), resolution=3
    )
    looks = {
        (to_hex(each.get_facecolor()[0]), each.get_paths()[0].vertices.tobytes())
        for each in ax.collections[-12:]
    }
    assert len(looks) == 12


@pytest.mark.parametrize(
    ("y", "classes", "said"),
    [
        ([1], ["a"], "of class 1, and classes names 1"),
        ([-1], (), "from 0; and got int64 .* the least -1"),
    ],
)
def test_a_class_that_cannot_be_drawn_is_named(y, classes, said):
    with pytest.raises(ValueError, match=said):
        plot_decision_boundary(sloping, [[0, 1]], y, classes=classes)
