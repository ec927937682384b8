"""The missing facts of a step, asked by a form: a link by mail, good for one sending and for some days.

Whoever has the link can answer, and sees nothing of the case: no name, no answer given before. The page shows the
questions alone."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.urls import reverse

from handrail.connections.filling.queries import language_of
from handrail.connections.letters import letter
from handrail.connections.mail.writing import subject_of
from handrail.connections.models import Connection, FormLink
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import Draft
from handrail.connections.pages import first_of_ours, text
from handrail.desk import actions as desk
from handrail.desk.carrying import actions as carrying
from handrail.desk.carrying.queries import Thread, at_of, foreseen
from handrail.desk.carrying.words import BY_FORM
from handrail.desk.models import Case
from handrail.facts.never import never_kept
from handrail.facts.tongues import FIRST
from handrail.facts.vocabulary import Value
from handrail.ledger import scope
from handrail.ledger.actor import Actor, system
from handrail.ledger.deed import Deed, deed
from handrail.people.models import Organization
from handrail.procedures.language.engine import UnansweredError
from handrail.procedures.language.steps import Step

ROOM, SUBJECT, SALT = "connections", "form", "handrail form link 1"
GOOD_FOR = timedelta(days=5)
MOST_TRIES = 20


class FormError(Exception):
    """The form can't be filled in. `name`: why, as `pages.yaml` calls it under `gone`, where the words say what to do
    instead; `language`: of the customer whose form it is."""

    def __init__(self, name: str, language: str = "") -> None:
        super().__init__(text(FIRST, "gone", name))
        self.name, self.language = name, language


def ask(
    *, actor: Actor, connection: Connection, case: Case, thread: Thread, step: Step, names: Sequence[str], at: datetime
) -> FormLink:
    """Write to the customer with a link to a form that asks for these facts. One link at a time is good."""
    secret, until = secrets.token_urlsafe(32), at + GOOD_FOR
    business = Organization.objects.get(pk=case.organization_id)
    address, here = link(connection, secret), until.astimezone(ZoneInfo(str(business.time_zone)))
    language = first_of_ours([language_of(case)])
    subject, words = letter("form", language, here, business=business.name, number=case.number, link=address)
    draft = Draft(thread.to, subject_of(thread.subject, subject), words, thread.ids)
    with deed(actor, at) as record:
        row = made(connection=connection, case=case, step=step.id, names=names, secret=secret, language=language, at=at)
        record.event(ROOM, "form-made", SUBJECT, row.id, {"case": case.number, "step": step.id})
        carrying.asked(actor=actor, case=case, step=step.id, names=list(names), until=until, at=at)
        outbox.write(actor=actor, connection=connection, case=case, draft=draft, at=at)
    return row


def made(
    *, connection: Connection, case: Case, step: str, names: Sequence[str], secret: str, language: str, at: datetime
) -> FormLink:
    """Inside a deed: a link of this secret. Those of the case before it are good no more. `step` "": it asks how
    satisfied the customer was. `language`: its letter's, in which the page speaks too."""
    FormLink.objects.filter(case=case, used_at=None, ended_at=None).update(ended_at=at)
    row: FormLink = FormLink.objects.create(
        connection=connection, case=case, step=step, names=list(names), language=language,
        secret_hash=_hash(secret), made_at=at,
        expires_at=at + GOOD_FOR,
    )  # fmt: skip
    return row


def link(connection: Connection, secret: str) -> str:
    """The whole address. It is signed, so that nobody tries secrets against the database."""
    token = signing.dumps([connection.organization_id.hex, secret], salt=SALT)
    return connection.site.rstrip("/") + reverse("form-link", args=[token])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def opened(token: str) -> tuple[UUID, str]:
    """The business and the secret of a link. Raises FormError for one that we did not make."""
    try:
        organization, secret = signing.loads(token, salt=SALT, max_age=GOOD_FOR * 2)
        return UUID(hex=organization), str(secret)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise FormError("none") from error


def found(secret: str, at: datetime) -> FormLink:
    """The form of a secret, while it can be filled in. Raises FormError."""
    row: FormLink | None = (
        FormLink.objects.select_related("case__entry", "case__bundle", "connection")
        .filter(secret_hash=_hash(secret))
        .first()
    )
    if row is None:
        raise FormError("none")
    _must_be_good(row, at)
    return row


def _must_be_good(row: FormLink, at: datetime) -> None:
    reasons = (
        ("used", row.used_at is not None), ("over_rating" if row.asks_rating else "over", at >= row.expires_at),
        ("tries", row.tries >= MOST_TRIES),
        ("ended", row.ended_at is not None or _has_moved_on(row)),
    )  # fmt: skip
    for name, holds in reasons:
        if holds:
            raise FormError(name, row.language)


def _has_moved_on(row: FormLink) -> bool:
    """A step is asked about while its case goes on; how it was, once it has ended and until it is answered."""
    if row.asks_rating:
        return row.case.status != "ended" or row.case.csat is not None
    return bool(row.case.status == "ended")


def tried(*, row: FormLink, at: datetime) -> None:
    """One more try that was not taken: counted, so that nobody tries for ever."""
    with deed(system(row.organization_id, BY_FORM), at) as record:
        row.tries += 1
        row.save(update_fields=["tries"])
        record.event(ROOM, "form-tried", SUBJECT, row.id, {"tries": row.tries})


def fill(*, row: FormLink, facts: Mapping[str, Value], at: datetime) -> None:
    """The customer sends the form, once. It is the step's answer where that can be, and told beside it otherwise; what
    follows goes on as far as automation may. Raises FormError."""
    from handrail.connections.automation import actions as automation  # it asks by forms: the two call each other

    if any(isinstance(value, str) and never_kept(value) for value in facts.values()):
        raise FormError("refused", row.language)
    actor = system(scope.current(), BY_FORM)
    with deed(actor, at) as record:
        row = used(record, row, at)
        carrying.filled(actor=actor, case=row.case, step=row.step, at=at)
        _answer(actor, row, {name: value for name, value in facts.items() if name in row.names}, at)
    automation.go_on(connection=row.connection, case=row.case, at=at)


def used(record: Deed, row: FormLink, at: datetime) -> FormLink:
    """Inside a deed: the form is sent, by whoever comes first. Raises FormError for everyone after."""
    rows = FormLink.objects.select_for_update(of=("self",)).select_related("case__entry", "case__bundle", "connection")
    row = rows.get(pk=row.pk)
    _must_be_good(row, at)
    row.used_at = at
    row.save(update_fields=["used_at"])
    record.event(ROOM, "form-used", SUBJECT, row.id)
    return row


def _answer(actor: Actor, row: FormLink, facts: Mapping[str, Value], at: datetime) -> None:
    state, now = at_of(row.case, at)
    if state.at is not None and state.at.step == row.step and row.case.status == "open":
        try:
            if not foreseen(row.case, state, now, facts).why:
                desk.answer(actor=actor, case=row.case, at=at, step=row.step, facts=facts)
                return
        except UnansweredError:
            pass  # something more turned out to be needed: what is known now is kept, and a person goes on
    desk.tell(actor=actor, case=row.case, at=at, facts=facts)
