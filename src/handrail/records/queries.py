"""Reads of the records."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from handrail.desk.models import Case
from handrail.procedures.models import Entry
from handrail.records.asked import Asked
from handrail.records.search import queries as search

SORTS = {
    "opened": ("-opened_at", "-number"), "oldest": ("opened_at", "number"), "number": ("-number",),
    "procedure": ("entry__title", "-number"), "status": ("status", "-number"),
    "agent": ("agent__user__name", "-number"),
}  # fmt: skip


def cases(asked: Asked, zone: str, sort: str = "opened") -> "QuerySet[Case]":
    """The cases asked for, newest first."""
    rows: QuerySet[Case] = Case.objects.select_related("entry", "agent__user", "customer")
    if asked.words:
        rows = search.fitting(rows, asked.words)
    if asked.since:
        rows = rows.filter(opened_at__gte=datetime.combine(asked.since, time(), ZoneInfo(zone)))
    if asked.until:
        rows = rows.filter(opened_at__lt=datetime.combine(asked.until + timedelta(days=1), time(), ZoneInfo(zone)))
    if asked.procedure:
        rows = rows.filter(entry__slug=asked.procedure)
    if asked.customer:
        rows = rows.filter(customer__number=asked.customer) | rows.filter(customer__into__number=asked.customer)
    return rows.order_by(*SORTS.get(sort, SORTS["opened"]))


def procedures_used() -> dict[str, str]:
    """Slug and title of every procedure that was run."""
    rows = Entry.objects.filter(cases__isnull=False).order_by("title").distinct()
    return dict(rows.values_list("slug", "title"))
