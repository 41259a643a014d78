"""Modules find, name and freeze their parameters, and show themselves."""

import copy
import pickle

import pytest

import nn
from autograd import Value
from nn import MLP, MSE, SGD, Adam, ClipNorm, Layer, Module, fit


class Holder(Module):
    def __init__(self, **attributes):
        vars(self).update(attributes)


def test_everything_public_is_exported():
    assert all(hasattr(nn, name) for name in nn.__all__)


def test_parameters_are_found_in_lists_tuples_dicts_and_modules():
    a, b, c, d = (Value(i) for i in range(4))
    holder = Holder(a=a, rest=[(b,), {"key": c}], inner=Holder(d=d), name="text")
    assert holder.parameters() == [a, b, c, d]
    assert list(holder.named_parameters()) == ["a", "rest.0.0", "rest.1.key", "inner.d"]


def test_a_shared_parameter_is_listed_once_under_its_first_name():
    shared = Value(1.0)
    assert Holder(a=shared, b=[shared]).named_parameters() == {"a": shared}


def test_a_recorded_value_is_no_parameter():
    leaf = Value(1.0)
    assert Holder(leaf=leaf, kept=leaf * 2).parameters() == [leaf]


def test_a_module_may_hold_itself():
    holder = Holder(a=Value(1.0))
    holder.itself, holder.many = holder, [holder]
    assert len(holder.parameters()) == 1


def test_zero_grad_clears_every_parameter():
    model = MLP(2, [3, 1])
    model([1.0, 2.0]).backward()
    assert any(parameter.grad for parameter in model.parameters())
    model.zero_grad()
    assert [parameter.grad for parameter in model.parameters()] == [0.0] * 13


def test_parameters_may_be_overridden_as_in_micrograd_code():
    class OneOf(Holder):
        def parameters(self):
            return [self.b]

    one = OneOf(a=Value(1.0), b=Value(2.0))
    one.a.grad = one.b.grad = 1.0
    one.zero_grad()
    assert (one.a.grad, one.b.grad) == (1.0, 0.0)


def test_names_of_a_network_lead_to_its_parameters():
    model = MLP(2, [2, 1])
    named = model.named_parameters()
    assert named["layers.0.neurons.1.w.0"] is model.layers[0].neurons[1].w[0]
    assert list(named.values()) == model.parameters()


def test_a_copied_model_has_parameters_of_its_own():
    model = MLP(2, [2, 1], activation="tanh")
    twin = copy.deepcopy(model)
    assert twin([0.5, 1.0]).data == model([0.5, 1.0]).data
    assert not set(twin.parameters()) & set(model.parameters())


def test_repr_counts_parameters():
    assert repr(Holder(a=Value(1.0), b=[Value(2.0)])) == "Holder(2 parameters)"


def test_forward_is_what_a_module_written_for_torch_computes():
    class Net(Module):
        def __init__(self):
            super().__init__()
            self.body = Layer(2, 1, activation="tanh", init=0.0)

        def forward(self, x, shift=1.0):
            return self.body(x) + shift

    class Doubled(Net):
        def forward(self, x):
            return 2.0 * super().forward(x)

    assert (Net()([3, 4]).data, Doubled()([3, 4]).data) == (1.0, 2.0)


def test_repr_counts_the_modules_in_lists_and_dicts():
    blocks, heads = [Layer(2, 2), Layer(2, 2)], {"a": Layer(2, 1), "b": Value(0.0)}
    shown = repr(Holder(blocks=blocks, heads=heads, sizes=(2, 2)))
    assert shown == "Holder(blocks: 2 Layer, heads: 1 Layer; 16 parameters)"


def test_repr_names_the_modules_inside():
    pair = Holder(body=MLP(2, [2, 1]), factor=Value(1.0))
    assert repr(pair) == "Holder(body: MLP; 10 parameters)"
    pair.body.freeze()
    assert repr(pair) == "Holder(body: MLP; 10 parameters (9 frozen))"


