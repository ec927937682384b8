"""Rows read and written without a query being built each time, for the deed of a step: an agent waits for it.

The statement is put together once from the model, and every value passes through its field's own converters, so what
is read and kept is what the ORM reads and keeps (tests hold the two together). It knows only what that deed needs: rows
of this organization where columns are equal to values. For everything else there is the ORM."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import Col

from handrail.ledger import scope
from handrail.ledger.models import Kept

K = TypeVar("K", bound=Kept)
Converter = Callable[[Any], Any]
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
    ours = {"organization_id": scope.current()} if issubclass(model, Kept) else {}
    marks, values = _where(model, {**ours, **where})
    sql = _select(model, tuple(names), marks, order, lock and connection.features.has_select_for_update, _vendor())
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    converters = _converters(model, tuple(names), _vendor())
    return [_converted(row, converters) for row in found]


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, tuple[Converter, ...]]]) -> tuple[Any, ...]:
    values = list(row)
    for place, each in converters:
        for convert in each:
            values[place] = convert(values[place])
    return tuple(values)


def find(model: type[K], *, order: str = "", lock: bool = False, **where: Any) -> list[K]:
    """The rows themselves, as the ORM makes them."""
    names = _columns(model)
    return [model.from_db("default", names, row) for row in read(model, names, order=order, lock=lock, **where)]


def insert(row: Kept) -> None:
    """Write a new row. Its id and organization are set; nothing cascades and no signal is sent."""
    names = _columns(type(row))
    _run(_insert(type(row), names), [_prepared(type(row), name, getattr(row, name)) for name in names])
    row._state.adding, row._state.db = False, "default"


def update(row: Kept, *names: str) -> None:
    """Write these fields of a row that is there. Raises GoneError when it is not."""
    columns = tuple(_field(type(row), name).attname for name in names)
    values = [_prepared(type(row), name, getattr(row, name)) for name in columns]
    keys = [_prepared(type(row), name, getattr(row, name)) for name in ("id", "organization_id")]
    if _run(_update(type(row), columns), [*values, *keys]) != 1:
        raise GoneError(f"{type(row).__name__} {row.pk} is not there")


def _run(sql: str, values: Sequence[Any]) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _vendor() -> str:
    return str(connection.vendor)


def _where(model: type[models.Model], wanted: dict[str, Any]) -> tuple[Where, list[Any]]:
    marks, values = [], []
    for name, value in wanted.items():
        several = value if isinstance(value, list | tuple) else [] if value is None else [value]
        marks.append((_field(model, name).column, len(several)))
        values += [_prepared(model, name, each) for each in several]
    return tuple(marks), values


def _prepared(model: type[models.Model], name: str, value: Any) -> Any:
    return _field(model, name).get_db_prep_save(value, connection)


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
    found = []
    for place, name in enumerate(names):
        column = _field(model, name).get_col(model._meta.db_table)
        every = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if every:
            found.append((place, tuple(_called(each, column) for each in every)))
    return tuple(found)


def _called(convert: Callable[[Any, Any, Any], Any], column: Col) -> Converter:
    return lambda value: convert(value, column, connection)


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
