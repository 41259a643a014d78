"""A gradient is the sum over paths of products of partials."""

import math
from itertools import islice

import numpy as np
import pytest
from lecture import by_hand, lecture

from autograd import Value, explain, formulas, paths, tanh


def test_the_lectures_gradient_is_two_products_and_their_sum():
    net = lecture()
    net.L.backward()
    found = paths(net.L, net.w1, view="neurons")
    assert [path.product for path in found] == pytest.approx(by_hand(), rel=1e-14)
    assert found.total == pytest.approx(net.w1.grad, rel=1e-14)
    assert found.count == 2


def test_paths_run_from_the_output_to_the_source():
    net = lecture()
    first, second = paths(net.L, net.w1, view="neurons")
    assert [n.name for n in first.nodes] == ["L", "O31", "O21", "O11", "w1"]
    assert [n.name for n in second.nodes] == ["L", "O31", "O22", "O11", "w1"]
    assert first.share + second.share == pytest.approx(1.0)


def test_the_same_through_chosen_nodes():
    net = lecture()
    through = [net.O11, net.O21, net.O22, net.O31]
    found = paths(net.L, net.w1, through=through)
    assert str(found) == str(paths(net.L, net.w1, view="neurons"))


def test_parallel_edges_are_two_paths():
    a = Value(3.0, "a")
    assert [path.product for path in paths(a * a, a)] == [3.0, 3.0]


def test_a_googol_of_paths_is_counted_exactly_and_not_enumerated():
    x = Value(1.0, "x")
    y = x
    for _ in range(400):
        y = y + y
    found = paths(y, x)
    assert found.count == 2**400 > 10**100
    assert found.total == 2.0**400
    assert len(list(islice(found, 3))) == 3


def test_the_best_paths_are_those_of_the_enumeration():
    x = Value(0.4, "x")
    y = x
    for factor in (0.9, -1.3, 0.4, 2.0):
        y = tanh(y * factor) + y * 0.7 + x
    found = paths(y, x)
    every = sorted((abs(path.product) for path in found), reverse=True)
    assert len(every) == found.count
    assert [abs(p.product) for p in found.top(5)] == pytest.approx(every[:5], rel=1e-12)


def test_the_best_paths_are_told_apart_though_their_products_are_no_floats():
    x = Value(1.0, "x")
    y = x
    for _ in range(50):
        y = y * 1e-20 + y * -3e-20 + y * 0.0
    assert paths(y, x).total == 0.0
    best = paths(y, x).top(2)
    assert [p.factors.count(-3e-20) for p in best] == [50, 49]


def test_infinite_paths_come_first_and_blocked_ones_last():
    x = Value(1.0, "x")
    y = x * 0.0 * 1e300 + x * 1e200 * 1e200 + x * 2.0
    assert [p.product for p in paths(y, x).top(3)] == [math.inf, 2.0, 0.0]


def test_the_output_itself_is_reached_by_the_empty_path():
    x = Value(2.0, "x")
    (path,) = paths(x, x)
    assert (path.product, path.factors, paths(x, x).total) == (1.0, (), 1.0)


def test_products_sum_to_the_total():
    net = lecture()
    found = paths(net.L, net.x)
    assert math.fsum(p.product for p in found) == pytest.approx(found.total, rel=1e-13)


def test_a_source_outside_the_graph_is_an_error():
    with pytest.raises(ValueError, match="does not depend on it"):
        paths(lecture().L, Value(1.0, "stranger"))


def test_top_of_nothing_is_an_error():
    net = lecture()
    with pytest.raises(ValueError, match="from 1 up"):
        paths(net.L, net.w1).top(0)


def test_a_view_and_nodes_to_go_through_exclude_each_other():
    net = lecture()
    with pytest.raises(ValueError, match="not both"):
        paths(net.L, net.w1, view="neurons", through=[net.O11])


def test_what_is_no_count_list_or_path_is_named():
    x = Value(2.0, "x")
    found = paths(x * x, x)
    with pytest.raises(ValueError, match="whole number from 1 up, not 'a'"):
        found.top("a")
    assert len(found.top(np.int64(1))) == 1
    with pytest.raises(TypeError, match="through takes a list of Values"):
        paths(x * x, x, through=x)
    with pytest.raises(TypeError, match="chain takes one Path"):
        formulas.chain(found)
    with pytest.raises(ValueError, match="unknown view"):
        paths(x * x, x, view="")


@pytest.mark.parametrize("through", ["O11", 5, Value(1.0)])
def test_what_to_go_through_is_a_list(through):
    net = lecture()
    with pytest.raises(TypeError, match="through takes a list of Values"):
        paths(net.L, net.w1, through=through)


def test_a_long_path_is_printed_in_part_and_in_linear_time():
    x = Value(1.0, "x")
    y = x
    for _ in range(20_000):
        y = y * 1.00001
    found = paths(y, x)
    assert "… (19,980 more factors) …" in str(found)
    assert "… 19,989 more … ← v5" in str(explain(y, x))
    said = (str(found), repr(next(iter(found))), str(explain(y, x)))
    assert max(map(len, said)) < 700


def test_more_paths_than_anyone_reads_the_digits_of_are_said_roughly():
    x = Value(1.0, "x")
    y = x
    for _ in range(16_000):
        y = (y + y) * 0.5
    found = paths(y, x)
    assert found.count == 2**16_000
    assert "about 10^4816 paths" in repr(found)
    assert "about 10^4816 more paths" in str(found)
