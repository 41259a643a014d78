"""Imports point one way, as DESIGN.md says, and third-party ones stand at the edge."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autograd

ROOT = Path(__file__).parents[1]
LAYERS = (  # a room imports from the layers above it in this list only
    ("ops", "methods", "lines"),
    ("expression", "scalars", "tags"),
    ("source", "traversal", "languages"),
    ("value",),
    ("recording", "scopes", "tape"),
    (
        "affine",
        "calling",
        "copying",
        "elementwise",
        "gradcheck",
        "higher",
        "registering",
        "weighted",
    ),
    ("functions",),
    ("derivatives", "graph", "parsing", "stubs"),
    ("elimination", "nonfinite"),
    ("compiler", "paths"),
    ("explain", "formulas"),
    ("step",),
    ("stepping",),
    ("diagram",),
    ("stepper",),
    ("cli",),
    ("__init__",),
    ("__main__",),
)
LEVELS = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
THIRD_PARTY = {
    "autograd/diagram": {"PIL", "graphviz"},
    "autograd/compiler": {"numpy"},
    "autograd/compiler/jax_": {"jax"},
    "autograd/compiler/llvm/machine": {"llvmlite"},
    "nn": {"matplotlib", "numpy", "tqdm"},
    "nn/estimator": {"sklearn"},
}


def every(*folders):
    """A parameter: each file of some packages."""
    found = [file for name in folders for file in sorted((ROOT / name).rglob("*.py"))]
    names = [file.relative_to(ROOT).as_posix() for file in found]
    return pytest.mark.parametrize("file", found, ids=names)


def room(file):
    """The module or package of autograd that a file belongs to."""
    return file.relative_to(ROOT).with_suffix("").parts[1]


def imports(file):
    """Every import of a file but those for type checkers: module, names, at the top."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for part in ast.walk(tree):
        if isinstance(part, ast.If) and "TYPE_CHECKING" in ast.unparse(part.test):
            part.body = []
    for part in ast.walk(tree):
        if isinstance(part, ast.Import):
            for alias in part.names:
                yield alias.name, (), part in tree.body
        elif isinstance(part, ast.ImportFrom):
            assert part.level == 0, "imports are absolute here"
            yield part.module, tuple(a.name for a in part.names), part in tree.body


def rooms_used(file):
    """The rooms of autograd that a file imports from."""
    for module, names, _ in imports(file):
        top, *inner = module.split(".")
        if top == "autograd" and inner:
            yield inner[0]
        elif top == "autograd":
            yield from (name if name in LEVELS else "__init__" for name in names)


def arrows_back(file):
    own = room(file)
    return {
        used for used in rooms_used(file) if used != own and LEVELS[used] >= LEVELS[own]
    }


@every("autograd")
def test_no_arrow_points_back(file):
    assert room(file) in LEVELS, f"give {room(file)} its place in LAYERS"
    assert not arrows_back(file)


def test_an_arrow_that_points_back_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    bad = tmp_path / "autograd" / "value.py"
    bad.parent.mkdir()
    for line in ("from autograd.graph import Graph", "from autograd import graph"):
        bad.write_text(f"def late():\n    {line}\n", encoding="utf-8")
        assert arrows_back(bad) == {"graph"}


@every("autograd", "nn")
def test_third_party_imports_stand_at_the_edge(file):
    place = file.relative_to(ROOT).as_posix()
    allowed = {"autograd", "nn", *sys.stdlib_module_names}
    for edge, names in THIRD_PARTY.items():
        allowed |= names if place.startswith(edge) else set()
    assert {module.split(".")[0] for module, _, _ in imports(file)} <= allowed


@every("autograd", "nn")
def test_matplotlib_is_imported_inside_functions(file):
    top = {module.split(".")[0] for module, _, at_top in imports(file) if at_top}
    assert "matplotlib" not in top


@every("autograd")
def test_only_the_command_line_knows_nn(file):
    used = {module.split(".")[0] for module, _, _ in imports(file)}
    assert "nn" not in used or room(file) == "cli"


@every("nn")
def test_nn_uses_public_names_of_autograd_only(file):
    for module, names, _ in imports(file):
        if module.split(".")[0] == "autograd":
            assert module == "autograd" and set(names) <= set(autograd.__all__)


@every("autograd", "nn")
def test_file_is_short_enough_to_read(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 350


def test_public_names_exist_and_stand_once():
    assert all(hasattr(autograd, name) for name in autograd.__all__)
    assert len(set(autograd.__all__)) == len(autograd.__all__)


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_import_loads_nothing_large(package):
    large = {"PIL", "graphviz", "matplotlib", "numpy", "sklearn"}
    program = f"import sys, {package}; print({large} & {{*sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == "set()\n", done.stderr
