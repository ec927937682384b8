"""The page of formats, the files themselves, and the papers of the whole handbook."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.procedures import access
from handrail.procedures import queries as procedures
from handrail.procedures.actions import ProcedureError
from handrail.procedures.documents.formats.listing import FORMATS
from handrail.procedures.documents.formats.papers import binder, blank_runs, procedure_cards
from handrail.procedures.exporting import actions, queries
from handrail.procedures.models import Revision

_PDF = "application/pdf"


def _where(request: MemberRequest) -> tuple[Organization, date]:
    organization = Organization.objects.get(pk=request.member.organization_id)
    return organization, request.at.astimezone(ZoneInfo(organization.time_zone)).date()


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    """Always saved, never opened in the page: a web page made of somebody's words is no page of ours."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@page(Right.READ)
@require_GET
def formats(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One version: what it can be taken along as."""
    return _formats(request, access.revision(id_))


def _formats(request: MemberRequest, row: Revision, error: str = "") -> HttpResponse:
    organization, today = _where(request)
    current = procedures.in_force(row.entry.slug, today)
    context = {
        "row": row, "formats": FORMATS.values(), "in_force": current is not None and current.pk == row.pk,
        "papers": queries.papers_out(row), "most": actions.MOST, "error": error,
        "count": request.POST.get("count", "1"), "organization": organization,
    }  # fmt: skip
    return render(request, "procedures/exports.html", context, status=422 if error else 200)


@page(Right.READ)
@require_GET
def file(request: MemberRequest, id_: UUID, name: str) -> HttpResponse:
    """One version in one format."""
    row = access.revision(id_)
    if name not in FORMATS:
        return render(request, "404.html", status=404)
    organization, today = _where(request)
    found, sheet = FORMATS[name], queries.sheet_of(row, organization.name, today)
    return _file(found.make(sheet), found.file_name(sheet), found.content_type)


@page(Right.RUN)
@require_POST
def blank(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Numbered runs to fill in by hand."""
    row, typed = access.revision(id_), request.POST.get("count", "1").strip()
    organization, today = _where(request)
    try:
        count = int(typed) if typed.isdecimal() else 0
        runs = actions.hand_out(actor=request.actor, row=row, count=count, at=request.at, on=today)
    except ProcedureError as error:
        return _formats(request, row, str(error))
    made = blank_runs(queries.sheet_of(row, organization.name, today), [run.label for run in runs])
    return _file(made, f"{row.entry.slug}-paper-{runs[0].label}.pdf", _PDF)


@page(Right.READ)
@require_GET
def whole_binder(request: MemberRequest) -> HttpResponse:
    """The front of a binder with all that is in force."""
    organization, today = _where(request)
    return _file(binder(queries.bound(today), organization.name, today), f"binder-{today.isoformat()}.pdf", _PDF)


@page(Right.READ)
@require_GET
def whole_cards(request: MemberRequest) -> HttpResponse:
    """A card for each procedure in force."""
    organization, today = _where(request)
    made = procedure_cards(queries.sheets(organization.name, today), organization.name, today)
    return _file(made, f"cards-{today.isoformat()}.pdf", _PDF)
