"""What is public says what it does, what it takes and what it raises.

Of a function: a summary line that ends with a full stop, each of two or more arguments
by its name, and every error that it raises itself in a section `Raises:`. Of a class:
the same of what makes it, and of its own public methods and properties.
"""

import ast
import inspect
import re
import textwrap
from dataclasses import is_dataclass

import pytest

import autograd
import nn
from autograd import OPS

SAID_BY_THE_TABLE = set(OPS)  # see test_docs
SECTION = re.compile(r"^Raises:\n((?: .*\n?|\n)+)", re.M)


def public():
    """Every public class and function by its path, and the methods of classes."""
    for package in (autograd, nn):
        for name in set(package.__all__) - SAID_BY_THE_TABLE:
            thing = getattr(package, name)
            path = f"{package.__name__}.{name}"
            if inspect.isclass(thing):
                yield path, thing
                yield from methods(path, thing)
            elif inspect.isfunction(thing):
                yield path, thing


def methods(path, kind):
    for name, thing in vars(kind).items():
        thing = getattr(thing, "__func__", getattr(thing, "fget", thing))
        is_own = str(getattr(thing, "__module__", "")).startswith(("autograd.", "nn."))
        if inspect.isfunction(thing) and is_own and not name.startswith("_"):
            yield f"{path}.{name}", thing


PUBLIC = dict(sorted(public()))


def documentation(path):
    """A docstring, for a method that overrides another with what that one says."""
    thing = PUBLIC[path]
    said = [inspect.getdoc(thing) or ""]
    owner, _, name = path.rpartition(".")
    for base in getattr(PUBLIC.get(owner), "__mro__", ())[1:]:
        said.append(inspect.getdoc(vars(base).get(name)) or "")
    return said[0], "\n".join(said)


def arguments(thing):
    function = thing.__init__ if inspect.isclass(thing) else thing
    if not inspect.isfunction(function) or is_only_returned(thing):
        return []
    names = inspect.signature(function).parameters
    named = [name for name in names if name not in ("self", "cls") and name[0] != "_"]
    return named if len(named) > 1 else []


def is_only_returned(thing):
    """A class that the package alone makes: it tells what it has, not what it takes."""
    said = inspect.getdoc(thing) or ""
    return not is_dataclass(thing) and "Attributes:\n" in said and "Args:\n" not in said


def raised(thing):
    """The errors of the raise statements in a function, or in what makes a class."""
    function = thing.__init__ if inspect.isclass(thing) else thing
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError):  # made by a dataclass
        return set()
    calls = [
        part.exc.func
        for part in ast.walk(tree)
        if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call)
    ]
    return {call.id for call in calls if isinstance(call, ast.Name)}


def test_there_is_much_that_is_public():
    assert len(PUBLIC) > 200


@pytest.mark.parametrize("path", PUBLIC)
def test_it_begins_with_a_sentence(path):
    own, _ = documentation(path)
    assert own.partition("\n")[0].rstrip().endswith((".", ":")), own


@pytest.mark.parametrize("path", PUBLIC)
def test_it_names_each_of_several_arguments(path):
    _, said = documentation(path)
    missing = [
        name
        for name in arguments(PUBLIC[path])
        if not re.search(rf"(?<!\w){name}(?!\w)", said)
    ]
    assert not missing, f"say what {', '.join(missing)} is"


@pytest.mark.parametrize("path", PUBLIC)
def test_it_says_what_it_raises(path):
    _, said = documentation(path)
    sections = "\n".join(SECTION.findall(said + "\n"))
    missing = {error for error in raised(PUBLIC[path]) if error not in sections}
    assert not missing - {"NotImplementedError", "AssertionError"}


def test_an_argument_that_is_not_named_is_found(monkeypatch):
    def bad(x, forgotten):
        """Takes x."""
        raise ValueError(x)

    monkeypatch.setitem(PUBLIC, "bad", bad)
    with pytest.raises(AssertionError, match="forgotten"):
        test_it_names_each_of_several_arguments("bad")
    with pytest.raises(AssertionError):
        test_it_says_what_it_raises("bad")
