"""`methods.pyi` says to editors what the table generates."""

import ast

import pytest

import autograd
from autograd import OPS, Value, stubs


def test_every_method_and_function_that_it_names_exists():
    tree = ast.parse(stubs.stub())
    (methods,) = [part for part in tree.body if isinstance(part, ast.ClassDef)]
    names = {part.name for part in methods.body}
    assert all(callable(getattr(Value, name)) for name in names)
    functions = {part.name for part in tree.body if isinstance(part, ast.FunctionDef)}
    assert functions == set(OPS)


@pytest.mark.parametrize("name", OPS)
def test_signature_is_that_of_the_function(name):
    tree = ast.parse(stubs.stub())
    said = [p for p in tree.body if isinstance(p, ast.FunctionDef) and p.name == name]
    code = getattr(autograd, name).__code__
    for function in said:
        arguments = [argument.arg for argument in function.args.args]
        assert arguments == list(code.co_varnames[: code.co_argcount])
