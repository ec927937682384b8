"""Reads of the measures. The number of queries does not grow with the cases."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.desk.clocks.first import ANSWER
from handrail.desk.models import Case, Open
from handrail.desk.timing.handling import Change, seconds
from handrail.desk.timing.queries import clock_events
from handrail.ledger.models import Event
from handrail.measures.first_answers import became
from handrail.measures.service import Seen

_COLUMNS = ("id", "entry__slug", "entry__title", "opened_at", "ended_at", "outcome", "csat")


def cases(first: date, zone: str, at: datetime, procedure: str = "") -> list[Seen]:
    """Every case opened from a day on, at the place of the business, as it stands at a moment. Five queries."""
    place = ZoneInfo(zone)
    since = datetime.combine(first, time(), place)
    rows = Case.objects.filter(opened_at__gte=since)
    rows = rows.filter(entry__slug=procedure) if procedure else rows
    changes, skipped = _events(since)
    escalated = set(
        Open.objects.filter(kind="escalation", case__opened_at__gte=since).values_list("case_id", flat=True)
    )
    answers = _answers(since, at)
    return [
        Seen(slug, title, opened.astimezone(place).date(), outcome if ended else "",
             seconds(opened, ended, changes[id_]) if ended else None, score, id_ in escalated, id_ in skipped,
             answers.get(id_, ""))
        for id_, slug, title, opened, ended, outcome, score in rows.values_list(*_COLUMNS).iterator()
    ]  # fmt: skip


def _events(since: datetime) -> tuple[dict[UUID, list[Change]], set[UUID]]:
    """What stopped and started the clocks of cases, and the cases in which a step was skipped."""
    changes: dict[UUID, list[Change]] = defaultdict(list)
    skipped: set[UUID] = set()
    for case, at, kind, status in clock_events(at__gte=since):
        changes[case].append(Change(at, status or ""))
        if kind == "skipped":
            skipped.add(case)
    return changes, skipped


def _answers(since: datetime, at: datetime) -> dict[UUID, str]:
    """What became of the first answer, by case, where one was aimed at."""
    rows = Open.objects.filter(kind=ANSWER, case__opened_at__gte=since)
    given = Event.objects.filter(
        chain__subject="case", chain__subject_id__in=rows.values("case"), data__clock__first_response__answered=True
    )
    answered = set(given.values_list("chain__subject_id", flat=True))
    return {
        case: became(due, at, closed=closed, answered=case in answered)
        for case, due, closed in rows.values_list("case_id", "due_at", "closed_at").iterator()
    }


def waits(first: date, zone: str, procedure: str = "") -> Iterator[tuple[UUID, int]]:
    """How long agents waited for a step to come, by case, from a day on. One query."""
    since = datetime.combine(first, time(), ZoneInfo(zone))
    rows = Event.objects.filter(kind="answered", room="desk", at__gte=since, data__has_key="waited")
    if procedure:
        rows = rows.filter(chain__subject_id__in=Case.objects.filter(entry__slug=procedure).values("id"))
    yield from rows.values_list("chain__subject_id", "data__waited").iterator()


def procedures() -> list[tuple[str, str]]:
    """Procedures that had a case, by title."""
    return list(Case.objects.values_list("entry__slug", "entry__title").distinct().order_by("entry__title"))
