"""The page that sends an owner to the provider of a mail account, and the door they come back through.

What was begun stays in the session of whoever began it, under its state: another session, a second use and an answer
nobody asked for find nothing there."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from handrail.connections import access
from handrail.people import queries as people
from handrail.people.access import MemberRequest, page
from handrail.people.mail_tokens import actions, consenting
from handrail.people.mail_tokens.asking import ConsentError
from handrail.people.mail_tokens.consenting import Client
from handrail.people.mail_tokens.providers import known_by
from handrail.people.models import TOKEN, SignsIn
from handrail.people.rights import Right

BEGUN, SAID = "mail-consents-begun", "mail-consent-said"
GOOD_FOR = timedelta(minutes=15)
MOST = 5  # begun at once, in several tabs
SERVER = "server"
LOOKING = "You look at another date. Leave it, then begin again: nothing can be kept meanwhile."


@dataclass(frozen=True, slots=True)
class Account:
    """`of`: which it is, in the session. `settings`: its page."""

    of: str
    row: SignsIn
    name: str
    user: str
    settings: str
    page: str


def _mailbox(id_: UUID) -> Account:
    row = access.mailbox(id_)
    its_own, page_ = (reverse(name, args=[row.pk]) for name in ("mailbox", "consent-mailbox"))
    return Account(str(row.pk), row, row.name, row.user, its_own, page_)


def _server() -> Account | None:
    row = people.mail_server()
    if row is None:
        return None
    return Account(SERVER, row, "the mail server", row.user, reverse("settings-mail"), reverse("consent-server"))


def _account(of: str) -> Account | None:
    return _server() if of == SERVER else _mailbox(UUID(of))


@page(Right.SETTINGS)
@require_GET
def mailbox(request: MemberRequest, id_: UUID) -> HttpResponse:
    return _show(request, _mailbox(id_))


@page(Right.SETTINGS)
@require_GET
def server(request: MemberRequest) -> HttpResponse:
    account = _server()
    return _show(request, account) if account else redirect("settings-mail")


def _show(request: MemberRequest, account: Account) -> HttpResponse:
    if account.row.signs_in != TOKEN:
        return redirect(account.settings)
    back = _way_back(request)
    _, provider = known_by(account.row.token_at)
    context: dict[str, Any] = {
        "account": account, "provider": provider, "back": back, "scopes": account.row.scope.split(),
        "said": request.session.pop(SAID, None), "is_server": account.of == SERVER,
    }  # fmt: skip
    try:
        client = actions.client_of(account.row, account.user)
        begun = consenting.begun(client, back)
        _remember(request, begun, account, client)
        context["address"] = begun.address
    except ConsentError as error:
        context["why"] = str(error)
    return render(request, "connections/consent.html", context)


def _way_back(request: MemberRequest) -> str:
    """As the browser knows it: a server in front that speaks https passes on plain http; `HANDRAIL_ORIGINS` tells."""
    parts = urlsplit(request.build_absolute_uri(reverse("consent-back")))
    known = (urlsplit(each) for each in settings.CSRF_TRUSTED_ORIGINS)
    scheme = next((each.scheme for each in known if each.netloc == parts.netloc), parts.scheme)
    return urlunsplit(parts._replace(scheme=scheme))


def _remember(request: MemberRequest, begun: consenting.Begun, account: Account, client: Client) -> None:
    kept = list(request.session.get(BEGUN, {}).items())[-(MOST - 1) :]
    told = {
        "of": account.of, "verifier": begun.verifier, "client": _mark(client), "member": str(request.member.pk),
        "until": (request.at + GOOD_FOR).isoformat(),
    }  # fmt: skip
    request.session[BEGUN] = {**dict(kept), begun.state: told}


def _mark(client: Client) -> str:
    """Whether an account still asks the same provider as the same client, to the same address."""
    told = (client.consent_at, client.token_at, client.client_id)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@page(Right.SETTINGS)
@require_GET
def back(request: MemberRequest) -> HttpResponse:
    """The provider sends the owner here. The address holds a code, so nothing is shown under it."""
    begun = _taken(request)
    account = _account(begun["of"]) if begun else None
    if begun is None or account is None:
        return render(request, "connections/consent_lost.html", status=422)
    request.session[SAID] = _said(lambda: _keep(request, account, begun))
    return redirect(account.page)


def _taken(request: MemberRequest) -> dict[str, str] | None:
    """What was begun under the state of this answer, once."""
    kept = dict(request.session.get(BEGUN, {}))
    found: dict[str, str] | None = kept.pop(request.GET.get("state", ""), None)
    request.session[BEGUN] = kept
    if found is None or found["member"] != str(request.member.pk):
        return None
    return found if request.at < datetime.fromisoformat(found["until"]) else None


def _said(do: Callable[[], None]) -> dict[str, str]:
    try:
        do()
    except ConsentError as error:
        return {"refused": str(error)}
    return {"done": "yes"}


def _keep(request: MemberRequest, account: Account, begun: dict[str, str]) -> None:
    if getattr(request, "as_of", None):
        raise ConsentError(LOOKING)
    client = actions.client_of(account.row, account.user)
    if _mark(client) != begun["client"]:
        raise ConsentError("The settings of this account were changed meanwhile. Nothing was kept. Begin again.")
    code = consenting.code_of(request.GET, client.token_at)
    answer = consenting.exchanged(client, code, begun["verifier"], _way_back(request))
    actions.consented(actor=request.actor, row=account.row, refresh=answer.refresh, at=request.at)
