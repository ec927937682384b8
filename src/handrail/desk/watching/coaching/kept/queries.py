"""Notes to agents as what is kept of persons: they may name a customer, so they go with time, by a person's wish, and
never under a hold."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from handrail.customers.queries import root
from handrail.desk.models import CoachNote
from handrail.ledger import scope
from handrail.ledger.retained import WORDS, Retained, Thing, key
from handrail.people.models import Organization

NAME = "coaching"


def _holding() -> "QuerySet[CoachNote]":
    rows: QuerySet[CoachNote] = CoachNote.objects.exclude(locked="")
    return rows


def old(until: date) -> Iterable[UUID]:
    return list(_holding().filter(at__date__lte=until).order_by("at", "pk").values_list("pk", flat=True))


def of(customer: UUID) -> Iterable[UUID]:
    theirs = Q(case__customer=customer) | Q(case__customer__into=customer)
    return list(_holding().filter(theirs).order_by("at", "pk").values_list("pk", flat=True))


def thing(id_: UUID) -> Thing | None:
    row = _holding().select_related("case__entry", "case__customer__into").filter(pk=id_).first()
    if row is None:
        return None
    clock = ZoneInfo(str(Organization.objects.get(pk=scope.current()).time_zone))
    first, last = row.at.astimezone(clock).date(), (row.answered_at or row.at).astimezone(clock).date()
    return Thing(
        of=NAME, id=row.pk, says=f"Note to an agent in case {row.case.number}", since=last,
        pieces={key(NAME, row.pk): WORDS}, cases=frozenset({row.case_id}), topics=frozenset({row.case.entry.slug}),
        customers=frozenset({root(row.case.customer).id} if row.case.customer else ()), days=((first, last),),
    )  # fmt: skip


COACHING = Retained(NAME, "Notes to agents", "the day of the note", old, thing, of)
