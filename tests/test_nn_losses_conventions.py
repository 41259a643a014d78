"""The table of nn.losses: what PyTorch's losses are, and the learning rate for it."""

import json
from pathlib import Path

import pytest

import nn
from autograd import Value

RECORDED = json.loads(
    (Path(__file__).parent / "reference" / "torch.json").read_text(encoding="utf-8")
)
BY_NAME = {each["loss"]: each for each in RECORDED["losses"]}


def ours(name, reduction, factor=None):
    """Cost and gradients for the recorded outputs."""
    recorded = BY_NAME[name]
    kind = getattr(nn, name)
    options = {"from_logits": True} if "Entropy" in name else {}
    if factor is not None:
        options["factor"] = factor
    y_hats = [[Value(number) for number in row] for row in recorded["outputs"]]
    cost = kind(**options).cost(y_hats, recorded["targets"], reduction=reduction)
    cost.backward()
    return cost.data, [[each.grad for each in row] for row in y_hats]


def share_of_learning_rate(name):
    records, outputs = len(BY_NAME[name]["outputs"]), len(BY_NAME[name]["outputs"][0])
    if name == "CategoricalCrossEntropy":
        return 1 / records
    return (2 if name in ("MSE", "MAE") else 1) / (records * outputs)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_share_of_the_learning_rate_makes_our_step_torchs(name):
    _, gradients = ours(name, "sum")
    share = share_of_learning_rate(name)
    steps = [share * gradient for row in gradients for gradient in row]
    theirs = [gradient for row in BY_NAME[name]["gradients"] for gradient in row]
    assert steps == pytest.approx(theirs, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_same_share_makes_our_cost_torchs(name):
    cost, _ = ours(name, "sum")
    value = BY_NAME[name]["value"]
    assert cost * share_of_learning_rate(name) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("name", ["MSE", "MAE"])
def test_factor_one_and_mean_is_torchs_but_for_the_outputs(name):
    cost, _ = ours(name, "mean", factor=1.0)
    assert cost / 2 == pytest.approx(BY_NAME[name]["value"], rel=1e-14)


def test_label_smoothing_and_class_weights_are_torchs():
    loss = nn.CategoricalCrossEntropy(
        from_logits=True, label_smoothing=0.1, class_weights=[0.5, 2.0, 3.0]
    )
    found = loss([Value(0.5), Value(-1.5), Value(2.0)], 1).data
    assert found == pytest.approx(RECORDED["cross_entropy_options"], rel=1e-14)


def test_the_base_class_and_the_readme_lead_to_the_table():
    readme = Path(__file__).parent.parent / "README.md"
    for text in (nn.Loss.__doc__, nn.Loss.cost.__doc__, readme.read_text("utf-8")):
        assert "help(nn.losses)" in text and "PyTorch" in text


def test_the_table_names_every_loss():
    kinds = [
        each
        for each in vars(nn.losses).values()
        if isinstance(each, type) and issubclass(each, nn.Loss) and each is not nn.Loss
    ]
    rows = nn.losses.__doc__.splitlines()
    for kind in kinds:
        assert any(row.startswith(kind.__name__) for row in rows), kind
