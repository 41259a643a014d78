"""Sets up glassgrad once, then starts it: `python3 run.py`, on any system.

What goes in: a command (see COMMANDS, or --help) and its arguments. The first start
makes the folder .venv and installs what the command needs; later starts find the stamp
in it and go straight on. Standard library only, since nothing else is there yet; and
no newer syntax than Python 3.8's, so that an old Python can still say what is wrong.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
STAMP = "glassgrad.json"


class SetupError(Exception):
    """Something only the user can mend; its text is one line that says how."""


class Command(NamedTuple):
    """What one command of this file starts."""

    summary: str
    python: tuple[str, ...]  # the arguments of the Python in .venv
    extra: str = ""  # the extras of pyproject.toml that it needs
    folder: Path | None = None  # where it runs, if not where the user stands


# -P: a random.py or autograd/ where the user stands must not be imported for ours.
PACKAGE = ("-P", "-m", "autograd")
COMMANDS = {
    "tour": Command(
        "a first look; the same as no command", (*PACKAGE, "tour"), "fast,progress"
    ),
    "graph": Command("draw the graph of an expression", (*PACKAGE, "graph")),
    "step": Command(
        "walk through both passes of an expression", (*PACKAGE, "step"), "animate"
    ),
    "lab": Command(
        "open the notebooks in JupyterLab",
        ("-m", "jupyterlab", "notebooks"),
        "notebooks",
        ROOT,
    ),
    "docs": Command("build the site", ("docs/build.py",), "docs", ROOT),
    "test": Command("run the tests with pytest", ("-m", "pytest"), "dev", ROOT),
    "jax": Command(
        "run the tests of the jax backend, which installs jax (500 MB)",
        ("-m", "pytest", "-k", "jax"),
        "dev,jax",
        ROOT,
    ),
    "lint": Command("look for mistakes (ruff)", ("-m", "ruff", "check"), "dev", ROOT),
    "format": Command("lay out the code (ruff)", ("-m", "ruff", "format"), "dev", ROOT),
    "types": Command("check the types with mypy", ("-m", "mypy"), "dev", ROOT),
}


def main(arguments: list[str]) -> int:
    """Runs the command that `arguments` name and returns its exit code."""
    try:
        require_new_python(sys.version_info[:2])
        name, *rest = arguments or ["tour"]
        if name in ("-h", "--help", "help"):
            print(usage())
            return 0
        command = find_command(name)
        python = prepare(ROOT, command.extra)
        return start([str(python), *command.python, *rest], command.folder)
    except SetupError as error:
        say(f"run.py: {error}")
        return 1
    except OSError as error:  # such as a .venv of another user, or one that is damaged
        say(f"run.py: {error}; delete the folder .venv if it is damaged")
        return 1
    except KeyboardInterrupt:
        say("run.py: interrupted; the next start sets up what is missing")
        return 130


def require_new_python(version: tuple[int, ...]) -> None:
    """Raises SetupError where Python is too old for the package."""
    if version < OLDEST:
        needed, found = ("{}.{}".format(*pair) for pair in (OLDEST, version))
        raise SetupError(
            f"Python {needed} or newer is needed and this is {found}; install a newer "
            f"one and name it, as in: python{needed} run.py"
        )


def usage() -> str:
    """Returns the help text, a line per command."""
    lines = [f"  {name:8}{command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: python3 run.py [command] [arguments of the command]",
            "",
            *lines,
            "",
            "The first start makes .venv; to start afresh, delete that folder.",
        ]
    )


def find_command(name: str) -> Command:
    """Returns a row of COMMANDS; raises SetupError before anything is installed."""
    if name not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise SetupError(f"no command {name!r}; write one of: {known}")
    return COMMANDS[name]


def prepare(root: Path, extra: str) -> Path:
    """Makes root/.venv fit for `extra`, if it is not yet, and returns its Python."""
    environment = root / ".venv"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    found = read_stamp(environment)
    wanted = stamp(root, {extra})
    fits = all(found.get(key) == wanted[key] for key in ("root", "python"))
    if fits and python.exists():
        wanted = stamp(root, {extra, *found["extras"]})
    else:
        found = {}
        create(environment)
    if found != wanted:
        update(root, python, found, wanted)
    return python


def stamp(root: Path, extras: set[str]) -> dict[str, Any]:
    """Returns what an environment depends on; another stamp means install again."""
    project = (root / "pyproject.toml").read_bytes()
    return {
        "root": str(root),  # a moved folder: .venv still points to the old place
        "python": sys.implementation.cache_tag,
        "project": hashlib.sha256(project).hexdigest(),
        "extras": sorted(extras - {""}),
    }


def read_stamp(environment: Path) -> dict[str, Any]:
    """Returns the stamp of a finished set-up; nothing for none or a damaged one."""
    try:
        found = json.loads((environment / STAMP).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return found if isinstance(found, dict) and "extras" in found else {}


def write_stamp(environment: Path, found: dict[str, Any]) -> None:
    """Writes the stamp that `read_stamp` reads."""
    (environment / STAMP).write_text(json.dumps(found), encoding="utf-8")


def create(environment: Path) -> None:
    """Makes an empty environment in place of whatever is there."""
    uv = shutil.which("uv")
    # Where this runs in .venv itself, the Python behind it has to make the new one.
    base = getattr(sys, "_base_executable", sys.executable)
    if not uv:
        require_ensurepip()
    remove(environment)
    say(f"Making .venv with Python {sys.version.split()[0]}.")
    by_uv = [uv or "", "venv", "--seed", "--python", base, str(environment)]
    try:
        run_quietly(by_uv if uv else [base, "-m", "venv", str(environment)])
    except BaseException:
        shutil.rmtree(environment, ignore_errors=True)
        raise


def require_ensurepip() -> None:
    """Raises SetupError where Python came without the parts that make environments."""
    if has_module("venv") and has_module("ensurepip"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if shutil.which("apt"):
        how = f"install them with: sudo apt install {package}"
    else:
        how = "install uv, or a Python with them (Linux systems name the package venv)"
    raise SetupError(f"this Python has no venv and ensurepip; {how}")


def has_module(name: str) -> bool:
    """Tells whether Python has a module, without importing it."""
    return importlib.util.find_spec(name) is not None


def remove(environment: Path) -> None:
    """Deletes an environment, if there is one."""
    try:
        if environment.is_symlink() or environment.is_file():
            environment.unlink()
        else:
            shutil.rmtree(environment)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise SetupError(
            f"cannot delete {environment} ({error.strerror or error}); close the "
            "programs that use it or delete it by hand, then run this again"
        ) from error


def update(
    root: Path, python: Path, found: dict[str, Any], wanted: dict[str, Any]
) -> None:
    """Installs what the stamp `wanted` says, and writes that stamp last."""
    environment = root / ".venv"
    # No stamp while it works: whatever interrupts it, the next start begins afresh.
    (environment / STAMP).unlink(missing_ok=True)
    try:
        install(root, python, wanted["extras"])
    except SetupError:
        if found:  # what worked before (the tour, with no network) works on
            write_stamp(environment, found)
        raise
    write_stamp(environment, wanted)


def install(root: Path, python: Path, extras: list[str]) -> None:
    """Installs the packages of this folder, editable, and what they need."""
    uv = shutil.which("uv")
    listed = f"[{','.join(extras)}]" if extras else ""
    say(f"Installing glassgrad{listed} and what it needs; this may take a minute.")
    if uv:
        command = [uv, "pip", "install", "--python", str(python)]
    else:
        command = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    run_quietly([*command, "-e", f".{listed}"], root)


def run_quietly(command: list[str], folder: Path | None = None) -> None:
    """Runs a command; if it fails, shows its last lines and raises SetupError."""
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        print(*done.stdout.splitlines()[-15:], sep="\n", file=sys.stderr)
        raise SetupError(
            "the set-up failed with the message above; is there a network? "
            "Mend it, then run this again"
        )


def say(text: str) -> None:
    """Tells the user what takes time; on stderr, so that output stays pure."""
    print(text, file=sys.stderr, flush=True)


def start(command: list[str], folder: Path | None) -> int:
    """Runs a command in its folder to the end and returns its exit code."""
    if os.name != "nt":  # in place of this process: signals and exit codes are its own
        os.chdir(folder or os.curdir)
        os.execv(command[0], command)
    # On Windows exec would hand the prompt back while the command still runs.
    process = subprocess.Popen(command, cwd=folder)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command got it as well and knows how to end


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
