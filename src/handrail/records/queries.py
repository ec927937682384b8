"""Reads of the records."""

from django.db.models import Q, QuerySet

from handrail.desk.models import Case

SORTS = {"opened": "-opened_at", "number": "-number", "procedure": "entry__title", "status": "status"}


def cases(words: str = "", sort: str = "opened") -> "QuerySet[Case]":
    """Every case, newest first; `words` match number, procedure, outcome or agent."""
    rows: QuerySet[Case] = Case.objects.select_related("entry", "agent__user").order_by(
        SORTS.get(sort, SORTS["opened"])
    )
    for word in words.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(entry__title__icontains=word)
            | Q(outcome__icontains=word)
            | Q(status__icontains=word)
            | Q(agent__user__name__icontains=word)
        )
    return rows
