"""The README's example prints what it says, and its picture is that picture.

And the row that CONTRIBUTING shows is an op.
"""

import re
from pathlib import Path

import autograd
from autograd import Op, gradcheck
from autograd.ops import POSITIVE

ROOT = Path(__file__).resolve().parent.parent


def run_example(tmp_path, monkeypatch, capsys):
    code, output = re.findall(
        r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(), re.S
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    return output, capsys.readouterr().out, tmp_path / "out" / "paths.svg"


def test_the_example_prints_its_output(tmp_path, monkeypatch, capsys):
    output, printed, _ = run_example(tmp_path, monkeypatch, capsys)
    assert printed == output


def test_the_example_has_twelve_lines_that_fit_a_page():
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    lines = [line for line in code.splitlines() if line]
    assert len(lines) == 12 and max(map(len, lines)) <= 88


def test_the_picture_is_the_examples(tmp_path, monkeypatch, capsys):
    *_, picture = run_example(tmp_path, monkeypatch, capsys)
    assert picture.read_bytes() == (ROOT / "images" / "paths.svg").read_bytes()


def test_every_file_on_the_map_is_there():
    plan = (ROOT / "README.md").read_text().split("## Where things are")[1]
    root, folder = ROOT, ROOT
    for line in plan.strip("\n").splitlines():
        name = line.split()[0]
        if line.startswith(" " * 20):  # a description goes on
            continue
        if line.startswith("    ") and not line.startswith("      "):
            folder = root / name
            assert folder.is_dir(), name
        else:
            assert (folder / name).exists(), name


def test_the_row_shown_to_contributors_is_an_op():
    row = re.search(r"\n(Op\(.*\))\n", (ROOT / "CONTRIBUTING.md").read_text())[1]
    op = eval(row, {"Op": Op, "POSITIVE": POSITIVE})
    autograd.register(op)
    for x in (0.1, 1.0, 4.0):
        assert gradcheck(getattr(autograd, op.name), [x])
