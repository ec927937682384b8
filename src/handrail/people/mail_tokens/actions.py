"""What signs in to a mail account: its password, or a token that is asked for when the last one is over."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from handrail.ledger.actor import Actor, system
from handrail.ledger.deed import deed
from handrail.ledger.locked_text import LockedTextError, lock, unlock
from handrail.people.mail_tokens import asking
from handrail.people.mail_tokens.asking import Consent, ConsentError
from handrail.people.mail_tokens.consenting import Client
from handrail.people.models import PASSWORD, TOKEN, SignsIn
from handrail.people.rights import Right, require

EARLY = timedelta(minutes=2)  # before a token is over another is asked for
_in_use: dict[tuple[UUID, str], tuple[str, datetime]] = {}
"""Tokens of an hour, in the memory of this process alone, by what they were asked with."""


def secret_of(row: SignsIn, at: datetime) -> str:
    """The password, or the token of now. A refresh token that the provider changes is kept in the place of the old one.
    Never inside a deed: it asks the network. Raises ConsentError."""
    try:
        kept, client = _opened(row.password_locked), _opened(row.client_locked)
    except LockedTextError as error:
        raise ConsentError(str(error)) from error
    if row.signs_in != TOKEN:
        return kept
    key = (row.pk, hashlib.sha256(f"{row.token_at}\n{row.client_id}\n{kept}".encode()).hexdigest())
    if not kept:
        raise ConsentError("Nobody has consented yet. Open the settings of this account, and consent at the provider.")
    access, until = _in_use.get(key, ("", at))
    if at < until:
        return access
    token = asking.ask(Consent(row.token_at, row.client_id, client, kept))
    if token.refresh != kept:
        _keep(row, token.refresh, at)
        key = (row.pk, hashlib.sha256(f"{row.token_at}\n{row.client_id}\n{token.refresh}".encode()).hexdigest())
    _in_use[key] = (token.access, at + timedelta(seconds=token.seconds) - EARLY)
    return token.access


def set_sign_in(row: SignsIn, answers: Mapping[str, Any]) -> None:
    """How it signs in, as a form told it; an empty secret keeps the one there is. The caller keeps the row."""
    how = answers.get("signs_in") or PASSWORD
    if row.signs_in != how or row.token_at != answers.get("token_at", ""):
        # A password is no refresh token, nor the other way round; and what one provider gave goes to no other.
        row.password_locked = row.client_locked = ""
        row.consented_at = None
    if answers.get("password"):
        row.consented_at = None  # it did not come by a consent from here
    row.signs_in = how
    for name in ("token_at", "client_id", "consent_at", "scope"):
        setattr(row, name, answers.get(name, ""))
    for name, field in (("password", "password_locked"), ("client_secret", "client_locked")):
        if answers.get(name):
            setattr(row, field, lock(answers[name], settings.SECRET_KEY))


def client_of(row: SignsIn, user: str) -> Client:
    """What asks for consent to this account. Raises ConsentError."""
    try:
        secret = _opened(row.client_locked)
    except LockedTextError as error:
        raise ConsentError(str(error)) from error
    return Client(row.consent_at, row.token_at, row.client_id, secret, row.scope, user)


def consented(*, actor: Actor, row: SignsIn, refresh: str, at: datetime) -> None:
    """Keep what a consent gave, in the place of what there was. Which token it is stands in no record."""
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        row.password_locked, row.consented_at = lock(refresh, settings.SECRET_KEY), at
        row.save(update_fields=["password_locked", "consented_at"])
        record.event("people", "consent-given", "mail-account", row.pk, {"at": row.consent_at, "scope": row.scope})


def _keep(row: SignsIn, refresh: str, at: datetime) -> None:
    with deed(system(row.organization_id, "Mail"), at) as record:
        row.password_locked = lock(refresh, settings.SECRET_KEY)
        row.save(update_fields=["password_locked"])
        record.event("people", "consent-renewed", "mail-account", row.pk)


def _opened(locked: str) -> str:
    return unlock(locked, settings.SECRET_KEY) if locked else ""
