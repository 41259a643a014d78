"""One virtual environment for each peer, made once and kept in `.envs`.

Goes in: a row of the table in peers.py. Comes out: the path of its Python, or an
`InstallError` that says in one line what did not work. What was installed is noted
in the environment, so a changed pin makes it anew; a failed installation is noted
too and not tried again until its folder is removed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from peers import CHECKOUT, Peer

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE / ".envs"


class InstallError(Exception):
    """A peer could not be installed; the text is the one line to show."""


def python_of(peer: Peer) -> Path:
    """The Python that has the peer installed; makes the environment when needed.

    Raises:
        InstallError: pip did not succeed; its output is in the environment's log.
    """
    folder = ENVIRONMENTS / peer.environment
    wanted = _wanted(peer)
    installed, failed = folder / "installed.txt", folder / "failed.txt"
    # The checkout changes while one works on it, so its failure is never final.
    tried = peer.requirement != CHECKOUT and _says(failed, wanted)
    if not _says(installed, wanted) and not tried:
        outcome = installed if _make(folder, peer) else failed
        outcome.write_text(wanted, encoding="utf-8")
    if not installed.exists():
        place = folder.relative_to(HERE.parent).as_posix()
        raise InstallError(f"did not install, see {place}/pip.log")
    return _python(folder)


def _says(note: Path, text: str) -> bool:
    return note.exists() and note.read_text(encoding="utf-8") == text


def _python(folder: Path) -> Path:
    if sys.platform == "win32":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def _wanted(peer: Peer) -> str:
    """What decides whether an environment is still the right one."""
    lines = [f"Python {sys.version}", peer.requirement]
    project = HERE.parent / "pyproject.toml"
    if peer.requirement == CHECKOUT and project.exists():
        lines.append(project.read_text(encoding="utf-8"))
    return "\n".join(lines)


def _make(folder: Path, peer: Peer) -> bool:
    """Make the environment from nothing; True when pip succeeded."""
    print(f"making the environment {folder.name} …", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    if not peer.requirement:
        return True
    what = [peer.requirement]
    if peer.requirement == CHECKOUT:
        what = ["--editable", f"{HERE.parent}[fast]"]
    command = [
        str(_python(folder)),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        *what,
    ]
    with open(folder / "pip.log", "w", encoding="utf-8") as log:
        return subprocess.run(command, stdout=log, stderr=log).returncode == 0
