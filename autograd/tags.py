"""What a node is called, what it belongs to and what line of the user's made it."""

from __future__ import annotations

from typing import NamedTuple

from autograd.lines import Source


class Tag(NamedTuple):
    """A label, a scope from the outermost inwards, and a line if it was noted.

    Many nodes may share one tag.
    """

    label: str = ""
    scope: tuple[str, ...] = ()
    source: Source | None = None


NO_TAG = Tag()


def tag_of(
    label: str, scope: tuple[str, ...] = (), source: Source | None = None
) -> Tag:
    """The tag of a label that a user gives.

    Raises:
        TypeError: it is no text.
    """
    if not isinstance(label, str):
        raise TypeError(f"a label is a text, not {label!r}")
    return Tag(label, scope, source) if label or scope or source else NO_TAG
