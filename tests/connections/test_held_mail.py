"""A legal hold stops whoever would let a message go: by its address, by its day, and the one who says it is nothing."""

from datetime import timedelta

import pytest

from cast import NOON
from connections.conftest import mail
from connections.test_mail_in_and_out import business, take  # noqa: F401 - a mailbox, and what comes into it
from handrail.connections.kept import queries as kept
from handrail.connections.mail import actions
from handrail.connections.mail.actions import ConnectionsError
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger.models import PersonalValue
from handrail.people.actions import actor_of
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.actions import HeldOn

LATER = NOON + timedelta(days=400)


@pytest.mark.slow
@pytest.mark.parametrize("by", ["person", "period"])
def test_a_message_on_hold_goes_by_nobodys_word_and_by_no_time(business, owner, room, by):  # noqa: F811
    message = take(business(starts=""), mail())
    sender = str(PersonalValue.objects.get(place="from").value)
    row = customers.add(actor=actor_of(owner), details=[Given("name", "Ana Ruiz"), Given("email", sender)], at=NOON)
    assert kept.thing(message.pk).customers == {row.pk}
    on = HeldOn(customer=row) if by == "person" else HeldOn(since=NOON.date(), until=NOON.date())
    hold = keeping.hold(actor=actor_of(owner), on=on, why="A suit is likely.", at=NOON)
    with pytest.raises(ConnectionsError, match="Legal hold 1"):
        actions.leave(actor=room, message=message, why="An advertisement", at=NOON)
    keeping.set_period(actor=actor_of(owner), of="messages", count=1, unit="days", at=NOON)
    assert keeping.propose(actor=actor_of(owner), at=LATER) is None
    assert PersonalValue.objects.filter(value="Please cancel order RD-1.").exists()
    keeping.lift(actor=actor_of(owner), row=hold, why="It is over.", at=NOON)
    actions.leave(actor=room, message=message, why="An advertisement", at=NOON)
    assert not PersonalValue.objects.filter(value="Please cancel order RD-1.").exists()
