"""The cases that hold what was typed: one question to the full-text index of the database."""

from collections.abc import Iterable
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

_FIND = {
    "sqlite": "SELECT i.case_id FROM records_words w CROSS JOIN records_indexed i ON i.id = w.rowid "
    "WHERE w.records_words MATCH %s AND i.organization_id = %s",
    "postgresql": "SELECT found FROM records_find(%s, %s::uuid) AS found",
}


def fitting(rows: "QuerySet[Case]", words: str) -> "QuerySet[Case]":
    """Those cases that hold all the words, anywhere; the last letters of each may be missing. What happened in the last
    moments and is not read in yet is found by number, procedure and agent."""
    terms = spoken.asked(words)
    if not terms:
        return rows.none()
    is_sqlite = connection.vendor == "sqlite"
    question = spoken.for_sqlite(terms) if is_sqlite else spoken.for_postgresql(terms)
    organization = scope.current()
    found = RawSQL(_FIND[connection.vendor], (question, organization.hex if is_sqlite else str(organization)))  # noqa: S611 - both are parameters
    just_now = _just_now(terms)
    return rows.filter(Q(pk__in=found) | Q(pk__in=just_now)) if just_now else rows.filter(pk__in=found)


def _just_now(terms: Iterable[Iterable[str]]) -> list[UUID]:
    waiting = stale(since=moments_ago()).filter(organization_id=scope.current()).values_list("subject_id", flat=True)
    fresh: QuerySet[Case] = Case.objects.filter(pk__in=list(waiting[:MOST_FRESH]))
    for term in (word for words in terms for word in words):
        fresh = fresh.filter(
            Q(number__icontains=term) | Q(entry__title__icontains=term) | Q(agent__user__name__icontains=term)
        )
    return list(fresh.order_by().values_list("pk", flat=True))


def erased() -> dict[UUID, set[UUID]]:
    """Cases of which a personal value was erased since they were read in, by business."""
    found: dict[UUID, set[UUID]] = {}
    for organization, case in Indexed.everywhere.filter(length=0).values_list("organization_id", "case_id"):
        found.setdefault(organization, set()).add(case)
    return found


def not_yet() -> int:
    """How many cases changed in the last minutes that the worker has not read in yet."""
    return stale(since=moments_ago()).filter(organization_id=scope.current()).count()


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


MOST_FRESH = 200  # cases of the last moments that are looked through by themselves
TEN_MINUTES = 600_000  # milliseconds, the first 48 bits of an id
STALE = (
    "NOT EXISTS (SELECT 1 FROM records_indexed i WHERE i.chain_id = ledger_chain.id AND i.length = ledger_chain.length)"
)
