"""Optimizers: the rule of each, against PyTorch's; what they refuse to change."""

import json
import math
from pathlib import Path

import pytest

import nn
from autograd import Value, exp, sin
from nn import (
    MLP,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    ClipNorm,
    ClipValue,
    CosineDecay,
    ExponentialDecay,
    Optimizer,
    RMSProp,
    StepDecay,
    WarmUp,
)

RECORDED = json.loads(
    (Path(__file__).parent / "reference" / "torch.json").read_text(encoding="utf-8")
)
KINDS = [SGD, Adagrad, RMSProp, Adam, AdamW]


def objective(w):
    """As in reference/record_with_torch.py."""
    square = 0.5 * (w[0] - 1.0) ** 2 + 2.0 * (w[1] + 0.5) ** 2 + 0.1 * w[2] ** 2
    return square + 0.3 * sin(w[0] * w[1]) + exp(-w[2])


def check_trajectory(make, points):
    """The recorded points are those that an optimizer comes to."""
    w = [Value(number) for number in (-1.5, 2.0, 0.25)]
    optimizer = make(w)
    for step in range(1, 101):
        optimizer.zero_grad()
        objective(w).backward()
        optimizer.step()
        if str(step) in points:
            found = [each.data for each in w]
            assert found == pytest.approx(points[str(step)], rel=1e-12, abs=1e-12)


def parabola(w):
    return (w - 2.0) ** 2


# ------------------------------------------------------------ as in PyTorch


@pytest.mark.parametrize(
    "recorded", RECORDED["rules"], ids=lambda each: f"{each['rule']}-{each['options']}"
)
def test_a_hundred_steps_are_torchs(recorded):
    kind, options = getattr(nn, recorded["rule"]), recorded["options"]
    check_trajectory(lambda w: kind(w, **options), recorded["points"])


@pytest.mark.parametrize("clip", [ClipNorm(0.75), ClipValue(0.75)], ids=repr)
def test_a_hundred_clipped_steps_are_torchs(clip):
    points = RECORDED["clipped"][type(clip).__name__]
    check_trajectory(lambda w: SGD(w, lr=0.1, clip=clip), points)


@pytest.mark.parametrize(
    "schedule",
    [
        StepDecay(0.1, every=30),
        ExponentialDecay(0.1, factor=0.95),
        CosineDecay(0.1, steps=100),
        WarmUp(CosineDecay(0.1, steps=90, end=0.01), steps=10, start=0.1),
    ],
    ids=lambda schedule: type(schedule).__name__,
)
def test_a_hundred_scheduled_steps_are_torchs(schedule):
    points = RECORDED["scheduled"][type(schedule).__name__]
    check_trajectory(lambda w: SGD(w, lr=schedule), points)


# ------------------------------------------------------------ rules


def test_sgd_moves_against_the_gradient():
    w = Value(3.0)
    (w * w).backward()
    SGD([w], lr=0.25).step()
    assert w.data == 3.0 - 0.25 * 6.0


def test_a_step_changes_no_gradient_and_zero_grad_no_data():
    w = Value(1.0)
    w.grad = 2.0
    optimizer = SGD([w], lr=0.5)
    optimizer.step()
    assert (w.data, w.grad) == (0.0, 2.0)
    optimizer.zero_grad()
    assert (w.data, w.grad) == (0.0, 0.0)


def test_the_learning_rate_may_change_between_steps():
    w = Value(0.0)
    w.grad = 1.0
    optimizer = SGD([w], lr=0.5)
    optimizer.lr = 2.0
    optimizer.step()
    assert w.data == -2.0


def test_a_parameter_given_twice_moves_once():
    w = Value(0.0)
    w.grad = 1.0
    SGD([w, w], lr=1.0).step()
    assert w.data == -1.0


