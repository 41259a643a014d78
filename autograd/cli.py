"""The command line: `python -m autograd graph "sigmoid(x*w + b)" x=1 w=0.5 b=-0.2`.

What is wrong with the words given is said in one line, with exit code 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from autograd.diagram import LayoutError, draw
from autograd.diagram.drawing import DIRECTIONS
from autograd.diagram.theme import THEMES
from autograd.elimination import VIEWS
from autograd.graph import Graph
from autograd.nonfinite import explain_nonfinite
from autograd.parsing import Reading, known_functions, read_expression

FORMATS = ("svg", "png", "pdf", "dot")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a Windows pipe may not know ∂
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "tour":
            return _tour()
        return _graph(chosen)
    except (ValueError, LayoutError, OSError) as error:
        print(f"{parser.prog} {chosen.command}: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m autograd",
        description="Scalar autograd in which every derivative is an edge you can see.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("tour", help="a first look: pictures and a small net, in out/")
    graph = commands.add_parser(
        "graph",
        help="draw the graph of an expression, with its gradients",
        epilog=f"functions: {', '.join(sorted(known_functions()))}",
    )
    graph.add_argument(
        "expression",
        help="such as 'sigmoid(x*w + b)' or 'z = x*w + b; sigmoid(z)'; "
        "if it begins with -, write -- before it",
    )
    graph.add_argument("numbers", nargs="*", metavar="name=number")
    for format in FORMATS:
        graph.add_argument(f"--{format}", metavar="FILE", help=f"write a {format} file")
    graph.add_argument("--view", choices=VIEWS)
    graph.add_argument("--theme", choices=tuple(THEMES), default="light")
    graph.add_argument("--direction", choices=DIRECTIONS, default="LR")
    graph.add_argument("--constants", action="store_true", help="draw plain numbers")
    return parser


def _graph(chosen: argparse.Namespace) -> int:
    files = [getattr(chosen, format) for format in FORMATS]
    for format, file in zip(FORMATS, files, strict=True):
        if file and not file.lower().endswith(f".{format}"):
            raise ValueError(
                f"--{format} takes a name that ends in .{format}: {file!r}"
            )
    reading = read_expression(chosen.expression, _numbers(chosen.numbers))
    reading.output.backward()
    print(_table(reading))
    if (found := explain_nonfinite(reading.output)).node is not None:
        print(found)
    picture = draw(
        reading.output,
        chosen.view,
        theme=chosen.theme,
        direction=chosen.direction,
        constants=chosen.constants,
    )
    for file in filter(None, files):
        print(f"wrote {picture.save(file)}")
    return 0


def _numbers(words: Sequence[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for word in words:
        name, equals, number = (part.strip() for part in word.partition("="))
        if not equals or not name.isidentifier():
            raise ValueError(f"{word!r} is not of the form name=number, such as x=0.5")
        if name in numbers:
            raise ValueError(f"{name} is given twice")
        try:
            numbers[name] = float(number)
        except ValueError:
            raise ValueError(f"{name}={number}: {number!r} is not a number") from None
    return numbers


def _table(reading: Reading) -> str:
    """The named nodes, each with its value and gradient."""
    rows = [("node", "value", "gradient")]
    for node in Graph.of(reading.output).nodes:
        if node.value.label:
            gradient = node.value.grad
            rows.append((node.name, f"{node.data:.6g}", f"{gradient:+.6g}"))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{name:<{wide[0]}}  {value:>{wide[1]}}  {gradient:>{wide[2]}}"
        for name, value, gradient in rows
    )


def _tour() -> int:
    from nn.tour import tour  # the engine knows nothing of nn; this command does

    tour()
    return 0
