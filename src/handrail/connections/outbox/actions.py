"""Mails of cases on their way out: written in the deed that wants them, handed over by the worker, reported back.

Never twice: before a mail is handed over the record says so. If the machine stops in between, or the line breaks while
the server takes it, nobody can tell whether it went; then a person decides, and nothing is sent again by itself."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from handrail.connections.mail import writing
from handrail.connections.marks import mark
from handrail.connections.models import Connection, Message
from handrail.customers.marks import mark as finding_mark
from handrail.customers.queries import finding_key
from handrail.desk.carrying import actions as carrying
from handrail.desk.models import Case
from handrail.ledger.actor import Actor, system
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.ledger.locked_text import LockedTextError, lock, unlock
from handrail.ledger.models import Outgoing
from handrail.ledger.queries import as_it_stands
from handrail.people import post
from handrail.people.actions import MAIL_PAUSES, server_of
from handrail.people.models import MailServer
from handrail.people.rights import Right, require

ROOM, SUBJECT, CASE_MAIL = "connections", "message", "case-mail"
LEASE = timedelta(minutes=10)
UNCLEAR = "The machine stopped while this mail was being handed over. Nobody can tell whether it went."
RETURNED = "The mail did not arrive: a server sent it back. Look at the address, and reach the customer another way."


class OutboxError(Exception):
    """What cannot be done with a mail; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be written: to whom, in which thread, and what. `by_machine`: nobody looked at it."""

    to: str
    subject: str
    body: str
    answers: Sequence[str] = ()
    by_machine: bool = True


def write(*, actor: Actor, connection: Connection, case: Case, draft: Draft, at: datetime) -> Message:
    """Put a mail of a case into the outbox. It goes once the deed is kept."""
    require(actor, Right.RUN)
    token = f"{new_id().hex}.{secrets.token_hex(8)}"
    message_id = writing.new_id(token, connection.address)
    locked = lock(json.dumps({**asdict(draft), "answers": list(draft.answers), "id": message_id}), settings.SECRET_KEY)
    sender_mark = sender_mark_of(draft.to)
    with deed(actor, at) as record:
        out = Outgoing.objects.create(
            kind=CASE_MAIL, about=f"Case {case.number}: answer by e-mail", locked=locked, made_at=at, due_at=at
        )
        row: Message = Message.objects.create(
            connection=connection, case=case, way="out", kind="reply", mark=mark(message_id), at=at, state="waiting",
            sender_mark=sender_mark, by=actor.name, by_machine=draft.by_machine, outgoing=out,
        )  # fmt: skip
        record.event(ROOM, "mail-written", SUBJECT, row.id, {"case": case.number, "by_machine": draft.by_machine})
    return row


def sender_mark_of(address: str) -> str:
    """Of the other side, under this business's own key: an address alone does not lead to it."""
    return finding_mark(finding_key(), "email", address)


def deliver(*, row: Outgoing, at: datetime) -> bool:
    """Hand a mail over. The network is outside of every deed."""
    message: Message | None = Message.objects.select_related("case", "connection").filter(outgoing=row).first()
    if message is None or message.case is None:
        return _drop(row, at)
    actor = system(row.organization_id, f"Mail {message.connection.address}")
    if message.state == "trying":
        _give_up(actor, row, message, "unclear", UNCLEAR, at)
        return False
    if not _taken_up(actor, row, message, at):
        return False
    return _handed(actor, row, message, at)


def _taken_up(actor: Actor, row: Outgoing, message: Message, at: datetime) -> bool:
    """Say in the record that it is handed over now; False when another worker does so. Nobody else looks at it before
    `LEASE` is over: by then it has gone, has failed, or this machine has stopped."""
    with deed(actor, at) as record:
        mine = Message.objects.filter(pk=message.pk, state="waiting").update(state="trying", tries=message.tries + 1)
        record.event(
            ROOM, "mail-trying" if mine else "mail-taken-up", SUBJECT, message.id, {"tries": message.tries + 1}
        )
        if mine:
            row.tries, row.due_at = message.tries + 1, at + LEASE
            row.save(update_fields=["tries", "due_at"])
            message.refresh_from_db(fields=["state", "tries"])
    return bool(mine)


def _drop(row: Outgoing, at: datetime) -> bool:
    with deed(system(row.organization_id, "Mail"), at) as record:
        row.gave_up_at, row.locked, row.why = at, "", "The case of this mail is gone."
        row.save()
        record.event(ROOM, "mail-dropped", "mail", row.id)
    return False


