"""The cases that hold what was typed: one question to the full-text index of the database."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.ledger.ids import new_id
from handrail.ledger.models import Chain, Event
from handrail.records.models import Indexed
from handrail.records.search import words as spoken

_MATCHED = {
    "sqlite": "records_words w CROSS JOIN records_indexed i ON i.id = w.rowid "
    "WHERE w.records_words MATCH %s AND i.organization_id = %s",
    "postgresql": "records_match(%s) AS w JOIN records_indexed i ON i.id = w WHERE i.organization_id = %s",
}


def fitting(rows: "QuerySet[Case]", words: str, fresh: Sequence[UUID] | None = None) -> "QuerySet[Case]":
    """Those cases that hold all the words, anywhere; the last letters of each may be missing. What happened in the last
    moments and is not read in yet is found by number, procedure and agent. `fresh`: what `waiting` said, where somebody
    asked it already."""
    terms = spoken.asked(words)
    if not terms:
        return rows.none()
    found = RawSQL(f"SELECT i.case_id FROM {_MATCHED[connection.vendor]}", _asked(terms))  # noqa: S608, S611 - parameters
    just_now = _just_now(terms, fresh)
    return rows.filter(Q(pk__in=found) | Q(pk__in=just_now)) if just_now else rows.filter(pk__in=found)


def how_many(words: str, fresh: Sequence[UUID] | None = None) -> int | None:
    """How many cases hold the words, from the index alone, which is much less work than to look at the cases; None
    where some that fit may stand in it otherwise, or not at all."""
    terms = spoken.asked(words)
    if not terms or _just_now(terms, fresh):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_MATCHED[connection.vendor]}", _asked(terms))  # noqa: S608 - our own text
        return int(cursor.fetchone()[0])


def _asked(terms: list[list[str]]) -> tuple[str, str]:
    """What is asked of the index, and of which business."""
    is_sqlite = connection.vendor == "sqlite"
    return spoken.for_sqlite(terms) if is_sqlite else spoken.for_postgresql(terms), _ours()


def _ours() -> str:
    """This business, as the database of this installation writes an id."""
    ours = scope.current()
    return ours.hex if connection.vendor == "sqlite" else str(ours)


def _just_now(terms: Iterable[Iterable[str]], fresh: Sequence[UUID] | None) -> list[UUID]:
    rows: QuerySet[Case] = Case.objects.filter(pk__in=waiting() if fresh is None else fresh)
    for term in (word for words in terms for word in words):
        rows = rows.filter(
            Q(number__icontains=term) | Q(entry__title__icontains=term) | Q(agent__user__name__icontains=term)
        )
    return list(rows.order_by().values_list("pk", flat=True))


def waiting() -> list[UUID]:
    """The cases of this business, newest first, that have events which are not read in yet, or lost a value since: as
    far as the last events of the installation tell, and no more than MOST_WAITING. So it costs the same however much is
    kept, and however far behind the index is."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_ours(), _ours()])
        return [UUID(str(case)) for (case,) in cursor.fetchall()]


MOST_WAITING = 200
LAST_EVENTS = 5000
STALE = (
    "NOT EXISTS (SELECT 1 FROM records_indexed i WHERE i.chain_id = ledger_chain.id AND i.length = ledger_chain.length)"
)
_WAITING = (  # in the order of its joins: SQLite would walk every chain of the business
    f"SELECT subject_id FROM (SELECT DISTINCT chain_id FROM "  # noqa: S608 - constants
    f"(SELECT chain_id FROM ledger_event ORDER BY id DESC LIMIT {LAST_EVENTS}) AS lately) AS grown "
    f"CROSS JOIN ledger_chain WHERE ledger_chain.id = grown.chain_id AND subject = 'case' AND organization_id = %s "
    f"AND {STALE} UNION SELECT case_id FROM records_indexed WHERE length = 0 AND organization_id = %s "
    f"ORDER BY 1 DESC LIMIT {MOST_WAITING}"
)


def erased() -> dict[UUID, set[UUID]]:
    """Cases of which a personal value was erased since they were read in, by business."""
    found: dict[UUID, set[UUID]] = {}
    for organization, case in Indexed.everywhere.filter(length=0).values_list("organization_id", "case_id"):
        found.setdefault(organization, set()).add(case)
    return found


def stale(since: UUID | None = None) -> "QuerySet[Chain]":
    """The chains of cases that have more events than when they were read in. `since`: only those with an event whose id
    is later, or that lost a value; ids rise with time, so what is old need not be looked at again and again."""
    rows: QuerySet[Chain] = Chain.everywhere.filter(subject="case").extra(where=[STALE])  # noqa: S610 - a constant
    if since is None:
        return rows
    lately = Event.everywhere.filter(pk__gt=since).order_by().values("chain_id")
    lost = Indexed.everywhere.filter(length=0).values("chain_id")
    return rows.filter(pk__in=lately.union(lost))


def moments_ago() -> UUID:
    """The id that an event of ten minutes ago had: other processes count their ids for themselves."""
    return UUID(int=new_id().int - (TEN_MINUTES << 80))


TEN_MINUTES = 600_000  # milliseconds, the first 48 bits of an id
