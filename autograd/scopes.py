"""What is noted of nodes while they are recorded: where they belong, who made them.

`with scope("encoder"):` says what the nodes recorded inside belong to, and pictures
draw a cluster; scopes nest. `with record_source():` keeps the user's own line that made
each node. Each thread has its own. Outside such blocks recording costs nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from autograd.lines import Source, read_again, user_line
from autograd.tags import Tag
from autograd.value import Value, observers

_current: ContextVar[tuple[str, ...]] = ContextVar("scope", default=())
_sources: ContextVar[bool] = ContextVar("sources", default=False)


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Every Value made inside belongs to `name`, within the scopes around it.

    Raises:
        TypeError: the name is not a text, or is empty.

    >>> with scope("encoder"), scope("first"):
    ...     x = Value(1.0)
    >>> x.scope
    ('encoder', 'first')
    """
    if not isinstance(name, str) or not name:
        raise TypeError(f"a scope is named by a non-empty text, not {name!r}")
    token = _current.set((*_current.get(), name))
    observers.append(_enter)
    try:
        yield
    finally:
        observers.remove(_enter)
        _current.reset(token)


def current_scope() -> tuple[str, ...]:
    """The scopes at work in this thread, outermost first."""
    return _current.get()


def _enter(node: Value) -> None:
    if inside := _current.get():
        node.tag = Tag(node.label, inside, node.source)


@contextmanager
def record_source() -> Iterator[None]:
    """Every Value made inside keeps the line of code that made it, in `source`.

    It is the line outside autograd and nn: what a network's neurons record belongs to
    the line that called the network. Recording takes about three times as long.

    >>> with record_source():
    ...     x = Value(1.0)
    >>> x.source.text
    'x = Value(1.0)'
    """
    read_again()
    token = _sources.set(True)
    observers.append(_note)
    try:
        yield
    finally:
        observers.remove(_note)
        _sources.reset(token)


def current_source() -> Source | None:
    """The user's line that is being run, inside `record_source` in this thread."""
    return user_line() if _sources.get() else None


def unwatched() -> bool:
    """Whether nothing sees each new Value; or `record_source` alone, which need not.

    Who records many at once gives them tags that are `noted` then.
    """
    return not observers or all(each is _note for each in observers)


def noted(tags: Sequence[tuple[Tag, Tag]]) -> Sequence[tuple[Tag, Tag]]:
    """The tags, with the user's line where it is to be kept."""
    if not observers or not (line := current_source()):
        return tags
    return [(one._replace(source=line), two._replace(source=line)) for one, two in tags]


def _note(node: Value) -> None:
    if _sources.get():
        node.tag = Tag(node.label, node.scope, user_line())
