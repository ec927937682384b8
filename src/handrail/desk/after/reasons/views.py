"""The page of reason codes."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.calendars.clock import stamp
from handrail.desk.access import uuid_of
from handrail.desk.actions import DeskError
from handrail.desk.after.reasons import actions, queries
from handrail.desk.after.reasons.access import reason_code
from handrail.desk.models import ReasonCode
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may
from handrail.procedures.models import Entry
from handrail.web.sheets import csv_file

A_PAGE = 50
SORTS = {"name": "By name", "used": "Most used first", "procedure": "By procedure"}


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def reasons(request: MemberRequest) -> HttpResponse:
    """The list, and each deed on it."""
    if request.method != "POST":
        return _show(request)
    try:
        _do(request)
    except DeskError as error:
        return _show(request, str(error))
    return redirect("reasons")


def _do(request: MemberRequest) -> None:
    sent, actor, at = request.POST, request.actor, request.at
    match sent.get("what"):
        case "begin":
            actions.add(actor=actor, names=actions.STARTERS, at=at)
        case "add":
            actions.add(actor=actor, names=[sent.get("name", "")], entry=_entry(sent.get("entry", "")), at=at)
        case "retire":
            actions.retire(actor=actor, row=reason_code(uuid_of(sent.get("code", ""))), at=at)
        case "put-back":
            actions.put_back(actor=actor, row=reason_code(uuid_of(sent.get("code", ""))), at=at)
        case _:
            raise Http404("No such deed")


def _entry(slug: str) -> Entry | None:
    if not slug:
        return None
    found: Entry | None = Entry.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("No such procedure here")
    return found


def _show(request: MemberRequest, error: str = "") -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "name")
    rows = queries.listed(words, sort)
    if request.GET.get("format") == "csv":
        return csv_file("reasons.csv", ["Reason", "Procedure", "Cases", "Retired"], map(_cells, rows))
    context = {
        "reasons": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "q": words, "sort": sort, "sorts": SORTS, "error": error, "starters": actions.STARTERS,
        "may_change": may(request.member.role, Right.WRITE), "typed": request.POST if error else {},
        "procedures": Entry.objects.order_by("title"),
    }  # fmt: skip
    return render(request, "desk/reasons.html", context, status=422 if error else 200)


def _cells(row: ReasonCode) -> list[object]:
    title, retired = row.entry.title if row.entry else "", stamp(row.retired_at) if row.retired_at else ""
    return [row.name, title, row.used, retired]  # type: ignore[attr-defined]
