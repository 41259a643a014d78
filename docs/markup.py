"""The few pieces of MyST Markdown that the generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


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
