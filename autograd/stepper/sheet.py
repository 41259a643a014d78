"""Steps → the HTML of a worksheet: picture with blanks, questions, key.

The questions come in the order of the passes: values, local partials, gradients, and
what the gradients mean. The key is the same page with its blanks filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from importlib import resources
from string import Template

from autograd.diagram import Diagram, draw
from autograd.diagram.blanks import draw_blanks
from autograd.graph import Graph
from autograd.languages.names import printable
from autograd.stepper.questions import Questions, Section
from autograd.stepping import Steps

ROOMY = 0.75
"""The scale from which on the blanks of a printed picture take a pen."""


def sheet(passes: Steps, title: str, key: bool) -> str:
    """One HTML file.

    Args:
        passes: what is asked for.
        title: what stands on top.
        key: whether the answers follow, on a page of their own.
    """
    here = resources.files(__package__)
    template = Template(here.joinpath("worksheet.html").read_text("utf-8"))
    graph = passes.graph
    picture, direction, scale = fitting(graph)
    return template.substitute(
        title=escape(printable(title)),
        style=here.joinpath("worksheet.css").read_text("utf-8"),
        introduction=_introduction(graph, scale >= ROOMY),
        picture=picture.svg(),
        questions="\n".join(_sections(Questions(passes, filled=False))),
        key=_key(passes, title, direction) if key else "",
    )


def _key(passes: Steps, title: str, direction: str) -> str:
    # Of two pictures in one page, each needs names of its own for its marks.
    picture = draw(_solved(passes), "ops", direction=direction).svg()
    picture = picture.replace(' id="', ' id="key-')
    sections = "\n".join(_sections(Questions(passes, filled=True)))
    return (
        f'<section class="key">\n<h1>Key: {escape(printable(title))}</h1>\n'
        "<p>Rounded to four significant digits; the last of yours may differ.</p>\n"
        f"<figure>{picture}</figure>\n{sections}\n</section>"
    )


def _introduction(graph: Graph, roomy: bool) -> str:
    output = escape(printable(graph.output.name))
    if graph.collapsed:
        said = [f"Values and local partials are given. Work back from {output}"]
    else:
        said = [f"Leaves are given. Work up to {output} for the values, then back"]
    said[0] += " for the gradients."
    if roomy:
        said.append("Write every number into the picture too.")
    return " ".join([*said, "Four significant digits are enough."])


def fitting(graph: Graph) -> tuple[Diagram, str, float]:
    """The blank picture in the direction in which it gets larger, and its scale."""
    drawn = [(draw_blanks(graph, direction=way), way) for way in ("LR", "TB")]
    fitting = [(picture, way, _scale(picture)) for picture, way in drawn]
    return max(fitting, key=lambda each: each[2])


def _scale(picture: Diagram) -> float:
    """How large a picture is on a page of 510 by 570 points; 1 is its own size."""
    box = picture.svg().split('viewBox="', 1)[1].split('"', 1)[0]
    _, _, width, height = map(float, box.split())
    return min(1.0, 510.0 / width, 570.0 / height)


def _solved(passes: Steps) -> Graph:
    """The graph with the gradients of the steps, whatever its `grad` holds."""
    grads = {step.node.index: step.after for step in passes if step.kind != "forward"}
    graph = passes.graph
    nodes = [replace(node, grad=grads.get(node.index, 0.0)) for node in graph.nodes]
    return replace(graph, nodes=tuple(nodes))


def _sections(questions: Questions) -> Iterator[str]:
    number = 0
    for section in questions.sections():
        items = []
        for rows in section.questions:
            number += 1
            lines = "".join(f'<div class="equation">{row}</div>' for row in rows)
            items.append(f"<li><b>{number}</b><div>{lines}</div></li>")
        yield _section(section, items)


def _section(section: Section, items: list[str]) -> str:
    kind = ' class="narrow"' if section.narrow else ""
    return (
        f"<section>\n<h2>{section.title}</h2>\n<p>{section.said}</p>\n<ol{kind}>\n"
        + "\n".join(items)
        + "\n</ol>\n</section>"
    )
