"""Keep the full-text index: read into it what changed, and leave nothing behind of what was erased.

The index is a copy that can be made anew at any time; writing it is no deed. When a personal value is deleted the
database itself takes the record out of the index (`apps`); the worker reads it in again without that value, and has
the index rewritten so that no old page of it keeps the word."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Count

from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.ledger.casefile import tell
from handrail.ledger.deed import turn, unrecorded
from handrail.ledger.models import PersonalValue
from handrail.records import packet
from handrail.records.models import Indexed
from handrail.records.search import words as spoken
from handrail.records.search.queries import moments_ago, stale

log = logging.getLogger("handrail.records")
A_BATCH = 10  # cases read into the index in one transaction, so that nobody waits long
A_LOOK = 200  # cases in one look of the worker, which has other things to do


@dataclass(frozen=True, slots=True)
class Stale:
    """A case that has more events than when it was read in."""

    organization: UUID
    chain: UUID
    case: UUID
    length: int


class Reader:
    """Of one process: whether everything has been read in, so that only what is new need be looked at."""

    def __init__(self) -> None:
        self._since: UUID | None = None
        self.is_behind = False  # more waits than one look takes

    def __call__(self, most: int = A_LOOK) -> int:
        """Read in what changed, of every business. Returns how many cases."""
        self.is_behind, began = False, moments_ago()  # one that fails is tried again after a while
        done = read_in(most, self._since)
        self.is_behind = done == most
        if not self.is_behind:
            self._since = began
        return done


def read_in(most: int = A_LOOK, since: UUID | None = None) -> int:
    """Read in what changed, of every business. Returns how many cases."""
    found = stale(since)
    rows = [Stale(*row) for row in found.values_list("organization_id", "id", "subject_id", "length")[:most]]
    erased = [_put(rows[start : start + A_BATCH]) for start in range(0, len(rows), A_BATCH)]
    if any(erased):
        leave_nothing_behind()
    return len(rows)


def _put(rows: Sequence[Stale]) -> bool:
    """Returns whether a value of one was erased since it was last read in. What is erased while this runs is read in
    once more: the counts of values differ then."""
    chains = [row.chain for row in rows]
    values = _values(chains)
    texts = [_text(row) for row in rows]  # read before its turn to write, so that nobody waits for it
    with unrecorded("the index of words is a copy"):
        with turn(), transaction.atomic(), connection.cursor() as cursor:
            before = {row.chain_id: row for row in Indexed.everywhere.filter(chain_id__in=chains)}
            erased = any(place.length == 0 for place in before.values())
            for row, text in zip(rows, texts, strict=True):
                _write(cursor, _place(row, before.get(row.chain)), text)
        was_erased = [chain for chain, count in _values(chains).items() if count != values[chain]]
        if was_erased:
            with turn():
                Indexed.everywhere.filter(chain_id__in=was_erased).update(length=0)
    return erased or bool(was_erased)


def _place(row: Stale, place: Indexed | None) -> int:
    place = place or Indexed(organization_id=row.organization, chain_id=row.chain, case_id=row.case)
    place.length = row.length
    with scope.organization(row.organization):
        place.save()
    return place.id


def _values(chains: Sequence[UUID]) -> dict[UUID, int]:
    """How many personal values each chain has."""
    counted = PersonalValue.everywhere.filter(event__chain_id__in=chains).order_by().values("event__chain_id")
    found = {row["event__chain_id"]: row["n"] for row in counted.annotate(n=Count("id"))}
    return {chain: found.get(chain, 0) for chain in chains}


def _text(row: Stale) -> str:
    with scope.organization(row.organization):
        case = Case.objects.select_related("entry", "agent__user", "bundle", "customer").filter(pk=row.case).first()
        if case is None:
            return ""
        customer = f"customer {case.customer.number}" if case.customer else ""
        known = [case.number, case.entry.title, case.agent.user.name, case.channel, case.status, case.outcome, customer]
        return spoken.of_record([*known, *_told(case)])


def _told(case: Case) -> list[str]:
    """All that its summary tells. One that can't be read keeps no other from being found: it is found by its row."""
    try:
        return list(spoken.texts_in(tell(packet.told_from(case))))
    except (LookupError, TypeError, ValueError, AttributeError):
        log.exception(
            "Case %s can't be read for the index; it is found by number, procedure and agent only", case.number
        )
        return []


def _write(cursor: CursorWrapper, place: int, text: str) -> None:
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM records_words WHERE rowid = %s", [place])
        cursor.execute("INSERT INTO records_words (rowid, words) VALUES (%s, %s)", [place, text])
    else:
        cursor.execute(
            "INSERT INTO records_words (id, words) VALUES (%s, to_tsvector('simple', %s)) "
            "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words",
            [place, text],
        )


STEPS_OF_MERGING = 10_000
A_MOMENT = 300  # milliseconds


def leave_nothing_behind() -> bool:
    """Rewrite the index without what was taken out, step by step on SQLite so that nobody waits long; then the pages in
    the log beside the database. PostgreSQL drops old rows with VACUUM. Returns whether nothing is left: somebody who
    reads just now keeps the log from being emptied."""
    with unrecorded("the index of words is a copy"), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _merge(cursor)
        if connection.in_atomic_block:
            return False
        if connection.vendor == "sqlite":
            return _empty_log(cursor)
        cursor.execute("VACUUM records_words")
        cursor.execute("VACUUM ledger_personalvalue")
        return True


def _empty_log(cursor: CursorWrapper) -> bool:
    """Waits a moment for readers, not as long as a write may wait: there is a next time."""
    cursor.execute("PRAGMA busy_timeout")
    before = int(cursor.fetchone()[0])
    cursor.execute(f"PRAGMA busy_timeout={min(before, A_MOMENT)}")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy = bool(cursor.fetchone()[0])
    cursor.execute(f"PRAGMA busy_timeout={before}")
    return not busy


def _merge(cursor: CursorWrapper) -> None:
    """All segments into one; FTS5 changes fewer than two rows once there is nothing left to merge."""
    size = -200
    for _ in range(STEPS_OF_MERGING):
        cursor.execute("SELECT total_changes()")
        before = cursor.fetchone()[0]
        with turn():
            cursor.execute("INSERT INTO records_words (records_words, rank) VALUES ('merge', %s)", [size])
        cursor.execute("SELECT total_changes()")
        if cursor.fetchone()[0] - before < 2:
            return
        size = 200


def make_anew() -> None:
    """Forget the whole index; the worker reads everything in again."""
    with unrecorded("the index of words is a copy"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_words")
        Indexed.everywhere.all().delete()
    leave_nothing_behind()
