"""Reads of sets of case files."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from handrail.records.models import CaseFileSet

SORTS = {"asked": "-asked_at", "cases": "-every", "state": "state"}
BE_PATIENT = timedelta(seconds=30)


def sets(words: str = "", sort: str = "asked") -> "QuerySet[CaseFileSet]":
    rows: QuerySet[CaseFileSet] = CaseFileSet.objects.defer("cases", "files").order_by(SORTS.get(sort, SORTS["asked"]))
    for word in words.split():
        rows = rows.filter(Q(says__icontains=word) | Q(asked_by__icontains=word) | Q(state__icontains=word))
    return rows


def under_way() -> bool:
    return bool(CaseFileSet.objects.filter(state__in=("waiting", "running")).exists())


def is_late(at: datetime) -> bool:
    """Nobody has taken it up."""
    return bool(CaseFileSet.objects.filter(state="waiting", asked_at__lt=at - BE_PATIENT).exists())
