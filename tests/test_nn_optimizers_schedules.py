"""Learning rates that change, gradients held within bounds: values and bad input."""

import math

import pytest

from autograd import Value
from nn import (
    SGD,
    ClipNorm,
    ClipValue,
    CosineDecay,
    ExponentialDecay,
    StepDecay,
    WarmUp,
)


def test_a_schedule_may_be_any_function_of_the_step():
    w = Value(0.0)
    w.grad = 1.0
    optimizer = SGD([w], lr=lambda step: 1.0 / (1 + step))
    for _ in range(3):
        optimizer.step()
    assert (w.data, optimizer.lr, optimizer.steps) == (-(1 + 1 / 2 + 1 / 3), 1 / 3, 3)


def test_warm_up_comes_to_a_number_or_a_schedule():
    plain, then = WarmUp(0.5, steps=4), WarmUp(StepDecay(0.5, 10), steps=4, start=0.5)
    assert [plain(step) for step in (0, 4, 100)] == [0.05, 0.5, 0.5]
    assert [then(step) for step in (0, 2, 4, 14)] == [0.25, 0.375, 0.5, 0.05]


def test_cosine_decay_stays_at_its_end():
    schedule = CosineDecay(1.0, steps=10, end=0.25)
    assert [schedule(step) for step in (10, 11, 1000)] == [0.25] * 3
    assert schedule(5) == pytest.approx(0.625, rel=1e-15)


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: StepDecay(0.1, every=0), "every is at least 1"),
        (lambda: StepDecay(-0.1, every=1), "StepDecay: lr = -0.1: give a number above"),
        (lambda: ExponentialDecay(0.1, factor=1.5), r"factor = 1.5: .* in \(0, 1\]"),
        (lambda: CosineDecay(0.1, steps=0), "steps is at least 1"),
        (lambda: CosineDecay(0.1, steps=5, end=-1), "end = -1: give 0 or a number"),
        (lambda: WarmUp(0.1, steps=5, start=1.0), r"start = 1.0: .* in \[0, 1\)"),
        (lambda: WarmUp(0.0, steps=5), "WarmUp: then = 0.0: give a number above 0"),
        (lambda: ClipNorm(0), "ClipNorm: limit = 0: give a number above 0"),
        (lambda: ClipValue(-1), "ClipValue: limit = -1: give a number above 0"),
    ],
)
def test_schedules_and_clips_say_what_may_be_given(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_a_schedule_that_gives_no_learning_rate_is_an_error():
    w = Value(1.0)
    optimizer = SGD([w], lr=lambda step: 0.1 - step)
    optimizer.step()
    with pytest.raises(ValueError, match=r"the schedule: lr of step 1 = -0\.9"):
        optimizer.step()


def test_a_short_gradient_is_not_lengthened():
    w = Value(1.0)
    w.grad = 0.5
    ClipNorm(1.0)([w])
    ClipValue(1.0)([w])
    assert w.grad == 0.5


def test_clipping_the_norm_keeps_the_direction():
    w = [Value(0.0), Value(0.0)]
    w[0].grad, w[1].grad = 30.0, -40.0
    ClipNorm(5.0)(w)
    assert math.hypot(w[0].grad, w[1].grad) == pytest.approx(5.0, rel=1e-6)
    assert w[0].grad / w[1].grad == pytest.approx(-0.75, rel=1e-15)
