"""The few pieces of MyST Markdown that the pages are made of, and their formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

MATHML = "http://www.w3.org/1998/Math/MathML"
BRACE = "⏟"
UNICODE = str.maketrans({"∂": r"\partial ", "·": r"\cdot ", "−": "-", "…": r"\dots "})
REWRITTEN = (  # what the converter lacks or gets wrong, as what it has
    (re.compile(r"\\(big|Big|bigg|Bigg)(?![a-zA-Z])"), r"\\\1l"),
    (re.compile(r"\\([dt]?frac)(\d)(\d)"), r"\\\1{\2}{\3}"),
    (re.compile(r"\\vphantom\{(?:[^{}]|\{[^{}]*\})*\}"), ""),
    (re.compile(r"\\\\\[\d+pt\]"), r"\\\\ "),
    # the index of an accented letter would stand below it, not beside it
    (re.compile(r"(\\(?:hat|bar|tilde)(?:\{\w\}| \w))_"), r"\1{}_"),
)


def rewritten(latex: str) -> str:
    """A formula in the part of LaTeX that docutils makes MathML of."""
    latex = latex.translate(UNICODE)
    for written, instead in REWRITTEN:
        latex = written.sub(instead, latex)
    return latex


def labelled(mathml: str) -> str:
    """MathML in which what is said of a brace stands below it, not to its right."""
    if BRACE not in mathml:
        return mathml
    ElementTree.register_namespace("", MATHML)
    tree = ElementTree.fromstring(mathml)
    for part in tree.iter(f"{{{MATHML}}}msub"):
        if part[0].tag == f"{{{MATHML}}}munder" and part[0][-1].text == BRACE:
            part.tag = part[0].tag
    return ElementTree.tostring(tree, encoding="unicode")


def formula(latex: str) -> str:
    """A formula on a line of its own."""
    return f"$$\n{latex}\n$$\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells hold Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def definitions(facts: Iterable[tuple[str, str]]) -> str:
    """Terms, each with what there is to say of it below."""
    return "".join(f"{term}\n: {text}\n\n" for term, text in facts)


def figures(drawn: Iterable[tuple[str, str]]) -> str:
    """Pictures beside each other where there is room, each with what to say of it."""
    parts = [
        f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"
        for svg, caption in drawn
    ]
    return f'<div class="curves">{"".join(parts)}</div>\n'


def directive(name: str, argument: str, options: Sequence[str] = ()) -> str:
    """A directive of reStructuredText, such as those of autodoc."""
    body = "".join(f"\n   {option}" for option in options)
    return f"```{{eval-rst}}\n.. {name}:: {argument}{body}\n```\n"


def contents(names: Iterable[str], caption: str = "") -> str:
    """What stands below a page in the side bar."""
    titled = [f":caption: {caption}"] if caption else []
    return "\n".join(["```{toctree}", ":hidden:", *titled, "", *names, "```", ""])
