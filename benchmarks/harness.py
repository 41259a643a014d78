"""Drives workers: one process for each implementation, JSON lines both ways.

Goes in: the Python of an environment, the adapter's name and whether the cyclic
garbage collector runs. A request is one JSON object on a line, so is the answer.
A worker that dies is a `WorkerError` with a one-line reason, never the end of the
whole comparison. `disagreement` tells whether two checks found the same numbers.
"""

import json
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SERVE = Path(__file__).resolve().parent / "workers" / "serve.py"
TOLERANCE = 1e-9
SECONDS_PER_REQUEST = 300.0


class WorkerError(Exception):
    """A worker died; the text is the one line to show."""


class Worker:
    """One implementation in its own process."""

    def __init__(self, python: Path, adapter: str, collector: bool = True) -> None:
        """Start the process; it imports the peer when it is first asked."""
        # -E and -s keep packages of the caller's own Python out of the peer's.
        command = [
            str(python),
            "-E",
            "-s",
            str(SERVE),
            adapter,
            "on" if collector else "off",
        ]
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        # Some write C code and what a compiler makes of it where they are started.
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            cwd=self._folder.name,
        )

    def ask(self, command: str, number: int = 0) -> dict[str, Any]:
        """Send one request and wait for its answer.

        Raises:
            WorkerError: The process ended, or took longer than the time limit.
        """
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None and pipe_out is not None
        watch = threading.Timer(SECONDS_PER_REQUEST, self._process.kill)
        watch.start()
        try:
            pipe_in.write(json.dumps({"command": command, "number": number}) + "\n")
            pipe_in.flush()
            line = pipe_out.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watch.cancel()
        if not line:
            reason = f"{command}: {self._reason()}"
            raise WorkerError(textwrap.shorten(reason, 60, placeholder=" …"))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process, whatever state it is in."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()
        self._folder.cleanup()

    def _reason(self) -> str:
        code = self._process.wait()
        if code < 0:
            return f"killed by {signal.Signals(-code).name}"
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return lines[-1] if lines else f"ended with code {code}"


def bare_python_megabytes() -> float | None:
    """The peak of a worker that has imported no peer: what every row starts from."""
    worker = Worker(Path(sys.executable), adapter="")
    try:
        peak: float | None = worker.ask("memory")["megabytes"]
        return peak
    finally:
        worker.close()


def difference(expected: Sequence[float], actual: Sequence[float]) -> float:
    """The largest difference, relative where the expected number is above one.

    >>> difference([1.0, 200.0], [1.0, 202.0])
    0.01
    """
    if len(expected) != len(actual):
        return float("inf")
    gaps = (
        abs(a - b) / max(1.0, abs(a)) for a, b in zip(expected, actual, strict=True)
    )
    # A NaN is no agreement, and max() would lose it.
    return max((gap if gap == gap else float("inf") for gap in gaps), default=0.0)


def disagreement(expected: dict[str, Any], actual: dict[str, Any]) -> str:
    """Empty when losses and gradients of two checks agree, else the line to show."""
    gap = max(difference(expected[key], actual[key]) for key in ("losses", "gradients"))
    return "" if gap <= TOLERANCE else f"DISAGREES by {gap:.1e}"
