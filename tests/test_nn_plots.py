"""What the pictures of a training show: the data of what was drawn."""

import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.colors import to_hex
from pictures import pyplot

from autograd import Value
from autograd.diagram.theme import THEMES
from nn import MLP, MSE, History
from nn.figures import COLOURS
from nn.insight import (
    GradientFlow,
    LayerGradient,
    gradient_flow,
    vanishing_ledger,
)
from nn.plots import (
    plot_activation,
    plot_confusion,
    plot_decision_boundary,
    plot_gradient_flow,
    plot_ledger,
    plot_losses,
    plot_subgradients,
    plot_update,
)

ROOT = Path(__file__).parents[1]
LOSSES = (0.9, 0.5, 0.3)


def ledger(*factors):
    node = weight = Value(1.0, "w")
    for i, factor in enumerate(reversed(factors)):
        node = factor * node
        node.label = f"O{i}"
    return vanishing_ledger(node, weight)


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
    "ledger": lambda **given: plot_ledger(ledger(0.5, -0.1), **given),
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


def test_a_single_epoch_is_numbered_one():
    assert list(plot_losses([0.5]).get_xticks()) == [1]


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plot_losses(None), "training: None is no History"),
        (lambda: plot_confusion(3), "a confusion matrix is a list"),
        (lambda: plot_update(w=1.0, lr=0.1, steps="3"), "steps is a whole number"),
    ],
)
def test_what_cannot_be_drawn_is_named(draw, said):
    with pytest.raises((TypeError, ValueError), match=said):
        draw()


def test_a_ledger_falls_by_the_factor_of_each_link():
    ax = plot_ledger(ledger(0.25, -0.15, 0.10))
    (line,) = ax.get_lines()
    assert line.get_ydata() == pytest.approx([0.25, 0.0375, 0.00375])
    assert ax.get_yscale() == "log"


def test_a_ledger_whose_first_link_is_0_has_no_picture():
    with pytest.raises(ValueError, match="is 0, and no product"):
        plot_ledger(ledger(0.0, 0.5))
