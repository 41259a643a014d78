"""The README's example prints what the README says, and its picture is that picture."""

import re
from pathlib import Path

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
