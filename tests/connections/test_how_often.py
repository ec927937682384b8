"""A machine writes no more than five times a day to one address, and sixty times an hour from one mailbox: then a
person looks first."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.connections.models import Message
from handrail.connections.outbox.actions import sender_mark_of, too_often
from handrail.ledger.deed import unrecorded
from handrail.ledger.ids import new_id

pytestmark = pytest.mark.django_db
A_DAY, AN_HOUR, A_SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def sent(connected):
    mailbox, other = connected(), connected(address="post@reddirt.example")

    def make(count, *, to="ana@example.com", by=mailbox, **of):
        with unrecorded("as they went"):
            for _ in range(count):
                told = {"way": "out", "by_machine": True, "at": NOON, "kind": "reply", "state": "sent", "by": "x", **of}
                Message.objects.create(connection=by, mark=new_id().hex, sender_mark=sender_mark_of(to), **told)

    make.mailbox, make.other = mailbox, other
    return make


def test_five_to_one_address_in_a_day_whatever_mailbox_they_came_from(sent):
    for beside in ({"way": "in"}, {"by_machine": False}, {"to": "bo@example.com"}, {"at": NOON - A_DAY}):
        sent(5, **beside)
    sent(3)
    sent(1, by=sent.other)
    assert not too_often(sent.mailbox, "ana@example.com", NOON)
    sent(1, at=NOON - A_DAY + A_SECOND)
    assert too_often(sent.mailbox, "Ana@Example.com", NOON)
    assert not too_often(sent.mailbox, "cy@example.com", NOON)
    assert not too_often(sent.mailbox, "ana@example.com", NOON + A_SECOND)


def test_sixty_from_one_mailbox_in_an_hour_whoever_gets_them(sent):
    for beside in ({"way": "in"}, {"by_machine": False}, {"by": sent.other}, {"at": NOON - AN_HOUR}):
        sent(60, to="bo@example.com", **beside)
    sent(59, to="bo@example.com")
    assert not too_often(sent.mailbox, "cy@example.com", NOON)
    sent(1, to="di@example.com", at=NOON - AN_HOUR + A_SECOND)
    assert too_often(sent.mailbox, "cy@example.com", NOON)
