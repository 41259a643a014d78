"""Dropout, embeddings, norms and causal self-attention, by themselves."""

import random

import numpy as np
import pytest

from autograd import Graph, Value, at_view, grad, gradcheck
from autograd import sum as total
from nn import MLP
from nn.attention import CausalSelfAttention, Projection
from nn.dropout import Dropout, set_training
from nn.embedding import Embedding
from nn.normalisation import LayerNorm, RMSNorm


def values(*numbers):
    return tuple(Value(number) for number in numbers)


def sequence(positions, width, seed=0):
    draw = random.Random(seed)
    return [values(*(draw.gauss(0, 1) for _ in range(width))) for _ in range(positions)]


def data(vectors):
    return np.array([[value.data for value in vector] for vector in vectors])


# ------------------------------------------------------------ dropout


def test_dropout_leaves_out_its_share_and_scales_the_others():
    x = values(*[3.0] * 4000)
    kept = [value.data for value in Dropout(0.25, seed=1)(x)]
    assert set(kept) == {0.0, 4.0}
    assert kept.count(0.0) / len(kept) == pytest.approx(0.25, abs=0.02)


def test_what_is_dropped_gets_no_gradient_and_the_others_more():
    x = values(1.0, 2.0, 3.0)
    dropped = Dropout(0.5, seed=3)(x)
    total(dropped).backward()
    assert [value.data for value in dropped] == [2.0, 0.0, 6.0]
    assert [value.grad for value in x] == [2.0, 0.0, 2.0]


def test_the_same_seed_drops_the_same_whatever_else_is_drawn():
    x = values(*range(50))
    one, other = Dropout(0.5, seed=9), Dropout(0.5, seed=9)
    random.seed(1)
    first = [value.data for value in one(x)]
    random.seed(2)
    assert [value.data for value in other(x)] == first
    assert [value.data for value in one(x)] != first


def test_out_of_training_dropout_changes_nothing():
    dropout = Dropout(0.9)
    set_training(dropout, False)
    x = values(1.0, 2.0)
    assert dropout(x) == x
    assert Dropout(0.0)(x) == x


def test_set_training_finds_every_dropout_of_a_model():
    model = MLP(2, [4, 4, 1])
    model.layers.insert(1, Dropout(0.5))
    model.extra = {"late": (Dropout(0.5), model)}
    set_training(model, False)
    assert not model.layers[1].training and not model.extra["late"][0].training
    set_training(model, True)
    assert model.layers[1].training and model.extra["late"][0].training


def test_dropout_stands_among_the_layers_of_a_network():
    random.seed(1)
    model = MLP(2, [8, 1], activation="tanh")
    sure = model([0.5, -1.0]).data
    model.layers.insert(1, Dropout(0.5, seed=1))
    assert model([0.5, -1.0]).data != sure
    set_training(model, False)
    assert model([0.5, -1.0]).data == sure


@pytest.mark.parametrize("probability", [-0.1, 1.0, float("nan")])
def test_a_probability_that_leaves_nothing_is_refused(probability):
    with pytest.raises(ValueError, match=r"give a number in \[0, 1\)"):
        Dropout(probability)


# ------------------------------------------------------------ embedding


def test_an_embedding_gives_the_row_of_its_number():
    letters = Embedding(3, 2)
    assert letters(1) is letters(np.int64(1)) is letters.rows[1]
    assert len(letters.parameters()) == 6


def test_only_the_rows_that_were_looked_up_get_a_gradient():
    letters = Embedding(3, 2)
    total((*letters(2), *letters(2))).backward()
    assert [value.grad for value in letters.parameters()] == [0, 0, 0, 0, 2, 2]


def test_embeddings_are_drawn_by_random_seed_with_deviation_one_tenth():
    random.seed(4)
    table = data(Embedding(50, 40).rows)
    random.seed(4)
    assert (data(Embedding(50, 40).rows) == table).all()
    assert (table.mean(), table.std()) == pytest.approx((0.0, 0.1), abs=0.01)


def test_a_number_outside_an_embedding_is_refused():
    for number in (-1, 3):
        with pytest.raises(IndexError, match=f"the numbers 0 to 2, not {number}"):
            Embedding(3, 2)(number)
    with pytest.raises(TypeError, match=r"by a whole number, not 1\.0"):
        Embedding(3, 2)(1.0)


# ------------------------------------------------------------ norms


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e3])
def test_rms_norm_gives_mean_square_one(scale):
    x = np.random.default_rng(1).normal(size=8) * scale
    out = data([RMSNorm(8, epsilon=0.0)(values(*x))])[0]
    assert out == pytest.approx(x / np.sqrt(np.mean(x**2)), rel=1e-13)


