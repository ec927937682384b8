"""Reads of live cases. The number of queries does not grow with the cases."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Min, QuerySet

from handrail.desk import queries as desk
from handrail.desk.escalating.said import OPEN
from handrail.desk.models import Case, Escalation, Open
from handrail.desk.watching.live.standing import Line, Next
from handrail.ledger.models import Chain, Event, PersonalValue
from handrail.web.chosen import Sliced

MOVES = ("started", "answered", "skipped", "deviated", "timed-out", "answer-changed", "reopened")
_BY = {
    "new": ("-opened_at", "-number"), "agent": ("agent__user__name", "number"),
    "procedure": ("entry__title", "number"),
}  # fmt: skip


def live(words: str = "", state: str = "", sort: str = "breaks") -> Sequence[Case]:
    """Cases that have not ended, to be cut into pages: only the rows of a page are read."""
    rows = desk.open_cases(words).defer("bundle")
    if state == "escalated":
        rows = rows.filter(pk__in=Escalation.objects.filter(state__in=OPEN).values("item__case"))
    elif state:
        rows = rows.filter(status=state)
    if sort in _BY:
        return Sliced(rows, rows.order_by(*_BY[sort]).values_list("pk", flat=True))
    ids = rows.order_by().values("pk")
    behind = rows.order_by("opened_at", "number").values_list("pk", flat=True)
    if sort == "since":
        return Sliced(
            rows, _moved(ids).order_by("came", "chain__subject_id").values_list("chain__subject_id", flat=True)
        )
    due = _due().filter(case__in=ids)
    first = due.values("case").annotate(first=Min("due_at")).order_by("first", "case").values_list("case", flat=True)
    return Sliced(rows, first, behind.exclude(pk__in=due.values("case")))


def _due() -> "QuerySet[Open]":
    return Open.objects.filter(closed_at=None, due_at__isnull=False).order_by()


def _moved(cases: Any) -> Any:
    """Each case with when it came to the step it stands in: its beginning is one such moment, so none is left out."""
    rows = Event.objects.filter(chain__in=Chain.objects.filter(subject="case", subject_id__in=cases), kind__in=MOVES)
    return rows.order_by().values("chain__subject_id").annotate(came=Max("at"))


def since(cases: Any) -> dict[UUID, datetime]:
    return dict(_moved(cases).values_list("chain__subject_id", "came"))


def lines(cases: Sequence[Case]) -> list[Line]:
    """The rows of a page, with what else is to be said of them."""
    ids = [row.pk for row in cases]
    came, next_, asked = since(ids), _next(ids), _asked(ids)
    why = _why([row.pk for row in cases if row.status == "paused"])
    return [
        Line(
            row.pk, row.number, str(row.agent.user.name), row.agent_id, row.entry.title, row.step_name,
            came.get(row.pk, row.opened_at),
            row.status, why.get(row.pk, ""), row.pk in asked, asked.get(row.pk, ""), next_.get(row.pk),
        )
        for row in cases
    ]  # fmt: skip


def _next(ids: Collection[UUID]) -> dict[UUID, Next]:
    """What breaks first in each. A question to counsel is no open item, so none can stand here. Put in order here: the
    database would walk through all that is due to have it in order."""
    rows = sorted(_due().filter(case__in=ids).values_list("due_at", "pk", "case_id", "what", "kind"), reverse=True)
    return {case: Next(what, due_at, kind) for due_at, _, case, what, kind in rows if due_at}


def _asked(ids: Collection[UUID]) -> dict[UUID, str]:
    """Who is asked, or has it, for each that is escalated; nothing where nobody is left to ask."""
    rows = Escalation.objects.filter(item__case__in=ids, state__in=OPEN).order_by(
        F("item__due_at").desc(nulls_first=True), "-pk"
    )
    return {case: str(name or "") for case, name in rows.values_list("item__case_id", "asked__user__name")}


def _why(ids: Collection[UUID]) -> dict[UUID, str]:
    """What each paused case was last paused for, where it was not erased."""
    rows = Event.objects.filter(chain__subject="case", chain__subject_id__in=ids, kind="paused").order_by("at", "seq")
    last = dict(rows.values_list("chain__subject_id", "id"))
    words = PersonalValue.objects.filter(event__in=last.values(), place="reason").values_list("event_id", "value")
    said = {event: str(value) for event, value in words}
    return {case: said[event] for case, event in last.items() if event in said}
