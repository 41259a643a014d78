"""The layout engine, kept behind one function: DOT source in, picture out.

`graphviz-pure` comes with the package and gives the same bytes on every machine. A
`dot` program named by the environment variable GLASSGRAD_DOT goes first, one found on
the PATH last; PDF needs such a program.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

BUNDLED_FORMATS = ("svg", "png", "json0")
SYSTEM_FORMATS = ("pdf",)


class LayoutError(RuntimeError):
    """No layout engine was found, or it failed; the message says what to do."""


def render(source: str, format: str, quick: bool = False) -> bytes:
    """Lay out DOT source.

    Args:
        source: the DOT text.
        format: "svg", "png", "pdf", or "json0": where everything lies, see `geometry`.
        quick: bound the effort, for graphs of thousands of nodes; lines are straight.

    Returns:
        The file's bytes; SVG without declaration, comments and engine version.

    Raises:
        LayoutError: no engine for the format, or the engine failed.
    """
    command = [_engine(format), f"-T{format}"]
    if quick:
        command += ["-Gnslimit=0.1", "-Gmclimit=0.01", "-Gsplines=line"]
    done = subprocess.run(command, input=source.encode(), capture_output=True)
    # Warnings about the width of characters outside ASCII are no errors: boxes get
    # wider than needed, never narrower.
    if done.returncode != 0 or not done.stdout:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else "no output"
        raise LayoutError(f"the layout engine {command[0]} failed: {reason}")
    return _cleaned(done.stdout) if format == "svg" else done.stdout


def _engine(format: str) -> str:
    if chosen := os.environ.get("GLASSGRAD_DOT"):
        if found := shutil.which(chosen):
            return found
        raise LayoutError(f"GLASSGRAD_DOT names {chosen!r}, which is no program here")
    if format in BUNDLED_FORMATS and (bundled := _bundled()):
        return bundled
    if system := shutil.which("dot"):
        return system
    if format in SYSTEM_FORMATS:
        raise LayoutError(
            "PDF needs a Graphviz program on this machine, for example from "
            "`apt install graphviz` or `brew install graphviz`; SVG and PNG do not"
        )
    raise LayoutError(
        "no layout engine found: `pip install graphviz-pure` brings one, or install "
        "Graphviz; print(diagram) shows the graph as text meanwhile"
    )


def _bundled() -> str | None:
    """The program of the graphviz-pure package, found without the PATH."""
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.stem == "graphviz-pure" and (path := Path(str(file.locate()))).exists():
            return str(path.resolve())
    return None


def _cleaned(svg: bytes) -> bytes:
    text = svg.decode().replace("\r\n", "\n")
    text = text[text.index("<svg") :]
    return re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL).encode()
