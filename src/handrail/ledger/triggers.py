"""The database itself refuses to change or delete an event. Installed after every migration, because SQLite drops
triggers silently when it rewrites a table."""

from django.db.backends.base.base import BaseDatabaseWrapper

# table -> the statements it refuses
REFUSED = {
    "ledger_event": ("UPDATE", "DELETE"),
    "ledger_personalvalue": ("UPDATE",),
    "ledger_checkpoint": ("UPDATE", "DELETE"),
}


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For a test database that is emptied between tests."""
    on = " ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table, kinds in REFUSED.items():
            for kind in kinds:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{kind.lower()}{on.format(table=table)}")


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
    wanted = [f"{table}_no_{kind.lower()}" for table, kinds in REFUSED.items() for kind in kinds]
    return [name for name in wanted if name not in present]


def _statements(vendor: str) -> list[str]:
    pairs = [(table, kind, f"{table}_no_{kind.lower()}") for table, kinds in REFUSED.items() for kind in kinds]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {kind} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table, kind, name in pairs
        ]
    function = (
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {kind} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table, kind, name in pairs
    ]
