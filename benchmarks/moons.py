"""How long one training step takes: micrograd's moons network, glassgrad and peers.

    python benchmarks/moons.py [--rounds 15] [--peers glassgrad,xad] [--json FILE]

MLP(2, [16, 16, 1]) with ReLU, 100 records, max-margin loss and L2 penalty; a step is
forward, zero_grad, backward and update. Every implementation first has to reproduce
micrograd's losses and gradients; then rounds of one step each are taken in turn, once
with Python's cyclic garbage collector and once without. Prints a Markdown table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import command
import environments
import report
from harness import Worker, WorkerError, disagreement
from peers import MOONS, Peer

CHECKED_STEPS = 5
HEADER = (
    "implementation",
    "version",
    "ms a step",
    "× micrograd",
    "ms, collector off",
    "× micrograd",
    "peak MB",
    "note",
)
LEFT_OUT = """Left out: imports, the making of the records and of the model, and
recording and compiling for what is compiled. A step is forward, zero_grad, backward,
update and the release of the graph; of what is compiled, a call and the update. With
the collector off, Python's cyclic garbage is collected between the steps, outside the
time. Peak MB is of the whole process."""


@dataclass(slots=True)
class Row:
    """What is known about one implementation; `problem` says why it was not timed."""

    peer: Peer
    workers: dict[str, Worker] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    check: dict[str, Any] = field(default_factory=dict)
    peak_megabytes: float | None = None
    problem: str = ""


def start(row: Row) -> None:
    """Start the row's two workers and check what each computes in its first steps."""
    try:
        python = environments.python_of(row.peer)
        for collector in ("on", "off"):
            worker = Worker(python, row.peer.adapter, collector == "on")
            row.workers[collector] = worker
            row.seconds[collector] = []
            row.check = worker.ask("check", CHECKED_STEPS)
    except (environments.InstallError, WorkerError) as error:
        row.problem = str(error)


def measure(rows: list[Row], rounds: int) -> None:
    """Take the rounds: each implementation in turn, so that drift hits all alike."""
    for _ in range(rounds):
        for row in rows:
            try:
                for collector, worker in row.workers.items():
                    if not row.problem:
                        answer = worker.ask("time", 1)
                        row.seconds[collector] += answer["seconds"]
            except WorkerError as error:
                row.problem = str(error)


def compare(
    peers: tuple[Peer, ...],
    rounds: int,
    measure: Callable[[list[Row], int], None] = measure,
) -> list[Row]:
    """Measure the peers; the first of them is the baseline."""
    rows = [Row(peer) for peer in peers]
    try:
        for row in rows:
            start(row)
            if not row.problem and rows[0].check:
                row.problem = disagreement(rows[0].check, row.check)
        measure(rows, rounds)
        for row in rows:
            if not row.problem:
                row.peak_megabytes = row.workers["on"].ask("memory")["megabytes"]
    finally:
        for row in rows:
            for worker in row.workers.values():
                worker.close()
    return rows


def cells(row: Row, baseline: Row) -> list[str]:
    """The row of the printed table."""
    numbers = []
    for collector in ("on", "off"):
        seconds = [] if row.problem else row.seconds[collector]
        against = baseline.seconds.get(collector, [])
        numbers += [report.milliseconds(seconds), report.ratio(against, seconds)]
    peak = row.peak_megabytes
    return [
        row.peer.name,
        row.peer.version,
        *numbers,
        report.DASH if peak is None else report.figures(peak),
        row.problem or row.peer.note,
    ]


def to_json(row: Row) -> dict[str, Any]:
    """Everything measured of one row, for a file."""
    return {
        "name": row.peer.name,
        "version": row.peer.version,
        "seconds": row.seconds,
        "peak_megabytes": row.peak_megabytes,
        "problem": row.problem,
    }


def main() -> None:
    parser = command.parser("Time the moons step of glassgrad and its peers.", MOONS)
    parser.add_argument("--rounds", type=int, default=15, help="steps timed of each")
    arguments = parser.parse_args()
    rows = compare(arguments.peers, arguments.rounds)
    title = f"Medians of {arguments.rounds} steps; × says how many times faster."
    table = [cells(row, rows[0]) for row in rows]
    command.publish(title, HEADER, table)
    command.write(arguments.write, title, HEADER, table, LEFT_OUT)
    command.save(arguments.json, [to_json(row) for row in rows])


if __name__ == "__main__":
    main()
