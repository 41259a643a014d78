"""The command line: `python -m autograd graph "sigmoid(x*w + b)" x=1 w=0.5 b=-0.2`.

`graph` draws an expression, `step` walks through its passes, `tour` is a first look.
What is wrong with the words given is said in one line, with exit code 2.
"""

from __future__ import annotations

import argparse
import os
import sys
import unicodedata
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from autograd.diagram import LayoutError, animate, draw
from autograd.diagram.drawing import DIRECTIONS
from autograd.diagram.theme import THEMES
from autograd.elimination import VIEWS
from autograd.graph import Graph
from autograd.nonfinite import explain_nonfinite
from autograd.parsing import Reading, known_functions, read_expression
from autograd.stepper import stepper, worksheet
from autograd.stepping import steps

FAILURES = (ValueError, LayoutError, OSError, ImportError)
"""What is said in one line."""

FORMATS = ("svg", "png", "pdf", "dot")
PAGE = "out/steps.html"
"""Where the page goes that is to be opened, if no other name is given."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a Windows pipe may not know ∂
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser = _parser()
    chosen = _chosen(parser, arguments)
    run = {"tour": _tour, "graph": _graph, "step": _step}[chosen.command]
    try:
        run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:  # such as `| head`, which has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except FAILURES as error:
        print(f"{parser.prog} {chosen.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{parser.prog} {chosen.command}: interrupted", file=sys.stderr)
        return 130
    return 0


def _chosen(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None
) -> argparse.Namespace:
    """What the words say; `-x*w` is taken for an option and needs a hint."""
    chosen, unknown = parser.parse_known_args(arguments)
    if unknown:
        hint = "; before an expression that begins with - write --"
        said = f"unrecognized arguments: {' '.join(unknown)}"
        parser.error(said + hint * hasattr(chosen, "expression"))
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m autograd",
        description="Scalar autograd in which every derivative is an edge you can see.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    tour = commands.add_parser(
        "tour", help="a first look: pictures and a small net, in out/"
    )
    graph = commands.add_parser(
        "graph",
        help="draw the graph of an expression, with its gradients",
        epilog=f"functions: {', '.join(sorted(known_functions()))}",
    )
    step = commands.add_parser(
        "step",
        help="walk through the forward and the backward pass of an expression",
        epilog=graph.epilog,
    )
    for command in (graph, step):
        _add_expression(command)
    _add_picture(graph)
    step.add_argument("--html", metavar="FILE", help="write the page to step through")
    step.add_argument("--gif", metavar="FILE", help="write the steps as an animation")
    step.add_argument("--worksheet", metavar="FILE", help="write a page to print")
    for command, page in ((tour, PAGE), (step, f"the page, or {PAGE}")):
        command.add_argument(
            "--open", action="store_true", help=f"show {page} in the browser"
        )
    return parser


def _add_expression(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "expression",
        help="such as 'sigmoid(x*w + b)' or 'z = x*w + b; sigmoid(z)'; "
        "if it begins with -, write -- before it",
    )
    command.add_argument("numbers", nargs="*", metavar="name=number", default=[])


def _add_picture(command: argparse.ArgumentParser) -> None:
    for format in FORMATS:
        command.add_argument(
            f"--{format}", metavar="FILE", help=f"write a {format} file"
        )
    command.add_argument("--view", choices=VIEWS)
    command.add_argument("--theme", choices=tuple(THEMES), default="light")
    command.add_argument("--direction", choices=DIRECTIONS)
    command.add_argument("--constants", action="store_true", help="draw plain numbers")


def _graph(chosen: argparse.Namespace) -> None:
    for format in FORMATS:
        _check_suffix(chosen, format, f".{format}")
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
    for format in FORMATS:
        if file := getattr(chosen, format):
            print(f"wrote {picture.save(file)}")


def _step(chosen: argparse.Namespace) -> None:
    for option in ("html", "worksheet"):
        _check_suffix(chosen, option, ".html")
    _check_suffix(chosen, "gif", ".gif")
    output = read_expression(chosen.expression, _numbers(chosen.numbers)).output
    print(steps(output))
    page = chosen.html or (PAGE if chosen.open else "")
    asked = ((stepper, page), (animate, chosen.gif), (worksheet, chosen.worksheet))
    failed: dict[str, Exception] = {}
    for make, file in asked:
        try:
            if file:
                print(f"wrote {make(output).save(file)}")
        except FAILURES as error:  # the other files are written all the same
            failed[file] = error
    if chosen.open and page not in failed:
        _show(page)
    if failed:
        said = (f"{file} was not written: {error}" for file, error in failed.items())
        raise ValueError("; ".join(said))


def _check_suffix(chosen: argparse.Namespace, option: str, suffix: str) -> None:
    file = getattr(chosen, option)
    if file is not None and not file.lower().endswith(suffix):
        raise ValueError(f"--{option} takes a name that ends in {suffix}: {file!r}")


def _show(page: str) -> None:
    """Open a page in the browser, or say how, where there is none."""
    address = Path(page).resolve().as_uri()
    if not webbrowser.open(address):
        print(f"no browser was found here; open {address}")


def _numbers(words: Sequence[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for word in words:
        name, equals, number = (part.strip() for part in word.partition("="))
        if not equals or not name.isidentifier():
            raise ValueError(f"{word!r} is not of the form name=number, such as x=0.5")
        name = unicodedata.normalize("NFKC", name)  # as ast does: µ becomes μ
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


def _tour(chosen: argparse.Namespace) -> None:
    from nn.tour import tour  # the engine knows nothing of nn; this command does

    tour()
    if chosen.open:
        _show(PAGE)
