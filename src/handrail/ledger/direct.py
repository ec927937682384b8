"""Rows read and written without a query being built each time, for the deed of a step: an agent waits for it.

The statement is put together once from the model, and every value passes through its field's own converters, so what
is read and kept is what the ORM reads and keeps (tests hold the two together). It knows only what that deed needs: rows
of this organization where columns are equal to values. For everything else there is the ORM.

Inside a deed a statement goes to the database's own driver: what Django looks at before each one (is the connection
there, is this its thread, who wants to see it, is the write recorded) is looked at together, by `_is_straight`, and
where any of it wants more than a glance, Django does it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import get_ident
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

from handrail.ledger import guarding, scope
from handrail.ledger.models import Kept

K = TypeVar("K", bound=Kept)
T = TypeVar("T")
Converter = tuple[Callable[[Any, Any, Any], Any], Col]  # what turns the database's value of a column into ours
Shape = tuple[tuple[str, int], ...]  # a field, and how many values it may have; 0: it is null
ONE = 1


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, put together once: in Django's words and in the driver's, what makes each value the database's
    own, and what makes the values it answers ours."""

    sql: str
    native: str
    into: tuple[Callable[[Any], Any], ...]
    out: tuple[tuple[int, tuple[Converter, ...]], ...] = ()

    def values(self, given: Iterable[Any]) -> list[Any]:
        return [ready(value) for ready, value in zip(self.into, given, strict=True)]


class GoneError(LookupError):
    """A row was to be changed that is not there, or is another organization's."""


def read(
    model: type[models.Model], names: Sequence[str], *, order: str = "", lock: bool = False, **where: Any
) -> list[Any]:
    """The values of these fields, a tuple a row, where each field of `where` equals its value, is null for None, or is
    one of a list. `lock`: for update, where the database has that. Of a kept table, only this organization's rows."""
    database, ours = _database(), {"organization_id": scope.current()} if issubclass(model, Kept) else {}
    shape, given = _shape({**ours, **where})
    if NOBODY in shape:
        return []
    locked = lock and database.features.has_select_for_update
    asked = _reading(model, tuple(names), shape, order, locked, database.vendor)
    found = _done(asked, asked.values(given), database, lambda cursor: cursor.fetchall())
    return [_converted(row, asked.out, database) for row in found] if asked.out else found


def _shape(where: Mapping[str, Any]) -> tuple[Shape, list[Any]]:
    """What is compared with how many values, and all of these."""
    shape: list[tuple[str, int]] = []
    given: list[Any] = []
    for name, value in where.items():
        several = value if isinstance(value, list | tuple) else () if value is None else (value,)
        shape.append((name, len(several)) if several or value is None else ("", 0))
        given += several
    return tuple(shape), given


NOBODY = ("", 0)
"""One of none: no row is that."""


def _database() -> BaseDatabaseWrapper:
    """The connection of the running deed, or this thread’s: Django looks for the thread at every touch of it."""
    return guarding.running.get() or connections[DEFAULT_DB_ALIAS]


