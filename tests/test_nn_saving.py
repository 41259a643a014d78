"""State dictionaries and files: exact, strict, and safe against damage and crashes."""

import json
import math
import os
import random

import pytest

from nn import MLP
from nn.saving import FORMAT, read_state


def network(seed, *nouts):
    random.seed(seed)
    return MLP(2, nouts or (3, 1), activation="tanh")


def state_of(model):
    return [parameter.data for parameter in model.parameters()]


def saved(folder, content):
    path = folder / "model.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def with_parameters(text):
    return f'{{"format": "{FORMAT}", "parameters": {text}}}'


# ------------------------------------------------------------ state dictionaries


def test_a_state_makes_another_model_the_same():
    model, other = network(1), network(2)
    other.load_state_dict(model.state_dict())
    assert state_of(other) == state_of(model)
    assert other([0.5, 1.0]).data == model([0.5, 1.0]).data


def test_a_state_holds_numbers_by_name():
    state = network(1).state_dict()
    assert set(map(type, state.values())) == {float}
    assert "layers.0.neurons.2.b" in state


def test_loading_keeps_the_nodes_and_their_gradients():
    model = network(1)
    before = model.parameters()
    before[0].grad = 2.0
    model.load_state_dict(network(2).state_dict())
    assert model.parameters() == before
    assert before[0].grad == 2.0


@pytest.mark.parametrize(
    "nouts, message",
    [
        ((4, 1), r"lacks none, and has layers.0.neurons.3.w.0.* too many"),
        ((2, 1), r"lacks layers.0.neurons.2.w.0.* and 1 more, and has none too many"),
    ],
)
def test_a_state_of_another_shape_is_an_error_and_changes_nothing(nouts, message):
    model = network(1)
    before = state_of(model)
    with pytest.raises(ValueError, match=message):
        model.load_state_dict(network(2, *nouts).state_dict())
    assert state_of(model) == before


@pytest.mark.parametrize(
    "entry, error", [("1", TypeError), (None, TypeError), (math.nan, ValueError)]
)
def test_a_state_with_what_is_no_number_changes_nothing(entry, error):
    model = network(1)
    before = state_of(model)
    state = network(2).state_dict() | {"layers.1.neurons.0.b": entry}
    with pytest.raises(error, match=r"the state's layers.1.neurons.0.b is"):
        model.load_state_dict(state)
    assert state_of(model) == before


# ------------------------------------------------------------ files


def test_a_file_keeps_every_bit(tmp_path):
    model, other = network(1), network(2)
    model.parameters()[0].data = 5e-324
    model.parameters()[1].data = -0.1 - 0.2
    model.save(tmp_path / "model.json")
    other.load(str(tmp_path / "model.json"))
    assert state_of(other) == state_of(model)


def test_a_file_is_plain_json(tmp_path):
    network(1).save(tmp_path / "model.json")
    found = json.loads((tmp_path / "model.json").read_text())
    assert found == {"format": FORMAT, "parameters": network(1).state_dict()}


def test_saving_again_replaces_the_file_and_leaves_nothing_else(tmp_path):
    network(1).save(tmp_path / "model.json")
    network(2).save(tmp_path / "model.json")
    assert read_state(tmp_path / "model.json")[0] == network(2).state_dict()
    assert os.listdir(tmp_path) == ["model.json"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_interrupted_save_leaves_the_old_file(tmp_path, monkeypatch, error):
    network(1).save(tmp_path / "model.json")

    def interrupted(descriptor):
        raise error

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(error):
        network(2).save(tmp_path / "model.json")
    assert read_state(tmp_path / "model.json")[0] == network(1).state_dict()
    assert os.listdir(tmp_path) == ["model.json"]


def test_a_model_that_diverged_does_not_replace_a_good_file(tmp_path):
    network(1).save(tmp_path / "model.json")
    broken = network(2)
    broken.parameters()[0].data = math.inf
    with pytest.raises(ValueError, match=r"layers.0.neurons.0.w.0 is inf.*nothing was"):
        broken.save(tmp_path / "model.json")
    assert read_state(tmp_path / "model.json")[0] == network(1).state_dict()


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
def test_a_link_and_the_mode_of_a_file_stay(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    network(1).save(real)
    real.chmod(0o600)
    link.symlink_to(real)
    network(2).save(link)
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o600
    assert read_state(real)[0] == network(2).state_dict()


def test_no_folder_and_no_file_are_errors_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        network(1).save(tmp_path / "nowhere" / "model.json")
    with pytest.raises(FileNotFoundError):
        network(1).load(tmp_path / "model.json")


# ------------------------------------------------------------ damaged, hostile


@pytest.mark.parametrize(
    "content, why",
    [
        ("", "not whole JSON"),
        (b"\x80\x04\x95pickle", "not whole JSON"),
        ("[" * 100_000, "not whole JSON"),
        ("[1, 2]", "does not begin with"),
        ('{"format": "other", "parameters": {}}', "does not begin with"),
        (with_parameters("[1.0]"), 'no "parameters" by name'),
        (with_parameters('{"w": NaN}'), "the parameter w is nan"),
        (with_parameters('{"w": 1e999}'), "the parameter w is inf"),
        (with_parameters('{"w": true}'), "the parameter w is True"),
        (with_parameters('{"w": "1.0"}'), "the parameter w is 1.0"),
        (with_parameters('{"w": [1.0]}'), r"the parameter w is \[1.0\]"),
        (with_parameters('{"w": 1%s}' % ("0" * 400)), "the parameter w is 1000"),
        (with_parameters('{"w": 1%s}' % ("0" * 9000)), "not whole JSON"),
        (with_parameters('{"w": 1.0, "w": 2.0}'), "a name stands there twice"),
    ],
)
def test_a_damaged_file_is_an_error_that_says_what_is_wrong(tmp_path, content, why):
    path = saved(tmp_path, content)
    with pytest.raises(ValueError, match=rf"model.json is no file of.*{why}"):
        read_state(path)


def test_a_file_cut_short_at_any_place_is_an_error(tmp_path):
    network(1).save(tmp_path / "model.json")
    whole = (tmp_path / "model.json").read_bytes().rstrip()
    for length in range(len(whole)):
        path = saved(tmp_path, whole[:length])
        with pytest.raises(ValueError, match="not whole JSON"):
            read_state(path)


def test_a_file_too_large_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.saving.LARGEST", 100)
    path = saved(tmp_path, b" " * 101)
    with pytest.raises(ValueError, match="larger than 100 bytes"):
        read_state(path)


@pytest.mark.parametrize("name", ["m.npz", "m.PT", "m.pkl"])
def test_a_name_that_promises_another_format_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r'JSON.*write model.save\("model.json"\)'):
        network(1).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_loaded_model_decides_as_the_saved_one_did(tmp_path):
    model = network(1)
    model.gives = "logits"
    model.save(tmp_path / "model.json")
    loaded = network(2)
    loaded.load(tmp_path / "model.json")
    assert loaded.gives == "logits"


@pytest.mark.parametrize("gives", ['"magic"', "[]"])
def test_a_file_of_a_model_that_gives_something_else_is_refused(tmp_path, gives):
    network(1).save(tmp_path / "model.json")
    text = (tmp_path / "model.json").read_text()
    text = text.replace('"parameters":', f'"gives": {gives}, "parameters":')
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ValueError, match="a model gives numbers, prob"):
        network(1).load(tmp_path / "model.json")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere to save"):
        network(1).save(tmp_path / "nowhere" / "model.json")
