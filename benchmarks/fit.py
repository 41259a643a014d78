"""How long a whole training takes: nn.fit beside scikit-learn's MLPClassifier.

    python benchmarks/fit.py [--rounds 7] [--peers A,B] [--json FILE]

Iris (4-16-3, 150 records, batches of 32) and the digits of 8×8 pixels (64-32-10, 1,797
records, batches of 200): ReLU, softmax and cross-entropy, Adam, 100 epochs, shuffled,
no penalty, no early stopping. First the losses of 20 steps of gradient descent on the
whole table, from the same weights, have to agree to 1e-9. Then rounds are taken in
turn: each starts a process, imports, trains once, and twice more. A fit makes the
network and trains it; the first also loads and compiles what it needs. Left out are the
imports, which have a column of their own, the start of Python, and reading the table.
"""

import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import command
import environments
import report
from harness import SERVE, Worker, WorkerError, disagreement
from peers import FIT, Peer

TABLES = ("iris", "digits")
RECORDS = (150, 1797)
LATER = 2
"""Trainings of a process after its first."""
LEFT_OUT = """Left out: imports, which have their own column, the start of Python, and
reading the table. A fit makes the network and trains it; the first of a process also
loads and compiles what it needs."""


@dataclass(slots=True)
class Row:
    """What is known about one implementation; seconds by table."""

    peer: Peer
    imported: list[float] = field(default_factory=list)
    first: dict[str, list[float]] = field(default_factory=dict)
    later: dict[str, list[float]] = field(default_factory=dict)
    loss: dict[str, list[float]] = field(default_factory=dict)
    problem: str = ""

    def takes(self, table: int) -> bool:
        """Whether it is to be timed with a table."""
        return not self.problem and RECORDS[table] <= self.peer.most


def write_tables() -> None:
    """Let scikit-learn, which has both tables, write them where workers read them."""
    file = environments.ENVIRONMENTS / "fit.json"
    if not file.exists():
        python = environments.python_of(FIT[0])
        script = SERVE.parent / "fit_data.py"
        text = subprocess.check_output([python, "-E", "-s", script], text=True)
        file.write_text(text, encoding="utf-8")


def compare(rows: list[Row], table: int) -> None:
    """Let all take the same steps; the first row's losses are the right ones."""
    wanted: dict[str, Any] | None = None
    for row in rows:
        if not row.takes(table):
            continue
        try:
            worker = Worker(environments.python_of(row.peer), row.peer.adapter)
        except environments.InstallError as error:
            row.problem = str(error)
            continue
        try:
            worker.ask("load", table)
            found = worker.ask("losses")
            wanted = wanted or found
            row.problem = disagreement(wanted, found)
        except WorkerError as error:
            row.problem = str(error)
        finally:
            worker.close()


def measure(row: Row, table: int) -> None:
    """One round: a process, its first training and later ones."""
    name = TABLES[table]
    worker = Worker(environments.python_of(row.peer), row.peer.adapter)
    try:
        row.imported += [worker.ask("load", table)["seconds"]]
        row.first.setdefault(name, []).extend(worker.ask("fit", 1)["seconds"])
        found = worker.ask("fit", LATER)
        row.later.setdefault(name, []).extend(found["seconds"])
        row.loss.setdefault(name, []).append(found["loss"])
    except WorkerError as error:
        row.problem = str(error)
    finally:
        worker.close()


def cells(row: Row, baseline: Row) -> list[str]:
    """The row of the printed table."""
    numbers = []
    for name in TABLES:
        for times, others in ((row.first, baseline.first), (row.later, baseline.later)):
            seconds = times.get(name, [])
            numbers += [report.milliseconds(seconds)]
            numbers += [report.ratio(others.get(name, []), seconds)]
        losses = row.loss.get(name)
        numbers.append(f"{report.median(losses):.3f}" if losses else report.DASH)
    return [
        row.peer.name,
        row.peer.version,
        report.milliseconds(row.imported),
        *numbers,
        row.problem or row.peer.note,
    ]


def to_json(row: Row) -> dict[str, Any]:
    """Everything measured of one row, for a file."""
    return {
        "name": row.peer.name,
        "version": row.peer.version,
        "import": row.imported,
        "first": row.first,
        "later": row.later,
        "loss": row.loss,
        "problem": row.problem,
    }


def main() -> None:
    """Measure, print, write."""
    parser = command.parser("Time whole trainings beside scikit-learn.", FIT)
    parser.add_argument("--rounds", type=int, default=7, help="processes of each")
    arguments = parser.parse_args()
    try:
        write_tables()
    except (environments.InstallError, subprocess.CalledProcessError) as error:
        sys.exit(f"scikit-learn, which brings the tables: {error}")
    rows = [Row(peer) for peer in arguments.peers]
    for table in range(len(TABLES)):
        compare(rows, table)
        for _ in range(arguments.rounds):
            for row in rows:
                if row.takes(table):
                    measure(row, table)
    header = ["implementation", "version", "ms to import"]
    for name in TABLES:
        header += [f"{name}, ms first fit", "×", "later", "×", "loss"]
    title = (
        f"Medians of {arguments.rounds} processes; × says how many times faster than "
        "scikit-learn; loss: the mean of the last epoch."
    )
    table = [cells(row, rows[0]) for row in rows]
    command.publish(title, [*header, "note"], table)
    command.write(arguments.write, title, [*header, "note"], table, LEFT_OUT)
    command.save(arguments.json, [to_json(row) for row in rows])


if __name__ == "__main__":
    main()
