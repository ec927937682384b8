"""How soon a customer is answered first: aimed at by the procedure, in the queue, and in the case file."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.calendars.open_hours import of_rows
from handrail.desk import actions, queries
from handrail.desk.clocks import first
from handrail.desk.clocks.answering import actions as answering
from handrail.desk.clocks.answering import queries as answering_queries
from handrail.desk.clocks.answering.aims import AimError, aim, parts
from handrail.desk.clocks.queries import first_told
from handrail.desk.models import AnswerTimes, Open
from handrail.desk.promises import actions as promises
from handrail.desk.promises.queries import due
from handrail.desk.promises.queue.actions import REMIND
from handrail.facts.problems import FileError
from handrail.ledger.actor import system
from handrail.ledger.models import Timer
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
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


def test_the_shorter_of_two_aims_counts_in_open_hours():
    week = of_rows([(day, "08:00", "17:00") for day in range(5)], "America/Chicago")
    assert first.no_later("1d", None, NOON, week) == "1d"
    assert first.no_later("1d", "2d", NOON, week) == "1d"
    assert first.no_later("2d", "8h", NOON, week) == "8h"


@pytest.mark.parametrize(
    ("count", "unit", "kept"), [(" 4 ", "h", "4h"), ("1", "d", "1d"), ("", "h", ""), ("8", "w", "8w")]
)
def test_a_time_as_an_owner_says_it(count, unit, kept):
    assert aim("email", count, unit) == kept
    assert parts("email", kept) == ((count.strip(), unit) if kept else ("", "d"))


@pytest.mark.parametrize(
    ("count", "unit"),
    [("0", "d"), ("-1", "h"), ("1.5", "h"), ("four", "h"), ("61", "d"), ("60", "m"), ("1", "y"), ("²", "h")],
)
def test_what_is_no_time_is_refused_with_what_to_write(count, unit):
    with pytest.raises(AimError, match="E-mail: write a whole number"):
        aim("email", count, unit)


@pytest.fixture
def set_aims(owner, inside):
    def make(**aims):
        answering.set_aims(actor=actor_of(owner), aims=aims, at=NOON)

    return make


@pytest.fixture
def plain(in_force, owner, inside):
    """A version that says nothing of how soon; a case of it comes through a channel."""
    version = in_force(STEPS, "try-plain", head="targets: {resolution_time: 2d}\n")

    def begin(channel="email", at=NOON, **more):
        return actions.start(
            actor=actor_of(owner), member=owner, revision=version, channel=channel, at=at, known={}, **more
        )

    return begin


def test_what_the_business_says_for_a_channel_counts_where_the_procedure_says_nothing(plain, set_aims, owner):
    plain()
    assert not due(kind="answer")  # nothing was kept: nothing is aimed at
    set_aims(email="4h", mail="5d")
    case, by_phone, letter = plain(), plain("phone"), plain("mail")
    assert {row.case_id: row.due_at - NOON for row in due(kind="answer")} == {
        case.pk: 4 * HOUR, letter.pk: 48 * HOUR,  # a letter is answered no later than it is to be settled
    }  # fmt: skip
    seen = first_told(queries.events(case.pk), NOON)
    assert (seen.aim, seen.first.ours) == ("4 hours", True)
    assert first_told(queries.events(by_phone.pk), NOON) is None
    actions.answer(actor=actor_of(owner), case=case, at=NOON + HOUR, step="look", facts={})
    actions.answer(actor=actor_of(owner), case=case, at=NOON + HOUR, step="tell", facts={})
    assert [row.case_id for row in due(kind="answer")] == [letter.pk]
    row, _ = reading(told(case, owner)).clocks
    assert row.became == "Met with 3 hours of open time left"


def test_what_a_procedure_says_itself_goes_before_it(written, set_aims):
    set_aims(email="1h")
    case = written()
    assert [row.due_at for row in due(kind="answer")] == [NOON + 4 * HOUR]
    assert not first_told(queries.events(case.pk), NOON).first.ours


def test_a_case_that_is_over_when_it_begins_waits_for_no_answer(in_force, owner, set_aims):
    set_aims(email="4h")
    version = in_force("  - {id: only, when: case.channel == 'phone', do: Look at it.}\n", "try-over")
    case = actions.start(actor=actor_of(owner), member=owner, revision=version, channel="email", at=NOON, known={})
    assert case.status == "ended"
    assert not due(kind="answer")


def test_a_change_counts_for_cases_that_begin_later_only(plain, set_aims):
    set_aims(email="4h")
    before = plain()
    set_aims(email="2h")
    after_ = plain(at=NOON + HOUR)
    set_aims()
    plain(at=NOON + 2 * HOUR)
    assert {row.case_id: row.due_at - NOON for row in due(kind="answer")} == {before.pk: 4 * HOUR, after_.pk: 3 * HOUR}
    assert first_told(queries.events(before.pk), NOON).aim == "4 hours"


def test_only_who_changes_settings_says_it(agent, inside):
    with pytest.raises(RefusedError):
        answering.set_aims(actor=actor_of(agent), aims={"email": "4h"}, at=NOON)
    assert not AnswerTimes.objects.exists()


def test_one_is_reminded_before_it_ends_and_not_of_one_that_was_given(plain, set_aims, owner):
    set_aims(email="3h")
    case, given = plain(), plain()
    for step in ("look", "tell"):
        actions.answer(actor=actor_of(owner), case=given, at=NOON, step=step, facts={})
    item = Open.objects.get(case=case, kind="answer")
    assert list(Timer.objects.filter(kind=REMIND, done_at=None).values_list("subject_id", "due_at")) == [
        (item.pk, NOON + 2 * HOUR)
    ]
    promises.remind(actor=system(owner.organization_id), item=item.pk, at=NOON + 2 * HOUR)
    assert [row.kind for row in queries.events(case.pk)][-1] == "answer-reminded"
    plain(contacted_at=NOON - 9 * HOUR)  # late before it began: there is nothing to be reminded of
    assert not Timer.objects.filter(kind=REMIND, done_at=None)


@pytest.mark.slow
def test_the_owner_keeps_what_is_proposed_and_is_asked_until_then(plain, owner, agent, sign_in):
    client, page = sign_in(owner), "/desk/due/answering/"
    assert answering_queries.waiting(owner, NOON, "America/Chicago")
    assert not answering_queries.waiting(agent, NOON, "America/Chicago")
    assert "This is a proposal" in client.get(page).content.decode()
    assert sign_in(agent).get(page).status_code == 403
    proposed = {
        "email": "1",
        "email-unit": "d",
        "text-message": "4",
        "text-message-unit": "h",
        "mail": "3",
        "mail-unit": "d",
    }
    refused = client.post(page, {**proposed, "email": "soon"})
    assert refused.status_code == 422
    assert 'value="soon"' in refused.content.decode()
    assert client.post(page, proposed).status_code == 302
    assert AnswerTimes.objects.get().aims == {"email": "1d", "text-message": "4h", "mail": "3d"}
    assert not answering_queries.waiting(owner, NOON, "America/Chicago")
    shown = client.get(page).content.decode()
    assert "This is a proposal" not in shown
    assert "what comes now is answered by" in shown


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
