"""The page of looks."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handrail.calendars.clock import stamp
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.records.looks import queries
from handrail.web.sheets import csv_stream

A_PAGE = 50


@page(Right.RECORDS)
@require_GET
def looks(request: MemberRequest) -> HttpResponseBase:
    """Who looked at whom, searched, sorted, as CSV."""
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "at")
    found = queries.looks(words, sort)
    if request.GET.get("format") == "csv":
        rows = ([stamp(r.at), r.name, queries.WHAT.get(r.what, r.what), r.says, r.way] for r in found.iterator())
        return csv_stream("looks.csv", ["When", "Who", "What", "Whose", "From"], rows)
    return _page(request, words, sort)


def _page(request: MemberRequest, words: str, sort: str) -> HttpResponse:
    rows = Paginator(queries.looks(words, sort), A_PAGE).get_page(request.GET.get("page"))
    told = [(row, queries.WHAT.get(row.what, row.what)) for row in rows]
    return render(request, "records/looks.html", {"rows": rows, "told": told, "q": words, "sort": sort})
