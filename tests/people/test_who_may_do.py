"""Every deed of these rooms, asked by every role: whatever page or program asks it, it refuses whom the table of
rights does not name, before it looks at anything else."""

import pytest

from asked_by_all import deeds_of, name_of, refuses_all_without
from handrail.connections.automation import actions as automation
from handrail.connections.filling import actions as filling
from handrail.connections.mail import actions as mailboxes
from handrail.connections.outbox import actions as outbox
from handrail.people import actions as people
from handrail.people.mail_tokens import actions as mail_tokens
from handrail.people.notice import actions as notice
from handrail.people.paid import actions as paid
from handrail.people.rights import Right
from handrail.records import packet
from handrail.records.checkpoints import actions as checkpoints
from handrail.records.keeping import actions as keeping
from handrail.records.looks import actions as looks
from handrail.records.persons import actions as persons
from handrail.records.sets import actions as sets

DEEDS = {
    people.invite: Right.PEOPLE, people.withdraw_invite: Right.PEOPLE, people.change_role: Right.PEOPLE,
    people.switch_member: Right.PEOPLE, people.drop_second_proof: Right.PEOPLE, people.set_mail_server: Right.SETTINGS,
    people.try_mail_again: Right.SETTINGS, mail_tokens.consented: Right.SETTINGS, notice.keep: Right.READ,
    notice.add_words: Right.PEOPLE, paid.set_terms: Right.PEOPLE,
    checkpoints.gather: Right.RECORDS, checkpoints.left: Right.RECORDS, checkpoints.send_to: Right.SETTINGS,
    checkpoints.mail: Right.RECORDS, checkpoints.change_key: Right.SETTINGS,
    keeping.set_period: Right.SETTINGS, keeping.hold: Right.LAW, keeping.lift: Right.LAW,
    keeping.propose: Right.RECORDS, keeping.keep: Right.APPROVE, keeping.approve: Right.APPROVE,
    persons.erase: Right.SETTINGS, persons.hand_out: Right.RECORDS, persons.put_right: Right.RUN,
    sets.ask: Right.RECORDS, sets.take_away: Right.RECORDS, sets.handed_out: Right.RECORDS, packet.make: Right.RECORDS,
    mailboxes.connect: Right.SETTINGS, mailboxes.start_from: Right.RUN, mailboxes.put_into: Right.RUN,
    mailboxes.leave: Right.RUN, outbox.write: Right.RUN, outbox.again: Right.RUN, outbox.it_went: Right.RUN,
}  # fmt: skip
ASKED_ELSEWHERE = {
    people.send_mail: "part of a deed that asks: a checkpoint, a reminder, a link to a new password",
    paid.switch_duty: "whose duty it is decides: test_duty_is_switched_by_oneself_or_by_whoever_takes_escalations",
    notice.require_kept: "it is a question itself",
    filling.ask: "part of a step that automation does",
    mailboxes.begin: "part of start_from, or of a mail that came",
    outbox.returned: "of the server that sent a mail back",
    looks.daily: "of the worker", sets.carry_out: "of the worker", sets.remove_old: "of the worker",
    sets.remove_with: "it ends by take_away, which asks",
}  # fmt: skip
ROOMS = (people, mail_tokens, notice, paid, checkpoints, keeping, persons, looks, sets, packet, mailboxes, outbox,
         filling, automation)  # fmt: skip


def test_every_deed_of_these_rooms_is_asked_or_says_why_not():
    assert deeds_of(room.__name__ for room in ROOMS) == DEEDS.keys() | ASKED_ELSEWHERE.keys()


@pytest.mark.parametrize("act", DEEDS, ids=name_of)
def test_a_deed_refuses_every_role_without_its_right(act):
    refuses_all_without(DEEDS[act], act)