def _converted(
    row: Sequence[Any], converters: Sequence[tuple[int, tuple[Converter, ...]]], database: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    values = list(row)
    for place, each in converters:
        for convert, column in each:
            values[place] = convert(values[place], column, database)
    return tuple(values)


def find(model: type[K], *, order: str = "", lock: bool = False, **where: Any) -> list[K]:
    """The rows themselves, as the ORM makes them."""
    names = _columns(model)
    return [model.from_db("default", names, row) for row in read(model, names, order=order, lock=lock, **where)]


def insert(row: Kept, ready: Mapping[str, str] = MappingProxyType({})) -> None:
    """Write a new row. Its id and organization are set; nothing cascades and no signal is sent. `ready`: columns whose
    value is in the words of the database already, as JSON written out is."""
    database = _database()
    writes = _insert(type(row), tuple(ready), database.vendor)
    given = [ready[name] if name in ready else getattr(row, name) for name in _columns(type(row))]
    _done(writes, writes.values(given), database, _how_many)
    row._state.adding, row._state.db = False, "default"


def update(row: Kept, *names: str) -> None:
    """Write these fields of a row that is there. Raises GoneError when it is not."""
    database = _database()
    writes = _update(type(row), names, database.vendor)
    given = [getattr(row, name) for name in _changed(type(row), names)]
    if _done(writes, writes.values(given), database, _how_many) != 1:
        raise GoneError(f"{type(row).__name__} {row.pk} is not there")


def _done(statement: Statement, values: Sequence[Any], database: BaseDatabaseWrapper, take: Callable[[Any], T]) -> T:
    """What is taken from the cursor once the statement ran."""
    if _is_straight(database):
        with database.wrap_database_errors:
            return take(database.connection.execute(statement.native, values))
    with database.cursor() as cursor:
        cursor.execute(statement.sql, values)
        return take(cursor)


def _how_many(cursor: Any) -> int:
    return int(cursor.rowcount)


def _is_straight(database: BaseDatabaseWrapper) -> bool:
    """Whether nothing stands between us and the driver: the transaction is open and sound, this is its thread, nobody
    but our own guard watches, and what the guard would refuse is none of this."""
    return (
        database.in_atomic_block
        and not database.needs_rollback
        and not database.queries_logged
        and database.execute_wrappers == _OUR_GUARD
        and guarding.is_recorded()
        and (database.__dict__["_thread_ident"] == get_ident() or database.allow_thread_sharing)
    )


_OUR_GUARD = [guarding.guard]


@cache
def _preparing(model: type[models.Model], name: str, vendor: str) -> Callable[[Any], Any]:
    """What makes a value of this field the database's own, as the field itself does. Ids, texts and numbers are most of
    it, and go without its many steps."""
    field = _field(model, name)

    def by_field(value: Any) -> Any:
        return field.get_db_prep_save(value, _database())

    def as_it_is(value: Any) -> Any:
        return value if type(value) is kind else by_field(value)

    def in_hex(value: Any) -> Any:
        return value.hex if type(value) is UUID else by_field(value)

    kind = _plain(field)
    if kind is UUID and not _database().features.has_native_uuid_field:
        return in_hex
    return as_it_is if kind else by_field


def _plain(field: Any) -> type | None:
    """The type of which a value goes to the database as it is; None where the field changes it."""
    while field.remote_field:
        field = field.target_field
    kinds = {models.UUIDField: UUID, models.CharField: str, models.TextField: str, models.PositiveIntegerField: int}
    return kinds.get(type(field))


@cache
def _field(model: type[models.Model], name: str) -> Any:
    for field in model._meta.concrete_fields:
        if name in (field.name, field.attname):
            return field
    raise LookupError(f"{model.__name__} has no column {name}")


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _changed(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, ...]:
    """The attributes whose values an update takes, in order."""
    return (*(_field(model, name).attname for name in names), "id", "organization_id")


def _converters(model: type[models.Model], names: tuple[str, ...]) -> tuple[tuple[int, tuple[Converter, ...]], ...]:
    """The places of a row that need one, with what turns the database's value into ours."""
    found, database = [], _database()
    for place, name in enumerate(names):
        column = _field(model, name).get_col(model._meta.db_table)
        every = [*database.ops.get_db_converters(column), *column.get_db_converters(database)]
        if every:
            found.append((place, tuple((each, column) for each in every)))
    return tuple(found)


def _said(sql: str, vendor: str) -> tuple[str, str]:
    """The statement, and the same with the driver's own marks for values."""
    return sql, sql.replace("%s", "?") if vendor == "sqlite" else sql


@cache
def _reading(
    model: type[models.Model], names: tuple[str, ...], shape: Shape, order: str, lock: bool, vendor: str
) -> Statement:
    columns = ", ".join(f'"{_field(model, name).column}"' for name in names)
    by = f' ORDER BY "{_field(model, order).column}"' if order else ""
    held = " FOR UPDATE" if lock else ""
    equal = " AND ".join(_equal(_field(model, name).column, count) for name, count in shape)
    sql = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {equal}{by}{held}'  # noqa: S608 - our own names
    into = tuple(_preparing(model, name, vendor) for name, count in shape for _ in range(count))
    return Statement(*_said(sql, vendor), into, _converters(model, names))


def _equal(column: str, count: int) -> str:
    if count == 0:
        return f'"{column}" IS NULL'
    return f'"{column}" = %s' if count == ONE else f'"{column}" IN ({", ".join(["%s"] * count)})'


@cache
def _insert(model: type[models.Model], ready: tuple[str, ...], vendor: str) -> Statement:
    names = _columns(model)
    columns = ", ".join(f'"{_field(model, name).column}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
    return Statement(*_said(sql, vendor), tuple(str if n in ready else _preparing(model, n, vendor) for n in names))


@cache
def _update(model: type[models.Model], names: tuple[str, ...], vendor: str) -> Statement:
    set_ = ", ".join(f'"{_field(model, name).column}" = %s' for name in names)
    sql = f'UPDATE "{model._meta.db_table}" SET {set_} WHERE "id" = %s AND "organization_id" = %s'  # noqa: S608
    return Statement(*_said(sql, vendor), tuple(_preparing(model, n, vendor) for n in _changed(model, names)))
