"""The progress bar of a training: in terminals and notebooks, silent elsewhere."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from tqdm import TqdmWarning


def progress_bar(total: int, shown: bool = True) -> Any:
    """A bar of tqdm: a widget where a notebook has ipywidgets, else text on stderr.

    Args:
        total: how many epochs there are to come.
        shown: False for none. There is none either where stderr is a file or a pipe.
    """
    with warnings.catch_warnings():
        # Without ipywidgets tqdm says so and writes text, which serves as well.
        warnings.simplefilter("ignore", TqdmWarning)
        from tqdm.auto import tqdm
    seen = _in_notebook() or sys.stderr.isatty()
    return tqdm(total=total, desc="training", disable=not (shown and seen))


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
