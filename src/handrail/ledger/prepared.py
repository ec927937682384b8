"""Questions of the ORM that are put together once, and asked again and again with other values: for a page an agent
waits for, where building a query costs several times what its answer does.

A prepared question is an ordinary queryset, and its rows are made by Django itself; only its SQL is kept, a connection
at a time (a thread has its own), never a row. Every value that changes is an argument; whose rows it asks for is always
looked up anew."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from threading import local
from typing import Any, Generic, NoReturn, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from handrail.ledger import scope

Row = TypeVar("Row")
Value = UUID | str | date


class NotPreparedError(TypeError):
    """A question that can't be put together once: an argument does not stand in it as it is, or it asks while built."""


class Prepared(Generic[Row]):
    """Called with the values of its arguments (ids, texts, days or moments), it gives the rows. Raises
    NotPreparedError."""

    def __init__(self, build: "Callable[..., models.QuerySet[Any, Row]]") -> None:
        self._build = build

    def __call__(self, **values: Value) -> list[Row]:
        database = connections[DEFAULT_DB_ALIAS]
        plans: dict[Prepared[Row], _Plan] = database.__dict__.setdefault(_PLANS, {})  # they end with it
        plan = plans.get(self)
        if plan is None:
            plan = plans[self] = _plan(self._build, values, database)
        return plan.rows({**values, _OURS: scope.current()} if _OURS in plan.takes else values)

    def first(self, **values: Value) -> Row | None:
        return next(iter(self(**values)), None)


_OURS, _PLANS = "organization", "handrail_prepared"


class _Plan:
    """The SQL, and where in it which value stands. `takes`: the names of those."""

    def __init__(self, rows: Any, database: BaseDatabaseWrapper, marks: dict[Any, str], kinds: dict[str, type]) -> None:
        compiler = rows.query.get_compiler(connection=database)
        self._sql, self._params = compiler.as_sql()
        self._places = [(n, marks[value]) for n, value in enumerate(self._params) if _is_mark(value, marks)]
        self._kinds = kinds
        self.takes = frozenset(name for _, name in self._places)
        self._database, self._asked = database, local()
        self.queryset = rows
        _answer_with(rows, compiler, self._run)

    def rows(self, values: dict[str, Any]) -> list[Any]:
        asked = self._asked.values = [*self._params]
        for place, name in self._places:
            value = values[name]
            if _kind(value) is not self._kinds[name]:
                raise NotPreparedError(f"{name} was put together as {self._kinds[name].__name__}, not {value!r}")
            asked[place] = _prepared(value, self._database)
        return list(self.queryset._iterable_class(self.queryset))

    def _run(self, *_: Any, **__: Any) -> list[Sequence[Any]]:
        with self._database.cursor() as cursor:
            cursor.execute(self._sql, self._asked.values)
            return [cursor.fetchall()]


def _answer_with(rows: Any, compiler: Any, run: Callable[..., Any]) -> None:
    """Let Django make its rows from what `run` fetches: the compiler it asks is the one that is kept."""
    converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
    compiler.execute_sql = run
    compiler.get_converters = lambda _: converters
    rows.query.get_compiler = lambda *_, **__: compiler


def _plan(build: Callable[..., Any], values: dict[str, Any], database: BaseDatabaseWrapper) -> "_Plan":
    """The question built with a mark in the place of each value."""
    given = {name: _mark(value) for name, value in values.items()}
    ours = uuid4()
    every = {**given, _OURS: ours}
    marks = {_prepared(mark, database): name for name, mark in every.items()}
    kinds = {name: _kind(mark) for name, mark in every.items()}
    with scope.organization(ours), database.execute_wrapper(_refuse):
        plan = _Plan(build(**given), database, marks, kinds)
    lost = given.keys() - plan.takes
    if lost or plan.queryset._prefetch_related_lookups:
        raise NotPreparedError(f"{sorted(lost) or 'prefetch_related'} can't be asked by a prepared question")
    return plan


def _mark(value: Value) -> Any:
    """A value of the same type that stands nowhere else."""
    kind, found = _kind(value), uuid4()
    if kind is UUID:
        return found
    day = datetime(1 + found.int % 900, 1, 1 + found.int % 28, microsecond=found.int % 1_000_000, tzinfo=UTC)
    return str(found) if kind is str else day if kind is datetime else day.date()


def _is_mark(value: Any, marks: dict[Any, str]) -> bool:
    return isinstance(value, UUID | str | date) and value in marks


def _prepared(value: Any, database: BaseDatabaseWrapper) -> Any:
    """As the database takes it: the same for every column of its type."""
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _kind(value: Value) -> type:
    """Raises NotPreparedError for what no prepared question takes."""
    for kind in (UUID, str, datetime, date):  # a moment is a day too, so it is asked first
        if isinstance(value, kind):
            return kind
    raise NotPreparedError(f"{value!r} is no id, text, day or moment")


def _refuse(*_: Any) -> NoReturn:
    raise NotPreparedError("A prepared question asks nothing of the database while it is put together")


def prepared(build: "Callable[..., models.QuerySet[Any, Row]]") -> Prepared[Row]:
    """The queryset that this function makes of its arguments, as a prepared question."""
    return Prepared(build)
