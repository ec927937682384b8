"""`handrail backup` and `handrail restore`: a copy of what is kept, and back again, without what was disposed of since.

A copy is a folder: the database, the photos and files, the keys, and the list of disposals. Put back, the list of the
data folder, which is the newer one, is applied before anything is served."""

import os
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from handrail.config.serve import ServeError, back_up, copy_to, say, set_up

DATABASE = "handrail.sqlite3"
LIST = Path("backups") / "disposals.jsonl"
RUNNING = timedelta(seconds=20)  # its worker looks every five
KEYS = ("secret.key", "signing.key")
FOLDERS = ("attachments", "finding")


def backup(data: Path, to: Path, at: datetime) -> Path:
    """A copy in a new folder of `to`. Raises ServeError."""
    _must_be_sqlite()
    if not (data / DATABASE).is_file():
        raise ServeError(f"There is no database in {data}. Name the data folder with --data DIR.")
    folder = to / f"handrail-{at:%Y%m%d-%H%M%S}"
    try:
        folder.mkdir(parents=True, mode=0o700)
        copy_to(data / DATABASE, folder / DATABASE)
        for name in KEYS:
            if (data / name).is_file():
                shutil.copy2(data / name, folder / name)
        for name in FOLDERS:
            if (data / name).is_dir():
                shutil.copytree(data / name, folder / name)
        _copy_list(data, folder)
    except (OSError, sqlite3.Error, shutil.Error) as error:
        shutil.rmtree(folder, ignore_errors=True)  # half a copy is none
        raise ServeError(f"No copy was made in {to}: {error}") from error
    return folder


def _copy_list(source: Path, target: Path) -> None:
    if (source / LIST).is_file():
        (target / LIST).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / LIST, target / LIST)


def restore(data: Path, copy: Path, at: datetime) -> None:
    """Put a copy (a folder of `backup`, or one database file) in the place of what is there, which is kept beside it,
    and take out of it what was disposed of since. Handrail must not be running. Raises ServeError."""
    _must_be_sqlite()
    database = copy / DATABASE if copy.is_dir() else copy
    _must_be_ours(database)
    _must_stand_still(data, at)
    (data / "backups").mkdir(parents=True, exist_ok=True)
    kept = back_up(data)
    _put(database, data / DATABASE)
    if copy.is_dir():
        _put_the_rest(copy, data)
    _join_lists(copy, data)
    if kept:
        say(f"  what was here before is kept in {kept}")
    set_up(data)


def _must_be_sqlite() -> None:
    if os.environ.get("HANDRAIL_DATABASE"):
        raise ServeError(
            "The database is PostgreSQL: copy it and put it back with pg_dump and pg_restore. At the next start "
            f"Handrail takes out of it what the list in {LIST} says is gone; keep that file."
        )


def _must_stand_still(data: Path, at: datetime) -> None:
    beat = data / "worker.beat"
    if beat.is_file() and at - datetime.fromisoformat(beat.read_text("utf-8")) < RUNNING:
        raise ServeError(
            "Handrail is running on this folder, or was a moment ago. Stop it, wait half a minute, try again."
        )


def _must_be_ours(database: Path) -> None:
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
        ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'ledger_event'").fetchone()[0]
        connection.close()
    except sqlite3.Error as error:
        raise ServeError(f"{database} can’t be read as a database: {error}. Nothing was changed.") from error
    if sound != "ok" or not ours:
        raise ServeError(f"{database} is no sound database of Handrail. Nothing was changed. Choose another copy.")


def _put(database: Path, target: Path) -> None:
    """The copy is read through the database itself, so that what stands in its log comes along; the log of the one that
    is replaced goes with it."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    copy_to(database, part)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    part.replace(target)


def _put_the_rest(copy: Path, data: Path) -> None:
    for name in KEYS:
        if (copy / name).is_file() and not (data / name).is_file():
            shutil.copy2(copy / name, data / name)
    for name in FOLDERS:
        if (copy / name).is_dir():
            shutil.copytree(copy / name, data / name, dirs_exist_ok=True)


def _join_lists(copy: Path, data: Path) -> None:
    """Where the data folder is a new one, the list of the copy is what there is; else the longer list holds both."""
    there = copy / LIST if copy.is_dir() else copy.parent / LIST.name
    if not there.is_file() or there.resolve() == (data / LIST).resolve():
        return
    ours = (data / LIST).read_text("utf-8").splitlines() if (data / LIST).is_file() else []
    new = [line for line in there.read_text("utf-8").splitlines() if line not in set(ours)]
    (data / LIST).write_text("".join(f"{line}\n" for line in [*ours, *new]), "utf-8")
