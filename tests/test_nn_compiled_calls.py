"""Many steps of a training in one call of machine code: the same as one by one."""

import re

import pytest
from compiling import BACKENDS
from fitting import X, Y, assert_same, network, trained

import nn.compiled_steps
from autograd import CompiledRecords
from nn import MSE, SGD, fit

pytestmark = pytest.mark.skipif("llvm" not in BACKENDS, reason="no llvmlite")


@pytest.fixture
def calls(monkeypatch):
    """How many steps each call of machine code took."""
    counts = []
    take = CompiledRecords.take_steps

    def watched(self, *arguments):
        found = take(self, *arguments)
        counts.append(found.steps)
        return found

    monkeypatch.setattr(CompiledRecords, "take_steps", watched)
    return counts


@pytest.mark.parametrize("frozen", [False, True])
def test_all_steps_of_an_epoch_but_the_last_are_taken_in_one_call(frozen, calls):
    def make():
        model = network()
        model.layers[0].frozen = frozen
        return model

    _, history, _ = trained("llvm", make, MSE(), batch_size=7, epochs=20)
    assert calls == [3, *[4] * 19]  # of 5; the first epoch begins with a step alone
    wanted = trained(False, make, MSE(), batch_size=7, epochs=20)[1]
    assert history.losses == pytest.approx(wanted.losses, rel=1e-9)


def test_no_call_takes_longer_than_ctrl_c_may_wait(monkeypatch, calls):
    monkeypatch.setattr(nn.compiled_steps, "AT_ONCE", 2 * 3 * 21)  # 21 parameters
    assert_same("llvm", network, MSE(), batch_size=3, epochs=3)
    assert calls and set(calls) == {2}


def test_step_in_a_call_that_overflows_is_the_eager_error(calls):
    def run(compiled):
        model = network(activation="relu")
        sgd = SGD(model.parameters(), lr=1.0)
        with pytest.raises(FloatingPointError) as error:
            fit(model, X, Y, loss=MSE(), optimizer=sgd, batch_size=3, compiled=compiled)
        said = re.sub(r"-?[\d.]+e\+\d+", "…", str(error.value))  # rounding grew too
        return said, [each.data for each in model.parameters()]

    (ours, numbers), (wanted, others) = run("llvm"), run(False)
    assert ours == wanted and calls[0] == 8 > calls[1] > 0
    assert numbers == pytest.approx(others, rel=1e-6)


def test_ctrl_c_in_a_call_leaves_what_was_learned_before_it(monkeypatch):
    take = CompiledRecords.take_steps

    def interrupted(self, *arguments):
        found = take(self, *arguments)
        if arguments[-1] >= 6:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(CompiledRecords, "take_steps", interrupted)
    model, history, optimizer = trained("llvm", network, MSE(), batch_size=10)
    wanted, _, its = trained(False, network, MSE(), batch_size=10, epochs=2)
    assert history.stopped == "interrupted" and optimizer.steps == its.steps == 6
    found = [each.data for each in model.parameters()]
    assert found == pytest.approx([each.data for each in wanted.parameters()], 1e-9)
    assert str(optimizer.explain())[:300] == str(its.explain())[:300]
