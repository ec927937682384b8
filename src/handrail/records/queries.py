"""Reads of the records."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from handrail.customers.models import Customer
from handrail.desk.models import Case
from handrail.procedures.models import Entry
from handrail.records.asked import Asked
from handrail.records.search import queries as search

SORTS = {
    "opened": ("-opened_at", "-number"), "oldest": ("opened_at", "number"), "number": ("-number",),
    "procedure": ("entry__title", "-number"), "status": ("status", "-number"),
    "agent": ("agent__user__name", "-number"),
}  # fmt: skip


WITH = ("entry", "agent__user", "customer")


def cases(asked: Asked, zone: str, sort: str = "opened", fresh: Sequence[UUID] | None = None) -> "QuerySet[Case]":
    """The cases asked for, newest first. `fresh`: those that wait to be read in, where that is known."""
    rows: QuerySet[Case] = Case.objects.select_related(*WITH)
    if asked.words:
        rows = search.fitting(rows, asked.words, fresh)
    if asked.since:
        rows = rows.filter(opened_at__gte=datetime.combine(asked.since, time(), ZoneInfo(zone)))
    if asked.until:
        rows = rows.filter(opened_at__lt=datetime.combine(asked.until + timedelta(days=1), time(), ZoneInfo(zone)))
    if asked.procedure:
        rows = rows.filter(entry__slug=asked.procedure)
    if asked.customer:
        family = Customer.objects.filter(Q(number=asked.customer) | Q(into__number=asked.customer))
        rows = rows.filter(customer__in=list(family.values_list("pk", flat=True)))
    return rows.order_by(*SORTS.get(sort, SORTS["opened"]))


def counted(asked: Asked, fresh: Sequence[UUID]) -> int | None:
    """How many they are, where the index of words knows it alone."""
    return search.how_many(asked.words, fresh) if asked == Asked(words=asked.words) else None


def procedures_used() -> dict[str, str]:
    """Slug and title of every procedure that was run. A procedure of this business has no other's cases; asked for
    both, SQLite walks every case to learn that one was never run."""
    rows = Entry.objects.filter(Exists(Case.everywhere.filter(entry=OuterRef("pk")))).order_by("title")
    return dict(rows.values_list("slug", "title"))


class Narrow(Paginator):  # type: ignore[type-arg]
    """Sorts ids alone and reads only the rows of the page whole: to sort fifty thousand wide rows is slow. `counted`:
    how many there are, where that is known."""

    def __init__(self, found: "QuerySet[Case]", per_page: int, counted: int | None = None) -> None:
        super().__init__(found, per_page)
        self.found, self.counted = found, counted

    @cached_property
    def count(self) -> int:
        return self.found.count() if self.counted is None else self.counted

    def page(self, number: int | str) -> Page[Case]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        ids = list(self.found.values_list("pk", flat=True)[start : start + self.per_page])
        rows = {row.pk: row for row in Case.objects.filter(pk__in=ids).select_related(*WITH)}
        return Page([rows[pk] for pk in ids if pk in rows], number, self)
