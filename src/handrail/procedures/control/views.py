"""Pages of control: two versions side by side, a walk through one, what a change reaches, who approves, withdrawing."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business.queries import known
from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import fact
from handrail.law.queries import law_in_use
from handrail.ledger import attachments
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right, may
from handrail.procedures import access
from handrail.procedures import queries as procedures
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import actions, queries, walking
from handrail.procedures.control.walking import Typed
from handrail.procedures.language.reader import read
from handrail.procedures.language.variants import written_out
from handrail.procedures.models import Entry, Revision
from handrail.procedures.shelf import library


def _where(request: MemberRequest) -> tuple[Organization, date]:
    organization = Organization.objects.get(pk=request.member.organization_id)
    return organization, request.at.astimezone(ZoneInfo(organization.time_zone)).date()


@page(Right.READ)
@require_GET
def compare(request: MemberRequest, id_: UUID) -> HttpResponse:
    """A version beside the one in force, or beside another that is asked for."""
    row = access.revision(id_)
    _, today = _where(request)
    versions = procedures.revisions(row.entry)
    asked = request.GET.get("with", "")
    other = next((each for each in versions if str(each.pk) == asked), None) or queries.live(row, today)
    context = {
        "row": row, "other": other, "versions": [each for each in versions if each.pk != row.pk],
        "difference": queries.compared(other, row) if other else None, "all": "all" in request.GET,
    }  # fmt: skip
    return render(request, "procedures/compare.html", context)


@page(Right.READ)
@require_GET
def reach(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Every place that a change of this procedure reaches, each examined with this version in it."""
    row = access.revision(id_)
    _, today = _where(request)
    return render(request, "procedures/reach.html", {"row": row, "reached": queries.reached_and_played(row, today)})


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def walk(request: MemberRequest, id_: UUID) -> HttpResponse:
    """A walk through a version, step by step, that leaves no case. What was answered travels in the form."""
    row = access.revision(id_)
    organization, today = _where(request)
    shelf = {**library(), **queries.here(today), row.entry.slug: read(row.text)}
    bundle = {slug: written_out(each) for slug, each in shelf.items()}
    channels = bundle[row.entry.slug].channels or ("phone",)
    asked = request.POST.get("channel") or request.GET.get("channel", "")
    channel = asked if asked in channels else channels[0]
    place = organization.time_zone
    walker = walking.Walker(bundle, row.entry.slug, known(), law_in_use(today), request.at, place, channel)
    back = request.POST.get("go") == "back"
    before = walking.unpacked(request.POST.get("so_far", ""))
    typed = Typed({name: request.POST.getlist(name) for name in request.POST}) if request.method == "POST" else None
    told = walker.walk(before[:-1] if back else before, None if back or request.POST.get("go") == "restart" else typed)
    report = procedures.report(read(row.text), today)
    here = [found for found in report.findings if told.step and found.step == told.step.id]
    context: dict[str, Any] = {"row": row, "told": told, "found": here, "count": len(report.findings)}
    context |= {"channel": channel, "channels": channels}
    return render(request, "procedures/walk.html", context, status=422 if told.errors else 200)


@page(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def approvers(request: MemberRequest, slug: str) -> HttpResponse:
    """Who has to approve a procedure."""
    entry, error = access.entry(slug), ""
    if request.method == "POST":
        chosen = access.members_chosen(request.POST.getlist("member"))
        listed = request.POST.get("who", "listed") == "listed"
        try:
            actions.name_approvers(actor=request.actor, entry=entry, chosen=chosen, at=request.at, listed=listed)
            return redirect("procedure", slug=slug)
        except ProcedureError as refused:
            error = str(refused)
    context = {
        "entry": entry, "able": queries.able(), "named": queries.named(entry), "error": error,
        "for_all": queries.named_for_all(), "names_for_all": queries.names_for_all(),
    }  # fmt: skip
    return render(request, "procedures/approvers.html", context, status=422 if error else 200)


@page(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def approvers_for_all(request: MemberRequest) -> HttpResponse:
    """Who has to approve every procedure that names nobody itself. An owner says."""
    error = ""
    if request.method == "POST":
        chosen = access.members_chosen(request.POST.getlist("member"))
        listed = request.POST.get("who", "listed") == "listed"
        try:
            actions.name_approvers_for_all(actor=request.actor, chosen=chosen, at=request.at, listed=listed)
            return redirect("procedures")
        except ProcedureError as refused:
            error = str(refused)
    named = queries.named_for_all()
    context = {"able": queries.able(), "named": named or (), "listed": named is not None, "error": error,
               "may": may(request.member.role, Right.PEOPLE)}  # fmt: skip
    return render(request, "procedures/approvers_for_all.html", context, status=422 if error else 200)


@page(Right.READ)
@require_GET
def paper(request: MemberRequest, id_: UUID) -> FileResponse:
    """The paper as it was approved. That a copy was taken goes on record."""
    row = access.revision(id_)
    kept = queries.papers([row]).get(row.pk)
    if kept is None:
        raise Http404("This version has no approved paper")
    actions.took_copy(actor=request.actor, row=row, sha256=kept.sha256, at=request.at)
    content = attachments.path(kept.sha256).open("rb")
    return FileResponse(content, as_attachment=True, filename=kept.name, content_type=kept.content_type)


# Withdrawing


@page(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def withdraw(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a procedure out of force: now, urgently, or on a day; or take that day back."""
    entry = access.entry(slug)
    if request.method == "GET":
        return _asked(request, entry)
    try:
        _withdraw(request, entry)
    except (ProcedureError, AnswerError) as error:
        return _asked(request, entry, str(error))
    return redirect("procedure", slug=slug)


def _withdraw(request: MemberRequest, entry: Entry) -> None:
    how, why = request.POST.get("how", "now"), request.POST.get("why", "")
    match how:
        case "later":
            on = parse(fact("case.opened_on"), request.POST.get("on", ""))
            assert isinstance(on, date)
            actions.end_on(actor=request.actor, entry=entry, on=on, why=why, at=request.at)
        case "goes-on":
            actions.do_not_end(actor=request.actor, entry=entry, why=why, at=request.at)
        case _:
            urgent = how == "urgent"
            actions.withdraw(actor=request.actor, entry=entry, why=why, at=request.at, urgent=urgent)


def _asked(request: MemberRequest, entry: Entry, error: str = "") -> HttpResponse:
    _, today = _where(request)
    callers: list[Revision] = queries.callers(entry.slug, today)
    context = {
        "entry": entry, "row": procedures.in_force(entry.slug, today), "callers": callers, "error": error,
        "why": request.POST.get("why", ""), "how": request.POST.get("how", "now"), "on": request.POST.get("on", ""),
    }  # fmt: skip
    return render(request, "procedures/retire.html", context, status=422 if error else 200)
