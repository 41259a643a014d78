"""What the pictures of a training show: the data of what was drawn."""

import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from autograd import Value
from autograd.diagram.theme import THEMES
from nn import MLP, MSE, History
from nn.curves import half_square, value_and_slope
from nn.figures import COLOURS
from nn.insight import GradientFlow, LayerGradient, gradient_flow
from nn.plots import (
    plot_activation,
    plot_confusion,
    plot_decision_boundary,
    plot_gradient_flow,
    plot_losses,
    plot_subgradients,
    plot_update,
)

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.colors import to_hex

ROOT = Path(__file__).parents[1]
LOSSES = (0.9, 0.5, 0.3)


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    pyplot.close("all")


def lines(ax):
    """The labelled lines of a picture, by the first word of the label."""
    return {line.get_label(): line.get_xydata() for line in ax.get_lines()}


def sloping(row):
    """A model that says 1 to the right of x1 = 0.5 and above nothing."""
    return Value(row[0])


def flow(*means):
    layers = [
        LayerGradient(f"layer {i}", 3, mean, 2 * mean, float(mean == 0.0))
        for i, mean in enumerate(means, start=1)
    ]
    return GradientFlow(tuple(layers))


# ------------------------------------------------------------ all of them

DRAWN = {
    "losses": lambda **given: plot_losses(LOSSES, **given),
    "boundary": lambda **given: plot_decision_boundary(
        sloping, [[0, 0], [1, 1]], [0, 1], threshold=0.5, resolution=5, **given
    ),
    "flow": lambda **given: plot_gradient_flow(flow(1e-3, 1e-1), **given),
    "confusion": lambda **given: plot_confusion([[3, 1], [0, 2]], **given),
    "activation": lambda **given: plot_activation("tanh", 0.5, **given),
    "update": lambda **given: plot_update(w=1.0, lr=0.5, **given),
    "subgradients": lambda **given: plot_subgradients(**given),
}
pictures = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


@pictures
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_drawn_in_the_colours_of_its_theme(draw, theme):
    ax = draw(theme=theme)
    assert to_hex(ax.figure.get_facecolor()) == COLOURS[theme].paper
    assert to_hex(ax.xaxis.label.get_color()) == COLOURS[theme].ink
    ax.figure.canvas.draw()


@pictures
def test_a_picture_is_drawn_on_the_axes_it_is_given(draw):
    _, (left, right) = pyplot.subplots(1, 2)
    assert draw(ax=right) is right
    assert not left.has_data()


@pictures
def test_an_unknown_theme_is_refused(draw):
    with pytest.raises(ValueError, match="unknown theme 'sepia': write light or dark"):
        draw(theme="sepia")


def test_the_colours_are_those_of_the_graph_pictures():
    for name, colours in COLOURS.items():
        graph = THEMES[name]
        assert colours.classes == graph.paths
        for each in ("paper", "ink", "faint", "line", "value", "gradient", "partial"):
            assert getattr(colours, each) == getattr(graph, each)


def test_without_matplotlib_the_error_says_what_to_install():
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from nn.plots import plot_losses\n"
        "plot_losses([1.0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert "ImportError: matplotlib" in done.stderr
    assert 'pip install "glassgrad[plot]"' in done.stderr


# ------------------------------------------------------------ losses


def test_the_loss_curve_has_a_point_for_each_epoch():
    (line,) = plot_losses(History(LOSSES)).get_lines()
    assert line.get_xydata().tolist() == [[1, 0.9], [2, 0.5], [3, 0.3]]


def test_several_loss_curves_are_named():
    ax = plot_losses({"η = 0.1": LOSSES, "η = 1": LOSSES[:2]}, logarithmic=True)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "η = 0.1",
        "η = 1",
    ]
    assert ax.get_yscale() == "log"


def test_validation_losses_are_a_dashed_curve_of_their_own():
    ax = plot_losses(History(LOSSES, validation_losses=(1.0, 0.6, 0.5)))
    training, validation = ax.get_lines()
    assert (training.get_label(), training.get_linestyle()) == ("training", "-")
    assert (validation.get_label(), validation.get_linestyle()) == ("validation", "--")
    assert validation.get_ydata() == pytest.approx([1.0, 0.6, 0.5])


def test_no_losses_are_refused():
    for nothing in ([], {}, {"a": []}):
        with pytest.raises(ValueError, match="no losses to draw"):
            plot_losses(nothing)


# ------------------------------------------------------------ decision boundary


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


# ------------------------------------------------------------ gradient flow


