"""Questions to counsel as what is kept of persons: they go with time, by a person's wish, and never under a hold. They
hang on no list of what a person is handed: whether they are handed out, counsel is asked."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from handrail.customers.queries import root
from handrail.desk.models import CounselTask, CounselWord
from handrail.ledger import scope
from handrail.ledger.retained import WORDS, Retained, Thing, key
from handrail.people.models import Organization

NAME = "counsel"


def _holding() -> "QuerySet[CounselTask]":
    words = CounselWord.objects.filter(task=OuterRef("pk")).exclude(locked="")
    rows: QuerySet[CounselTask] = CounselTask.objects.filter(Exists(words))
    return rows


def old(until: date) -> Iterable[UUID]:
    left = Q(asker__active=False, counsel__active=False, asked_at__date__lte=until)  # nobody is there to end it
    rows = _holding().filter(Q(ended_at__date__lte=until) | left).order_by("ended_at", "pk")
    return list(rows.values_list("pk", flat=True))


def of(customer: UUID) -> Iterable[UUID]:
    theirs = Q(case__customer=customer) | Q(case__customer__into=customer)
    return list(_holding().filter(theirs).order_by("asked_at", "pk").values_list("pk", flat=True))


def thing(id_: UUID) -> Thing | None:
    row = _holding().select_related("asker", "counsel", "case__entry", "case__customer__into").filter(pk=id_).first()
    if row is None:
        return None
    clock = ZoneInfo(str(Organization.objects.get(pk=scope.current()).time_zone))
    first, last = row.asked_at.astimezone(clock).date(), (row.ended_at or row.asked_at).astimezone(clock).date()
    return Thing(
        of=NAME, id=row.pk, says=f"Question to counsel in case {row.case.number}", since=last,
        pieces={key(NAME, row.pk): WORDS}, cases=frozenset({row.case_id}), topics=frozenset({row.case.entry.slug}),
        customers=frozenset({root(row.case.customer).id} if row.case.customer else ()), days=((first, last),),
        open="" if row.state != "open" or not (row.asker.active or row.counsel.active) else "It is not over yet.",
    )  # fmt: skip


COUNSEL = Retained(NAME, "Questions to counsel", "the day the question was over", old, thing, of)
