"""At the door, after the member is known: another date is set for the whole request, and every write is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import resolve

from handrail.law.as_of import KEY, WRITES, NoSuchDayError, moved, read_day
from handrail.ledger import scope
from handrail.people.models import Organization

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class AsOfMiddleware:
    """`request.as_of`: the date looked at, or None. `request.today`: the real day, whatever is looked at."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.as_of = _asked(request)
        if request.as_of is None:
            return self.get_response(request)
        zone = str(Organization.objects.get(pk=request.member.organization_id).time_zone)
        request.today = request.at.astimezone(ZoneInfo(zone)).date()
        if _name(request.path_info) in WRITES:
            return self.get_response(request)
        request.at = moved(request.at, request.as_of, zone)
        if request.method not in SAFE:
            return _refused(request)
        with scope.looking_only():
            return self.get_response(request)


def _asked(request: Any) -> date | None:
    """The date this session looks at; signed out, there is none."""
    kept = request.session.get(KEY) if request.member else None
    try:
        return read_day(kept) if kept else None
    except NoSuchDayError:
        return None


def _name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Http404:
        return ""


def _refused(request: Any) -> HttpResponseBase:
    says = f"You are looking at {request.as_of:%b %-d, %Y}. Nothing can be written until you leave that date."
    if request.path_info.startswith("/api/"):
        what_next = "Leave the other date in the browser, or ask with GET and `at`."
        return JsonResponse({"error": "as_of", "says": says, "what_next": what_next}, status=409)
    return render(request, "law/as_of_refused.html", {"says": says}, status=409)
