"""Whether a write is recorded: one that happens inside a deed, or that says why it is none. The guard sees every
statement, bulk writes and raw cursors included."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from handrail.ledger.models import Kept


class UnrecordedError(RuntimeError):
    """A kept table was written outside a deed, or a deed wrote no event."""


running: ContextVar[BaseDatabaseWrapper | None] = ContextVar("a deed is running", default=None)
"""The connection that the running deed writes on; set by the deed alone."""
_unrecorded: ContextVar[str | None] = ContextVar("unrecorded", default=None)


def is_recorded() -> bool:
    return running.get() is not None or _unrecorded.get() is not None


@contextmanager
def unrecorded(reason: str) -> Iterator[None]:
    """Writes that are no deed: migrations, an emptied test database, a rebuilt cache. Says why."""
    token = _unrecorded.set(reason)
    try:
        yield
    finally:
        _unrecorded.reset(token)


_WRITE = re.compile(r'^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)


@cache
def kept_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, Kept))


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An execute wrapper of every connection (django.db.backends: execute_wrappers)."""
    write = _WRITE.match(sql)
    if write and write[1] in kept_tables() and not is_recorded():
        raise UnrecordedError(f"{write[1]} was written outside a deed: {sql[:80]}")
    return execute(sql, params, many, context)
