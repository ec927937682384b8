"""The page of sets of case files."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handrail.calendars.clock import stamp
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.records import queries as records
from handrail.records.asked import AskedError, read
from handrail.records.sets import access, actions, queries
from handrail.web import sheets

A_PAGE = 50
LOOK_AGAIN = "3"  # seconds


@page(Right.RECORDS)
@require_GET
def sets(request: MemberRequest) -> HttpResponse:
    words, sort = request.GET.get("find", ""), request.GET.get("sort", "asked")
    found = queries.sets(words, sort)
    if request.GET.get("format") == "csv":
        head = ["Cases", "Asked by", "Asked", "State", "Number of cases", "Size", "SHA-256"]
        rows = ([r.says, r.asked_by, stamp(r.asked_at), r.state, r.every, r.size, r.sha256] for r in found)
        return sheets.csv_file("sets-of-case-files.csv", head, rows)
    answer = _page(request, {"find": words, "sort": sort, "given": request.GET})
    if queries.under_way():
        answer["Refresh"] = LOOK_AGAIN  # without JavaScript: it looks again by itself while one is made
    return answer


def _page(request: MemberRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    found = queries.sets(more.get("find", ""), more.get("sort", "asked"))
    context = {
        "rows": Paginator(found, A_PAGE).get_page(request.GET.get("page")), "procedures": records.procedures_used(),
        "is_late": queries.is_late(request.at), "days": actions.KEPT.days, "under_way": queries.under_way(), **more,
    }  # fmt: skip
    return render(request, "records/sets.html", context, status=status)


@page(Right.RECORDS)
@require_POST
def ask(request: MemberRequest) -> HttpResponse:
    try:
        actions.ask(actor=request.actor, asked=read(request.POST), at=request.at)
    except (AskedError, actions.SetError) as error:
        return _page(request, {"given": request.POST, "problem": str(error)}, status=422)
    return redirect("case-file-sets")


@page(Right.RECORDS)
@require_POST
def one(request: MemberRequest, id_: UUID) -> HttpResponseBase:
    """Download, stop, or remove."""
    row = access.case_file_set(id_)
    if request.POST.get("do") == "away":
        with suppress(actions.SetError):  # it is gone: that is what was wanted
            actions.take_away(actor=request.actor, row=row, at=request.at)
        return redirect("case-file-sets")
    try:
        file = actions.handed_out(actor=request.actor, row=row, at=request.at)
    except actions.SetError as error:
        return _page(request, {"problem": str(error), "given": row.asked}, status=404)
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"case-files-{row.asked_at:%Y-%m-%d}.zip")
