"""After a page that shows what is kept of a person: who looked, at whom, from where. Which pages those are, the wiring
says by the names of their addresses."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.module_loading import import_string

from handrail.ledger import scope
from handrail.records.looks.actions import Shown, note


class LooksMiddleware:
    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.shows: dict[str, Shown] = import_string(settings.RECORDS_LOOKS)

    def __call__(self, request: Any) -> HttpResponseBase:
        at = request.at  # of this very moment, whatever date is looked at
        response = self.get_response(request)
        match, member = request.resolver_match, getattr(request, "member", None)
        shown = self.shows.get(match.url_name or "") if match else None
        if shown and member and response.status_code == 200 and (request.method == "GET" or shown.by_post):
            with scope.organization(member.organization_id):
                note(shown, member=member, id_=match.kwargs.get(shown.key), way=_way(request), at=at)
        return response


def _way(request: Any) -> str:
    """The page it was opened from, without what was searched for there: a search may name a person."""
    before = str(request.headers.get("referer", ""))
    host = f"://{request.get_host()}/"
    _, found, rest = before.partition(host)
    page, _, asked = rest.partition("?")
    return f"{page.split('/')[0]}{', found by a search' if 'q=' in asked else ''}"[:40] if found else ""
