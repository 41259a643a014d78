"""How long one step of a tiny GPT takes: microgpt's idea, glassgrad eager and compiled.

    python benchmarks/gpt.py [--rounds 9] [--json FILE]

The model of nn.GPT: width 16, 4 heads, one block, 4,411 parameters; a step is the loss
of one text of eight letters, forward, backward and gradient descent, in float64. Losses
of five steps and the gradients of each implementation have to agree to 1e-9; then
rounds are taken in turn, each of as many steps as fill a quarter of a second.
"""

import argparse

import command
from harness import WorkerError
from moons import HEADER, Row, cells, compare, to_json
from peers import GPT
from report import median

ROUND = 0.25
MOST = 100
LEFT_OUT = """Left out: imports, the making of the model, and for what is compiled also
recording and compiling: one text is one function, other texts are others. A step is
forward, backward and update, of one text of eight letters. With the collector off,
Python's cyclic garbage is collected between the steps, outside the time. Peak MB is of
the whole process."""


def measure(rows: list[Row], rounds: int) -> None:
    """Take the rounds: each implementation in turn, so that drift hits all alike."""
    for _ in range(rounds):
        for row in rows:
            try:
                for collector, worker in row.workers.items():
                    if not row.problem:
                        known = row.seconds[collector]
                        wanted = ROUND / median(known) if known else 1
                        steps = max(1, min(MOST, int(wanted)))
                        found = worker.ask("time", steps)["seconds"]
                        known.append(median(found))
            except WorkerError as error:
                row.problem = str(error)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Time a step of the tiny GPT.")
    parser.add_argument("--rounds", type=int, default=9, help="stretches timed of each")
    command.with_targets(parser)
    arguments = parser.parse_args()
    rows = compare(GPT, arguments.rounds, measure)
    title = f"Medians of {arguments.rounds} rounds; × says how many times faster."
    header = [each.replace("micrograd", GPT[0].name) for each in HEADER]
    table = [cells(row, rows[0]) for row in rows]
    command.publish(title, header, table)
    command.write(arguments.write, title, header, table, LEFT_OUT)
    command.save(arguments.json, [to_json(row) for row in rows])


if __name__ == "__main__":
    main()
