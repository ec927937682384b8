"""Pages of the records."""

from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handrail.calendars.clock import stamp
from handrail.desk import access
from handrail.desk import queries as desk
from handrail.desk.models import Case
from handrail.ledger.signing import KeyLostError
from handrail.people.access import MemberRequest, organization_of, page
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.records import packet, queries
from handrail.records.asked import Asked, AskedError, read
from handrail.records.checkpoints import queries as checkpoints
from handrail.records.paper import printed
from handrail.records.reading import reading
from handrail.records.search import queries as search
from handrail.web import sheets
from handrail.web.sheets import csv_stream

A_PAGE = 50


@page(Right.RECORDS)
@require_GET
def records(request: MemberRequest) -> HttpResponseBase:
    """Every case, found by anything that stands in it."""
    sort, problem = request.GET.get("sort", "opened"), ""
    try:
        asked = read(request.GET)
    except AskedError as error:
        asked, problem = Asked(), str(error)
    fresh = search.waiting() if asked.words else []
    found = queries.cases(asked, organization_of(request).time_zone, sort, fresh)
    if request.GET.get("format") == "csv" and not problem:
        return _csv(found)
    rows = queries.Narrow(found.none() if problem else found, A_PAGE, queries.counted(asked, fresh))
    context = {
        "rows": rows.get_page(request.GET.get("page")),
        "asked": asked, "given": request.GET, "query": asked.query(), "sort": sort, "problem": problem,
        "without_words": replace(asked, words="").query(), "procedures": queries.procedures_used(),
        "not_yet": len(fresh), "most": search.MOST_WAITING,
    }  # fmt: skip
    return render(request, "records/records.html", context, status=422 if problem else 200)


def _csv(found: "QuerySet[Case]") -> HttpResponseBase:
    """Line by line: a list of any length, without holding it."""
    head = ["Case", "Procedure", "Agent", "Channel", "Opened", "Ended", "Status", "Outcome", "Satisfaction", "Customer"]
    return csv_stream("cases.csv", head, map(_cells, found.iterator(chunk_size=2000)))


def _cells(row: Case) -> list[object]:
    ended = stamp(row.ended_at) if row.ended_at else ""
    who = [row.number, row.entry.title, row.agent.user.name, row.channel]
    customer = row.customer.number if row.customer else ""
    return [*who, stamp(row.opened_at), ended, row.status, row.outcome, row.csat, customer]


@page(Right.RECORDS)
@require_GET
def record(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One case as its file tells it: steps, what was asked, the law that answered, departures and deadlines."""
    case = access.case(id_)
    organization = Organization.objects.get(pk=request.member.organization_id)
    content = packet.contents(case, organization, request.at)
    context = {
        "case": case, "told": reading(content["told"]), "not_held": content["law_not_held"],
        "files": desk.attachments(case),
        "key": checkpoints.key_in_use(), "says": content["says"],
    }  # fmt: skip
    return render(request, "records/record.html", context)


@page(Right.RECORDS)
@require_POST
def case_file(request: MemberRequest, id_: UUID) -> HttpResponse:
    """To read, to check, or both with the photos and files in one."""
    case, form = access.case(id_), request.POST.get("form", "json")
    try:
        content = packet.make(actor=request.actor, case=case, at=request.at)
    except KeyLostError:
        return redirect("checkpoints")  # which says what is wrong, and what to do
    if form == "json":
        return sheets.file(content, "application/json", f"case-{case.number}.json")
    if form == "pdf":
        return sheets.file(printed(content), "application/pdf", f"case-{case.number}.pdf")
    return sheets.file(packet.in_one(case, content), "application/zip", f"case-{case.number}.zip")
