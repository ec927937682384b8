"""Pages of the records."""

import csv
from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from handrail.calendars.clock import stamp
from handrail.desk import access
from handrail.desk import queries as desk
from handrail.desk.models import Case
from handrail.facts.answers import from_json, in_words
from handrail.facts.vocabulary import fact
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.records import packet, queries

A_PAGE = 50


@page(Right.RECORDS)
@require_GET
def records(request: MemberRequest) -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "opened")
    found = queries.cases(words, sort)
    if request.GET.get("format") == "csv":
        return _csv(found)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "records/records.html", {"rows": rows, "q": words, "sort": sort, "sorts": queries.SORTS})


def _csv(found: Iterable[Case]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    out = csv.writer(answer)
    out.writerow(["Case", "Procedure", "Agent", "Channel", "Opened", "Ended", "Status", "Outcome", "Satisfaction"])
    for row in found:
        ended = stamp(row.ended_at) if row.ended_at else ""
        cells = [row.number, row.entry.title, row.agent.user.name, row.channel, stamp(row.opened_at), ended, row.status]
        out.writerow([_harmless(cell) for cell in [*cells, row.outcome]] + [row.csat or ""])
    return answer


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is quoted."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


@page(Right.RECORDS)
@require_GET
def record(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One case, event by event, with what each sealed place held."""
    case = access.case(id_)
    events = [(event, _told(event.data, event.personal)) for event in desk.events(case.id)]
    return render(request, "records/record.html", {"case": case, "events": events, "files": desk.attachments(case)})


def _told(data: object, personal: object) -> list[tuple[str, str]]:
    """What was entered at one event, in words; an erased value says so."""
    assert isinstance(data, dict)
    assert isinstance(personal, dict)
    known = {
        **data.get("facts", {}),
        **{k.removeprefix("fact:"): v for k, v in personal.items() if k.startswith("fact:")},
    }
    sealed = [k.removeprefix("fact:") for k in data.get("sealed", {}) if k.startswith("fact:")]
    told = [
        (fact(n).label, in_words(fact(n), from_json(fact(n), v)))
        for n, v in known.items()
        if fact(n).about != "business"
    ]
    told += [(fact(n).label, "Erased") for n in sealed if n not in known]
    told += [(k.capitalize(), str(v)) for k, v in personal.items() if not k.startswith("fact:")]
    return told


@page(Right.RECORDS)
@require_POST
def case_file(request: MemberRequest, id_: UUID) -> HttpResponse:
    case = access.case(id_)
    content = packet.make(actor=request.actor, case=case, at=request.at)
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="case-{case.number}.json"'
    return answer
