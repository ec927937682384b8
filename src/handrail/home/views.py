"""Home: what waits for this person; on the first day, the way to begin."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from handrail.home import queries
from handrail.home.first_day import Stands, Step, steps
from handrail.home.sections import sections
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right, may
from handrail.procedures.queries import handbook


@page(Right.READ)
@require_GET
def home(request: MemberRequest) -> HttpResponse:
    organization = Organization.objects.get(pk=request.member.organization_id)
    zone, role = organization.time_zone, request.member.role
    today = request.at.astimezone(ZoneInfo(zone)).date()
    stands = queries.stands(today)
    waiting = import_string(settings.HOME_WAITING)(request.member, request.at, zone)
    last_run: Callable[[], datetime | None] = import_string(settings.HOME_LAST_RUN)
    context = {
        "today": today, "now": request.at, "sections": sections(waiting), "first_day": _first_day(stands, role),
        "in_force": len(handbook(today)), "can_run": may(role, Right.RUN), "can_read": may(role, Right.RECORDS),
        "open_counts": queries.open_counts(), "last_run": last_run(),
    }  # fmt: skip
    return render(request, "home/home.html", context)


@page(Right.READ)
@require_GET
def find(request: MemberRequest) -> HttpResponse:
    """Find or do, as a page; `part` asks for its answer alone, which the palette shows as one types."""
    words = request.GET.get("q", "").strip()[:100]
    found = import_string(settings.HOME_FIND)(words, request.member, request.at)
    role = request.member.role
    context = {"q": words, "found": found, "can_run": may(role, Right.RUN), "can_read": may(role, Right.RECORDS)}
    context["states_law"] = any(row.status for row in found)
    return render(request, "home/_found.html" if "part" in request.GET else "home/find.html", context)


def _first_day(stands: Stands, role: str) -> list[tuple[Step, str]]:
    """The steps with their addresses, for those who set up; none once the first case has ended."""
    if stands.is_over or not may(role, Right.DESCRIBE):
        return []
    return [(step, _address(step, stands)) for step in steps(stands)]


def _address(step: Step, stands: Stands) -> str:
    arguments: list[Any] = [stands.question or 1] if step.place == "business-question" else []
    return reverse(step.place, args=arguments)
