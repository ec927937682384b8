"""What `handrail doctor` looks at."""

import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from handrail.config.worker import last_run
from handrail.ledger import triggers


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    what: str
    next: str = ""


def examine(data: Path, at: datetime) -> list[Finding]:
    return [_secret(data / "secret.key"), _append_only(), _integrity(), _worker(at)]


def _worker(at: datetime) -> Finding:
    ran = last_run()
    recent = ran is not None and at - ran < timedelta(minutes=2)
    when = "never" if ran is None else f"last at {ran:%b %-d, %-I:%M %p} UTC"
    return Finding(
        recent, "Reminders and waits are looked after.", f"The worker ran {when}. It runs while Handrail is started."
    )


def _secret(file: Path) -> Finding:
    private = stat.S_IMODE(file.stat().st_mode) == 0o600
    return Finding(private, "The secret key is readable by its owner only.", f"It is not: chmod 600 {file}")


def _append_only() -> Finding:
    missing = triggers.missing(connection)
    return Finding(
        not missing,
        "The database refuses to change events.",
        f"Missing: {', '.join(missing)}. Start Handrail once to put them back.",
    )


def _integrity() -> Finding:
    if connection.vendor != "sqlite":
        return Finding(ok=True, what="The database answers.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        said = str(cursor.fetchone()[0])
    return Finding(
        said == "ok",
        "The database file is sound.",
        f"SQLite says: {said}. Restore the newest copy from the backups folder.",
    )
