"""How deep a graph may be: a chain of 1,000,000 operations, recorded, differentiated.

    python benchmarks/chain.py [--length 1000000] [--peers glassgrad,xad] [--json FILE]

Multiplications and additions alternate, each on the result of the one before. Every
implementation runs in a process of its own, so that one whose stack overflows is only
a row that says so. The derivative is compared with the factor's power. Prints a
Markdown table of seconds and of the memory at its peak.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

import command
import environments
import report
from harness import TOLERANCE, Worker, WorkerError, difference
from peers import Peer

STAGES = ("record", "backward", "free")
HEADER = (
    "implementation",
    "version",
    *STAGES,
    "peak MB",
    "note",
)
LEFT_OUT = """Left out: imports. Each runs in a process of its own, once, with Python's
cyclic garbage collector on. Peak MB is of the whole process; a dash says that it did
not get there."""


@dataclass(slots=True)
class Row:
    """What one implementation did; `problem` says where it ended."""

    peer: Peer
    seconds: dict[str, float] = field(default_factory=dict)
    peak_megabytes: float | None = None
    problem: str = ""


def measure(peer: Peer, length: int) -> Row:
    """Take the chain through its stages in a process of its own."""
    row = Row(peer)
    try:
        worker = Worker(environments.python_of(peer), peer.adapter)
    except environments.InstallError as error:
        row.problem = str(error)
        return row
    try:
        for stage in STAGES:
            answer = worker.ask(stage, length)
            row.seconds[stage] = answer["seconds"]
            row.problem = row.problem or wrong(answer)
        row.peak_megabytes = worker.ask("memory")["megabytes"]
    except WorkerError as error:
        row.problem = str(error)
    finally:
        worker.close()
    return row


def wrong(answer: dict[str, Any]) -> str:
    """Empty unless the answer has a derivative that is not the known one."""
    if "gradient" not in answer:
        return ""
    gap = difference([answer["known"]], [answer["gradient"]])
    return "" if gap <= TOLERANCE else f"DISAGREES by {gap:.1e}"


def cells(row: Row) -> list[str]:
    """The row of the printed table."""
    seconds = [row.seconds.get(stage) for stage in STAGES]
    numbers = [*seconds, row.peak_megabytes]
    return [
        row.peer.name,
        row.peer.version,
        *(report.DASH if n is None else report.figures(n) for n in numbers),
        row.problem,
    ]


def main() -> None:
    parser = command.parser("Record and differentiate one long chain.")
    parser.add_argument("--length", type=int, default=1_000_000, help="operations")
    arguments = parser.parse_args()
    # Two rows of one distribution would record the same chain.
    first = {peer.environment: peer for peer in reversed(arguments.peers)}
    peers = [peer for peer in arguments.peers if peer in first.values()]
    rows = [measure(peer, arguments.length) for peer in peers]
    title = f"A chain of {arguments.length:,} operations, seconds."
    table = [cells(row) for row in rows]
    command.publish(title, HEADER, table)
    command.write(arguments.write, title, HEADER, table, LEFT_OUT)
    command.save(arguments.json, [asdict(row) for row in rows])


if __name__ == "__main__":
    main()
