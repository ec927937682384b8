"""The page of a person's own record."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from handrail.calendars.clock import stamp
from handrail.desk.actions import DeskError
from handrail.desk.mine import access, actions, queries
from handrail.desk.mine.figures import SORTS, Line, fits, ordered, sums
from handrail.desk.mine.period import PERIODS, Period, PeriodError, period
from handrail.people.access import MemberRequest, organization_of, page, today_of
from handrail.people.notice.actions import require_kept
from handrail.people.rights import Right
from handrail.web.sheets import csv_file

A_PAGE = 25
HEAD = [
    "Case", "Procedure", "Outcome", "Handle time (s)", "Steps done", "Took the other way", "Not as written",
    "Escalations taken", "In time", "Rating", "Steps outside paid hours", "Last worked", "Followed", "Notes", "Scores",
    "My word",
]  # fmt: skip


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def mine(request: MemberRequest, id_: UUID | None = None) -> HttpResponse:
    """What is kept of whoever looks; POST keeps their word on one case. No figure before they kept the notice."""
    member = access.themselves(request.member, id_ or request.member.pk)
    require_kept(request.actor)
    error = ""
    if request.method == "POST":
        case = access.own_case(member, request.POST.get("case", ""))
        try:
            actions.answer_own(
                actor=request.actor, member=member, case=case, words=request.POST.get("words", ""), at=request.at
            )
            return redirect(f"{request.get_full_path()}#case-{case.pk}")
        except DeskError as refused:
            error = str(refused)
    return _show(request, error)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for."""

    period: str
    days: Period
    trouble: str
    q: str
    sort: str

    @property
    def address(self) -> str:
        days = {"from": self.days.first.isoformat(), "to": self.days.last.isoformat()} if self.period == "days" else {}
        return urlencode({"period": self.period, **days, "q": self.q, "sort": self.sort})


def _asked(request: MemberRequest) -> _Asked:
    given, today = request.GET, today_of(request)
    name = given.get("period", "")
    name = name if name in PERIODS else "week"
    q, sort = given.get("q", ""), given.get("sort", "new")
    try:
        return _Asked(name, period(name, today, given.get("from", ""), given.get("to", "")), "", q, sort)
    except PeriodError as refused:
        return _Asked("week", period("week", today), str(refused), q, sort)


def _show(request: MemberRequest, error: str) -> HttpResponse:
    asked, zone = _asked(request), organization_of(request).time_zone
    every = queries.lines(request.member, *asked.days.instants(zone))
    rows = ordered(fits(every, asked.q), asked.sort)
    if request.GET.get("format") == "csv":
        return _csv(request, rows)
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    words = queries.own_words(request.member, [row.case for row in found])
    context: dict[str, Any] = {
        "asked": asked, "periods": PERIODS, "sorts": SORTS, "sums": sums(every, ZoneInfo(zone)), "lines": found,
        "rows": [(row, words.get(row.case, [])) for row in found], "error": error,
        "answering": request.POST.get("case", ""), "tried": request.POST.get("words", ""),
        "chosen": "days" if asked.trouble else asked.period,
        "from": request.GET.get("from", "") if asked.period == "days" or asked.trouble else "",
        "to": request.GET.get("to", "") if asked.period == "days" or asked.trouble else "",
    }  # fmt: skip
    return render(request, "desk/mine.html", context, status=422 if error else 200)


def _csv(request: MemberRequest, rows: list[Line]) -> HttpResponse:
    words = queries.own_words(request.member, [row.case for row in rows])
    return csv_file("my-record.csv", HEAD, ([*_cells(row), _said(words.get(row.case, []))] for row in rows))


def _cells(row: Line) -> list[object]:
    return [
        row.number, row.procedure, row.outcome or "open", row.seconds, row.done, row.other_way,
        "; ".join(each.words for each in row.otherwise), len(row.taken), sum(each.in_time for each in row.taken),
        row.rating, len(row.outside), stamp(row.last_at),
        "; ".join(f"{each.words} ({stamp(each.since)})" for each in row.followed),
        "; ".join(each.line for each in row.notes), "; ".join(each.line for each in row.scores),
    ]  # fmt: skip


def _said(words: list[queries.Word]) -> str:
    return "; ".join(f"{word.text} ({stamp(word.at)})" for word in words)
