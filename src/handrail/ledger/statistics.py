"""How many rows of each table share a value: what SQLite goes by when it chooses an index.

Told nothing, it takes the whole history of a business for ten rows and reads all of it to find the twenty events of one
case: half a second at a million events, a tenth of a millisecond once it was counted (sqlite.org/lang_analyze.html).
PostgreSQL counts by itself (autovacuum)."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from handrail.ledger.deed import turn, unrecorded
from handrail.ledger.models import Event

FEWEST = 10_000  # events; below that nothing is slow, and counts of hardly any rows would mislead what comes after
LOOKED_AT = 1_000  # entries of an index; the whole counting takes some 60 ms
A_DAY = timedelta(days=1)


def count(database: BaseDatabaseWrapper = connection) -> bool:
    """Count anew, and let every connection know; whether it was worth it. Inside a transaction nothing is done."""
    if database.vendor != "sqlite" or database.in_atomic_block:
        return False
    with database.cursor() as cursor, unrecorded("what the database knows of its tables"), turn():
        cursor.execute(f"SELECT max(rowid) FROM {Event._meta.db_table}")  # noqa: S608 - our own name
        if (cursor.fetchone()[0] or 0) < FEWEST:
            return False
        cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        cursor.execute("ANALYZE")
        # Another connection reads the counts with the tables, so only after a table came or went.
        cursor.execute("CREATE TABLE ledger_counted (at)")
        cursor.execute("DROP TABLE ledger_counted")
    return True


class Daily:
    """Once a day, and at once after a start."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, at: datetime) -> None:
        if self._last is None or at - self._last >= A_DAY:
            self._last = at
            count()
