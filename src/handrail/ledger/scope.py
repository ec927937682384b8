"""Whose rows may be seen. Every query of a kept table is filtered to one organization; without one it raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_current: ContextVar[UUID | None] = ContextVar("organization", default=None)
_looking: ContextVar[bool] = ContextVar("looking_only", default=False)


class ScopeMissingError(RuntimeError):
    """A kept table was asked for without saying whose rows."""


@contextmanager
def organization(id_: UUID) -> Iterator[None]:
    token = _current.set(id_)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> UUID:
    found = _current.get()
    if found is None:
        raise ScopeMissingError("No organization is set here; open `with scope.organization(id):` around this query")
    return found


class LookingOnlyError(RuntimeError):
    """A deed was begun while one only looks, at another date."""


@contextmanager
def looking_only() -> Iterator[None]:
    """Inside, no deed begins: what is looked at is another date's, and nothing may be dated by it."""
    token = _looking.set(True)
    try:
        yield
    finally:
        _looking.reset(token)


def is_looking_only() -> bool:
    return _looking.get()
