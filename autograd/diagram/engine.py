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
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

BUNDLED_FORMATS = ("svg", "png", "json0")
SYSTEM_FORMATS = ("pdf",)
QUICKLY = ("nslimit=0.1", "nslimit1=0.1", "mclimit=0.01", "splines=line")


class LayoutError(RuntimeError):
    """No layout engine was found, or it failed; the message says what to do."""


PATIENCE = 120.0
"""How many seconds a layout may take, unless it is forced."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a layout may cost.

    Attributes:
        quick: bound the effort, for graphs of thousands of nodes; lines are straight.
        seconds: when it is given up; None for never.
    """

    quick: bool = False
    seconds: float | None = PATIENCE


def render(
    source: str, format: str, effort: Effort = Effort(), dpi: float = 96.0
) -> bytes:
    """Lay out DOT source.

    Args:
        source: the DOT text.
        format: "svg", "png", "pdf", or "json0": where everything lies, see `geometry`.
        effort: what the layout may cost.
        dpi: pixels of an inch of a PNG.

    Returns:
        The file's bytes; SVG without declaration, comments and engine version.

    Raises:
        LayoutError: no engine for the format, or the engine failed or took too long.
    """
    command = [_engine(format), f"-T{format}"]
    if format == "png":
        command.append(f"-Gdpi={dpi:.6g}")
    if effort.quick:
        # Without a limit on the first of the two network simplex runs, that of the
        # ranks, 9,000 nodes take minutes; with it, some twenty seconds.
        command += [f"-G{limit}" for limit in QUICKLY]
    try:
        done = subprocess.run(
            command, input=source.encode(), capture_output=True, timeout=effort.seconds
        )
    except subprocess.TimeoutExpired:
        raise LayoutError(
            f"the layout took more than {effort.seconds:.0f} s and was given up: draw "
            "less, such as the output of one record or view='layers', or wait with "
            "draw(…, force=True); print(diagram) shows the graph as text"
        ) from None
    if done.returncode != 0 or not done.stdout:
        raise LayoutError(f"the layout engine {command[0]} failed: {_reason(done)}")
    return _cleaned(done.stdout) if format == "svg" else done.stdout


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """What an engine that failed said, but for its warnings.

    Those about the width of characters outside ASCII are no errors.
    """
    said = done.stderr.decode(errors="replace").splitlines()
    errors = [line for line in said if line.strip() and "Warning" not in line]
    if errors:
        return errors[-1].strip()
    if done.returncode < 0:
        return f"the system ended it by signal {-done.returncode}, memory may be short"
    return f"it wrote nothing, exit code {done.returncode}"


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
