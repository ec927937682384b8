"""What is promised to a customer stands open, with a person and a time, until somebody says what became of it."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.config import worker
from handrail.desk import actions as desk
from handrail.desk import queries as cases
from handrail.desk.actions import DeskError
from handrail.desk.escalating.queue.actions import WATCH
from handrail.desk.handing import actions as handing
from handrail.desk.models import Open, ReminderTimes
from handrail.desk.promises import actions, queries
from handrail.desk.promises.reminding import actions as reminding
from handrail.desk.promises.reminding.lead import remind_at
from handrail.ledger.models import Outgoing, Timer
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.records import packet

HOUR = timedelta(hours=1)
MAIL = {"host": "m.test", "port": 25, "security": "none", "user": "", "password": "", "sender": "a@b.test"}


@pytest.fixture
def case(begin, inside):
    return begin()


@pytest.fixture
def promised(case, owner, agent):
    return actions.promise(
        actor=actor_of(owner), case=case, what="Call Dolores back", by=NOON + 3 * HOUR, person=agent, at=NOON
    )


def kinds(case):
    return [kept.kind for kept in cases.events(case.id) if kept.kind.startswith("promise")]


def told(case, owner):
    return packet.contents(case, Organization.objects.get(pk=owner.organization_id), NOON)["told"]


@pytest.mark.parametrize(("became", "after", "words"), [
    ("kept", 2 * HOUR, "kept"), ("kept", 4 * HOUR, "kept, late"), ("broken", 4 * HOUR, "broken, late"),
    ("released", HOUR, "released"),
])  # fmt: skip
def test_what_became_of_it_stands_in_the_case_file(promised, case, owner, became, after, words):
    actions.settle(actor=actor_of(owner), item=promised, became=became, how="She is content", at=NOON + after)
    assert kinds(case) == ["promised", f"promise-{became}"]
    [row] = told(case, owner)["promises"]
    assert (row["what"], row["became"]) == ("Call Dolores back", words)
    assert not Open.objects.filter(kind="due", closed_at=None).exists()
    with pytest.raises(DeskError, match="already"):
        actions.settle(actor=actor_of(owner), item=promised, became="kept", how="Again", at=NOON + after)


@pytest.mark.slow
def test_one_that_a_step_makes_is_settled_and_told_alike(in_force, begun, owner, inside):
    steps = "  - {id: call, do: Call them back., within: 1d}\n  - {id: done, end: resolved}\n"
    case = begun(in_force(steps))
    desk.answer(actor=actor_of(owner), case=case, at=NOON, step="call", facts={})
    item = Open.objects.get(kind="due")
    actions.settle(actor=actor_of(owner), item=item, became="kept", how="Called", at=NOON + 30 * HOUR)
    [row] = told(case, owner)["promises"]
    assert row["became"] == "kept, late"


def test_the_words_are_sealed_and_no_plain_part_of_an_event_has_them(promised, case, owner):
    actions.settle(actor=actor_of(owner), item=promised, became="kept", at=NOON, how="Called Dolores")
    assert all("Dolores" not in str(kept.data) for kept in cases.events(case.id))


@pytest.mark.slow
def test_there_is_one_way_to_say_what_became_of_it(promised, case, owner, sign_in):
    page = sign_in(owner).post(f"/desk/item/{promised.pk}/", {"how": "Called Dolores"})
    assert "Say what became of it: kept, not kept" in page.content.decode()
    assert Open.objects.get(pk=promised.pk).closed_at is None
    assert kinds(case) == ["promised"]


@pytest.mark.slow
def test_the_one_who_keeps_it_hears_of_it_before_its_time_and_once(promised, case, owner, agent):
    people.set_mail_server(actor=actor_of(owner), at=NOON, answers=MAIL)
    worker.run_due(NOON + 2 * HOUR - timedelta(minutes=1))
    assert Outgoing.objects.count() == 0
    worker.run_due(NOON + 2 * HOUR)
    worker.run_due(NOON + 3 * HOUR)
    assert [row.about for row in Outgoing.objects.all()] == [f"A promise in case {case.number} is due"]
    assert kinds(case) == ["promised", "promise-reminded"]


@pytest.mark.slow
def test_settled_nobody_is_reminded(promised, case, owner):
    actions.settle(actor=actor_of(owner), item=promised, became="kept", how="Called", at=NOON)
    worker.run_due(NOON + 3 * HOUR)
    assert kinds(case)[-1] == "promise-kept"
    assert not Timer.objects.filter(kind="promise", done_at=None).exists()


@pytest.mark.slow
def test_one_without_a_name_goes_with_the_case_and_a_named_one_is_given(case, promised, owner, agent, colleague):
    nobodys = actions.promise(actor=actor_of(owner), case=case, what="A credit", by=NOON + HOUR, person=None, at=NOON)
    boss = colleague("supervisor")
    handing.hand_over(actor=actor_of(owner), case=case, to=boss, summary="She waits", at=NOON)
    mine = set(queries.due(mine=boss).values_list("pk", flat=True))
    assert nobodys.pk in mine
    assert promised.pk not in mine
    actions.give(actor=actor_of(owner), item=promised, to=boss, at=NOON)
    assert promised.pk in set(queries.due(mine=boss).values_list("pk", flat=True))
    assert not queries.due(mine=agent).exists()


def test_half_a_promise_is_refused_and_what_was_typed_is_not_kept_as_one(case, owner, colleague, sign_in):
    actor, auditor = actor_of(owner), colleague("auditor")
    for what, by, person, why in (
        (" ", NOON + HOUR, None, "Write what"), ("Call", None, None, "until when"), ("Call", NOON, None, "still to come"),
        ("Call", NOON + HOUR, auditor, "does not work at the desk"), ("x" * 301, NOON + HOUR, None, "too long"),
        ("card 4111 1111 1111 1111", NOON + HOUR, None, "never stands"),
    ):  # fmt: skip
        with pytest.raises(DeskError, match=why):
            actions.promise(actor=actor, case=case, what=what, by=by, person=person, at=NOON)
    with pytest.raises(RefusedError):
        actions.promise(actor=actor_of(auditor), case=case, what="Call", by=NOON + HOUR, person=None, at=NOON)
    assert kinds(case) == []


@pytest.mark.slow
def test_by_key_on_the_page_and_by_the_clock_of_the_business(case, owner, sign_in):
    page = sign_in(owner)
    sent = page.post(f"/desk/{case.pk}/promise/", {"what": "A visit", "by": "2036-11-24T15:30", "person": ""})
    assert sent.status_code == 302
    item = Open.objects.get(kind="due")
    assert f"{item.due_at:%H:%M}" == "21:30"  # Chicago in November
    assert "A visit" in page.get(f"/desk/{case.pk}/").content.decode()
    refused = page.post(f"/desk/due/{item.pk}/", {"became": "kept", "how": ""})
    assert refused.status_code == 422
    page.post(f"/desk/due/{item.pk}/", {"became": "kept", "how": "We were there"})
    item.refresh_from_db()
    assert item.closed_at is not None


@pytest.mark.slow
def test_the_list_says_what_breaks_first_finds_and_exports(promised, case, owner, agent, sign_in):
    actions.promise(actor=actor_of(owner), case=case, what="A credit", by=NOON + HOUR, person=None, at=NOON)
    desk.escalate(actor=actor_of(owner), case=case, to="supervisor", why="Angry", severity="urgent", at=NOON)
    assert [row.what for row in queries.due()] == ["Angry", "A credit", "Call Dolores back"]
    assert [row.what for row in queries.due(kind="due", words="credit")] == ["A credit"]
    page = sign_in(owner)
    assert "Nothing due fits" in page.get("/desk/due/?q=zebra").content.decode()
    sheet = page.get("/desk/due/?kind=due&format=csv").content.decode().splitlines()
    assert ["A credit" in sheet[1], "Call Dolores back" in sheet[2]] == [True, True]


@pytest.mark.slow
def test_the_calendar_holds_mine_and_no_word_of_the_customer(promised, agent, owner, sign_in):
    sent = sign_in(agent).get("/desk/due/?whose=mine&format=ics")
    text = sent.content.decode()
    assert sent["Content-Type"].startswith("text/calendar")
    assert f"SUMMARY:Promise: case {promised.case.number}" in text
    assert "Dolores" not in text
    assert "VEVENT" not in sign_in(owner).get("/desk/due/?whose=mine&format=ics").content.decode()


def test_mine_is_what_i_keep_and_what_i_am_asked_not_what_is_asked_of_others(case, promised, owner, agent, supervisor):
    """An escalation in a case of mine is the care of whoever is asked."""
    desk.escalate(actor=actor_of(owner), case=case, to="supervisor", why="Angry", severity="urgent", at=NOON)
    assert [row.what for row in queries.due(mine=supervisor)] == ["Angry"]
    assert [row.what for row in queries.due(mine=agent)] == ["Call Dolores back"]
    assert [row.what for row in queries.due(mine=owner)] == []
    for n, who in enumerate((owner, supervisor), 1):
        actions.promise(actor=actor_of(owner), case=case, what=who.user.name, by=NOON + n * HOUR, person=who, at=NOON)
    shown = [queries.whose(row) for row in queries.in_pages(sort="person")]
    assert shown == sorted(shown) == ["Marcy Holt", "The agent", "The supervisor", "The supervisor"]


def test_the_list_says_how_much_is_due_and_how_much_of_it_is_late(case, promised, owner, sign_in):
    desk.escalate(actor=actor_of(owner), case=case, to="supervisor", why="Angry", severity="urgent", at=NOON)
    actions.promise(actor=actor_of(owner), case=case, what="Later", by=NOON + 9_999 * HOUR * 24, person=None, at=NOON)
    assert (len(queries.in_pages("due")), len(queries.in_pages())) == (2, queries.due().count())
    page = sign_in(owner).get("/desk/due/?kind=due").content.decode()
    assert "2 due, 1 of them late." in page


def test_a_lead_is_from_a_minute_to_two_weeks(owner, inside):
    for minutes in (1, 20_160):
        reminding.set_leads(actor=actor_of(owner), minutes={"promise": minutes}, at=NOON)
        assert ReminderTimes.objects.get().minutes == {"promise": minutes}
    for minutes in (0, -5, 20_161):
        with pytest.raises(DeskError, match="Promises to customers and first answers: write minutes"):
            reminding.set_leads(actor=actor_of(owner), minutes={"promise": minutes}, at=NOON)


def test_only_who_changes_settings_is_shown_the_leads(owner, agent, sign_in):
    assert 'name="promise"' in sign_in(owner).get("/desk/due/").content.decode()
    client = sign_in(agent)
    assert 'name="promise"' not in client.get("/desk/due/").content.decode()
    assert client.post("/desk/due/", {"promise": "30"}).status_code == 403


@pytest.mark.slow
def test_the_owner_sets_how_long_before_its_end_one_hears_of_it(case, owner, agent, sign_in):
    begun, ends = NOON, NOON + 3 * HOUR
    assert [remind_at(begun, ends, minutes) for minutes in (None, 30, 180)] == [
        NOON + 2 * HOUR, NOON + timedelta(minutes=150), NOON + 2 * HOUR,
    ]  # fmt: skip
    with pytest.raises(RefusedError):
        reminding.set_leads(actor=actor_of(agent), minutes={"promise": 30}, at=NOON)
    client = sign_in(owner)
    wrong = client.post("/desk/due/", {"promise": "soon", "escalation": ""})
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.content.decode()
    client.post("/desk/due/", {"promise": "30", "escalation": "5"})
    assert 'value="30"' in client.get("/desk/due/").content.decode()
    assert ReminderTimes.objects.get().minutes == {"promise": 30, "escalation": 5}
    item = actions.promise(actor=actor_of(owner), case=case, what="Call back", by=ends, person=agent, at=NOON)
    assert Timer.objects.get(subject_id=item.pk).due_at == NOON + timedelta(minutes=150)
    desk.escalate(actor=actor_of(owner), case=case, at=NOON, to="supervisor", why="Help", severity="urgent")
    assert Timer.objects.get(kind=WATCH).due_at == NOON + timedelta(minutes=10)


@pytest.mark.slow
def test_a_case_that_ends_says_which_promise_stays_open(promised, case, owner, sign_in):
    desk.give_up(actor=actor_of(owner), case=case, at=NOON, outcome="abandoned", reason="Hung up")
    page = sign_in(owner).get(f"/desk/{case.pk}/").content.decode()
    assert "a promise stays open" in page
    actions.settle(actor=actor_of(owner), item=promised, became="kept", how="Called", at=NOON)
    assert "stays open" not in sign_in(owner).get(f"/desk/{case.pk}/").content.decode()


def test_what_fits_words_is_cut_into_pages_in_its_order(case, owner):
    for n in range(5):
        by = NOON + (5 - n) * HOUR
        actions.promise(actor=actor_of(owner), case=case, what=f"Call number {n}", by=by, person=None, at=NOON)
    found = queries.found(queries.due("call number"))
    assert len(found) == 5
    assert [row.what for row in found[1:3]] == ["Call number 3", "Call number 2"]
    assert len(queries.found(queries.due("number 4"))) == 1


def test_a_promise_is_made_where_its_case_goes_on_and_given_only_to_somebody_else(case, promised, begin, owner, agent):
    actor, other = actor_of(owner), begin()
    with pytest.raises(DeskError, match="The agent keeps it already"):
        actions.give(actor=actor, item=promised, to=agent, at=NOON)
    with pytest.raises(DeskError, match="Say what became of it"):
        actions.settle(actor=actor, item=promised, became="forgotten", how="Nobody knows", at=NOON)
    handing.merge(actor=actor, case=case, into=other, reason="She called twice", at=NOON)
    with pytest.raises(DeskError, match="goes on in another one"):
        actions.promise(actor=actor, case=case, what="A visit", by=NOON + HOUR, person=None, at=NOON)
    promised.refresh_from_db()
    assert promised.case == other
    actions.promise(actor=actor, case=other, what="x" * 300, by=NOON + HOUR, person=None, at=NOON)


def test_what_is_no_promise_is_neither_settled_nor_given(case, owner, agent):
    actor = actor_of(owner)
    desk.escalate(actor=actor, case=case, to="supervisor", why="Angry", at=NOON)
    item = Open.objects.get(kind="escalation")
    with pytest.raises(DeskError, match="This is no promise"):
        actions.settle(actor=actor, item=item, became="kept", how="Done", at=NOON)
    with pytest.raises(DeskError, match="This is no promise"):
        actions.give(actor=actor, item=item, to=agent, at=NOON)
    item.refresh_from_db()
    assert (item.closed_at, item.person) == (None, None)
