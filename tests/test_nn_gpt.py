"""The tiny GPT computes what numpy computes, and learns names."""

import random
from math import log
from string import ascii_lowercase

import numpy as np
import pytest

from nn import Adam, fit
from nn.gpt import GPT, NextLetter, names


def loss_of(model, text):
    (x,), (y,) = model.records([text])
    return NextLetter()(model(x), y)


def trained(model, texts, lr, **given):
    X, y = model.records(texts)
    optimizer = Adam(model.parameters(), lr=lr)
    return fit(model, X, y, loss=NextLetter(), optimizer=optimizer, **given).losses


def tiny(letters="abc", seed=1, **sizes):
    """A GPT whose every parameter is random, gains and biases too."""
    random.seed(seed)
    model = GPT(letters, **{"width": 4, "heads": 2, "context": 6, **sizes})
    for parameter in model.parameters():
        parameter.data += random.gauss(0, 0.3)
    return model


# ------------------------------------------------------------ the forward pass


def matrix(rows):
    return np.array([[value.data for value in row] for row in rows])


def matrix_of_gradients(rows):
    return np.array([[value.grad for value in row] for row in rows])


def vector(row):
    return np.array([value.data for value in row])


def norm(x, layer):
    return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-5) * vector(layer.gains)


def project(x, layer):
    return x @ matrix(layer.rows).T + vector(layer.biases)


def attend(x, layer):
    q, k, v = (project(x, each) for each in (layer.query, layer.key, layer.value))
    split = [each.reshape(len(x), layer.heads, -1).swapaxes(0, 1) for each in (q, k, v)]
    scores = split[0] @ split[1].swapaxes(1, 2) / np.sqrt(split[0].shape[-1])
    scores += np.triu(np.full(scores.shape[1:], -np.inf), 1)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    return project(
        (weights @ split[2]).swapaxes(0, 1).reshape(len(x), -1), layer.attended
    )


def logits_in_numpy(model, tokens):
    """The same model, all positions at once, by matrices."""
    positions = matrix(model.position_vectors.rows)[: len(tokens)]
    x = matrix(model.token_vectors.rows)[tokens] + positions
    for block in model.blocks:
        x = x + attend(norm(x, block.first_norm), block.attention)
        hidden = np.maximum(project(norm(x, block.second_norm), block.hidden), 0.0)
        x = x + project(hidden, block.output)
    return project(norm(x, model.last_norm), model.logits)


@pytest.mark.parametrize("sizes", [{}, {"heads": 4}, {"blocks": 3}, {"width": 6}])
def test_the_logits_are_those_of_numpy(sizes):
    model = tiny(**sizes)
    tokens = [0, 3, 1, 2, 2]
    logits = matrix(model(tokens))
    assert logits == pytest.approx(logits_in_numpy(model, tokens), rel=1e-11)
    assert logits.shape == (5, 4)


def test_the_loss_is_the_mean_cross_entropy_of_the_letters_and_the_end():
    model = tiny()
    logits = logits_in_numpy(model, [0, 3, 1])
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log(chances[[0, 1, 2], [3, 1, 0]]).mean()
    assert loss_of(model, "ca").data == pytest.approx(expected, rel=1e-12)


def test_gradients_are_those_of_finite_differences():
    model = tiny()
    named = model.named_parameters()
    loss_of(model, "cab").backward()
    for path in random.Random(0).sample(list(named), 25):
        parameter, middle, step = named[path], named[path].data, 1e-5
        around = []
        for parameter.data in (middle + step, middle - step):
            around.append(loss_of(model, "cab").data)
        parameter.data = middle
        slope = (around[0] - around[1]) / (2 * step)
        assert parameter.grad == pytest.approx(slope, rel=1e-5, abs=1e-9), path


def test_what_a_text_does_not_use_gets_no_gradient():
    model = tiny()
    loss_of(model, "ab").backward()
    gradients = matrix_of_gradients(model.token_vectors.rows)
    assert gradients[:3].all() and not gradients[3].any()
    assert not matrix_of_gradients(model.position_vectors.rows)[3:].any()


# ------------------------------------------------------------ learning


def test_an_untrained_model_expects_every_letter_alike():
    random.seed(1)
    model = GPT(ascii_lowercase, width=8, heads=2)
    losses = [loss_of(model, name).data for name in names()[::20]]
    assert np.mean(losses) == pytest.approx(log(27), abs=0.3)


def test_it_learns_names():
    random.seed(1)
    model = GPT(ascii_lowercase, width=8, heads=2, context=12)
    losses = trained(model, names()[::4], lr=0.02, epochs=2, batch_size=4)
    assert losses[-1] < 2.7  # from 3.3; a letter drawn blindly costs ln 27
    samples = [model.sample(seed=seed) for seed in range(20)]
    assert np.mean([sum(map(name.count, "aeiou")) for name in samples]) > 1


def test_it_learns_three_texts_by_heart_and_says_them():
    random.seed(1)
    model = GPT("aben", width=8, heads=2, context=6)
    texts = ["anna", "ben", "bea"]
    losses = trained(model, texts, lr=0.02, epochs=80)
    assert losses[-1] < 0.4
    assert {model.sample(seed) for seed in range(20)} == {*texts}


def test_the_same_seed_trains_and_samples_the_same():
    def once():
        model = tiny()
        losses = trained(model, ["ab", "cab"], lr=0.1, epochs=3, batch_size=1, seed=5)
        return losses, model.sample(seed=2)

    assert once() == once()


def test_a_sample_ends_at_the_context():
    model = tiny(context=4)
    model.logits.biases[0].data = -100.0  # never the end
    assert {len(model.sample(seed)) for seed in range(5)} == {3}


def test_a_cold_sample_takes_the_likeliest_letters():
    model = tiny()
    first = np.argmax(logits_in_numpy(model, [0])[0][1:])
    model.logits.biases[0].data = -100.0
    assert {model.sample(seed, temperature=0.01)[0] for seed in range(5)} == {
        "abc"[first]
    }


# ------------------------------------------------------------ names and mistakes


def test_the_names_are_of_small_letters_sorted_and_each_once():
    all_names = names()
    assert 300 < len(all_names) == len(set(all_names))
    assert all_names == sorted(all_names)
    assert set("".join(all_names)) == set(ascii_lowercase)


def test_a_text_is_encoded_between_two_zeros():
    assert tiny().encoded("cab") == [0, 3, 1, 2, 0]
    with pytest.raises(ValueError, match="'x' in 'axe' is not among the letters"):
        tiny().encoded("axe")


def test_what_a_gpt_cannot_take_is_refused():
    model = tiny()
    for tokens in ([], [0] * 7):
        with pytest.raises(ValueError, match=f"1 to 6 tokens, and got {len(tokens)}"):
            model(tokens)
    with pytest.raises(ValueError, match="give one or more, each once"):
        GPT("aab")
    with pytest.raises(ValueError, match="give a number above 0"):
        model.sample(temperature=0.0)
    with pytest.raises(ValueError, match="logits of 2 positions and 1 tokens"):
        NextLetter()(model([0, 1]), [1])
