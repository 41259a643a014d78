"""What the commands of this folder share: their options and how they print."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import harness
import report
import results
from peers import PEERS, Peer, select


def parser(
    description: str, table: tuple[Peer, ...] = PEERS
) -> argparse.ArgumentParser:
    """The options of every comparison of the implementations in a table."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument(
        "--peers",
        type=lambda names: select(names, table),
        default=table,
        metavar="A,B",
        help="only these",
    )
    return with_targets(options)


def with_targets(options: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options that say where results go."""
    options.add_argument(
        "--json", type=Path, metavar="FILE", help="write everything measured here"
    )
    return with_page(options)


def with_page(options: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The option that asks for a page of results."""
    options.add_argument(
        "--write", action="store_true", help="write a page into benchmarks/results"
    )
    return options


def publish(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print the machine, what was measured and the table."""
    for name, value in _machine().items():
        print(f"{name}: {value}")
    print(f"\n{title}\n\n{report.table(header, rows)}")


def write(
    wanted: bool,
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    left_out: str,
) -> None:
    """Write the page of results, when it is wanted; see `results.write`."""
    if wanted:
        print(f"\nwrote {results.write(title, header, rows, left_out)}")


def save(file: Path | None, rows: Sequence[dict[str, Any]]) -> None:
    """Write the machine and all rows, when a file was asked for."""
    if file is not None:
        result = {"machine": _machine(), "rows": rows}
        file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _machine() -> dict[str, str]:
    peak = harness.bare_python_megabytes()
    memory = report.DASH if peak is None else f"{report.figures(peak)} MB"
    return {**report.machine(), "bare Python's memory": memory}
