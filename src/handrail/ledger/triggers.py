"""The database itself refuses to change or delete an event, and what else a room says must stay. Installed after every
migration, because SQLite drops triggers silently when it rewrites a table; looked at again at every start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that the database refuses. `when`: only where this holds, over OLD and NEW, in SQL both databases
    read. `only`: the one kind of database that needs it."""

    table: str
    statement: str
    name: str = ""
    when: str = ""
    only: str = ""

    @property
    def trigger(self) -> str:
        return f"{self.table}_no_{self.name or self.statement.lower()}"

    def create(self, vendor: str) -> str:
        if vendor == "sqlite":
            when = f"WHEN {self.when} " if self.when else ""
            return (
                f"CREATE TRIGGER {self.trigger} BEFORE {self.statement} ON {self.table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{self.table} is append-only'); END"
            )
        when = f"WHEN ({self.when}) " if self.when else ""
        each = "STATEMENT" if self.statement == "TRUNCATE" else "ROW"
        return (
            f"CREATE OR REPLACE TRIGGER {self.trigger} BEFORE {self.statement} ON {self.table} FOR EACH {each} "
            f"{when}EXECUTE FUNCTION ledger_refuse()"
        )


@dataclass(frozen=True, slots=True)
class Follows:
    """What the database does by itself after a statement, so that no code can forget it: SQL by kind of database."""

    table: str
    statement: str
    name: str
    does: dict[str, str] = field(hash=False)
    only: str = ""
    needs: str = ""  # another table it writes to: until that is there, the trigger can't be

    @property
    def trigger(self) -> str:
        return f"{self.table}_then_{self.name}"

    def create(self, vendor: str) -> str:
        if vendor == "sqlite":
            return f"CREATE TRIGGER {self.trigger} AFTER {self.statement} ON {self.table} BEGIN {self.does[vendor]} END"
        return (
            f"CREATE OR REPLACE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {self.does[vendor]} RETURN NULL; END $$; "
            f"CREATE OR REPLACE TRIGGER {self.trigger} AFTER {self.statement} ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {self.trigger}()"
        )


Trigger = Refused | Follows


def _stays(table: str, key: str) -> list[Refused]:
    """Rows that are written once. On SQLite an INSERT OR REPLACE would delete without a word, so a key that is there
    is refused too; on PostgreSQL a table could be emptied whole."""
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {key})"  # noqa: S608 - our own names
    return [
        Refused(table, "UPDATE"), Refused(table, "DELETE"),
        Refused(table, "INSERT", "replace", there, only="sqlite"), Refused(table, "TRUNCATE", only="postgresql"),
    ]  # fmt: skip


_KEPT: list[Trigger] = [
    *_stays("ledger_event", "id = NEW.id OR (chain_id = NEW.chain_id AND seq = NEW.seq)"),
    *_stays("ledger_checkpoint", "id = NEW.id OR (organization_id = NEW.organization_id AND number = NEW.number)"),
    *_stays("ledger_checkpointcopy", "id = NEW.id"),
    Refused("ledger_personalvalue", "UPDATE"), Refused("ledger_personalvalue", "TRUNCATE", only="postgresql"),
    Refused("ledger_personalvalue", "INSERT", "replace",
            "EXISTS (SELECT 1 FROM ledger_personalvalue WHERE event_id = NEW.event_id AND place = NEW.place)",
            only="sqlite"),
    Refused("ledger_chain", "DELETE"), Refused("ledger_chain", "TRUNCATE", only="postgresql"),
    Refused("ledger_chain", "UPDATE", "shorter", "NEW.length < OLD.length OR NEW.gathered < OLD.gathered OR "
            "NEW.subject_id <> OLD.subject_id OR NEW.subject <> OLD.subject OR "
            "NEW.organization_id <> OLD.organization_id"),
    Refused("ledger_signingkey", "DELETE"), Refused("ledger_signingkey", "TRUNCATE", only="postgresql"),
    Refused("ledger_signingkey", "UPDATE", "other", "NEW.public <> OLD.public OR NEW.since <> OLD.since OR "
            "NEW.fingerprint <> OLD.fingerprint OR OLD.until IS NOT NULL"),
]  # fmt: skip


def refuse(*rows: Refused) -> None:
    """A room names what must stay of its own tables, while the apps are made ready."""
    _KEPT.extend(row for row in rows if row not in _KEPT)


def follow(*rows: Follows) -> None:
    """A room names what the database does after a statement."""
    _KEPT.extend(row for row in rows if row not in _KEPT)


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Put every trigger as it should be; returns the names of those that were missing or of another making."""
    wrong = missing(connection)
    rows = [row for row in _of(connection) if row.trigger in wrong]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for row in rows:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {row.trigger}")
            cursor.execute(row.create(connection.vendor))
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {row.table} ENABLE TRIGGER {row.trigger}")
    return wrong


def remove(connection: BaseDatabaseWrapper) -> None:
    """For a test database that is emptied between tests."""
    with connection.cursor() as cursor:
        for row in _of(connection):
            on = f" ON {row.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {row.trigger}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not, are switched off, or do something else; for `doctor` and
    the start."""
    present = _present(connection)
    if connection.vendor == "sqlite":
        return [
            row.trigger
            for row in _of(connection)
            if _plain(present.get(row.trigger, "")) != _plain(row.create("sqlite"))
        ]
    return [row.trigger for row in _of(connection) if not _same_on_postgresql(row, present.get(row.trigger, ""))]


def _same_on_postgresql(row: Trigger, found: str) -> bool:
    """PostgreSQL writes a definition its own way: what it says of the time, the statement and the function is looked
    at, which columns its condition compares, and the function's own text."""
    head, _, body = found.partition("\n")
    does = f"BEGIN {row.does['postgresql']} RETURN NULL; END" if isinstance(row, Follows) else _REFUSES
    wanted = "" if isinstance(row, Follows) else row.when
    said = head.partition(" WHEN ")[2].partition(" EXECUTE ")[0]
    when = _compared(wanted) == _compared(said)
    time = "AFTER" if isinstance(row, Follows) else "BEFORE"
    return f" {time} {row.statement} ON " in head and when and _plain(body) == _plain(does)


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_LISTED[connection.vendor])
        return dict(cursor.fetchall())


_REFUSES = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"
_FUNCTION = f"CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {_REFUSES} $$"
_LISTED = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, pg_get_triggerdef(t.oid) || chr(10) || p.prosrc FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
}


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def _compared(condition: str) -> list[str]:
    """What a condition looks at; a mere true or false stands for itself."""
    return sorted(re.findall(r"\b(?:new|old)\.\w+|\bfalse\b|\btrue\b", condition.lower()))


def _of(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    """Those of this kind of database whose table is there: it may be migrated only part of the way."""
    tables = set(connection.introspection.table_names())
    rows = (row for row in _KEPT if row.table in tables and row.only in ("", connection.vendor))
    return (row for row in rows if not isinstance(row, Follows) or row.needs in {"", *tables})
