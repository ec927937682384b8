"""A mail of a case that can't go: tried later and later, each time kept, and at last a person's."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.connections.models import Message
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import Draft
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Event, Outgoing
from handrail.people.models import MailServer

pytestmark = pytest.mark.django_db
DRAFT = Draft("dolores@example.com", "Your order", "It is canceled.")


@pytest.fixture
def written(connected, adopted, begun, room):
    mailbox, case = connected(), begun(adopted)
    return outbox.write(actor=room, connection=mailbox, case=case, draft=DRAFT, at=NOON)


def kept() -> Outgoing:
    return Outgoing.objects.get()


def test_it_is_tried_after_a_minute_five_half_an_hour_and_three_hours_and_then_a_person_is_asked(written, room, post):
    server = MailServer.objects.get()
    with unrecorded("nobody set one up"):
        MailServer.objects.all().delete()
    for tries, minutes in enumerate((1, 5, 30, 180), 1):
        assert not outbox.deliver(row=kept(), at=NOON)
        assert (kept().due_at - NOON, kept().gave_up_at) == (timedelta(minutes=minutes), None)
        assert "No mail server is set up" in kept().why
        message = Message.objects.get()
        assert (message.state, message.tries, "No mail server" in message.why) == ("waiting", tries, True)
    assert not outbox.deliver(row=kept(), at=NOON)
    message = Message.objects.get()
    assert (message.state, message.tries, kept().gave_up_at) == ("failed", 5, NOON)
    assert "No mail server is set up" in message.why
    outbox.again(actor=room, message=message, at=NOON)
    with unrecorded("now there is one"):
        server.save(force_insert=True)
    assert outbox.deliver(row=kept(), at=NOON)
    message = Message.objects.get()
    assert (message.state, message.why, message.tries) == ("sent", "", 1)
    assert (kept().done_at, kept().locked, kept().why, kept().gave_up_at, kept().tries) == (NOON, "", "", None, 1)
    with pytest.raises(outbox.OutboxError, match="Only a mail of which nobody can tell"):
        outbox.it_went(actor=room, message=message, at=NOON)
    assert Event.objects.get(kind="mail-sent", chain__subject="message").data == {"tries": 1}
    assert [came["Subject"] for came in post.came] == ["Your order"]


def test_a_mail_whose_case_is_gone_goes_nowhere_and_keeps_no_word(written, post):
    with unrecorded("as an erasure leaves it"):
        Message.objects.all().delete()
    assert not outbox.deliver(row=kept(), at=NOON)
    assert (kept().gave_up_at, kept().locked, kept().done_at) == (NOON, "", None)
    assert Event.objects.filter(kind="mail-dropped").count() == 1
    assert post.came == []


def test_a_mail_that_came_back_is_told_once(written, room):
    for _ in range(2):
        outbox.returned(actor=room, message=Message.objects.get(), at=NOON)
    message = Message.objects.get()
    assert (message.state, message.why) == ("returned", outbox.RETURNED)
    assert Event.objects.filter(kind="mail-returned").count() == 1
