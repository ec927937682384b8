"""What `handrail doctor` and the page of health look at."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from handrail.config import extras
from handrail.config.worker import last_run
from handrail.law.loader import load_packs
from handrail.ledger import scope, triggers
from handrail.ledger.models import Outgoing
from handrail.ledger.signing import KeyLostError, signing_key
from handrail.people.models import Member, Organization
from handrail.people.rights import Right, may
from handrail.records.checkpoints.queries import standing
from handrail.records.keeping.gone import lines
from handrail.records.models import Gone
from handrail.web.waiting import Waiting

ROOM_WANTED = 500  # megabytes left on the disk of the data folder
LATE = timedelta(minutes=2)
FIXED_LATE = timedelta(days=2)
KEYS = {"secret.key": "The secret key", "signing.key": "The signing key"}


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    what: str
    next: str = ""


def examine(data: Path, at: datetime) -> list[Finding]:
    return [
        *_keys(data),
        _signs(),
        _append_only(),
        *_fixed(at),
        _integrity(),
        _worker(at),
        _backups(data),
        _disposals(data),
        _room(data),
        *_extras(),
        _mail(),
        *_law(at),
    ]


def _worker(at: datetime) -> Finding:
    ran = last_run()
    recent = ran is not None and at - ran < LATE
    when = "never" if ran is None else f"last at {ran:%b %-d, %-I:%M %p} UTC"
    first = "Reminders and waits are looked after" if recent else "Reminders, waits and mail stand still"
    return Finding(recent, f"{first}. The worker ran {when}.", "It runs while Handrail is started.")


def _keys(data: Path) -> Iterator[Finding]:
    """The secret is made at set-up, the signing key at the first signature."""
    for name, words in KEYS.items():
        file = data / name
        if not file.is_file() and name != "secret.key":
            continue
        private = file.is_file() and stat.S_IMODE(file.stat().st_mode) == 0o600
        seen = "is readable by its owner only" if private else "can be read by others, or is gone"
        yield Finding(private, f"{words} {seen}.", f"On the machine: chmod 600 {file}")


def _signs() -> Finding:
    """Whether the key on record is there. None is made here."""
    try:
        signing_key()
    except KeyLostError as error:
        return Finding(ok=False, what="The signing key is not the one on record.", next=str(error))
    return Finding(ok=True, what="The signing key is the one on record.")


def _fixed(at: datetime) -> Iterator[Finding]:
    """How far each business's records are fixed outside of this machine, and how much is not."""
    for row in Organization.objects.order_by("created_at"):
        with scope.organization(row.id):
            now = standing()
        if now.held is None:
            fresh = at - row.created_at < FIXED_LATE
            words = f"No checkpoint of {row.name} has left this machine; its {now.events:,} events stand unprotected."
        else:
            fresh = at - now.held.at < FIXED_LATE
            words = (
                f"Checkpoint {now.held.number} of {row.name} left this machine ({now.held.at:%b %-d, %Y}); "
                f"{now.tail:,} events came after it."
            )
        yield Finding(fresh or row.is_demo, words, "Records, Checkpoints: name somebody to mail them to.")


def _append_only() -> Finding:
    missing = triggers.missing(connection)
    return Finding(
        not missing,
        f"The database {'does not refuse' if missing else 'refuses'} to change events.",
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
        f"The database file is {'sound' if said == 'ok' else 'damaged'}.",
        f"SQLite says: {said}. Restore the newest copy from the backups folder.",
    )


def _backups(data: Path) -> Finding:
    copies = sorted((data / "backups").glob("*.sqlite3"))
    if not copies:
        return Finding(ok=True, what="No copy of the database has been needed yet; one is made before each migration.")
    made = datetime.fromtimestamp(copies[-1].stat().st_mtime, UTC)
    sound = copies[-1].stat().st_size > 0
    return Finding(
        sound, f"The newest copy of the database is from {made:%b %-d, %Y}.", f"It is empty: {copies[-1]}. Remove it."
    )


def _disposals(data: Path) -> Finding:
    """The list that keeps what went from coming back with a copy."""
    found, known = lines.read(data / "backups" / lines.NAME), Gone.everywhere.count()
    whole = not found.bad and len(found.lines) >= known
    bad = f" Lines {', '.join(map(str, found.bad))} are not as they were signed." if found.bad else ""
    return Finding(
        whole,
        f"The list of disposals beside the copies has {len(found.lines)} lines, the database {known}.{bad}",
        "Put the list back from your copy of the data folder, and start Handrail once.",
    )


def _room(data: Path) -> Finding:
    free = shutil.disk_usage(data).free // 1_000_000
    return Finding(
        free >= ROOM_WANTED,
        f"The disk of the data folder has {free:,} MB left.",
        f"Free some space there; below {ROOM_WANTED} MB a step may be refused.",
    )


def _extras() -> Iterator[Finding]:
    words = {
        "ready": "is there", "adding": "is being added now", "missing": "is not there; start.py adds it",
        "failed": "could not be added",
    }  # fmt: skip
    for name in extras.NAMES:
        state = extras.state(name)
        yield Finding(state.state != "failed", f"The extra {name} {words[state.state]}.", f"{state.why} Start again.")


def _mail() -> Finding:
    troubled = Outgoing.everywhere.filter(done_at=None, tries__gt=0).count()
    return Finding(
        not troubled,
        f"Mail that has not gone: {troubled or 'none'}.",
        "Settings, Mail says why, and tries again.",
    )


def _law(at: datetime) -> Iterator[Finding]:
    """One line a pack: what is past the day it set for itself."""
    for pack in load_packs():
        days = [*(row.recheck_by for row in pack.duties), *(row.recheck_by for row in pack.values)]
        late = sum(at.date() > day for day in days)
        first = f"The law file {pack.pack} {pack.version}"
        words = f"{first} has {late} entries to check again." if late else f"{first} is within its days to check again."
        yield Finding(not late, words, "“handrail law check” lists them; look for a newer law file.")


def waiting(member: Member, at: datetime, _zone: str) -> list[Waiting]:
    """What the installation wants looked at, on the home of those who run it: all that is quick to look at."""
    if not may(member.role, Right.SETTINGS):
        return []
    found = [_worker(at), _signs(), _append_only(), _mail()]
    return [Waiting("house", row.what, "", row.next, "", tone="danger") for row in found if not row.ok]
