"""The door from a request to a member, and from an id to an object of this room.

`page(right)` is on every view of every room; a test walks the URLs and fails for a view without it."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from handrail.ledger.actor import Actor
from handrail.ledger.models import Outgoing
from handrail.people.actions import actor_of
from handrail.people.models import Invite, Member, Organization
from handrail.people.notice.actions import NoticeError
from handrail.people.queries import those_who_may
from handrail.people.rights import RefusedError, Right, may, who_may


class MemberRequest(HttpRequest):
    """A request after `page(...)`: signed in, in an organization, with the right."""

    member: Member
    organization: Organization
    actor: Actor
    at: Any  # datetime of the request, read once at the door


class View(Protocol):
    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def page(right: Right) -> Callable[[View], View]:
    """The view's door: sign in first; without the right, a page that says who may."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member: Member | None = getattr(request, "member", None)
            if member is None and request.user.is_authenticated:
                return render(request, "people/switched_off.html", status=403)
            if member is None:
                return redirect(f"/account/login/?{urlencode({'next': request.get_full_path()})}")
            request.actor = actor_of(member)
            if not may(member.role, right):
                return refusal(request, right)
            try:
                return view(request, *args, **kwargs)
            except RefusedError as error:
                return refusal(request, error.right)
            except NoticeError:
                return redirect(f"{reverse('notice')}?{urlencode({'next': _came_from(request)})}")

        inner.required_right = right  # type: ignore[attr-defined]
        return inner

    return wrap


def _came_from(request: HttpRequest) -> str:
    """The page on which somebody pressed the button, with what was searched for there: a form has no page itself."""
    before = urlsplit(request.headers.get("referer", ""))
    ours = before.netloc == request.get_host()
    return urlunsplit(("", "", before.path, before.query, "")) if ours else "/"


def open_page(reason: str) -> Callable[[View], View]:
    """A page anyone may see; says why."""

    def wrap(view: View) -> View:
        view.open_because = reason  # type: ignore[attr-defined]
        return view

    return wrap


def refusal(request: HttpRequest, right: Right) -> HttpResponse:
    context = {"who_may": who_may(right), "right": right, "names": those_who_may(right)[:3]}
    return render(request, "people/refused.html", context, status=403)


def organization_of(request: MemberRequest) -> Organization:
    found: Organization = Organization.objects.get(pk=request.member.organization_id)
    return found


def today_of(request: MemberRequest) -> date:
    """The day at the business: the one looked at, where another date is."""
    today: date = request.at.astimezone(ZoneInfo(organization_of(request).time_zone)).date()
    return today


def member(id_: UUID) -> Member:
    found: Member | None = Member.objects.select_related("user").filter(pk=id_).first()
    if found is None:
        raise Http404("No such person here")
    return found


def invite(id_: UUID) -> Invite:
    found: Invite | None = Invite.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such invite here")
    return found


def outgoing(id_: UUID) -> Outgoing:
    found: Outgoing | None = Outgoing.objects.filter(pk=id_, done_at=None).first()
    if found is None:
        raise Http404("No such mail waits here")
    return found
