"""How long it takes to compile a recorded graph, by its size.

    python benchmarks/compiling.py [--nodes 1000,10000] [--backends numpy,llvm]

Seconds from the recorded graph to its first value and gradient, with nothing kept from
before; a Markdown table. `moons` is micrograd's step over so many records, `chain` has
each op on the result of the one before, `mixed` random ops on recent numbers, so that
it is deep and nothing repeats, and `record` is one record of a small network.
"""

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import command
import report

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograd import Value, compile
from autograd.compiler import cache
from autograd.traversal import topological_order
from nn import MLP, MSE

SIZES = (1_000, 10_000, 65_818, 300_000, 1_000_000)
PER_RECORD = 658
"""Nodes that micrograd has for a record of the moons step."""
LEFT_OUT = """Left out: imports, and recording the graph. First value and gradient are
counted. Each is measured once, by the Python that runs this, which has compiled nothing
of that structure before."""


def moons(nodes: int) -> Value:
    """So many records of micrograd's moons step."""
    draw = random.Random(1)
    model = MLP(2, [16, 16, 1], activation="relu", output="linear", expanded=True)
    losses = []
    for _ in range(max(1, nodes // PER_RECORD)):
        row = [Value(draw.uniform(-1, 1)), Value(draw.uniform(-1, 1))]
        losses.append((1 + -draw.choice((-1, 1)) * model(row)).relu())
    penalty = 1e-4 * sum(p * p for p in model.parameters())
    return sum(losses) * (1.0 / len(losses)) + penalty


def chain(nodes: int) -> Value:
    """Ops each on the result of the one before."""
    x = out = Value(0.5)
    for i in range(nodes // 2):
        out = (out * x).tanh() if i % 2 else out + 0.1
    return out


def mixed(nodes: int) -> Value:
    """Random ops on earlier numbers, mostly recent ones."""
    draw = random.Random(1)
    known = [Value(draw.uniform(-1, 1)) for _ in range(20)]

    def earlier() -> Value:
        return known[-1 - min(int(draw.expovariate(0.1)), len(known) - 1)]

    ops: list[Callable[[], Value]] = [
        lambda: (earlier() * earlier()).tanh(),
        lambda: (earlier() + earlier()).sin(),
        lambda: (earlier() - earlier()).tanh(),
        lambda: earlier().sigmoid() * 2.0,
    ]
    for _ in range(nodes // 2):
        known.append(draw.choice(ops)())
    return sum(known[-20:])


def record(nodes: int) -> Value:
    """One record of a small network."""
    return MSE()(MLP(2, [16, 16, 1], activation="tanh")([0.5, -0.5]), 0.25)


GRAPHS = {each.__name__: each for each in (moons, chain, mixed, record)}


def seconds(output: Value, backend: str) -> float:
    """From the recorded graph to the first value and gradient, nothing kept before."""
    cache._built.clear()
    gc.collect()
    start = time.perf_counter()
    compile(output, backend=backend).value_and_grad()
    return time.perf_counter() - start


def measured(name: str, size: int, backends: tuple[str, ...]) -> list[str]:
    """A row of the table."""
    output = GRAPHS[name](size)
    count = len(topological_order([output]))
    times = [seconds(output, backend) for backend in backends]
    note = (GRAPHS[name].__doc__ or "").rstrip(".")
    return [name, f"{count:,}", *map(report.figures, times), note]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time how long it takes to compile.")
    parser.add_argument("--nodes", type=_numbers, default=SIZES, metavar="N,N")
    parser.add_argument("--backends", type=_names, default=("numpy", "llvm"))
    parser.add_argument("--graphs", type=_names, default=tuple(GRAPHS))
    arguments = command.with_page(parser).parse_args()
    rows = [
        measured(name, size, arguments.backends)
        for name in arguments.graphs
        for size in (arguments.nodes if name != "record" else (1,))
    ]
    header = ("graph", "nodes", *(f"{each}, s" for each in arguments.backends), "what")
    command.publish("Seconds to compile.", header, rows)
    command.write(arguments.write, "Seconds to compile.", header, rows, LEFT_OUT)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


if __name__ == "__main__":
    main()
