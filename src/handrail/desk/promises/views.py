"""The page of what breaks next, and what becomes of a promise."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from handrail.calendars.clock import stamp
from handrail.calendars.ical import Entry, calendar, uid
from handrail.desk import access
from handrail.desk.actions import DeskError
from handrail.desk.models import Open
from handrail.desk.promises import actions, queries
from handrail.desk.promises.access import person
from handrail.desk.promises.reminding import actions as reminding
from handrail.desk.promises.reminding import lead
from handrail.desk.promises.reminding.queries import leads
from handrail.desk.views import case_with
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may, require
from handrail.web.sheets import csv_file

A_PAGE = 50
ENTRIES = {"due": "Promise", "answer": "First answer", "law": "Deadline of law", "escalation": "Escalation"}
HEAD = ["Until", "What", "Kind", "Case", "Procedure", "Who keeps it"]


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def due(request: MemberRequest) -> HttpResponse:
    """The list; POST keeps how long before its end one hears of it."""
    error = ""
    if request.method == "POST":
        try:
            _set_leads(request)
            return redirect("due")
        except DeskError as refused:
            error = str(refused)
    given = {name: request.GET.get(name, "") for name in ("q", "kind", "whose", "sort")}
    mine = request.member if given["whose"] == "mine" else None
    rows = queries.due(given["q"], given["kind"], given["sort"], mine)
    if request.GET.get("format") == "csv":
        require(request.actor, Right.RECORDS)
        return csv_file("due.csv", HEAD, map(_cells, rows))
    if request.GET.get("format") == "ics" and mine is not None:
        return _ics(rows, request)
    asked = given["q"].strip()
    listed = queries.found(rows) if asked else queries.in_pages(given["kind"], given["sort"], mine)
    found = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        **given, "rows": found, "told": [(row, queries.whose(row)) for row in found], "now": request.at,
        "late": 0 if asked else rows.filter(due_at__lt=request.at).count(),
        "kinds": queries.KINDS, "sorts": queries.SORTS, "asked": urlencode(given),
        "may_export": may(request.member.role, Right.RECORDS), "error": error,
        "may_set": may(request.member.role, Right.SETTINGS),
        "leads": _leads(request) if may(request.member.role, Right.SETTINGS) else [],
    }  # fmt: skip
    return render(request, "desk/due.html", context, status=422 if error else 200)


def _set_leads(request: MemberRequest) -> None:
    sent = {name: request.POST.get(name, "").strip() for name in lead.KINDS}
    minutes = {name: (int(text) if text.isdigit() else 0) if text else None for name, text in sent.items()}
    reminding.set_leads(actor=request.actor, minutes=minutes, at=request.at)


def _leads(request: MemberRequest) -> list[tuple[str, str, str]]:
    """Each kind with what is set for it, or what was typed."""
    kept = leads()
    return [(name, words, request.POST.get(name, str(kept.get(name, "")))) for name, words in lead.KINDS.items()]


def _cells(row: Open) -> list[object]:
    until = stamp(row.due_at) if row.due_at else ""
    kind = queries.KINDS.get(row.kind, row.kind)
    return [until, row.what, kind, row.case.number, row.case.entry.title, queries.whose(row)]


def _ics(rows: "QuerySet[Open]", request: MemberRequest) -> HttpResponse:
    answer = HttpResponse(calendar_of(rows, request, request.at), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="handrail-due.ics"'
    return answer


def calendar_of(rows: "QuerySet[Open]", request: HttpRequest, at: datetime) -> str:
    """One's dates as a calendar. A calendar is often shared: it names the case and no word of the customer's."""
    return calendar([_entry(row, request) for row in rows[:1000]], stamp=at, name="Due")


def _entry(row: Open, request: HttpRequest) -> Entry:
    assert row.due_at is not None
    host = request.get_host().partition(":")[0]
    where = request.build_absolute_uri(reverse("case", args=[row.case_id]))
    summary = f"{ENTRIES.get(row.kind, 'Due')}: case {row.case.number}"
    return Entry(uid("due", str(row.pk), host=host), row.due_at, summary, where)


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID) -> HttpResponse:
    """What became of it, or who keeps it now. A GET comes from somebody who had to sign in again."""
    item = access.item(id_)
    if request.method == "POST":
        try:
            _do(request, item)
        except DeskError as error:
            return case_with(request, item.case_id, str(error))
    return redirect("case", id_=item.case_id)


def _do(request: MemberRequest, item: Open) -> None:
    became, how = request.POST.get("became", ""), request.POST.get("how", "")
    if became != "given":
        actions.settle(actor=request.actor, item=item, became=became, how=how, at=request.at)
        return
    to = person(request.POST.get("person", ""))
    if to is None:
        raise DeskError("Choose who keeps it from now on.")
    actions.give(actor=request.actor, item=item, to=to, at=request.at)
