"""Pages of results: what one run of a comparison measured, in `benchmarks/results/`.

Goes in: a table, and what its figures leave out. Comes out: `<name>.md`, which also
says the machine, the versions, the command and how busy the machine was. What `picture`
drew is shown in it. `summary` puts some of the rows into the README.
"""

import datetime
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import environments
import report
from peers import CHECKOUT, Peer

RESULTS = Path(__file__).resolve().parent / "results"
UNSHOWN = ("--write",)
VERSIONS = """
from importlib.metadata import PackageNotFoundError, version
for name in ("numpy", "llvmlite"):
    try:
        print(name, version(name))
    except PackageNotFoundError:
        pass
"""


def load() -> str:
    """How many processes want to run, as a mean of the last minute.

    >>> float(load()) >= 0.0 if hasattr(os, "getloadavg") else load()
    True
    """
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


LOAD_AT_START = load()


def write(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]], left_out: str
) -> Path:
    """Write the page of the comparison that is running; says where.

    Args:
        title: what the numbers are, a sentence.
        header: of the table.
        rows: of the table.
        left_out: what the figures do not count, and what to know of them.
    """
    script = Path(sys.argv[0])
    facts = {
        **report.machine(),
        "glassgrad": f"{CHECKOUT}, with {_versions()}",
        "load": f"{LOAD_AT_START} when it began, {load()} when it ended",
    }
    picture = RESULTS / f"{script.stem}.svg"
    parts = [
        f"# {script.name}",
        f"{title} Measured on {datetime.date.today():%d %B %Y} by",
        f"    {command(script.name, sys.argv[1:])}",
        "\n".join(f"- {name}: {fact}" for name, fact in facts.items()),
        f"![The same numbers as a picture]({picture.name})" * picture.exists(),
        report.table(header, rows),
        left_out,
    ]
    target = RESULTS / f"{script.stem}.md"
    RESULTS.mkdir(exist_ok=True)
    target.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")
    return target


def command(script: str, arguments: Sequence[str]) -> str:
    """What was typed, without where the results go.

    >>> command("moons.py", ["--rounds", "5", "--write", "--json", "/tmp/moons.json"])
    'python benchmarks/moons.py --rounds 5'
    """
    left = list(arguments)
    if "--json" in left:
        at = left.index("--json")
        del left[at : at + 2]
    shown = [each for each in left if each not in UNSHOWN]
    return shlex.join(["python", f"benchmarks/{script}", *shown])


def _versions() -> str:
    python = environments.python_of(Peer("glassgrad", "", CHECKOUT))
    found = subprocess.run(
        [str(python), "-E", "-s", "-c", VERSIONS], capture_output=True, text=True
    )
    return ", ".join(found.stdout.splitlines())
