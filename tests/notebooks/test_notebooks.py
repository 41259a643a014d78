"""Every notebook runs from a clean kernel and gives the outputs that are committed."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MISSING = [name for name in ("nbclient", "ipykernel") if find_spec(name) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("REQUIRE_BROWSER") != "1",
    reason=f"notebooks run only with {' and '.join(MISSING)}: pip install '.[dev]'",
)

TINY = """{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "tiny",
   "metadata": {},
   "outputs": [],
   "source": [
    "import sys; SOURCE"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
"""


def execute(*arguments):
    command = [sys.executable, str(FOLDER / "execute.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


@pytest.fixture
def tiny(tmp_path):
    """Makes a notebook of one cell, with no outputs."""

    def make(source):
        path = tmp_path / "tiny.ipynb"
        path.write_text(TINY.replace("SOURCE", source), encoding="utf-8")
        return path

    return make


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_those_committed(path):
    done = execute("--check", path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_small_enough_to_clone(path):
    assert path.stat().st_size < 600_000


@pytest.mark.parametrize("path", NOTEBOOKS[:-1], ids=lambda path: path.stem)
def test_it_ends_with_a_link_to_the_next(path):
    after = NOTEBOOKS[NOTEBOOKS.index(path) + 1]
    cells, following = (
        json.loads(each.read_text("utf-8"))["cells"] for each in (path, after)
    )
    title = following[0]["source"][0].strip().removeprefix("# ")
    assert cells[-1]["source"] == [f"Next: [{title}]({after.name})"]


def test_an_output_that_was_changed_fails_the_check(tiny):
    path = tiny("print(6 * 7)")
    assert execute("--write", path).returncode == 0
    path.write_text(path.read_text().replace('"42\\n"', '"43\\n"'))
    done = execute("--check", path)
    assert done.returncode == 1
    assert "tiny.ipynb, cell 1 (tiny)" in done.stderr
    assert "43" in done.stderr and "42" in done.stderr


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("print('careful', file=sys.stderr)", "on stderr: careful"),
        ("import os; os._exit(3)", "Kernel died"),
        ("import autograd; print(autograd.__file__)", "the output names the folder"),
    ],
)
def test_a_cell_that_fails_is_named_and_nothing_written(tiny, source, said):
    path = tiny(source)
    before = path.read_bytes()
    done = execute("--write", path)
    assert done.returncode == 1
    assert "tiny.ipynb, cell 1 (tiny)" in done.stderr and said in done.stderr
    assert path.read_bytes() == before


def test_an_unknown_notebook_is_an_error_that_lists_those_there_are():
    done = execute("--check", "99_none")
    assert done.returncode == 2
    assert all(path.name in done.stderr for path in NOTEBOOKS)


def test_without_the_notebook_packages_the_script_says_what_to_install(tmp_path):
    script = shutil.copy(FOLDER / "execute.py", tmp_path)
    command = [sys.executable, "-S", "-E", script, "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "run.py lab" in done.stderr
