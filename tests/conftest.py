"""What holds for all tests."""

import platform
import sys

import pytest

from autograd import OPS, registering


@pytest.fixture(autouse=True)
def table_as_before():
    """No op that a test registers stays."""
    before = set(OPS)
    yield
    for name in set(OPS) - before:
        registering._forget(OPS[name])


@pytest.fixture(autouse=True)
def no_figure_left():
    """No picture that a test draws stays open."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


def pytest_terminal_summary(terminalreporter):
    """Which Python it was, with -q too."""
    terminalreporter.write_line(f"on Python {platform.python_version()}")
