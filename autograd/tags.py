"""What a node is called and what it belongs to; many nodes may share one tag."""

from __future__ import annotations

from typing import NamedTuple


class Tag(NamedTuple):
    """A label, and a scope from the outermost inwards."""

    label: str = ""
    scope: tuple[str, ...] = ()


NO_TAG = Tag()


def tag_of(label: str, scope: tuple[str, ...] = ()) -> Tag:
    """The tag of a label that a user gives.

    Raises:
        TypeError: it is no text.
    """
    if not isinstance(label, str):
        raise TypeError(f"a label is a text, not {label!r}")
    return Tag(label, scope) if label or scope else NO_TAG
