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
import picture
import report
from harness import Worker, WorkerError, disagreement
from peers import CHECKOUT, REPEATED, Peer
from results import RESULTS

RECORDS = (1, 100, 10_000)
LEFT_OUT = """Left out: imports, and what stands in `s to start`, the first 20 steps of
one record with all that is recorded and compiled for them. A step is forward, backward
and the update. The data are in place, in the form that each likes best. numba and the C
by hand use one thread; numpy, torch, JAX and, on 10,000 records, glassgrad with llvm as
many as they like. Where one call takes all steps, what Python takes for a call is left
out; on one record it is most of what the others need.

Where time goes in a step of one record by `glassgrad-llvm`, 1.8 µs on an idle machine:
0.6 the machine code, forward, backward and update; 0.2 to call it; the rest is Python,
which sees that records and parameters are where the last step left them, and looks
whether a number was not finite. `glassgrad-grad` copies the parameters in and the
gradient out, and updates in numpy: 7 µs. On 100 records machine code is 15 of 16."""


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
    compiled = list(row.compiled.values())
    return [
        row.peer.name,
        row.peer.version,
        *(report.microseconds(row.seconds.get(each, [])) for each in records),
        report.figures(compiled[0]) if compiled else report.DASH,
        row.problem or row.peer.note,
    ]


def drawn(rows: list[Row], records: tuple[int, ...]) -> None:
    """Draw the medians."""
    panels = {
        report.counted(each): [
            picture.Point(
                row.peer.name,
                report.median(row.seconds[each]) * 1e6,
                ours=row.peer.requirement == CHECKOUT,
                hollow=row.peer.note.endswith("one call"),
            )
            for row in rows
            if row.seconds.get(each)
        ]
        for each in records
    }
    picture.draw(
        panels,
        "Microseconds for a training step of a small network, logarithmic scales",
        "●  a call from Python for every step      ○  one call for all steps",
        RESULTS / "repeated.svg",
    )


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
    table = [cells(row, arguments.records) for row in rows]
    command.publish(title, header, table)
    if arguments.write:
        drawn(rows, arguments.records)
    command.write(arguments.write, title, header, table, LEFT_OUT)
    command.save(arguments.json, [to_json(row) for row in rows])


def _counts(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


if __name__ == "__main__":
    main()
