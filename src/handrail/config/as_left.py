"""Whether a data folder is as this very code left it: then a start need not look at it with the whole of Django first,
which costs as much as the server itself.

What was seen is kept in `set-up.json`. The database is asked too, plainly: a copy put back from before a migration or a
disposal, or one without an organization, is not as it was left. Only for SQLite; elsewhere every start looks."""

import hashlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from handrail import __version__

SOURCE = Path(__file__).parent.parent
NAME = "set-up.json"


def static_stamp() -> str:
    """Changes with the version and with any file that pages load."""
    newest = max(int(file.stat().st_mtime) for file in SOURCE.glob("*/static/**/*"))
    return f"{__version__} {newest}"


def as_left(data: Path) -> bool:
    """Whether set-up has nothing to do here. Any doubt is a no."""
    try:
        kept = json.loads((data / NAME).read_text("utf-8"))
        return bool(kept == _seen(data))
    except (OSError, ValueError, sqlite3.Error):
        return False


def remember(data: Path) -> None:
    """Keep how set-up left the folder; nothing is kept where a start has still to say or do something."""
    try:
        (data / NAME).write_text(json.dumps(_seen(data)), "utf-8")
    except (ValueError, sqlite3.Error):
        (data / NAME).unlink(missing_ok=True)


def _seen(data: Path) -> dict[str, Any]:
    if os.environ.get("HANDRAIL_DATABASE"):
        raise ValueError("only a database in the folder can be looked at from here")
    if (data / "static" / "stamp.txt").read_text("utf-8") != static_stamp():
        raise ValueError("the pages' files are of another version")
    return {
        "code": _migrations(), "database": _of_database(data / "handrail.sqlite3"), "static": static_stamp(),
        "disposals": _disposals(data),
    }  # fmt: skip


def _disposals(data: Path) -> list[int]:
    """How long the list beside the backups is, and how many of its lines the database knows: a copy that was put back
    knows fewer, and has to forget them again."""
    file = data / "backups" / "disposals.jsonl"
    with sqlite3.connect(f"file:{data / 'handrail.sqlite3'}?mode=ro", uri=True) as connection:
        known = connection.execute("SELECT count(*) FROM records_gone").fetchone()[0]
    connection.close()
    return [file.stat().st_size if file.is_file() else 0, known]


def _migrations() -> str:
    """The migrations there are, ours and those of the libraries in use, which come with a version of the lock file."""
    names = sorted(str(file.relative_to(SOURCE)) for file in SOURCE.glob("**/migrations/0*.py"))
    lock = SOURCE.parent.parent / "requirements" / "base.txt"
    text = "\n".join(names) + (lock.read_text("utf-8") if lock.is_file() else __version__)
    return hashlib.sha256(text.encode()).hexdigest()


def _of_database(file: Path) -> list[int | str]:
    """How many migrations were applied, which triggers guard what was recorded, and whether there is an organization;
    none is no usual start."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        applied = connection.execute("SELECT count(*), max(id) FROM django_migrations").fetchone()
        guards = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
        organizations = connection.execute("SELECT count(*) FROM people_organization").fetchone()[0]
    connection.close()
    if not organizations:
        raise ValueError("nobody has begun yet: a start makes the first owner's link")
    seen = hashlib.sha256("\n".join(row[0] for row in guards).encode()).hexdigest()
    return [*applied, seen]
