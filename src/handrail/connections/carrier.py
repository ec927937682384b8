"""What a person sends at the desk, carried by the mailbox its case came from (`settings.DESK_CARRIER`)."""

from collections.abc import Mapping
from datetime import datetime

from handrail.connections.automation import actions as automation
from handrail.connections.mail.queries import mailbox_of
from handrail.connections.mail.writing import subject_of
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import Draft
from handrail.desk.actions import DeskError
from handrail.desk.carrying.queries import thread_of
from handrail.desk.models import Case
from handrail.desk.replying import Sending
from handrail.facts.vocabulary import Value
from handrail.ledger.actor import Actor
from handrail.procedures.replies.reply import filled


class MailCarrier:
    """Answers go in the thread of the customer's last message; a case without one is not carried."""

    def offers(self, case: Case, sending: Sending) -> str:
        if sending.on_paper or "email" not in sending.reply.ways or mailbox_of(case) is None:
            return ""
        thread = thread_of(case)
        return f"by e-mail to {thread.to}, in the thread of their message" if thread else ""

    def take(self, *, actor: Actor, case: Case, sending: Sending, facts: Mapping[str, Value], at: datetime) -> None:
        mailbox, thread = mailbox_of(case), thread_of(case)
        if mailbox is None or thread is None:
            raise DeskError("There is no message of the customer to answer any more. Send it another way.")
        subject, words = filled(sending.reply, {**sending.lent, **facts})
        draft = Draft(thread.to, subject_of(thread.subject, subject), words, thread.ids, by_machine=False)
        outbox.write(actor=actor, connection=mailbox, case=case, draft=draft, at=at)

    def go_on(self, *, case: Case, at: datetime) -> None:
        """As far as the mailbox of its last message may; one that is switched off does nothing."""
        mailbox = mailbox_of(case)
        if mailbox is not None and mailbox.active:
            automation.go_on(connection=mailbox, case=case, at=at, at_desk=True)


MAIL = MailCarrier()
