"""The handbook as a page and as a PDF."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.procedures import access
from handrail.procedures.documents.pdf import handbook_pdf, procedure_pdf
from handrail.procedures.handbook import queries
from handrail.procedures.models import Revision
from handrail.web.sheets import csv_file

A_PAGE = 40


def _where(request: MemberRequest) -> tuple[Organization, date]:
    organization = Organization.objects.get(pk=request.member.organization_id)
    return organization, request.at.astimezone(ZoneInfo(organization.time_zone)).date()


@page(Right.READ)
@require_GET
def handbook(request: MemberRequest) -> HttpResponse:
    """All procedures in force, to read, search and print."""
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "title")
    organization, today = _where(request)
    found = queries.found(words, sort, today)
    if request.GET.get("format") == "csv":
        return _csv(found)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    bound = queries.law_of(today)
    context = {
        "rows": rows, "chapters": queries.chapters(rows, bound), "bound": bound, "q": words, "sort": sort,
        "sorts": queries.SORTS, "today": today, "organization": organization,
    }  # fmt: skip
    return render(request, "procedures/handbook.html", context)


def _csv(found: Iterable[Revision]) -> HttpResponse:
    head = ["Procedure", "Version", "In force since", "Approved by", "Remark"]
    rows = ([row.entry.title, row.number, row.effective_on, row.approved_by, row.exception] for row in found)
    return csv_file("handbook.csv", head, rows)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@page(Right.READ)
@require_GET
def whole_pdf(request: MemberRequest) -> HttpResponse:
    """The whole handbook in force today."""
    organization, today = _where(request)
    content = handbook_pdf(queries.handbook(organization.name, today))
    return _pdf(content, f"handbook-{today.isoformat()}")


@page(Right.READ)
@require_GET
def version_pdf(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One version; a draft says so on every sheet."""
    organization, today = _where(request)
    row = access.revision(id_)
    made = procedure_pdf(queries.printed(row, today), business=organization.name, as_of=today)
    return _pdf(made, f"{row.entry.slug}-version-{row.number}")
