"""`with scope("encoder"):` says what the nodes recorded inside belong to.

Pictures draw a scope as a cluster. Scopes nest, and each thread has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from autograd.tags import Tag
from autograd.value import Value, observers

_current: ContextVar[tuple[str, ...]] = ContextVar("scope", default=())


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Every Value made inside belongs to `name`, within the scopes around it.

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
        node.tag = Tag(node.label, inside)
