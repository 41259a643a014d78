"""run.py sets up once, says what is wrong in one line, and passes commands through."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

import run

PYPROJECT = "[project]\n"
PACKAGE = "import os, sys\nprint(os.getcwd(), *sys.argv[1:], sep='|')\nsys.exit(7)\n"


@pytest.fixture
def root(tmp_path):
    """A folder with a space in its name that holds a project never set up."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return folder


@pytest.fixture
def installed(monkeypatch):
    """The lists of extras that a start installs, with no environment made in truth."""
    calls = []

    def create(environment):
        python = environment / (
            "Scripts/python.exe" if os.name == "nt" else "bin/python"
        )
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    def install(root, python, extras):
        calls.append(extras)

    monkeypatch.setattr(run, "create", create)
    monkeypatch.setattr(run, "install", install)
    return calls


def forbid(*arguments):
    """Stands in for what a test must not reach."""
    raise AssertionError(f"called with {arguments}")


def test_second_start_installs_nothing(root, installed):
    assert run.prepare(root, "") == run.prepare(root, "")
    assert installed == [[]]


def test_extras_add_up(root, installed):
    for extra in ("dev", "notebooks", "dev", ""):
        run.prepare(root, extra)
    assert installed == [["dev"], ["dev", "notebooks"]]


def test_changed_project_installs_the_same_extras_again(root, installed):
    run.prepare(root, "dev")
    (root / "pyproject.toml").write_text(PYPROJECT + "\n", encoding="utf-8")
    run.prepare(root, "")
    assert installed == [["dev"], ["dev"]]


@pytest.mark.parametrize("key", ["root", "python"])
def test_moved_folder_or_other_python_starts_afresh(root, installed, key):
    run.prepare(root, "dev")
    run.write_stamp(root / ".venv", run.read_stamp(root / ".venv") | {key: "other"})
    run.prepare(root, "")
    assert installed == [["dev"], []]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_damaged_stamp_starts_afresh(root, installed, content):
    run.prepare(root, "")
    (root / ".venv" / run.STAMP).write_text(content, encoding="utf-8")
    run.prepare(root, "")
    assert installed == [[], []]


def test_interrupted_install_starts_afresh(root, installed, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    run.prepare(root, "")
    monkeypatch.setattr(run, "install", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.prepare(root, "dev")
    assert run.read_stamp(root / ".venv") == {}


def test_failed_extra_leaves_what_worked(root, installed, monkeypatch):
    def fail(*_):
        raise run.SetupError("no network")

    run.prepare(root, "")
    monkeypatch.setattr(run, "install", fail)
    with pytest.raises(run.SetupError):
        run.prepare(root, "dev")
    run.prepare(root, "")
    assert run.read_stamp(root / ".venv")["extras"] == []


def test_three_packages_are_required_and_commands_that_train_have_the_bar():
    project = tomllib.loads((run.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.match(r"[\w-]+", each)[0] for each in project["dependencies"]]
    assert names == ["graphviz", "graphviz-pure", "numpy"]
    extras = project["optional-dependencies"]

    def all_of(extra):
        listed = [each for name in extra.split(",") for each in extras[name]]
        inner = re.findall(r"glassgrad\[([\w,]+)\]", " ".join(listed))
        return {*listed}.union(*map(all_of, inner))

    training = [run.COMMANDS[name] for name in ("tour", "lab", "test")]
    assert all("tqdm" in all_of(row.extra) for row in training)


def test_failed_creation_leaves_no_folder(tmp_path, monkeypatch):
    def fail(command):
        (tmp_path / ".venv").mkdir()
        raise run.SetupError("disk full")

    monkeypatch.setattr(run, "run_quietly", fail)
    with pytest.raises(run.SetupError):
        run.create(tmp_path / ".venv")
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("make", [Path.touch, lambda at: at.symlink_to("nowhere")])
def test_file_or_link_in_the_place_of_the_environment_is_removed(tmp_path, make):
    make(tmp_path / ".venv")
    run.remove(tmp_path / ".venv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="makes links and files to be run")
def test_damaged_python_is_told_in_one_line(root, installed, monkeypatch, capsys):
    monkeypatch.setattr(run, "ROOT", root)
    python = run.prepare(root, "")
    python.chmod(0o755)  # an empty file, which no system runs
    python.write_bytes(b"\0")
    assert run.main(["graph", "x", "x=1"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("run.py: ") and "delete the folder .venv" in error


def test_missing_ensurepip_names_the_package_and_touches_nothing(tmp_path, monkeypatch):
    (tmp_path / "kept").touch()
    monkeypatch.setattr(run, "has_module", lambda name: name != "ensurepip")
    monkeypatch.setattr(shutil, "which", lambda name: "apt" if name == "apt" else None)
    major, minor = sys.version_info[:2]
    with pytest.raises(run.SetupError, match=f"apt install python{major}.{minor}-venv"):
        run.create(tmp_path)
    assert (tmp_path / "kept").exists()


def test_missing_ensurepip_without_apt_names_another_way(monkeypatch):
    monkeypatch.setattr(run, "has_module", lambda name: False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(run.SetupError, match="install uv"):
        run.require_ensurepip()


def test_old_python_is_told_in_one_line():
    with pytest.raises(run.SetupError) as error:
        run.require_new_python((3, 8))
    assert "3.11 or newer is needed and this is 3.8" in str(error.value)
    assert "\n" not in str(error.value)


def test_old_python_can_parse_the_file():
    source = Path(run.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_unknown_command_is_told_before_any_set_up(monkeypatch, capsys):
    monkeypatch.setattr(run, "prepare", forbid)
    assert run.main(["tets"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("run.py: no command 'tets'; write one of: tour, graph")
    assert error.count("\n") == 1


def test_help_names_every_command(monkeypatch, capsys):
    monkeypatch.setattr(run, "prepare", forbid)
    assert run.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in run.COMMANDS)


def test_failed_command_shows_its_last_lines(capsys):
    script = "for i in range(40): print('line', i)\nraise SystemExit(3)"
    with pytest.raises(run.SetupError, match="run this again"):
        run.run_quietly([sys.executable, "-c", script])
    shown = capsys.readouterr().err
    assert "line 39" in shown and "line 20" not in shown


def test_arguments_folder_and_exit_code_pass_through(root, tmp_path):
    shutil.copy(run.__file__, root)
    (root / "autograd").mkdir()
    (root / "autograd" / "__main__.py").write_text(PACKAGE, encoding="utf-8")
    venv.create(root / ".venv", symlinks=os.name != "nt")
    # What an editable install leaves: a line that adds the project to the path.
    next((root / ".venv").glob("**/site-packages")).joinpath("root.pth").write_text(
        f"{root}\n", encoding="utf-8"
    )
    run.write_stamp(root / ".venv", run.stamp(root, {"progress"}))
    (tmp_path / "autograd").mkdir()  # must not be taken for ours
    command = [sys.executable, str(root / "run.py"), "graph", "a * b", "-o", "x y"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == f"{tmp_path}|graph|a * b|-o|x y\n"
    assert done.returncode == 7
