"""Pages of escalations: the list, one of them, and what is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.calendars.clock import stamp
from handrail.desk.actions import DeskError
from handrail.desk.escalating import access, actions, queries
from handrail.desk.escalating.queue.actions import next_in_line
from handrail.desk.escalating.queue.queries import minutes, open_hours
from handrail.desk.escalating.said import OPEN
from handrail.desk.escalating.severity import SEVERITIES
from handrail.desk.models import Escalation
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may, require
from handrail.web.sheets import csv_file

A_PAGE = 50
HEAD = ["Case", "Procedure", "What", "How soon", "To", "Asked", "Asked by", "Asked at", "Until", "State", "Taken by"]


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def escalations(request: MemberRequest) -> HttpResponse:
    """The list; POST keeps how soon somebody has to say that they have one."""
    error = ""
    if request.method == "POST":
        given = {name: int(sent) if (sent := request.POST.get(name, "")).isdigit() else 0 for name in SEVERITIES}
        try:
            actions.set_times(actor=request.actor, minutes=given, at=request.at)
            return redirect("escalations")
        except DeskError as refused:
            error = str(refused)
    words, state = request.GET.get("q", ""), request.GET.get("state", "open")
    sort = request.GET.get("sort", "breaks")
    rows = queries.listed(words, state if state in queries.STATES else "open", sort)
    if request.GET.get("format") == "csv":
        return _csv(request, rows)
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "escalations": found, "shown": [queries.shown(row) for row in found], "now": request.at, "error": error,
        "q": words, "state": state, "states": queries.STATES, "sort": sort, "sorts": queries.SORTS,
        "may_export": may(request.member.role, Right.RECORDS), "may_set": may(request.member.role, Right.SETTINGS),
        **_times(request),
    }  # fmt: skip
    return render(request, "desk/escalations.html", context, status=422 if error else 200)


def _times(request: MemberRequest) -> dict[str, Any]:
    set_ = minutes()
    times = [(name, row, request.POST.get(name, set_.get(name, row.minutes))) for name, row in SEVERITIES.items()]
    return {"times": times, "has_hours": bool(open_hours().week)}


def _csv(request: MemberRequest, rows: "QuerySet[Escalation]") -> HttpResponse:
    require(request.actor, Right.RECORDS)
    return csv_file("escalations.csv", HEAD, map(_cells, rows))


def _cells(row: Escalation) -> list[object]:
    names = [str(each.user.name) if each else "" for each in (row.asked, row.asker, row.taken_by)]
    until = stamp(row.item.due_at) if row.item.due_at else ""
    return [
        row.item.case.number, row.item.case.entry.title, row.item.what, SEVERITIES[row.severity].words, row.to,
        names[0], names[1], stamp(row.asked_at), until, queries.STATES[row.state], names[2],
    ]  # fmt: skip


@page(Right.READ)
@require_http_methods(["GET"])
def escalation(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One of them. An adviser who works at no desk sees what they are asked too."""
    return _show(request, access.escalation(request.actor, id_))


def _show(request: MemberRequest, row: Escalation, error: str = "", tried: str = "") -> HttpResponse:
    is_open = row.state in OPEN
    rest = next_in_line(row, [request.member.pk]) if is_open else []
    context = {
        "row": row, "said": queries.shown(row).said, "history": queries.history(row), "now": request.at,
        "error": error, "tried": tried, "words": request.POST.get("words", ""),
        "is_open": is_open, "then": rest[0].name if rest else "",
        "may_take": access.may_take(request.actor, row), "may_end": access.may_end(request.actor, row),
        "may_case": may(request.member.role, Right.RUN), "may_record": may(request.member.role, Right.RECORDS),
    }  # fmt: skip
    return render(request, "desk/escalation.html", context, status=422 if error else 200)


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Take it, pass it on, answer it, end it, read the answer. A GET comes from somebody who had to sign in again."""
    row = access.escalation(request.actor, id_)
    if what not in _ACTS:
        raise Http404("No such deed")
    if request.method == "POST":
        try:
            _ACTS[what](request, row)
        except DeskError as error:
            return _show(request, access.escalation(request.actor, id_), str(error), what)
    return redirect("case", id_=row.item.case_id) if what == "read" else redirect("escalation", id_=row.pk)


def _take(request: MemberRequest, row: Escalation) -> None:
    actions.acknowledge(actor=request.actor, row=row, at=request.at)


def _decline(request: MemberRequest, row: Escalation) -> None:
    actions.decline(actor=request.actor, row=row, reason=request.POST.get("words", ""), at=request.at)


def _answer(request: MemberRequest, row: Escalation) -> None:
    actions.give_back(actor=request.actor, row=row, answer=request.POST.get("words", ""), at=request.at)


def _end(request: MemberRequest, row: Escalation) -> None:
    actions.stand_down(actor=request.actor, row=row, reason=request.POST.get("words", ""), at=request.at)


def _read(request: MemberRequest, row: Escalation) -> None:
    actions.read(actor=request.actor, row=row, at=request.at)


_ACTS: dict[str, Callable[[MemberRequest, Escalation], None]] = {
    "take": _take, "decline": _decline, "answer": _answer, "end": _end, "read": _read,
}  # fmt: skip