def test_the_bars_are_the_means_and_the_lines_the_largest():
    ax = plot_gradient_flow(flow(1e-3, 0.5))
    assert [bar.get_height() for bar in ax.patches] == [1e-3, 0.5]
    assert [float(c.get_segments()[0][0][1]) for c in ax.collections] == [2e-3, 1.0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["layer 1", "layer 2"]
    assert ax.get_yscale() == "log"


def test_flows_of_several_networks_stand_side_by_side():
    flows = {}
    for activation in ("sigmoid", "relu"):
        random.seed(1)
        model = MLP(2, [3, 3, 1], activation=activation)
        flows[activation] = gradient_flow(model, MSE()(model([0.5, -1.0]), 1.0))
    ax = plot_gradient_flow(flows)
    places = [round(bar.get_x() + bar.get_width() / 2, 6) for bar in ax.patches]
    assert places == [-0.2, 0.8, 1.8, 0.2, 1.2, 2.2]


def test_a_layer_without_gradient_is_marked_zero():
    ax = plot_gradient_flow(flow(0.0, 0.5))
    assert [(t.get_text(), t.get_position()[0]) for t in ax.texts] == [("0", 0.0)]


def test_flows_of_different_layers_are_refused():
    with pytest.raises(ValueError, match="2 different lists of layers"):
        plot_gradient_flow({"a": flow(1.0), "b": flow(1.0, 1.0)})


# ------------------------------------------------------------ confusion


def test_the_confusion_matrix_shows_its_counts():
    ax = plot_confusion([[3, 1], [0, 2]], ["Fail", "Pass"])
    shown = {text.get_position(): text.get_text() for text in ax.texts}
    assert shown == {(0, 0): "3", (1, 0): "1", (0, 1): "0", (1, 1): "2"}
    assert ax.images[0].get_array().tolist() == [[3, 1], [0, 2]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "actual")


def test_a_confusion_matrix_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match="a row and a column for each class"):
        plot_confusion([[1, 2]])


# ------------------------------------------------------------ activation


def test_an_activation_is_drawn_with_its_derivative_and_z():
    drawn = lines(plot_activation("sigmoid", 0.0))
    x, slopes = drawn["f′(z)"].T
    s = 1 / (1 + np.exp(-x))
    assert drawn["f(z)"][:, 1] == pytest.approx(s)
    assert slopes == pytest.approx(s * (1 - s))
    assert drawn["f(0) = 0.5"].tolist() == [[0.0, 0.5]]
    assert drawn["f′(0) = 0.25"].tolist() == [[0.0, 0.25]]


@pytest.mark.parametrize("activation", ["linear", lambda z: z * 1.0])
def test_any_function_of_one_value_is_drawn(activation):
    drawn = lines(plot_activation(activation, low=-1.0, high=1.0))
    assert drawn["f(z)"][[0, -1]].tolist() == [[-1.0, -1.0], [1.0, 1.0]]


def test_what_is_no_curve_is_refused():
    with pytest.raises(ValueError, match="softmax takes the outputs of a whole layer"):
        plot_activation("softmax")
    with pytest.raises(ValueError, match=r"low = 1.0 is not below high = 0.0"):
        plot_activation("relu", low=1.0, high=0.0)
    with pytest.raises(TypeError, match="gave 0: compute with autograd's functions"):
        plot_activation(lambda z: 0)


# ------------------------------------------------------------ update


def test_the_update_is_drawn_with_its_tangent():
    drawn = lines(plot_update(w=2.0, lr=0.4))
    (x1, y1), (x2, y2) = drawn["tangent, slope 2"]
    assert (y2 - y1) / (x2 - x1) == pytest.approx(2.0)
    assert y1 - 2.0 * x1 == pytest.approx(-2.0)  # through w = 2, L = 2
    assert drawn["steps to w = 1.2"] == pytest.approx(np.array([[2, 2], [1.2, 0.72]]))


def test_the_promised_change_is_minus_eta_g_squared():
    drawn = lines(plot_update(w=2.0, lr=0.4))
    assert drawn["promised ΔL = -1.6"] == pytest.approx(np.array([[1.2, 0.4]]))


@pytest.mark.parametrize(
    ("lr", "title"),
    [
        (0.4, "η = 0.4: L falls, 0.5 → 0.18"),
        (2.5, "η = 2.5: overshoots: L rises, 0.5 → 1.12"),
    ],
)
def test_the_title_says_whether_the_step_overshoots(lr, title):
    assert plot_update(w=1.0, lr=lr).get_title() == title


def test_the_minimum_of_the_parabola_is_in_the_picture():
    x = lines(plot_update(w=2.0, lr=0.4))["L(w)"][:, 0]
    assert x.min() < 0.0 < 2.0 < x.max()


