"""The page of one's calendar address, and what stands at the address itself."""

from datetime import datetime

from allauth.core.internal import ratelimit  # the one outside passes every GET
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from handrail.desk.promises import queries as promises
from handrail.desk.promises.subscribing import actions, queries
from handrail.desk.promises.subscribing.actions import NoAddressError
from handrail.desk.promises.views import calendar_of
from handrail.ledger import scope
from handrail.people.access import MemberRequest, open_page, page
from handrail.people.codes import hashed
from handrail.people.rights import Right


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def mine(request: MemberRequest) -> HttpResponse:
    """One's own: made, shown once, taken back."""
    address = ""
    if request.method == "POST" and request.POST.get("do") == "end":
        actions.take_back(actor=request.actor, member=request.member, at=request.at)
        return redirect("due-calendar")
    if request.method == "POST":
        token = actions.make(actor=request.actor, member=request.member, at=request.at)
        address = request.build_absolute_uri(reverse("due-feed", args=[token]))
    context = {"address": address, "standing": queries.standing(request.member)}
    return _quiet(render(request, "desk/calendar.html", context))


@open_page("the secret address is the key")
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dues of one person: each names the case and no word of the customer's."""
    at: datetime = request.at  # type: ignore[attr-defined]
    if _too_often(request, token):
        return _quiet(HttpResponse("Asked too often. Try again in a quarter of an hour.", status=429))
    try:
        organization, secret = actions.business_of(token)
        with scope.organization(organization):
            member = actions.opened(secret, at)
            text = calendar_of(promises.due(mine=member), request, at)
    except NoAddressError:
        return _quiet(HttpResponse("Nothing has this address any more.", status=410))
    return _quiet(HttpResponse(text, content_type="text/calendar; charset=utf-8"))


def _too_often(request: HttpRequest, token: str) -> bool:
    usage = ratelimit.consume(request, app="allauth.account", action="calendar", key=hashed(token), limit_get=True)
    return usage is None


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Nobody who comes later, and no other site, learns of the address."""
    answer["Referrer-Policy"], answer["Cache-Control"], answer["X-Robots-Tag"] = "same-origin", "no-store", "noindex"
    return answer
