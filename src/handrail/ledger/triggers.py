"""The database itself refuses to change or delete an event, and what else a room says must stay. Installed after every
migration, because SQLite drops triggers silently when it rewrites a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that the database refuses. `when`: only where this holds, over OLD and NEW, in SQL both databases
    read."""

    table: str
    statement: str
    name: str = ""
    when: str = ""

    @property
    def trigger(self) -> str:
        return f"{self.table}_no_{self.name or self.statement.lower()}"


_REFUSED = [
    Refused("ledger_event", "UPDATE"), Refused("ledger_event", "DELETE"), Refused("ledger_personalvalue", "UPDATE"),
    Refused("ledger_checkpoint", "UPDATE"), Refused("ledger_checkpoint", "DELETE"),
]  # fmt: skip


def refuse(*rows: Refused) -> None:
    """A room names what must stay of its own tables, while the apps are made ready."""
    _REFUSED.extend(row for row in rows if row not in _REFUSED)


def install(connection: BaseDatabaseWrapper) -> None:
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, there):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For a test database that is emptied between tests."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for row in _of(there):
            on = f" ON {row.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {row.trigger}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not; for `doctor` and the start."""
    source = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        present = {row[0] for row in cursor.fetchall()}
    return [row.trigger for row in _REFUSED if row.trigger not in present]


def _of(tables: set[str]) -> Iterator[Refused]:
    """Those whose table is there: a database may be migrated only part of the way."""
    return (row for row in _REFUSED if row.table in tables)


def _statements(vendor: str, tables: set[str]) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {row.trigger} BEFORE {row.statement} ON {row.table} "
            f"{f'WHEN {row.when} ' if row.when else ''}"
            f"BEGIN SELECT RAISE(ABORT, '{row.table} is append-only'); END"
            for row in _of(tables)
        ]
    function = (
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER {row.trigger} BEFORE {row.statement} ON {row.table} FOR EACH ROW "
        f"{f'WHEN ({row.when}) ' if row.when else ''}EXECUTE FUNCTION ledger_refuse()"
        for row in _of(tables)
    ]
