"""Ask a customer by mail how satisfied they were. The link is a form's: signed, good once and for some days, and the
page behind it shows the business's name and nothing else.

Nobody is asked twice in a case, and nobody who said to stop writing."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from handrail.connections.filling import actions as filling
from handrail.connections.filling.queries import language_of
from handrail.connections.letters import letter
from handrail.connections.mail.queries import mailbox_of
from handrail.connections.mail.writing import subject_of
from handrail.connections.models import Connection, FormLink, Message
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import Draft
from handrail.connections.pages import first_of_ours
from handrail.connections.rating import queries
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.after.queries import Offer
from handrail.desk.carrying import actions as carrying
from handrail.desk.carrying.queries import Thread, thread_of
from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.ledger.actor import Actor, system
from handrail.ledger.deed import deed
from handrail.people.models import Organization
from handrail.people.rights import Right, require


class ByMail:
    """Asks in the thread of the customer's last message (`settings.DESK_ASKER`)."""

    def offers(self, case: Case) -> Offer:
        mailbox, thread = mailbox_of(case), thread_of(case)
        why = queries.stands_against(case, mailbox, thread)
        return Offer(why=why) if why or thread is None else Offer(to=thread.to)

    def ask(self, *, actor: Actor, case: Case, at: datetime) -> None:
        require(actor, Right.RUN)
        with deed(actor, at) as record:
            case = Case.objects.select_for_update().get(pk=case.pk)
            mailbox, thread = mailbox_of(case), thread_of(case)
            why = queries.stands_against(case, mailbox, thread)
            if why or mailbox is None or thread is None:
                raise DeskError(why)
            row, subject, words = _made(mailbox, case, at)
            record.event(filling.ROOM, "rating-made", filling.SUBJECT, row.id, {"case": case.number})
            carrying.rating_asked(actor=actor, case=case, until=row.expires_at, at=at)
            _send(actor, mailbox, case, thread, subject, words, at)


def _made(mailbox: Connection, case: Case, at: datetime) -> tuple[FormLink, str, str]:
    """The link, and the letter that brings it: its subject and its words."""
    secret = secrets.token_urlsafe(32)
    language = first_of_ours([language_of(case)])
    row = filling.made(connection=mailbox, case=case, step="", names=(), secret=secret, language=language, at=at)
    business = Organization.objects.get(pk=case.organization_id)
    until, address = row.expires_at.astimezone(ZoneInfo(str(business.time_zone))), filling.link(mailbox, secret)
    return row, *letter("rating", language, until, business=business.name, link=address)


def _send(
    actor: Actor, mailbox: Connection, case: Case, thread: Thread, subject: str, words: str, at: datetime
) -> Message:
    draft = Draft(thread.to, subject_of(thread.subject, subject), words, thread.ids)
    return outbox.write(actor=actor, connection=mailbox, case=case, draft=draft, at=at)


def take(*, row: FormLink, score: int, words: str, at: datetime) -> None:
    """The customer's answer, once. Raises FormError, DeskError."""
    actor = system(scope.current(), "The customer, by link")
    with deed(actor, at) as record:
        row = filling.used(record, row, at)
        desk.rate(actor=actor, case=row.case, at=at, score=score, words=words)


ASKER = ByMail()
