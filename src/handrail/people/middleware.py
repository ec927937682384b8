"""At the door of every request: read the clock once, find the member, and set whose rows may be seen."""

import errno
import time
from collections.abc import Callable
from contextlib import nullcontext
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from handrail.calendars import clock
from handrail.facts.vocabulary import forget_own
from handrail.ledger import scope
from handrail.ledger.deed import NeverKeptError
from handrail.ledger.prepared import prepared
from handrail.people.models import Member

WAS_IN = "was_in"  # outlives the session, so that its end after 8 hours can be told from never having come
A_MONTH = 30 * 24 * 3600


class SessionStore(DatabaseStore):
    """Django's own sessions in the database, read by a prepared question: every request reads one. It ends by the real
    clock, whatever date is looked at."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key) if self.session_key else None
        if found is None or found.expire_date.timestamp() <= time.time():
            self._session_key = None
            return None
        return found


@prepared
def _session(key: str) -> "QuerySet[Session, Session]":
    return Session.objects.filter(session_key=key)


class MemberMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forget_own()  # facts that a procedure of an earlier request defined for itself
        came_in = request.user.is_authenticated
        request.at = clock.read()  # type: ignore[attr-defined]
        request.timed_out = not came_in and bool(request.COOKIES.get(WAS_IN))  # type: ignore[attr-defined]
        member = _member(request)
        request.member = member  # type: ignore[attr-defined]
        with scope.organization(member.organization_id) if member else nullcontext():
            response = self.get_response(request)
        _remember(request, response, came_in=came_in)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A full disk has a page of its own, and so has a number that is never kept: the deed was undone, and what was
        typed is still in the browser's form."""
        if isinstance(exception, NeverKeptError):
            return _never_kept(request, str(exception))
        said = str(exception).lower()
        if isinstance(exception, OperationalError) and ("disk is full" in said or "disk i/o error" in said):
            return render(request, "507.html", status=507)
        if isinstance(exception, OSError) and exception.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            return render(request, "507.html", status=507)
        return None


def _never_kept(request: HttpRequest, says: str) -> HttpResponseBase:
    if request.path_info.startswith("/api/"):
        what_next = "Send it again without that number."
        return JsonResponse({"error": "never_kept", "says": says, "what_next": what_next}, status=422)
    return render(request, "never_kept.html", {"says": says}, status=422)


def _remember(request: HttpRequest, response: HttpResponseBase, *, came_in: bool) -> None:
    if request.user.is_authenticated and not request.COOKIES.get(WAS_IN):
        response.set_cookie(WAS_IN, "1", max_age=A_MONTH, httponly=True, samesite="Lax")
    elif came_in and not request.user.is_authenticated:
        response.delete_cookie(WAS_IN)


def _member(request: HttpRequest) -> Member | None:
    """The membership of this session: the one chosen, or the person's first."""
    if not request.user.is_authenticated:
        return None
    rows = _memberships(user=request.user.pk)
    chosen = request.session.get("member")
    return next((row for row in rows if str(row.pk) == chosen), None) or next(iter(rows), None)


@prepared
def _memberships(user: UUID) -> "QuerySet[Member, Member]":
    return Member.everywhere.select_related("user").filter(user=user, active=True).order_by("joined_at")
