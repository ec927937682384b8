"""Pages of the reviews."""

from datetime import date
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right, may
from handrail.procedures import access
from handrail.procedures.language.steps import in_words
from handrail.procedures.queries import in_force
from handrail.reviews import actions, due, queries
from handrail.reviews.due import Item
from handrail.web import sheets

A_PAGE = 50


def _place(request: MemberRequest) -> tuple[str, date]:
    """The time zone of the business, and its day."""
    organization = Organization.objects.get(pk=request.member.organization_id)
    return organization.time_zone, request.at.astimezone(ZoneInfo(organization.time_zone)).date()


def _found(request: MemberRequest) -> tuple[list[Item], dict[str, str], date]:
    zone, today = _place(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "kind", "within", "sort")}
    everything = queries.items(today, zone)
    found = due.chosen(everything, today, asked["q"], asked["kind"], asked["within"], asked["sort"])
    return found, asked, today


@page(Right.RECORDS)
@require_GET
def reviews(request: MemberRequest) -> HttpResponse:
    found, asked, today = _found(request)
    if request.GET.get("format") == "csv":
        return sheets.csv_file("reviews.csv", due.HEAD, map(due.cells, found))
    part = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **asked, "rows": [(row, row.days_left(today)) for row in part], "part": part, "kinds": due.KINDS,
        "withins": due.WITHIN, "sorts": due.SORTS, "any": any(asked[name] for name in ("q", "kind", "within")),
        "soon": due.SOON,
    }  # fmt: skip
    return render(request, "reviews/reviews.html", context)


@page(Right.RECORDS)
@require_GET
def dates(request: MemberRequest) -> HttpResponse:
    """The same list as dates for a calendar."""
    found, _, _ = _found(request)
    text = due.calendar(found, request.at, str(request.member.organization_id))
    return sheets.file(text, "text/calendar", "reviews.ics")


@page(Right.RECORDS)
@require_http_methods(["GET", "POST"])
def look_again(request: MemberRequest, slug: str) -> HttpResponse:
    """One procedure: when it was looked at, and the two ways on: it stays as it is, or it is changed."""
    entry = access.entry(slug)
    zone, today = _place(request)
    row = in_force(slug, today)
    if row is None:
        raise Http404("No version of it is in force")
    error, note = "", request.POST.get("note", "")
    if request.method == "POST":
        try:
            actions.stays(actor=request.actor, row=row, note=note, at=request.at)
            return redirect("review-procedure", slug)
        except actions.ReviewError as refused:
            error = str(refused)
    seen = queries.looks(entry)
    when, last, every = queries.due_of(row, seen[0] if seen else None, zone)
    context = {
        "row": row, "looks": seen, "due": when, "last": last, "every": in_words(every), "late": when < today,
        "error": error, "note": note, "may_keep": may(request.member.role, Right.APPROVE),
        "may_write": may(request.member.role, Right.WRITE), "longest": actions.LONGEST,
    }  # fmt: skip
    return render(request, "reviews/procedure.html", context, status=422 if error else 200)
