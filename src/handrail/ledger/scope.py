"""Whose rows may be seen. Every query of a kept table is filtered to one organization; without one it raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_current: ContextVar[UUID | None] = ContextVar("organization", default=None)


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
