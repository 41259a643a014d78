"""Turns measurements into text: medians, ratios, Markdown tables, the machine.

Nothing here starts a process or takes a time, so it can be tested by itself.
A number that was not measured is a dash.
"""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

DASH = "–"


def median(numbers: Sequence[float]) -> float:
    """The middle number, or the mean of the two in the middle.

    >>> median([3.0, 1.0, 2.0]), median([4.0, 1.0, 2.0, 3.0])
    (2.0, 2.5)
    """
    ordered = sorted(numbers)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high) / 2


def milliseconds(seconds: Sequence[float]) -> str:
    """The median in milliseconds, in three figures.

    >>> milliseconds([1.1532, 1.15, 1.2]), milliseconds([0.01084]), milliseconds([])
    ('1,153', '10.8', '–')
    """
    return figures(median(seconds) * 1000) if seconds else DASH


def microseconds(seconds: Sequence[float]) -> str:
    """The median in microseconds, in three figures.

    >>> microseconds([1.2e-6]), microseconds([0.0123])
    ('1.20', '12,300')
    """
    return figures(median(seconds) * 1e6) if seconds else DASH


def counted(records: int) -> str:
    """A number of records in words.

    >>> counted(1), counted(10_000)
    ('1 record', '10,000 records')
    """
    return f"{records:,} record{'' if records == 1 else 's'}"


def ratio(baseline: Sequence[float], seconds: Sequence[float]) -> str:
    """How many times faster than the baseline, by the medians.

    >>> ratio([3.0, 1.0, 2.0], [0.1]), ratio([2.0], [])
    ('20.0', '–')
    """
    if not baseline or not seconds:
        return DASH
    return figures(median(baseline) / median(seconds))


def figures(number: float) -> str:
    """Three figures, whole numbers with thousands separated.

    >>> figures(1153.2), figures(110.4), figures(10.84), figures(0.5)
    ('1,153', '110', '10.8', '0.50')
    """
    decimals = 0 if number >= 99.95 else 1 if number >= 9.995 else 2
    return f"{number:,.{decimals}f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first and the last column are text, the others numbers."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    last = len(header) - 1
    rule = [
        "-" * width if i in (0, last) else "-" * (width - 1) + ":"
        for i, width in enumerate(widths)
    ]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.ljust(width) if i in (0, last) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join(padded) + " |"

    return "\n".join([line(header), line(rule), *map(line, rows)])


def machine() -> dict[str, str]:
    """What a reader needs to compare these numbers with others."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
