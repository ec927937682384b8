"""At the door of every request: read the clock once, find the member, and set whose rows may be seen."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from handrail.calendars import clock
from handrail.ledger import scope
from handrail.people.models import Member


class MemberMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = clock.read()  # type: ignore[attr-defined]
        member = _member(request)
        request.member = member  # type: ignore[attr-defined]
        if member is None:
            return self.get_response(request)
        with scope.organization(member.organization_id):
            return self.get_response(request)


def _member(request: HttpRequest) -> Member | None:
    """The membership of this session: the one chosen, or the person's first."""
    if not request.user.is_authenticated:
        return None
    rows = Member.everywhere.select_related("user").filter(user=request.user, active=True)
    chosen = request.session.get("member")
    found: Member | None = (rows.filter(pk=chosen).first() if chosen else None) or rows.order_by("joined_at").first()
    return found
