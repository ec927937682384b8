"""Rows read and written without a query being built each time, for the deed of a step: an agent waits for it.

The statement is put together once from the model, and every value passes through its field's own converters, so what
is read and kept is what the ORM reads and keeps (tests hold the two together). It knows only what that deed needs: rows
of this organization where columns are equal to values. For everything else there is the ORM.

Inside a deed a statement goes to the database's own driver: what Django looks at before each one (is the connection
there, is this its thread, who wants to see it, is the write recorded) is looked at together, by `_is_straight`, and
where any of it wants more than a glance, Django does it."""

from collections.abc import Callable, Mapping, Sequence
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
Converter = tuple[Callable[[Any, Any, Any], Any], Col]  # what turns the database's value of a column into ours
Where = tuple[tuple[str, int], ...]  # a column, and how many values it may have; 0: it is null
ONE = 1


class GoneError(LookupError):
    """A row was to be changed that is not there, or is another organization's."""


def read(
    model: type[models.Model], names: Sequence[str], *, order: str = "", lock: bool = False, **where: Any
) -> list[Any]:
    """The values of these fields, a tuple a row, where each field of `where` equals its value, is null for None, or is
    one of a list. `lock`: for update, where the database has that. Of a kept table, only this organization's rows."""
    if any(value in ([], ()) for value in where.values()):
        return []
    database, ours = _database(), {"organization_id": scope.current()} if issubclass(model, Kept) else {}
    marks, values = _where(model, {**ours, **where}, database)
    locked = lock and database.features.has_select_for_update
    sql = _select(model, tuple(names), marks, order, locked, database.vendor)
    found = _fetched(sql, values, database)
    converters = _converters(model, tuple(names), database.vendor)
    return [_converted(row, converters, database) for row in found]


def _database() -> BaseDatabaseWrapper:
    """This thread's connection itself: Django's name for it looks for the thread at every touch."""
    return connections[DEFAULT_DB_ALIAS]


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
    names, database = _columns(type(row)), _database()
    values = [
        ready[name] if name in ready else _prepared(type(row), name, getattr(row, name), database) for name in names
    ]
    _run(_insert(type(row), names), values, database)
    row._state.adding, row._state.db = False, "default"


def update(row: Kept, *names: str) -> None:
    """Write these fields of a row that is there. Raises GoneError when it is not."""
    columns, database = tuple(_field(type(row), name).attname for name in names), _database()
    whole = (*columns, "id", "organization_id")
    values = [_prepared(type(row), name, getattr(row, name), database) for name in whole]
    if _run(_update(type(row), columns), values, database) != 1:
        raise GoneError(f"{type(row).__name__} {row.pk} is not there")


def _run(sql: str, values: Sequence[Any], database: BaseDatabaseWrapper) -> int:
    """How many rows it wrote."""
    if _is_straight(database):
        with database.wrap_database_errors:
            return int(database.connection.execute(_native(sql, database.vendor), values).rowcount)
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _fetched(sql: str, values: Sequence[Any], database: BaseDatabaseWrapper) -> list[Any]:
    if _is_straight(database):
        with database.wrap_database_errors:
            found: list[Any] = database.connection.execute(_native(sql, database.vendor), values).fetchall()
            return found
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _is_straight(database: BaseDatabaseWrapper) -> bool:
    """Whether nothing stands between us and the driver: the transaction is open and sound, this is its thread, nobody
    but our own guard watches, and what the guard would refuse is none of this."""
    return (
        database.in_atomic_block
        and not database.needs_rollback
        and not database.queries_logged
        and database.execute_wrappers == _OUR_GUARD
        and guarding.is_recorded()
        and (database.allow_thread_sharing or database.__dict__["_thread_ident"] == get_ident())
    )


_OUR_GUARD = [guarding.guard]


@cache
def _native(sql: str, vendor: str) -> str:
    """The statement with the driver's own marks for values."""
    return sql.replace("%s", "?") if vendor == "sqlite" else sql


def _where(model: type[models.Model], wanted: dict[str, Any], database: BaseDatabaseWrapper) -> tuple[Where, list[Any]]:
    marks, values = [], []
    for name, value in wanted.items():
        several = value if isinstance(value, list | tuple) else [] if value is None else [value]
        marks.append((_field(model, name).column, len(several)))
        values += [_prepared(model, name, each, database) for each in several]
    return tuple(marks), values


def _prepared(model: type[models.Model], name: str, value: Any, database: BaseDatabaseWrapper) -> Any:
    """As the field gives it to the database. Ids, texts and numbers are most of it, and go without its many steps."""
    if type(value) is _plain(model, name):
        return value.hex if type(value) is UUID and not database.features.has_native_uuid_field else value
    return _field(model, name).get_db_prep_save(value, database)


@cache
def _plain(model: type[models.Model], name: str) -> type | None:
    """The type of which a value goes to the database as it is; None where the field changes it."""
    field = _field(model, name)
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
def _converters(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[tuple[int, tuple[Converter, ...]], ...]:
    """The places of a row that need one, with what turns the database's value into ours."""
    found, database = [], _database()
    for place, name in enumerate(names):
        column = _field(model, name).get_col(model._meta.db_table)
        every = [*database.ops.get_db_converters(column), *column.get_db_converters(database)]
        if every:
            found.append((place, tuple((each, column) for each in every)))
    return tuple(found)


@cache
def _select(
    model: type[models.Model], names: tuple[str, ...], where: Where, order: str, lock: bool, vendor: str
) -> str:
    columns = ", ".join(f'"{_field(model, name).column}"' for name in names)
    by = f' ORDER BY "{_field(model, order).column}"' if order else ""
    held = " FOR UPDATE" if lock else ""
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {_equals(where)}{by}{held}'  # noqa: S608 - our names


def _equals(where: Where) -> str:
    return " AND ".join(_equal(column, count) for column, count in where)


def _equal(column: str, count: int) -> str:
    if count == 0:
        return f'"{column}" IS NULL'
    return f'"{column}" = %s' if count == ONE else f'"{column}" IN ({", ".join(["%s"] * count)})'


@cache
def _insert(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_field(model, name).column}"' for name in names)
    marks = ", ".join(["%s"] * len(names))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    set_ = ", ".join(f'"{_field(model, name).column}" = %s' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {set_} WHERE "id" = %s AND "organization_id" = %s'  # noqa: S608
