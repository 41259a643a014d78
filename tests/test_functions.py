"""What is composed of primitives: right values, right gradients, wide range."""

import math
import random
from inspect import getdoc

import mpmath
import pytest
from helpers import gradients, slope

from autograd import (
    Value,
    clip,
    dist,
    log_softmax,
    logsumexp,
    mean,
    softmax,
    sum,
    var,
)

draw = random.Random(3)
XS = [draw.uniform(-3, 3) for _ in range(5)]
YS = [draw.uniform(-3, 3) for _ in range(5)]
FORMS = {  # name: ours, mpmath's
    "mean": (mean, lambda xs: mpmath.fsum(xs) / 5),
    "var": (var, lambda xs: spread(xs) / 5),
    "var, unbiased": (lambda xs: var(xs, ddof=1), lambda xs: spread(xs) / 4),
    "logsumexp": (logsumexp, lambda xs: mpmath.log(mpmath.fsum(map(mpmath.exp, xs)))),
    "softmax": (lambda xs: softmax(xs)[1], lambda xs: share(xs, 1)),
    "log_softmax": (lambda xs: log_softmax(xs)[1], lambda xs: mpmath.log(share(xs, 1))),
    "dist": (
        lambda xs: dist(xs, YS),
        lambda xs: mpmath.sqrt(
            mpmath.fsum((x - y) ** 2 for x, y in zip(xs, YS, strict=True))
        ),
    ),
    "clip": (
        lambda xs: clip(xs[0], -1.0, 1.0) + clip(xs[1], -3.0, 3.0),
        lambda xs: max(min(xs[0], 1), -1) + max(min(xs[1], 3), -3),
    ),
}
forms = pytest.mark.parametrize(("ours", "theirs"), FORMS.values(), ids=FORMS)
LARGE = ([1000.0, 999.0, -1000.0], [-1000.0, -1000.0, -1001.0], [1e300, 0.0, -1e300])


def squares(xs, ys):
    return mpmath.fsum((x - y) ** 2 for x, y in zip(xs, ys, strict=True))


def spread(xs):
    middle = mpmath.fsum(xs) / len(xs)
    return mpmath.fsum((x - middle) ** 2 for x in xs)


def share(xs, i):
    return mpmath.exp(xs[i]) / mpmath.fsum(map(mpmath.exp, xs))


# ------------------------------------------------------------ values and gradients


@forms
def test_value(ours, theirs):
    with mpmath.workdps(50):
        wanted = float(theirs(list(map(mpmath.mpf, XS))))
    assert ours(list(map(Value, XS))).data == pytest.approx(wanted, rel=1e-14)


@forms
def test_gradient(ours, theirs):
    xs = list(map(Value, XS))
    with mpmath.workdps(50):
        point = list(map(mpmath.mpf, XS))
        wanted = [float(slope(theirs, point, i)) for i in range(5)]
    assert gradients(ours(xs), xs) == pytest.approx(wanted, rel=1e-13, abs=1e-15)


@forms
def test_plain_numbers_give_a_plain_number(ours, theirs):
    result = ours(XS)
    assert type(result) is float and result == ours(list(map(Value, XS))).data


@forms
def test_numbers_among_the_values_are_constants(ours, theirs):
    xs = [Value(XS[0]), *XS[1:]]
    assert ours(xs).data == ours(XS)
    alone = gradients(ours(xs), xs[:1])
    assert alone == gradients(ours([xs[0], *map(Value, XS[1:])]), xs[:1])


@forms
def test_values_may_come_from_a_generator(ours, theirs):
    assert ours(list(map(Value, XS))).data == ours([Value(x) for x in XS]).data
    assert mean(Value(x) for x in XS).data == mean(XS)


@forms
def test_nan_passes_through_to_value_and_gradient(ours, theirs):
    xs = list(map(Value, [math.nan, *XS[1:]]))
    out = ours(xs)
    assert math.isnan(out.data)
    assert gradients(out, xs)[0] != 0.0


# ------------------------------------------------------------ far out


@pytest.mark.parametrize("logits", LARGE)
def test_softmax_of_large_logits_sums_to_1(logits):
    assert math.fsum(softmax(logits)) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("logits", LARGE)
def test_large_logits_have_exact_values_and_gradients(logits):
    values = list(map(Value, logits))
    with mpmath.workdps(50):
        shares = [float(share(list(map(mpmath.mpf, logits)), i)) for i in range(3)]
        total = float(FORMS["logsumexp"][1](list(map(mpmath.mpf, logits))))
    assert logsumexp(values).data == pytest.approx(total, rel=1e-14)
    assert gradients(logsumexp(values), values) == pytest.approx(shares, rel=1e-14)
    assert [p.data for p in softmax(values)] == pytest.approx(shares, rel=1e-14)