def test_sgd_finds_the_minimum_of_a_parabola():
    w = Value(5.0)
    optimizer = SGD([w], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        ((w - 2.0) ** 2).backward()
        optimizer.step()
    assert w.data == pytest.approx(2.0, abs=1e-12)


def test_a_new_rule_is_one_method():
    class Sign(Optimizer):
        def direction(self, parameter):
            return math.copysign(1.0, parameter.grad)

    w = Value(1.0)
    w.grad = -7.0
    Sign([w], lr=0.5).step()
    assert w.data == 1.5


def test_an_optimizer_without_a_rule_says_what_to_define():
    with pytest.raises(NotImplementedError, match=r"direction\(self, parameter\)"):
        Optimizer([Value(1.0)], lr=0.1).step()


def test_repr_says_the_options_that_were_given():
    decaying = AdamW([Value(1.0)], betas=(0.8, 0.999), clip=ClipNorm(2.0))
    assert repr(decaying) == (
        "AdamW(1 parameter, lr=0.001, betas=(0.8, 0.999), clip=ClipNorm(limit=2.0))"
    )


def test_repr_says_what_it_is():
    assert repr(SGD(MLP(2, [3, 1]).parameters(), 0.1)) == "SGD(13 parameters, lr=0.1)"


@pytest.mark.parametrize("lr", [0.0, -0.1, math.nan, math.inf])
def test_the_learning_rate_is_above_zero(lr):
    with pytest.raises(ValueError, match="learning rate is a number above 0"):
        SGD([Value(1.0)], lr=lr)


def test_no_parameters_are_an_error():
    with pytest.raises(ValueError, match=r"pass model.parameters\(\)"):
        SGD([])


@pytest.mark.parametrize("parameters", [MLP(2, [1]), Value(1.0), [1.0]])
def test_what_holds_no_values_is_an_error(parameters):
    with pytest.raises(TypeError, match=r"model.parameters\(\)"):
        SGD(parameters)


def test_a_recorded_value_cannot_be_optimized():
    with pytest.raises(ValueError, match="is computed by mul"):
        SGD([Value(1.0) * 2])


# ------------------------------------------------------------ what the rules are for


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_finds_the_minimum_of_a_bowl(kind):
    w = [Value(5.0), Value(-3.0)]
    options = {"weight_decay": 0.0} if kind is AdamW else {}
    lr = 2.0 if kind is Adagrad else 0.3
    optimizer = kind(w, lr=CosineDecay(lr, steps=400), **options)
    for _ in range(400):
        optimizer.zero_grad()
        (parabola(w[0]) + 0.5 * parabola(w[1])).backward()
        optimizer.step()
    assert [each.data for each in w] == pytest.approx([2.0, 2.0], abs=1e-3)


def test_momentum_outruns_plain_descent_in_a_long_valley():
    ends = []
    for momentum in (0.0, 0.9):
        w = Value(100.0)
        optimizer = SGD([w], lr=0.001, momentum=momentum)
        for _ in range(100):
            optimizer.zero_grad()
            parabola(w).backward()
            optimizer.step()
        ends.append(abs(w.data - 2.0))
    assert ends[1] < 0.5 * ends[0]


@pytest.mark.parametrize("kind", [Adagrad, RMSProp, Adam])
def test_adaptive_rules_take_the_same_steps_for_a_scaled_loss(kind):
    ends = []
    for scale in (1.0, 1000.0):
        w = Value(5.0)
        optimizer = kind([w], lr=0.1)
        for _ in range(20):
            optimizer.zero_grad()
            (scale * parabola(w)).backward()
            optimizer.step()
        ends.append(w.data)
    assert ends[0] == pytest.approx(ends[1], rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_weight_decay_pulls_a_weight_without_gradient_to_zero(kind):
    w = Value(2.0)
    optimizer = kind([w], lr=0.01, weight_decay=0.1)
    optimizer.step()
    assert 0.0 < w.data < 2.0


def test_adamw_decays_by_a_share_of_the_weight_whatever_the_gradient():
    w = Value(2.0)
    AdamW([w], lr=0.1, weight_decay=0.5).step()
    assert w.data == 2.0 - 0.1 * 0.5 * 2.0


# ------------------------------------------------------------ bad input


@pytest.mark.parametrize("gradient", [math.nan, math.inf])
def test_a_gradient_that_is_not_finite_moves_nothing(gradient):
    good, bad = Value(1.0), Value(2.0, "w2")
    good.grad, bad.grad = 1.0, gradient
    with pytest.raises(FloatingPointError, match=r"gradient of w2 is .*explain_nonfin"):
        SGD([good, bad], lr=0.1).step()
    assert (good.data, bad.data) == (1.0, 2.0)


@pytest.mark.parametrize(
    "kind, options, said",
    [
        (SGD, {"momentum": 1.0}, r"SGD: momentum = 1.0: give a number in \[0, 1\)"),
        (SGD, {"nesterov": True}, "write momentum=0.9, nesterov=True"),
        (SGD, {"weight_decay": -0.1}, "SGD: weight_decay = -0.1: give 0 or a number"),
        (RMSProp, {"alpha": 1.0}, "RMSProp: alpha = 1.0"),
        (Adagrad, {"eps": 0.0}, "Adagrad: eps = 0.0: give a number above 0"),
        (Adam, {"betas": (0.9, 1.0)}, "Adam: each of betas = 1.0"),
        (AdamW, {"betas": 0.9}, r"AdamW: betas = 0.9: give two, such as \(0.9, 0.999"),
    ],
)
def test_an_option_that_cannot_be_is_an_error(kind, options, said):
    with pytest.raises(ValueError, match=said):
        kind([Value(1.0)], **options)


def test_the_learning_rate_is_a_number_or_a_schedule():
    with pytest.raises(TypeError, match=r"lr is a number or a schedule, not '0.1'"):
        SGD([Value(1.0)], lr="0.1")


def test_a_clip_is_something_to_call():
    with pytest.raises(TypeError, match=r"clip = 1.0: write ClipNorm\(1.0\)"):
        SGD([Value(1.0)], clip=1.0)
