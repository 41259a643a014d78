"""The line of the user's own code that is being run.

`user_line()` looks up from whatever part of autograd or nn calls it to the first frame
outside both, and gives its file, line number and text: those of a script, a notebook's
cell, or a lambda.
"""

from __future__ import annotations

import linecache
import os
import sys
from functools import cache
from itertools import islice
from types import CodeType, FrameType
from typing import NamedTuple

MOST = 4
"""Of a longer expression the first lines are kept."""

_PACKAGE = os.path.dirname(__file__)
_OURS = (
    os.path.join(_PACKAGE, ""),
    os.path.join(os.path.dirname(_PACKAGE), "nn", ""),
    "<autograd ",  # the generated functions of ops
    "<frozen ",  # Python's own, below `python -m autograd`
)


_known: dict[tuple[int, int], tuple[CodeType, Source]] = {}
"""The lines of instructions met before: a network records thousands of nodes at one."""


class Source(NamedTuple):
    """One line of the user's code, or one expression over several.

    Attributes:
        file: as Python names it; a notebook's cell has a name of its own.
        line: the line's number, from 1; of several that of the first.
        text: the line, without the space around it; lines of one expression are joined.
            "" where Python does not keep it, as for code typed at an old prompt.
    """

    file: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """Where the line stands, without folders: "train.py, line 12"."""
        cell = "ipykernel_" in self.file or self.file.startswith("<ipython-input")
        return f"{'cell' if cell else os.path.basename(self.file)}, line {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.text else self.place


def user_line() -> Source | None:
    """The line that is being run outside autograd and nn; None if there is none."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_ours(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return None
    at = id(frame.f_code), frame.f_lasti
    known = _known.get(at)
    if known is None:
        # The code is kept, or another one could get its id.
        known = _known[at] = frame.f_code, _source(frame)
    return known[1]


def read_again() -> None:
    """Forget the lines read so far: a file may have been edited and loaded again."""
    linecache.checkcache()
    _known.clear()


def _source(frame: FrameType) -> Source:
    file, (first, last) = frame.f_code.co_filename, _lines(frame)
    shown = range(first, min(last, first + MOST - 1) + 1)
    texts = [linecache.getline(file, line, frame.f_globals).strip() for line in shown]
    more = ["…"] if last > shown[-1] else []
    return Source(file, first, " ".join(filter(None, [*texts, *more])))


def _lines(frame: FrameType) -> tuple[int, int]:
    """The first and the last line of the expression that a frame is working out."""
    positions = islice(frame.f_code.co_positions(), frame.f_lasti // 2, None)
    first, last, *_ = next(positions)
    if first is None or last is None:
        return frame.f_lineno, frame.f_lineno
    return first, last


@cache
def _is_ours(file: str) -> bool:
    return file.startswith(_OURS)
