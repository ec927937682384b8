"""Pages of drafting: the plan with what to adopt, its progress while it is made, the duties, and the draft on paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handrail.drafting import access, actions, forms, queries
from handrail.drafting.actions import DraftingError
from handrail.drafting.changes import changes
from handrail.drafting.models import DraftRun
from handrail.drafting.plan import Plan, covered_share
from handrail.inquiries import queries as inquiries
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right, may
from handrail.procedures.control import signed
from handrail.procedures.documents.handbook import LAW_NOTE
from handrail.procedures.documents.pdf import handbook_pdf
from handrail.procedures.shelving.actions import NOTHING, Taken
from handrail.procedures.shelving.queries import each_once, old_behind, titles
from handrail.web.sheets import csv_file

LOOK_AGAIN = "2"  # seconds until a page about a draft under way looks again
A_PAGE = 30
LOGINS = "account_authentication_methods"  # where allauth keeps how somebody signed in


def _today(request: MemberRequest) -> date:
    organization = Organization.objects.get(pk=request.member.organization_id)
    today: date = request.at.astimezone(ZoneInfo(organization.time_zone)).date()
    return today


def _may_ask(request: MemberRequest) -> bool:
    return may(request.member.role, Right.DESCRIBE)


@page(Right.READ)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """The last draft, or how far the one under way is."""
    return _overview(request)


def _overview(
    request: MemberRequest, error: str = "", chosen: Sequence[str] | None = None, taken: Taken = NOTHING
) -> HttpResponse:
    run = queries.under_way(request.at)
    if run and not error:
        return _progress(request, run)
    done, before = queries.done()
    plan = queries.plan_of(done)
    context: dict[str, Any] = {"error": error, "may_ask": _may_ask(request), "failed": _failed(), "run": done}
    context |= {"now": titles(taken.now), "waits": titles(taken.waits)}
    context["without_topics"] = inquiries.without_topics(request.member.organization_id)
    if plan and done:
        context |= _planned(request, done, plan, queries.plan_of(before), taken.waits or chosen)
    refused = error or (taken.waits and not taken.now)
    return render(request, "drafting/overview.html", context, status=422 if refused else 200)


def _failed() -> DraftRun | None:
    run = queries.last()
    return run if run and run.state in ("failed", "stopped") else None


def _progress(request: MemberRequest, run: DraftRun) -> HttpResponse:
    context = {"run": run, "may_ask": _may_ask(request), "is_late": queries.JOBS.is_late(run, request.at)}
    answer = render(request, "drafting/progress.html", context)
    answer["Refresh"] = LOOK_AGAIN  # without JavaScript, and not in the page: it looks again by itself
    return answer


def _planned(
    request: MemberRequest, run: DraftRun, plan: Plan, before: Plan | None, chosen: Sequence[str] | None
) -> dict[str, Any]:
    """What the page of a plan shows."""
    role, today = request.member.role, _today(request)
    in_force, written = queries.in_force(today), queries.being_written()
    new = changes(before, plan)
    rows = forms.rows(plan, in_force, written, new, run.proposed, chosen)
    old = old_behind([row.taken.slug for row in rows if row.can_take], today)
    return {
        "old": old, "old_law": each_once(old), "despite": request.POST.get("despite", ""),
        "plan": plan, "rows": rows, "new": new, "waiting": [row for row in rows if row.can_take],
        "covered": covered_share(plan.topics), "may_adopt": may(role, Right.APPROVE), "open": forms.open_duties(plan),
        "binding": sum(row.verdict != "none-found" for row in plan.duties), "findings": forms.findings(plan),
        "late": [pack for pack in plan.packs if pack.overdue], "law_note": LAW_NOTE,
        "depends": [row for row in plan.duties if row.verdict == "depends"],
    }  # fmt: skip


@page(Right.DESCRIBE)
@require_POST
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for a draft; one the worker has not taken up is made at once, if a person says so."""
    try:
        waiting = queries.under_way(request.at) if "now" in request.POST else None
        run = waiting or actions.draft(actor=request.actor, at=request.at, on=_today(request))
    except DraftingError as error:
        return _overview(request, str(error))
    if "now" in request.POST:
        actions.carry_out(actor=request.actor, run_id=run.pk, at=request.at)
    return redirect("drafting")


@page(Right.DESCRIBE)
@require_POST
def stop(request: MemberRequest, id_: UUID) -> HttpResponse:
    try:
        actions.stop(actor=request.actor, run=access.run(id_), at=request.at)
    except DraftingError as error:
        return _overview(request, str(error))
    return redirect("drafting")


@page(Right.READ)
@require_POST
def take(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Adopt the ticked procedures, or propose them; each action checks who may."""
    run, chosen = access.run(id_), request.POST.getlist("slug")
    try:
        if request.POST.get("do") == "propose":
            actions.propose(actor=request.actor, run=run, slugs=chosen, at=request.at)
            return redirect("drafting")
        taken = actions.take(
            actor=request.actor, run=run, slugs=chosen, at=request.at, on=_today(request),
            despite=request.POST.get("despite", ""), how=signed.identified(request.session.get(LOGINS, []), request.at),
        )  # fmt: skip
    except DraftingError as error:
        return _overview(request, str(error), chosen)
    if taken.run:
        return redirect("procedure-adopting")
    return _overview(request, taken=taken) if taken.waits else redirect("drafting")


@page(Right.READ)
@require_GET
def duties(request: MemberRequest) -> HttpResponse:
    """Every duty of the plan and where it is met, searched, sorted and exported."""
    done, before = queries.done()
    plan = queries.plan_of(done)
    if plan is None:
        return redirect("drafting")
    wanted = forms.Wanted.of(request.GET)
    found = wanted.found(plan.duties)
    if request.GET.get("format") == "csv":
        return csv_file("duties.csv", forms.HEADERS, forms.cells(found))
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan, "rows": rows, "wanted": wanted, "sorts": forms.SORTS, "shows": forms.SHOWS, "run": done,
        "new": changes(queries.plan_of(before), plan).duties, "link": wanted.link,
    }  # fmt: skip
    return render(request, "drafting/duties.html", context)


@page(Right.READ)
@require_GET
def paper(request: MemberRequest) -> HttpResponse:
    """The draft as a PDF; every page says that it is not in force."""
    plan = queries.plan_of(queries.done()[0])
    if plan is None:
        return redirect("drafting")
    answer = HttpResponse(handbook_pdf(queries.printed(plan)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="handbook-draft-{plan.at.isoformat()}.pdf"'
    return answer