def test_log_softmax_is_exact_where_softmax_is_0():
    values = list(map(Value, [0.0, 2000.0]))
    assert softmax(values)[0].data == 0.0
    assert log_softmax(values)[0].data == -2000.0
    assert gradients(log_softmax(values)[0], values) == [1.0, -1.0]


def test_shifting_logits_changes_no_softmax():
    shifted = [p.data for p in softmax([Value(x + 512.0) for x in (0.5, 1.5)])]
    assert shifted == [p.data for p in softmax([Value(x) for x in (0.5, 1.5)])]


def test_gradients_of_all_shares_cancel():
    values = list(map(Value, XS))
    assert gradients(sum(softmax(values)), values) == pytest.approx(
        [0.0] * 5, abs=1e-16
    )


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_dist_neither_under_nor_overflows(size):
    xs = [Value(3.0 * size), Value(4.0 * size)]
    out = dist(xs, [0.0, 0.0])
    assert out.data == pytest.approx(5.0 * size, rel=1e-15)
    assert gradients(out, xs) == pytest.approx([0.6, 0.8], rel=1e-15)


def test_large_logit_beside_nan_is_nan_not_an_error():
    assert math.isnan(logsumexp([Value(math.nan), Value(1000.0)]).data)


@pytest.mark.parametrize(
    ("logits", "total"), [([math.inf, 0.0], math.inf), ([-math.inf, 1.0], 1.0)]
)
def test_infinite_logit_dominates_or_counts_for_nothing(logits, total):
    assert logsumexp(list(map(Value, logits))).data == logsumexp(logits) == total


# ------------------------------------------------------------ kinks


def test_gradient_of_dist_is_0_where_the_points_coincide():
    xs = [Value(1.0), Value(2.0)]
    out = dist(xs, [1.0, 2.0])
    assert out.data == 0.0 and gradients(out, xs) == [0.0, 0.0]
    assert "kink; the gradient there is 0" in getdoc(dist)


@pytest.mark.parametrize(
    ("x", "value", "gradient"),
    [
        (-2.0, -1.0, 0.0),
        (-1.0, -1.0, 0.5),
        (0.0, 0.0, 1.0),
        (1.0, 1.0, 0.5),
        (2.0, 1.0, 0.0),
    ],
)
def test_gradient_of_clip_inside_on_and_outside_the_bounds(x, value, gradient):
    x = Value(x)
    out = clip(x, -1.0, 1.0)
    assert out.data == value and gradients(out, [x]) == [gradient]


def test_docs_say_the_gradient_of_clip_on_a_bound():
    assert "on a bound it is one half" in getdoc(clip)


def test_clip_may_be_open_to_one_side():
    assert clip(Value(5.0), 0.0, math.inf).data == 5.0
    assert clip(Value(-5.0), 0.0, math.inf).data == 0.0


def test_clip_is_a_method_too():
    x = Value(5.0)
    out = x.clip(-1.0, 1.0) + x.clip(low=0.0, high=9.0)
    out.backward()
    assert (out.data, x.grad) == (6.0, 1.0)


# ------------------------------------------------------------ refusals


@pytest.mark.parametrize("function", [mean, var, logsumexp, softmax, log_softmax])
def test_no_values_are_refused(function):
    with pytest.raises(ValueError, match=f"^{function.__name__} takes at least one"):
        function([])


@pytest.mark.parametrize("function", [mean, var, logsumexp, softmax, log_softmax])
@pytest.mark.parametrize("single", [Value(1.0), 2.0])
def test_single_number_is_refused(function, single):
    with pytest.raises(TypeError, match=f"^{function.__name__} takes a list"):
        function(single)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: clip(Value(0.0), 1.0, -1.0), "low = 1.0 is above high = -1.0: swap"),
        (lambda: dist([1.0, 2.0], [1.0]), "the points have 2 and 1 coordinates"),
        (lambda: dist([], []), "^dist takes at least one value"),
        (lambda: var([Value(1.0)], ddof=1), "var with ddof=1 takes more than 1 values"),
        (lambda: var([Value(1.0)], ddof=None), "var: ddof is a whole number"),
        (lambda: clip(Value(0.0), math.nan, 1.0), "clip: a bound is NaN"),
    ],
)
def test_what_has_no_answer_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("function", [mean, var, logsumexp, softmax, log_softmax])
@pytest.mark.parametrize("bad", ["a", None, [1.0]])
def test_element_that_is_no_number_is_refused(function, bad):
    with pytest.raises(TypeError, match=f"^{function.__name__}: a Value holds a real"):
        function([Value(1.0), bad])


@pytest.mark.parametrize("text", ["12", {"a": 1.0}])
def test_what_is_no_list_of_numbers_is_refused(text):
    for call in (mean, softmax, lambda x: dist(x, [1.0])):
        with pytest.raises(TypeError, match="takes a list of Values"):
            call(text)
    with pytest.raises(TypeError, match=r"^clip: a Value holds a real"):
        clip(text, 0.0, 1.0)