@pytest.mark.parametrize("shift", [0.0, 100.0])
def test_layer_norm_gives_mean_zero_and_variance_one(shift):
    x = np.random.default_rng(2).normal(size=8) + shift
    out = data([LayerNorm(8, epsilon=0.0)(values(*x))])[0]
    assert out == pytest.approx((x - x.mean()) / x.std(), rel=1e-9)


@pytest.mark.parametrize("norm", [RMSNorm(3), LayerNorm(3)])
def test_gains_and_shifts_are_learned(norm):
    first, *others = norm.parameters()
    out = norm(values(1.0, -2.0, 4.0))
    (slope,) = grad(out[0], [first])
    assert slope == pytest.approx(out[0].data, rel=1e-12)  # gain 1, shift 0
    assert len(others) == (2 if isinstance(norm, RMSNorm) else 5)


@pytest.mark.parametrize("norm", [RMSNorm(3), LayerNorm(3)])
def test_the_gradient_of_a_norm_is_right(norm):
    weights = (0.3, -1.0, 2.0)

    def weighted(*x):
        return total(tuple(w * y for w, y in zip(weights, norm(x), strict=True)))

    assert gradcheck(weighted, [1.0, -2.0, 0.5])


@pytest.mark.parametrize("norm", [RMSNorm(3), LayerNorm(3)])
def test_norms_of_zeros_are_zeros_and_of_another_length_refused(norm):
    assert [value.data for value in norm(values(0.0, 0.0, 0.0))] == [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="takes vectors of 3 numbers, and got"):
        norm(values(1.0, 2.0))


# ------------------------------------------------------------ projections


def test_a_projection_is_a_matrix_product_with_its_activation():
    random.seed(1)
    projection = Projection(3, 2, "hidden", "relu")
    projection.biases[0].data = 0.5
    x = np.array([0.3, -1.0, 2.0])
    expected = data(projection.rows) @ x + [0.5, 0.0]
    out = data([projection(values(*x))])[0]
    assert out == pytest.approx(np.maximum(expected, 0.0), rel=1e-14)


def test_the_nodes_of_a_projection_belong_to_it():
    x = sequence(1, 2)[0]
    graph = Graph.of(Projection(2, 3, "query")(x)[1])
    scopes = {node.scope for node in graph.nodes if node.value not in x}
    assert scopes == {("query",)}
    assert graph.output.name == "O2"


def test_a_vector_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"'key' takes vectors of 2 numbers, and got"):
        Projection(2, 2, "key")(values(1.0))


# ------------------------------------------------------------ attention


def attention_in_numpy(attend, x):
    """The same by matrix products, with a mask."""

    def projected(projection, rows):
        biases = [bias.data for bias in projection.biases]
        return rows @ data(projection.rows).T + biases

    q, k, v = (projected(p, x) for p in (attend.query, attend.key, attend.value))
    heads = []
    for part in np.split(np.arange(attend.width), attend.heads):
        scores = q[:, part] @ k[:, part].T / np.sqrt(len(part))
        scores[np.triu_indices(len(x), 1)] = -np.inf
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        heads.append(powers / powers.sum(axis=1, keepdims=True) @ v[:, part])
    return projected(attend.attended, np.concatenate(heads, axis=1))


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_attention_is_that_of_numpy(heads):
    random.seed(heads)
    attend = CausalSelfAttention(4, heads)
    for parameter in attend.parameters():
        parameter.data = random.gauss(0, 1)
    x = sequence(5, 4)
    expected = attention_in_numpy(attend, data(x))
    assert data(attend(x)) == pytest.approx(expected, rel=1e-12)


def test_a_position_does_not_see_what_follows():
    random.seed(1)
    attend = CausalSelfAttention(4, 2)
    x = sequence(4, 4)
    outputs = attend(x)
    below = {node.value for node in Graph.of(total(outputs[1])).nodes}
    assert below >= {*x[0], *x[1]} and not below & {*x[2], *x[3]}
    assert (data(attend(x[:2])) == data(outputs)[:2]).all()


def test_the_gradient_of_attention_is_right():
    random.seed(2)
    attend = CausalSelfAttention(2, 2)

    def first_output(*numbers):
        last = attend([numbers[:2], numbers[2:4], numbers[4:]])[-1]
        return last[0]

    assert gradcheck(first_output, [0.4, -1.0, 0.3, 0.8, -0.5, 0.2])


def test_attention_is_seen_as_its_four_projections():
    random.seed(3)
    output = CausalSelfAttention(2)(sequence(2, 2))[1][0]
    scopes = {node.scope for node in at_view(Graph.of(output), "layers").nodes}
    assert scopes >= {("query",), ("key",), ("value",), ("attended",)}


def test_heads_that_do_not_divide_the_width_are_refused():
    with pytest.raises(ValueError, match="heads = 3 do not divide width = 4"):
        CausalSelfAttention(4, 3)
