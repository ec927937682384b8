"""Pages about people: first start, joining, the list."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib.auth import login
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from handrail.people import access, actions, post, queries
from handrail.people.access import MemberRequest, open_page, page
from handrail.people.forms import FoundForm, InviteForm, JoinForm, LetInForm, MailServerForm
from handrail.people.models import ROLES, Member
from handrail.people.paid.queries import terms_by_member
from handrail.people.rights import Right, may

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
        if not ratelimit.consume(request, action="join", key="join"):
            form.add_error(None, "Too many codes were tried from here. Wait a quarter of an hour, then try again.")
            return render(request, "people/join.html", {"form": form}, status=429)
        try:
            row = actions.find_invite(code=answers.pop("code"), at=at)
            return _signed_in(request, actions.join(row=row, at=at, **answers))
        except actions.PeopleError as error:
            form.add_error(None, str(error))
    return render(request, "people/join.html", {"form": form}, status=_status(form))


@open_page("says that it is not offered")
def not_offered(request: HttpRequest, **_: Any) -> HttpResponse:
    raise Http404("Not offered here")


def _signed_in(request: HttpRequest, member: Member) -> HttpResponse:
    login(request, member.user, backend=BACKEND)
    request.session["member"] = str(member.pk)
    return redirect("home")


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@page(Right.READ)
def people(request: MemberRequest, form: InviteForm | None = None, code: str = "", invited: str = "") -> HttpResponse:
    terms = terms_by_member()
    context = {
        "members": [(row, terms.get(row.pk)) for row in queries.members()],
        "may_switch": may(request.member.role, Right.TAKE),
        "works": may(request.member.role, Right.RUN),
        "invites": queries.open_invites(request.at),
        "form": form or InviteForm(),
        "code": code,
        "invited": invited,
        "only_here": request.get_host().split(":")[0] in ("127.0.0.1", "localhost"),
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
    """Change a role, switch a person off or on, or drop a lost second proof."""
    member = access.member(id_)
    if "drop-proof" in request.POST:
        actions.drop_second_proof(actor=request.actor, member=member, at=request.at)
        return redirect("people")
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


# Settings: how mail is sent


@page(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def mail(request: MemberRequest) -> HttpResponse:
    row = queries.mail_server()
    form = MailServerForm(request.POST or None, initial=model_to_dict(row) if row else None)
    if request.method == "POST" and form.is_valid():
        actions.set_mail_server(actor=request.actor, answers=form.cleaned_data, at=request.at)
        return redirect("settings-mail")
    return _mail_page(request, form, status=_status(form))


def _mail_page(request: MemberRequest, form: MailServerForm, *, status: int = 200, **more: str) -> HttpResponse:
    context = {"form": form, "server": queries.mail_server(), "troubled": queries.troubled_mail()[:50], **more}
    return render(request, "people/mail.html", context, status=status)


@page(Right.SETTINGS)
@require_POST
def mail_test(request: MemberRequest) -> HttpResponse:
    """Send a mail to oneself now, and say what the server said."""
    row = queries.mail_server()
    if row is None:
        return redirect("settings-mail")
    to = request.member.user.email
    letter = post.Letter(to, "A test from Handrail", "This mail came through the server you set up.")
    form = MailServerForm(initial=model_to_dict(row))
    try:
        post.send(actions.server_of(row, request.at), letter, request.at)
    except post.MailError as error:
        return _mail_page(request, form, failed=str(error), status=422)
    return _mail_page(request, form, sent_to=to)


@page(Right.SETTINGS)
@require_POST
def mail_again(request: MemberRequest, id_: UUID) -> HttpResponse:
    actions.try_mail_again(actor=request.actor, row=access.outgoing(id_), at=request.at)
    return redirect("settings-mail")
