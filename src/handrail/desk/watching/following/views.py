"""The page of a follower, and the part of the agent's page that says who follows."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.desk import access as desk
from handrail.desk.actions import DeskError
from handrail.desk.views import case_with
from handrail.desk.watching.coaching.views import form_of
from handrail.desk.watching.following import access, actions, lease, queries
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right


@page(Right.TAKE)
@require_http_methods(["GET", "POST"])
def begin(request: MemberRequest, id_: UUID) -> HttpResponse:
    """POST follows the case. A GET comes from somebody who had to sign in again: opening a page follows nobody."""
    case = desk.case(id_)
    if request.method == "GET":
        return redirect("case", id_=case.pk)
    try:
        row = actions.begin(actor=request.actor, member=request.member, case=case, at=request.at)
    except DeskError as error:
        return case_with(request, case.pk, str(error))
    return redirect("follow", id_=row.pk)


@page(Right.TAKE)
@require_http_methods(["GET", "POST"])
def follow(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The followed screen, or the part of it that changes; POST ends it."""
    row = access.follow(request.member, id_)
    if request.method == "POST":
        actions.end(actor=request.actor, follow=row, at=request.at, how="left")
        return redirect("live")
    part = bool(request.GET.get("part"))
    lasts = actions.look(actor=request.actor, follow=row, by=lease.ON_PART if part else lease.ON_PAGE, at=request.at)
    context: dict[str, Any] = {
        "follow": row, "case": row.case, "lasts": lasts, "every": lease.EVERY, "now": request.at,
        "ending": lease.ENDINGS.get(row.how, "you look at another date"),
        "screen": queries.screen(row.case, request.at) if lasts and row.told_at else None,
        "again": not lasts and queries.may_be_followed(row.case, request.member),
    }  # fmt: skip
    if part:
        return render(request, "desk/_follow.html", context)
    return render(request, "desk/follow.html", {**context, **form_of(request.member, row.case)})


@page(Right.RUN)
@require_GET
def watched(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Who follows the case in hand, for the agent's page, which asks every few seconds, and says by `as` what it shows
    already: then there is nothing to send."""
    case = access.in_own_hand(request.member, id_)
    told = actions.tell(member=request.member, case=case, at=request.at)
    if told["watches"] and request.GET.get("as") == told["mark"]:
        return HttpResponse(status=204)
    return render(request, "desk/_beside_agent.html", told)
