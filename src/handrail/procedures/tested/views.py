"""The page of a version’s scenarios: what comes of each, what they cover, and those that are proposed."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from handrail.facts.vocabulary import bring, with_own
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right, require
from handrail.procedures import access, actions
from handrail.procedures.language.reader import read
from handrail.procedures.language.scenario import Scenario
from handrail.procedures.models import Revision
from handrail.procedures.shelf import own_facts_of
from handrail.procedures.tested import queries
from handrail.procedures.tested.adding import with_scenarios

MOST_AT_ONCE = 60


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def scenarios(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.revision(id_)
    if request.method == "POST":
        return _keep(request, row)
    return _shown(request, row)


def _where(request: MemberRequest) -> tuple[str, date]:
    zone = Organization.objects.get(pk=request.member.organization_id).time_zone
    return zone, request.at.astimezone(ZoneInfo(zone)).date()


def _shown(request: MemberRequest, row: Revision, error: str = "") -> HttpResponse:
    zone, today = _where(request)
    procedure = read(row.text)
    bring(own_facts_of(procedure.procedure, queries.shelf_with(procedure, today)))
    noon = request.at.astimezone(ZoneInfo(zone)).replace(hour=12, minute=0, second=0, microsecond=0)
    proposed = queries.proposed(procedure, today, noon, zone)
    ran = queries.ran(procedure, today)
    kept = [(each, each.model_dump_json(by_alias=True, exclude_defaults=True)) for each in proposed.scenarios]
    context = {
        "row": row, "ran": ran, "failing": sum(not each.holds for each in ran), "proposed": kept, "cover": proposed,
        "names": {step.id: step.name for step in procedure.steps}, "error": error,
    }  # fmt: skip
    return render(request, "procedures/scenarios.html", context, status=422 if error else 200)


def _keep(request: MemberRequest, row: Revision) -> HttpResponse:
    """The chosen ones go into the draft."""
    require(request.actor, Right.WRITE)
    if row.state != "draft":
        return _shown(request, row, "Only a draft takes new scenarios. Change the procedure; then keep them there.")
    chosen = request.POST.getlist("scenario")[:MOST_AT_ONCE]
    if not chosen:
        return _shown(request, row, "Choose at least one.")
    _, today = _where(request)
    procedure = read(row.text)
    try:
        with with_own(own_facts_of(procedure.procedure, queries.shelf_with(procedure, today))):
            more = [Scenario.model_validate_json(each) for each in chosen]
    except ValidationError:
        return _shown(request, row, "These could not be read. Choose from the list and try again.")
    reason = row.reason or "Scenarios added"
    actions.save_draft(actor=request.actor, text=with_scenarios(row.text, more), reason=reason, at=request.at)
    return redirect("revision-scenarios", id_=row.pk)
