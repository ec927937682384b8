"""How soon a customer is answered first: aimed at by the procedure, in the queue, and in the case file."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.desk import actions, queries
from handrail.desk.clocks import first
from handrail.desk.clocks.queries import first_told
from handrail.desk.models import Open
from handrail.desk.promises.queries import due
from handrail.facts.problems import FileError
from handrail.ledger.actor import system
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.procedures.language.engine import Effect, Turn
from handrail.procedures.language.reader import read
from handrail.records import packet
from handrail.records.reading import reading

HOUR = timedelta(hours=1)
STEPS = """\
  - {id: look, do: Look at it.}
  - {id: tell, say: It is on its way.}
  - {id: close, end: resolved}
"""
HEAD = "targets: {first_response: 4h, resolution_time: 2d}\n"


def turn(*effects, status="open", **facts):
    return Turn(facts, frozenset(), (), status, None, (), None, None, effects)


SAY, SEND, DO = (Effect(kind, "one", "Words.") for kind in ("say", "send", "do"))


@pytest.mark.parametrize(
    ("effects", "kind", "channel", "by_person", "answered"),
    [
        ((SAY,), "answered", "email", True, True),
        ((SAY,), "answered", "email", False, False),  # words that nobody said
        ((SEND,), "answered", "email", False, True),  # a reply with something in it
        ((DO,), "answered", "email", True, False),
        ((DO,), "answered", "phone", True, True),  # somebody is on the line
        ((DO,), "answered", "phone", False, False),
        ((), "noted", "phone", True, False),
        ((Effect("send", "one", " "),), "answered", "email", False, False),
    ],
)
def test_what_is_an_answer(effects, kind, channel, by_person, answered):
    assert first.answers(turn(*effects), kind, channel, by_person=by_person) is answered


def test_nobody_waits_for_an_answer_to_a_call_of_ours():
    assert [first.is_waited_for(turn(**{"case.we_called": we})) for we in (True, False)] == [False, True]


def test_an_aim_for_the_first_answer_that_comes_after_the_end_is_refused():
    text = "procedure: a\ntitle: A\npurpose: A\nowner: A\nreview: {every: 6mo}\n" + HEAD + "steps:\n" + STEPS
    assert read(text).targets.first_response == "4h"
    with pytest.raises(FileError, match="first answer"):
        read(text.replace("4h", "3d"))


@pytest.fixture
def written(in_force, owner, inside):
    """A case that began with a message, on the day before, in the hours of the business."""
    hours = tuple(f"{day} 08:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri"))
    version = in_force(STEPS, head=HEAD)
    business.answer(actor=actor_of(owner), answers={"business.hours": hours}, at=NOON)

    def begin(before=timedelta(), channel="email", **more):
        return actions.start(
            actor=system(owner.organization_id), member=owner, revision=version, channel=channel, at=NOON, known={},
            contacted_at=NOON - before, **more,
        )  # fmt: skip

    return begin


def told(case, owner):
    return packet.contents(case, Organization.objects.get(pk=owner.organization_id), NOON)["told"]


def test_it_stands_in_the_queue_from_the_message_on_until_somebody_answers(written, owner):
    case, actor = written(before=HOUR), actor_of(owner)
    [item] = due(kind="answer")
    assert item.due_at == NOON + 3 * HOUR
    actions.answer(actor=actor, case=case, at=NOON + HOUR, step="look", facts={})
    assert due(kind="answer").count() == 1
    actions.answer(actor=actor, case=case, at=NOON + 2 * HOUR, step="tell", facts={})
    assert not due(kind="answer")
    seen = first_told(queries.events(case.pk), NOON + 9 * HOUR)
    assert (seen.word, seen.by) == ("In time", "1 hour")
    row, _ = reading(told(case, owner)).clocks
    assert (row.what, row.aim) == ("First answer to the customer", "4 hours")
    assert row.became == "Met with 1 hour of open time left"


@pytest.mark.slow
def test_a_late_one_says_by_how_much_open_time(written, owner):
    case = written()
    late = Open.objects.get(kind="answer").due_at + timedelta(days=1)
    assert first_told(queries.events(case.pk), late).word == "Late"
    actions.answer(actor=actor_of(owner), case=case, at=late, step="look", facts={})
    actions.answer(actor=actor_of(owner), case=case, at=late, step="tell", facts={})
    row, _ = reading(told(case, owner)).clocks
    assert (row.became, row.tone) == ("Missed by 9 hours of open time", "danger")


def test_the_end_of_a_case_without_an_answer_takes_it_off_the_queue_and_says_so(written, owner):
    case = written()
    actions.give_up(actor=actor_of(owner), case=case, at=NOON + HOUR, outcome="abandoned", reason="Wrote by mistake")
    assert not due(kind="answer")
    rows = reading(told(case, owner)).clocks
    assert rows[0].became == "The case ended without an answer"
    assert [row.what for row in rows] == ["First answer to the customer", "Settled"]


def test_the_case_file_tells_its_pauses_and_what_our_own_clock_did(written, owner):
    case, actor = written(), actor_of(owner)
    actions.pause(actor=actor, case=case, at=NOON + HOUR, reason="They measure the door", for_customer=True)
    actions.resume(actor=actor, case=case, at=NOON + 2 * HOUR)
    actions.pause(actor=actor, case=case, at=NOON + 3 * HOUR, reason="Lunch")
    first_, second = reading(told(case, owner)).pauses
    assert (first_.since, first_.until, first_.why) == (NOON + HOUR, NOON + 2 * HOUR, "They measure the door")
    assert first_.did.endswith("stood still")
    assert (second.until, second.did) == (None, "Our own clock ran on")
    actions.give_up(actor=actor, case=case, at=NOON + 4 * HOUR, outcome="abandoned", reason="Gone")
    read = reading(told(case, owner))
    assert "it stood still for 1 hour" in read.clocks[-1].became
    assert read.pauses[1].until == NOON + 4 * HOUR
