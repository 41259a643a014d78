"""How long a training step takes where the graph stays the same: compiled, and peers.

    python benchmarks/repeated.py [--records 1,100,10000] [--rounds 7] [--peers A,B]

MLP(2, [16, 16, 1]) with tanh, squared error, gradient descent, float64: forward,
backward and update. After 20 steps every implementation has to have the same cost and
parameters to 1e-9; then rounds are taken in turn, each of as many steps as fill 50 ms.
Prints a Markdown table of µs a step.
"""

from dataclasses import dataclass, field
from typing import Any

import command
import environments
import report
from harness import Worker, WorkerError, disagreement
from peers import REPEATED, Peer

RECORDS = (1, 100, 10_000)


@dataclass(slots=True)
class Row:
    """What is known about one implementation, for each number of records."""

    peer: Peer
    seconds: dict[int, list[float]] = field(default_factory=dict)
    compiled: dict[int, float] = field(default_factory=dict)
    problem: str = ""


@dataclass(slots=True)
class Running:
    """A worker that is ready for its rounds."""

    row: Row
    worker: Worker
    check: dict[str, Any]


def started(row: Row, records: int) -> Running | None:
    """The row's worker, ready for so many records; None where it is not to be timed."""
    if row.problem or records > row.peer.most:
        return None
    try:
        worker = Worker(environments.python_of(row.peer), row.peer.adapter)
    except environments.InstallError as error:
        row.problem = str(error)
        return None
    try:
        check = worker.ask("prepare", records)
    except WorkerError as error:
        row.problem = str(error)
        worker.close()
        return None
    row.compiled[records] = check["compile"]
    row.seconds[records] = []
    return Running(row, worker, check)


def measure(rows: list[Row], records: int, rounds: int) -> None:
    """Start all, compare their numbers, take the rounds in turn, end all."""
    running = [found for row in rows if (found := started(row, records))]
    try:
        for each in running:
            each.row.problem = disagreement(running[0].check, each.check)
        for _ in range(rounds):
            for each in running:
                if not each.row.problem:
                    times = each.worker.ask("repeat", 1)["seconds"]
                    each.row.seconds[records] += times
    finally:
        for each in running:
            each.worker.close()


def cells(row: Row, records: tuple[int, ...]) -> list[str]:
    """The row of the printed table."""
    times = [] if row.problem else [row.seconds.get(each, []) for each in records]
    compiled = list(row.compiled.values())
    return [
        row.peer.name,
        row.peer.version,
        *(report.microseconds(each) for each in times or [[] for _ in records]),
        report.figures(compiled[0]) if compiled else report.DASH,
        row.problem or row.peer.note,
    ]


def to_json(row: Row) -> dict[str, Any]:
    """Everything measured of one row, for a file."""
    return {
        "name": row.peer.name,
        "version": row.peer.version,
        "seconds": row.seconds,
        "compile": row.compiled,
        "problem": row.problem,
    }


def main() -> None:
    """Measure, print, write."""
    parser = command.parser("Time repeated steps of glassgrad and peers.", REPEATED)
    parser.add_argument("--rounds", type=int, default=7, help="stretches timed of each")
    parser.add_argument("--records", type=_counts, default=RECORDS, metavar="N,N")
    arguments = parser.parse_args()
    rows = [Row(peer) for peer in arguments.peers]
    for records in arguments.records:
        measure(rows, records, arguments.rounds)
    header = (
        "implementation",
        "version",
        *(f"µs, {report.counted(each)}" for each in arguments.records),
        "s to start",
        "note",
    )
    title = f"Microseconds a step, medians of {arguments.rounds} stretches."
    command.publish(title, header, [cells(row, arguments.records) for row in rows])
    command.save(arguments.json, [to_json(row) for row in rows])


def _counts(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


if __name__ == "__main__":
    main()