def test_names_that_are_the_same_as_text_are_an_error():
    with pytest.raises(ValueError, match="have the same name"):
        Holder(parts={1: Value(1.0), "1": Value(2.0)}).named_parameters()


# ------------------------------------------------------------ modules, freezing


def test_modules_are_found_at_any_depth_each_once():
    layer = Layer(1, 1)
    holder = Holder(many=[{"a": layer}, (layer,)])
    holder.itself = holder
    assert holder.modules() == [holder, layer, layer.neurons[0]]


def test_frozen_parameters_are_not_trainable():
    model = MLP(2, [3, 1])
    model.layers[0].freeze()
    assert model.trainable_parameters() == model.layers[1].parameters()
    model.unfreeze()
    assert model.trainable_parameters() == model.parameters()


def test_a_part_of_a_frozen_model_can_be_unfrozen():
    model = MLP(2, [3, 1])
    model.freeze()
    model.layers[1].unfreeze()
    assert model.trainable_parameters() == model.layers[1].parameters()


def test_a_parameter_that_one_of_two_frozen_modules_holds_is_frozen():
    shared = Value(1.0)
    one, other = Holder(w=shared), Holder(w=shared)
    one.freeze()
    assert Holder(parts=[one, other]).trainable_parameters() == []


def test_a_frozen_layer_keeps_its_values_in_training():
    model = MLP(1, [2, 1])
    model.layers[0].freeze()
    before = model.layers[0].state_dict()
    optimizer = SGD(model.trainable_parameters(), lr=0.1)
    fit(model, [[1.0]], [5.0], loss=MSE(), optimizer=optimizer, epochs=2)
    assert model.layers[0].state_dict() == before
    assert model.layers[1].neurons[0].b.data != 0.0


def test_a_parameter_frozen_after_the_optimizer_was_made_does_not_move():
    model = MLP(1, [2, 1])
    optimizer = SGD(model.parameters(), momentum=0.9)
    model.layers[0].freeze()
    before = model.layers[0].state_dict()
    for frozen in (True, False):
        MSE()(model([1.0]), 5.0).backward()
        optimizer.step()
        assert (model.layers[0].state_dict() == before) is frozen
        model.unfreeze()


def test_frozen_gradients_are_neither_clipped_nor_in_the_norm_nor_explained():
    held, free = Holder(w=Value(1.0, "held")), Value(1.0, "free")
    optimizer = SGD([held.w, free], lr=1.0, clip=ClipNorm(1.0))
    held.freeze()
    held.w.grad, free.grad = 100.0, 0.5
    optimizer.step()
    assert (held.w.grad, free.data) == (100.0, 0.5)
    assert [change.name for change in optimizer.explain().changes] == ["free"]


def test_adam_begins_with_a_parameter_when_it_is_unfrozen():
    held, free = Holder(w=Value(1.0)), Value(1.0)
    optimizer = Adam([held.w, free], lr=0.1)
    held.freeze()
    for _ in range(3):
        held.w.grad = free.grad = 2.0
        optimizer.step()
    held.unfreeze()
    optimizer.step()
    assert held.w.data == pytest.approx(0.9, rel=1e-8)  # a first step is η


def test_a_copy_of_a_frozen_module_is_frozen_by_itself():
    model = MLP(1, [2])
    model.freeze()
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert copied.trainable_parameters() == []
        copied.unfreeze()
        assert copied.trainable_parameters() == copied.parameters()
    assert model.trainable_parameters() == []


def test_a_step_of_frozen_parameters_alone_is_refused():
    model = MLP(1, [1])
    model.freeze()
    optimizer = SGD(model.parameters())
    with pytest.raises(ValueError, match=r"every parameter.*is frozen.*unfreeze"):
        optimizer.step()
    with pytest.raises(ValueError, match=r"every parameter.*is frozen.*unfreeze"):
        fit(model, [[1.0]], [5.0], loss=MSE(), optimizer=optimizer)
