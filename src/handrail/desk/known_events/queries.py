"""Reads of known events."""

from django.db.models import Count, F, Q, QuerySet

from handrail.desk.models import Attached, KnownEvent
from handrail.ledger.prepared import prepared

SORTS = {"new": "-begun_at", "old": "begun_at", "title": "title"}


def going_on() -> list[KnownEvent]:
    """What is known now, the newest first, with how many contacts belong to it."""
    return _going_on()


@prepared
def _going_on() -> "QuerySet[KnownEvent, KnownEvent]":
    rows: QuerySet[KnownEvent] = KnownEvent.objects.filter(ended_at=None).select_related("begun_by__user")
    return rows.annotate(contacts=Count("attached")).order_by("-begun_at")


def listed(words: str = "", sort: str = "new") -> "QuerySet[KnownEvent]":
    rows: QuerySet[KnownEvent] = KnownEvent.objects.select_related("begun_by__user").annotate(
        contacts=Count("attached")
    )
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(answer__icontains=word) | Q(offer__icontains=word))
    return rows.order_by(SORTS.get(sort, SORTS["new"]), "-id")


def contacts(of: KnownEvent) -> "QuerySet[Attached]":
    """Those who contacted us about it, who still has to be told first."""
    rows: QuerySet[Attached] = Attached.objects.filter(event=of).select_related(
        "customer__into", "case", "member__user"
    )
    return rows.order_by(F("told_at").asc(nulls_first=True), "at", "id")
