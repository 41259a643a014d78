"""What editors and mypy say of a user's program, from `methods.pyi` and annotations."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from autograd import OPS
from autograd.methods import __file__ as methods

SAMPLE = Path(__file__).with_name("typing") / "sample.py"


@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy: pip install '.[dev]'")
def test_a_program_is_right_but_for_its_three_mistakes():
    command = [sys.executable, "-m", "mypy", "--strict", str(SAMPLE)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=SAMPLE.parents[2]
    )
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    wrong = [i for i, line in enumerate(lines, 1) if "# wrong: " in line]
    found = re.findall(r"sample\.py:(\d+): error:", done.stdout)
    assert list(map(int, found)) == wrong, done.stdout + done.stderr


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_completion_shows_the_formula(op):
    shown = Path(methods).with_suffix(".pyi").read_text(encoding="utf-8")
    signature = f"{op.name}({', '.join(op.operands)}) = {op.value}"
    found = re.findall(rf'def {op.name}\(.*\n +"""(.*)', shown)
    assert found and all(each.startswith(signature) for each in found)
