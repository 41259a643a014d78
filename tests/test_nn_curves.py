"""What the pictures of functions of one input show: the data of what was drawn."""

import numpy as np
import pytest
from pictures import lines

from nn.curves import half_square, value_and_slope
from nn.plots import plot_activation, plot_subgradients, plot_update

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