def test_several_steps_are_drawn():
    way = lines(plot_update(half_square, w=1.0, lr=1.5, steps=3))["steps to w = -0.125"]
    assert way[:, 0].tolist() == [1.0, -0.5, 0.25, -0.125]


def test_steps_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="steps is at least 1, not 0"):
        plot_update(w=1.0, lr=0.1, steps=0)
    with pytest.raises(ValueError, match="take a smaller lr"):
        plot_update(lambda w: w * 1e300, w=0.0, lr=1e300)


# ------------------------------------------------------------ subgradients


def test_the_fan_reaches_from_slope_minus_half_to_half_and_zero_is_chosen():
    drawn = plot_subgradients().get_lines()
    slopes = [np.diff(line.get_ydata())[0] / 2 for line in drawn[:9]]
    assert slopes == pytest.approx([-0.5 + i / 8 for i in range(9)])
    assert drawn[8].get_label() == "subgradients from -0.5 to 0.5"
    assert drawn[9].get_label() == "chosen: 0"
    assert drawn[9].get_ydata().tolist() == [0.0, 0.0]


def test_every_line_of_the_fan_lies_below_the_curve():
    *fan, _, curve, _ = plot_subgradients().get_lines()
    x, f = curve.get_xydata().T
    for line in fan:
        assert (np.interp(x, *line.get_xydata().T) <= f + 1e-12).all()


def test_a_value_and_its_slope_come_from_the_recorded_node():
    assert value_and_slope(half_square, -2.0) == (2.0, -2.0)


# ------------------------------------------------------------ small and large


def overlapping(ax):
    """The names below the columns that run into the next one."""
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
    aslant = ax.get_xticklabels()[0].get_rotation() != 0.0
    gaps = [b.x0 - a.x1 for a, b in pairwise(boxes)]
    return 0 if aslant else sum(gap < 0 for gap in gaps)


def test_fifteen_layers_are_numbered_without_running_together():
    ax = plot_gradient_flow(flow(*[0.5**i for i in range(15)]))
    assert [each.get_text() for each in ax.get_xticklabels()][-1] == "15"
    assert ax.get_xlabel() == "layer" and overlapping(ax) == 0


def test_long_names_of_classes_stand_aslant():
    names = ["Iris setosa (bristle)", "Iris versicolor, blue flag", "Iris virginica"]
    ax = plot_confusion([[3, 1, 0], [0, 2, 0], [0, 0, 9]], names)
    assert overlapping(ax) == 0
    assert overlapping(plot_confusion([[3, 1], [0, 2]], ["Fail", "Pass"])) == 0


def test_counts_of_many_classes_fit_their_cells():
    ax = plot_confusion([[1234] * 20] * 20)
    ax.figure.canvas.draw()
    wide = ax.transData.transform((1, 0))[0] - ax.transData.transform((0, 0))[0]
    assert max(text.get_window_extent().width for text in ax.texts) < wide


def test_a_bar_begins_well_below_the_smallest_mean():
    assert plot_gradient_flow(flow(0.1, 0.1)).get_ylim()[0] == pytest.approx(0.01)


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
    ("given", "title"),
    [
        ({"w": 0.0, "lr": 0.5}, "η = 0.5: slope 0, w stays, L = 0"),
        ({"w": 1.0, "lr": 0.5, "steps": 2}, "η = 0.5, 2 steps: L falls, 0.5 → 0.0312"),
        ({"w": 1.0, "lr": 2.0}, "η = 2: overshoots: L stays, 0.5 → 0.5"),
        ({"w": 1.0, "lr": 3.0, "steps": 2}, "η = 3, 2 steps: overshoots: L rises, "),
    ],
)
def test_the_title_says_what_became_of_the_loss_over_all_steps(given, title):
    assert plot_update(**given).get_title().startswith(title)


def test_a_single_epoch_is_numbered_one():
    assert list(plot_losses([0.5]).get_xticks()) == [1]


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plot_losses(None), "training: None is no History"),
        (lambda: plot_confusion(3), "a confusion matrix is a list"),
        (lambda: plot_update(w=1.0, lr=0.1, steps="3"), "steps is a whole number"),
        (
            lambda: plot_decision_boundary(sloping, [[0, 1]], [1], classes=["a"]),
            "of class 1, and classes names 1",
        ),
        (
            lambda: plot_decision_boundary(sloping, [[0, 1]], [-1]),
            "from 0; and got int64 .* the least -1",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named(draw, said):
    with pytest.raises((TypeError, ValueError), match=said):
        draw()
