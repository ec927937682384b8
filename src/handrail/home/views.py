"""Home."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from handrail.business.queries import answers, next_group
from handrail.desk.queries import open_cases, open_items
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right, may
from handrail.procedures.queries import handbook, unfinished


@page(Right.READ)
def home(request: MemberRequest) -> HttpResponse:
    organization = Organization.objects.get(pk=request.member.organization_id)
    today = request.at.astimezone(ZoneInfo(organization.time_zone)).date()
    context = {
        "today": today,
        "question": next_group(answers()) if may(request.member.role, Right.DESCRIBE) else None,
        "items": open_items()[:10] if may(request.member.role, Right.RUN) else (),
        "cases": open_cases().filter(agent=request.member)[:10] if may(request.member.role, Right.RUN) else (),
        "waiting": [row for row in unfinished() if row.state in ("review", "approved")]
        if may(request.member.role, Right.APPROVE)
        else (),
        "can_run": may(request.member.role, Right.RUN),
        "in_force": len(handbook(today)),
        "now": request.at,
    }
    return render(request, "home/home.html", context)
