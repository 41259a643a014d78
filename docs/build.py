"""Builds the site into build/docs: `python3 run.py docs`.

The README is its home; the course, the reference, a page of every op, activation and
loss are gathered or generated into one folder, which Sphinx then reads. A warning of
Sphinx and a link that leads nowhere are errors: the exit code is 1. With `--links` the
links to other sites are followed too, which needs a network.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

try:
    from sphinx.cmd.build import main as sphinx
except ImportError as error:
    sys.exit(f"docs/build.py: no {error.name}; write: python3 run.py docs")

import activation_pages
import loss_pages
import op_pages
import reference
from links import broken
from markup import contents

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build" / "docs"
GENERATED: dict[str, Callable[[Path], None]] = {
    "ops": op_pages.write,
    "activations": activation_pages.write,
    "losses": loss_pages.write,
    "reference": reference.write,
}


def main(arguments: list[str]) -> int:
    """Build the site and say where it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--links", action="store_true", help="follow links elsewhere")
    options = parser.parse_args(arguments)
    source, site = BUILD / "source", BUILD / "html"
    for old in (source, site):
        shutil.rmtree(old, ignore_errors=True)
    gather(source)
    settings = ["-c", str(HERE), "-d", str(BUILD / "cache"), str(source)]
    strictly = ["-b", "html", "-E", "-q", "-W", "--keep-going"]
    if sphinx([*strictly, *settings, str(site)]):
        return 1
    if problems := broken(site):
        print("links that lead nowhere:", *problems, sep="\n  ", file=sys.stderr)
        return 1
    if options.links and sphinx(
        ["-b", "linkcheck", "-q", *settings, str(BUILD / "links")]
    ):
        return 1
    print(f"{site / 'index.html'}")
    return 0


def gather(source: Path) -> None:
    """Lay out what Sphinx reads, in the places that the README's links name."""
    source.mkdir(parents=True)
    for name in ("CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copy(HERE / "glossary.md", source)
    shutil.copytree(ROOT / "images", source / "images")
    pictures = Path("benchmarks", "results")
    (source / pictures).mkdir(parents=True)
    for path in (ROOT / pictures).glob("*.svg"):
        shutil.copy(path, source / pictures)
    (source / "notebooks").mkdir()
    course = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for path in course:
        shutil.copy(path, source / "notebooks")
    for name, write in GENERATED.items():
        write(source / name)
    home = [
        (ROOT / "README.md").read_text(encoding="utf-8"),
        contents([f"notebooks/{path.stem}" for path in course], "Course"),
        contents(
            ["ops/index", "activations/index", "losses/index", "glossary"], "Tables"
        ),
        contents(["reference/autograd/index", "reference/nn/index"], "Reference"),
        contents(["CONTRIBUTING", "CHANGELOG"], "Project"),
    ]
    (source / "index.md").write_text("\n".join(home), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
