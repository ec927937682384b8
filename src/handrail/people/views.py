"""Pages about people: first start, joining, the list."""

from typing import Any
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from handrail.people import access, actions, queries
from handrail.people.access import MemberRequest, open_page, page
from handrail.people.forms import FoundForm, InviteForm, JoinForm, LetInForm
from handrail.people.models import ROLES, Member
from handrail.people.rights import Right

BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_page("the one-time link is the key")
@require_http_methods(["GET", "POST"])
def first_owner(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first owner, or let a locked-out one in."""
    at: Any = request.at  # type: ignore[attr-defined]
    try:
        link = actions.owner_link(token=token, at=at)
    except actions.PeopleError as error:
        return render(request, "people/link_dead.html", {"why": str(error)}, status=410)
    kind = LetInForm if link.organization_id else FoundForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = actions.let_owner_in if link.organization_id else actions.found_organization
        try:
            member = deed(link=link, at=at, **form.cleaned_data)
        except actions.PeopleError as error:
            form.add_error(None, str(error))
        else:
            return _signed_in(request, member)
    return render(request, "people/first_owner.html", {"form": form, "link": link}, status=_status(form))


@open_page("a code is asked")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    at: Any = request.at  # type: ignore[attr-defined]
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        try:
            row = actions.find_invite(code=answers.pop("code"), at=at)
            return _signed_in(request, actions.join(row=row, at=at, **answers))
        except actions.PeopleError as error:
            form.add_error(None, str(error))
    return render(request, "people/join.html", {"form": form}, status=_status(form))


def _signed_in(request: HttpRequest, member: Member) -> HttpResponse:
    login(request, member.user, backend=BACKEND)
    request.session["member"] = str(member.pk)
    return redirect("home")


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@page(Right.READ)
def people(request: MemberRequest, form: InviteForm | None = None, code: str = "", invited: str = "") -> HttpResponse:
    context = {
        "members": queries.members(),
        "invites": queries.open_invites(request.at),
        "form": form or InviteForm(),
        "code": code,
        "invited": invited,
        "roles": ROLES,
    }
    return render(request, "people/people.html", context, status=_status(form) if form else 200)


@page(Right.PEOPLE)
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return people(request, form=form)  # type: ignore[return-value]
    _, code = actions.invite(actor=request.actor, at=request.at, **form.cleaned_data)
    return people(request, code=code, invited=form.cleaned_data["name"])  # type: ignore[return-value]


@page(Right.PEOPLE)
@require_POST
def withdraw(request: MemberRequest, id_: UUID) -> HttpResponse:
    actions.withdraw_invite(actor=request.actor, row=access.invite(id_), at=request.at)
    return redirect("people")


@page(Right.PEOPLE)
@require_POST
def change_member(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Change a role, or switch a person off or on."""
    member = access.member(id_)
    try:
        if "active" in request.POST:
            actions.switch_member(
                actor=request.actor, member=member, active=request.POST["active"] == "yes", at=request.at
            )
        else:
            actions.change_role(actor=request.actor, member=member, role=request.POST.get("role", ""), at=request.at)
    except (actions.PeopleError, ValueError) as error:
        form = InviteForm({})
        form.errors.clear()
        form.add_error(None, str(error))
        return people(request, form=form)  # type: ignore[return-value]
    return redirect("people")
