"""Docstrings run, and what is generated from the table is up to date."""

import doctest
import importlib
import pkgutil
from importlib.util import find_spec

import pytest

import autograd
import nn
from autograd import OPS, Value, stubs

MODULES = sorted(
    name
    for package in (autograd, nn)
    for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["autograd", "nn", *MODULES])
def test_the_examples_of_a_module_run(name):
    if "jax_" in name:
        pytest.importorskip("jax")
    module = importlib.import_module(name)
    for example in doctest.DocTestFinder().find(module):
        if find_spec("jax") or "import jax" not in (example.docstring or ""):
            assert doctest.DocTestRunner().run(example).failed == 0, example.name


def test_the_stub_for_editors_is_what_the_table_says():
    assert stubs.PATH.read_text(encoding="utf-8") == stubs.stub(), (
        "run python -m autograd.stubs"
    )


@pytest.mark.parametrize("name", autograd.__all__)
def test_every_public_name_is_there_and_documented(name):
    found = getattr(autograd, name)
    assert getattr(found, "__doc__", None) or name in {"OPS"}


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_op_is_a_function_and_says_its_rule(op):
    function = getattr(autograd, op.name)
    assert op.value in function.__doc__
    assert all(partial in function.__doc__ for partial in op.partials)
    if op.names[0] not in op.vectors:
        assert getattr(Value, op.name) is function
