"""The progress of a training: in terminals and notebooks, silent elsewhere.

A bar where tqdm is installed, which it is by the extra `progress`; else a line now and
then, so that training needs nothing that is not a dependency.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any, Self

LINES = 10
"""How many lines a training without tqdm writes."""


def progress_bar(total: int, shown: bool = True) -> Any:
    """A bar of tqdm: a widget where a notebook has ipywidgets, else text on stderr.

    Args:
        total: how many epochs there are to come.
        shown: False for none. There is none either where stderr is a file or a pipe.

    Returns:
        The bar; without tqdm `Lines`, which has the methods of it that training calls.
    """
    hidden = not (shown and (_in_notebook() or sys.stderr.isatty()))
    if hidden:  # importing tqdm takes as long as a small training
        return Lines(total, hidden)
    try:
        from tqdm import TqdmWarning
    except ImportError:
        return Lines(total, hidden)
    with warnings.catch_warnings():
        # Without ipywidgets tqdm says so and writes text, which serves as well.
        warnings.simplefilter("ignore", TqdmWarning)
        from tqdm.auto import tqdm
    return tqdm(total=total, desc="training")


class Lines:
    """A line for every tenth of a training, on stderr.

    Args:
        total: how many epochs there are to come.
        disable: whether to write nothing.
    """

    def __init__(self, total: int, disable: bool) -> None:
        self.total = total
        self.disable = disable
        self.done = 0
        self.said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def set_postfix(self, named: Mapping[str, str], refresh: bool = True) -> None:
        """What the next line ends with; `refresh` is tqdm's and changes nothing."""
        self.said = ", ".join(f"{name}={number}" for name, number in named.items())

    def update(self) -> None:
        """One epoch more is done."""
        before = self.done * LINES // self.total
        self.done += 1
        if not self.disable and self.done * LINES // self.total > before:
            line = f"training: {self.done}/{self.total} {self.said}"
            print(line, file=sys.stderr, flush=True)


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
