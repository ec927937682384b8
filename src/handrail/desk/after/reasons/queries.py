"""Reads of reason codes."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from handrail.desk.models import Case, ReasonCode
from handrail.procedures.models import Entry

SORTS = {"name": ("name", "pk"), "used": ("-used", "name", "pk"), "procedure": ("entry__title", "name", "pk")}


def offered(entry: Entry | None) -> list[ReasonCode]:
    """Those a case of this procedure may get, the procedure's own first; None: those for every case."""
    rows = ReasonCode.objects.filter(retired_at=None).filter(Q(entry=None) | Q(entry=entry))
    return sorted(rows, key=lambda row: (row.entry_id is None, row.pk))


def beside(entry: Entry | None) -> list[ReasonCode]:
    """Those that stand in some choice together with one of this procedure, or with one for every case (None)."""
    return offered(entry) if entry else list(ReasonCode.objects.filter(retired_at=None))


def longest(rows: Iterable[ReasonCode]) -> int:
    """How many of these an agent chooses from at most: those for every case, and those of one procedure."""
    of = Counter(row.entry_id for row in rows)
    for_all = of.pop(None, 0)
    return for_all + max(of.values(), default=0)


def for_case(case: Case) -> list[ReasonCode]:
    return offered(case.entry) if case.status == "ended" and case.merged_into_id is None else []


def listed(words: str = "", sort: str = "name") -> "QuerySet[ReasonCode]":
    """All of them, the retired ones last, with how many cases say each."""
    rows: QuerySet[ReasonCode] = ReasonCode.objects.select_related("entry").annotate(used=Count("cases"))
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(entry__title__icontains=word))
    return rows.order_by(F("retired_at").asc(nulls_first=True), *SORTS.get(sort, SORTS["name"]))
