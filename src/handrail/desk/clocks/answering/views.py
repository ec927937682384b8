"""The one page on which the owner says how soon customers are answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.desk.clocks.answering import actions, queries
from handrail.desk.clocks.answering.aims import CHANNELS, PROPOSED, UNITS, AimError, aim, parts
from handrail.desk.clocks.counting import clock
from handrail.desk.escalating.queue.queries import open_hours
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.procedures.language.parts import in_words


@page(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def answering(request: MemberRequest) -> HttpResponse:
    """What is kept, or what we propose; POST keeps it."""
    error = ""
    if request.method == "POST":
        try:
            actions.set_aims(actor=request.actor, aims=_given(request), at=request.at)
            return redirect("answering")
        except AimError as refused:
            error = str(refused)
    row = queries.kept()
    zone = str(Organization.objects.get(pk=request.member.organization_id).time_zone)
    own = [(slug, title, in_words(text)) for slug, title, text in queries.own_aims(request.at, zone)]
    context: dict[str, Any] = {
        "kept": row, "error": error, "units": UNITS, "own": own, "hours": bool(open_hours().week),
        "rows": _rows(request, row.aims if row else PROPOSED, request.at),
    }  # fmt: skip
    return render(request, "desk/answering.html", context, status=422 if error else 200)


def _given(request: MemberRequest) -> dict[str, str]:
    sent = request.POST
    return {name: aim(name, sent.get(name, ""), sent.get(f"{name}-unit", "")) for name in CHANNELS}


def _rows(request: MemberRequest, aims: Mapping[str, str], at: datetime) -> list[dict[str, Any]]:
    """Each channel with what stands in its boxes, and when what comes now would be answered."""
    hours, found = open_hours(), []
    for name, words in CHANNELS.items():
        text = aims.get(name, "")
        count, unit = parts(name, text)
        found.append({
            "name": name, "words": words, "count": request.POST.get(name, count), "now": in_words(text) if text else "",
            "unit": request.POST.get(f"{name}-unit", unit), "by": clock(at, text, [], at, hours).due if text else None,
        })  # fmt: skip
    return found