def _handed(actor: Actor, row: Outgoing, message: Message, at: datetime) -> bool:
    try:
        _hand_over(row, message, at)
    except post.UnclearError as error:
        _give_up(actor, row, message, "unclear", str(error), at)
        return False
    except (post.MailError, LockedTextError) as error:
        _not_yet(actor, row, message, str(error), at)
        return False
    assert message.case is not None
    with deed(actor, at) as record:
        row.done_at, row.locked, row.why = at, "", ""
        row.save()
        message.state, message.why = "sent", ""
        message.save(update_fields=["state", "why"])
        record.event(ROOM, "mail-sent", SUBJECT, message.id, {"tries": message.tries})
        carrying.went(actor=actor, case=message.case, message=message.id, at=at, tries=message.tries)
    return True


def _hand_over(row: Outgoing, message: Message, at: datetime) -> None:
    server = MailServer.objects.first()
    if server is None:
        raise post.MailError("No mail server is set up. Set one up, then try again.")
    told: dict[str, Any] = json.loads(unlock(row.locked, settings.SECRET_KEY))
    sender = message.connection.address
    mail = writing.Outgoing(
        told["id"], sender, told["to"], told["subject"], told["body"], tuple(told["answers"]), told["by_machine"]
    )
    post.hand_over(server_of(server, at), sender, told["to"], writing.written(mail, at))


def _not_yet(actor: Actor, row: Outgoing, message: Message, why: str, at: datetime) -> None:
    """It surely did not go: later again, and after some tries a person is asked."""
    if message.tries > len(MAIL_PAUSES):
        _give_up(actor, row, message, "failed", why, at)
        return
    with deed(actor, at) as record:
        row.due_at, row.why = at + MAIL_PAUSES[message.tries - 1], why[:500]
        row.save()
        message.state, message.why = "waiting", why[:500]
        message.save(update_fields=["state", "why"])
        record.event(ROOM, "mail-failed", SUBJECT, message.id, {"tries": message.tries, "why": why[:500]})


def _give_up(actor: Actor, row: Outgoing, message: Message, state: str, why: str, at: datetime) -> None:
    assert message.case is not None
    with deed(actor, at) as record:
        row.gave_up_at, row.why = at, why[:500]
        row.save()
        message.state, message.why = state, why[:500]
        message.save(update_fields=["state", "why"])
        record.event(ROOM, "mail-gave-up", SUBJECT, message.id, {"state": state, "why": why[:500]})
        carrying.failed(actor=actor, case=message.case, message=message.id, why=why, at=at)


def again(*, actor: Actor, message: Message, at: datetime) -> None:
    """A person says: send it (once more). For one that may have gone, they have looked first."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        as_it_stands(message)  # the key was pressed twice, or somebody was quicker
        out = message.outgoing
        if message.state not in ("failed", "unclear") or out is None or not out.locked:
            raise OutboxError("This mail does not wait for a person. Nothing was changed.")
        out.gave_up_at, out.due_at, out.tries = None, at, 0
        out.save()
        message.state, message.tries = "waiting", 0
        message.save(update_fields=["state", "tries"])
        record.event(ROOM, "mail-asked-again", SUBJECT, message.id)


def it_went(*, actor: Actor, message: Message, at: datetime) -> None:
    """A person looked (in the mailbox of what was sent, or asked the customer): it went."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        as_it_stands(message)
        if message.state != "unclear" or message.case is None:
            raise OutboxError("Only a mail of which nobody can tell is said to have gone. Nothing was changed.")
        if message.outgoing:
            message.outgoing.done_at, message.outgoing.gave_up_at, message.outgoing.locked = at, None, ""
            message.outgoing.save()
        message.state, message.why = "sent", ""
        message.save(update_fields=["state", "why"])
        record.event(ROOM, "mail-found-sent", SUBJECT, message.id)
        carrying.went(actor=actor, case=message.case, message=message.id, at=at, tries=message.tries)


def returned(*, actor: Actor, message: Message, at: datetime) -> None:
    """A server sent it back."""
    if message.case is None or message.state == "returned":
        return
    with deed(actor, at) as record:
        message.state, message.why = "returned", RETURNED
        message.save(update_fields=["state", "why"])
        record.event(ROOM, "mail-returned", SUBJECT, message.id)
        carrying.failed(actor=actor, case=message.case, message=message.id, why=RETURNED, at=at)


# How often a machine may write

MOST_A_DAY = 5  # to one address
MOST_AN_HOUR = 60  # of one mailbox


def too_often(connection: Connection, to: str, at: datetime) -> bool:
    """Whether a machine has written to this address, or from this mailbox, so often that a person looks first."""
    mine = Message.objects.filter(way="out", by_machine=True)
    today = mine.filter(sender_mark=sender_mark_of(to), at__gt=at - timedelta(days=1)).count()
    hour = mine.filter(connection=connection, at__gt=at - timedelta(hours=1)).count()
    return today >= MOST_A_DAY or hour >= MOST_AN_HOUR
