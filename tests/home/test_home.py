"""Home by role: what waits, with its one button; and on the first day the way to begin."""

import itertools
import re
from datetime import timedelta

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.calendars import clock
from handrail.config.wiring import LARGE, MENU, places
from handrail.config.worker import beat_file
from handrail.desk import actions as desk
from handrail.home.first_day import Stands, steps
from handrail.home.sections import MOST, sections
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions as handbook
from handrail.web.waiting import Waiting


@pytest.fixture(autouse=True)
def without_a_beat(at_noon):
    beat_file().unlink(missing_ok=True)


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def case(owner, adopted, inside):
    known = {"business.records_calls": "none"}
    return desk.start(actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known=known)


def home(client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().split("<main")[1])


def test_the_first_day_leads_step_by_step(owner, sign_in):
    text = home(sign_in(owner))
    titles = ["Describe the business", "Bring your tickets", "Have the handbook drafted", "Adopt a procedure",
              "Run the first case", "Invite people"]  # fmt: skip
    places_of = [text.index(f"<b>{title}</b>") for title in titles]
    assert places_of == sorted(places_of)
    assert 'href="/business/1/">Begin' in text
    assert text.count('class="now"') == 1


def test_an_agent_is_not_led_through_the_set_up(colleague, sign_in):
    text = home(sign_in(colleague("agent")))
    assert "The first day" not in text
    assert "Nothing waits." in text


def test_the_first_day_goes_on_where_it_was_left(owner, sign_in, inside):
    business.answer(actor=actor_of(owner), answers={"business.name": "Red Dirt"}, at=NOON)
    text = home(sign_in(owner))
    assert 'href="/business/2/">Go on' in text
    assert "Finish describing your business" in text


@pytest.mark.slow
def test_an_escalation_waits_for_one_who_may_take_it_and_for_no_agent(owner, colleague, case, sign_in):
    desk.escalate(actor=actor_of(owner), case=case, at=NOON, to="supervisor", why="She is angry")
    text = home(sign_in(colleague("supervisor")))
    assert "Breaks first" in text
    assert re.search(r'href="/desk/escalations/[0-9a-f-]+/">Take it<', text)
    assert "Take it<" not in home(sign_in(colleague("agent")))


@pytest.mark.slow
def test_my_open_case_waits_for_me_only(owner, colleague, case, sign_in):
    assert f'href="/desk/{case.id}/">Go on<' in home(sign_in(owner))
    assert f'href="/desk/{case.id}/">Go on<' not in home(sign_in(colleague("supervisor")))


@pytest.mark.slow
def test_a_version_in_review_waits_for_one_who_did_not_write_it(owner, colleague, sign_in, inside):
    from cast import TRY_HOME_SALE

    manager = colleague("manager")
    row = handbook.save_draft(actor=actor_of(manager), text=TRY_HOME_SALE, reason="first version", at=NOON)
    assert "Finish the draft of Cancel a sale" in home(sign_in(manager))
    handbook.submit(actor=actor_of(manager), row=row, at=NOON)
    text = home(sign_in(owner))
    assert f'href="/procedures/version/{row.pk}/">Approve: Cancel a sale' in text
    assert "since Nov 24" in text
    assert "Approve:" not in home(sign_in(manager))


def test_answers_that_cannot_both_be_so_are_to_be_settled(owner, sign_in, inside, monkeypatch):
    actor = actor_of(owner)
    business.answer(actor=actor, answers={"business.takes_cards": False}, at=NOON)
    monkeypatch.setattr(business, "contradictions", lambda known: [])  # as kept before the rule was known
    business.answer(actor=actor, answers={"business.adds_surcharge": True}, at=NOON)
    assert "You add a card fee, but take no cards. Which is right?" in home(sign_in(owner))


def test_a_licence_that_ends_within_days_stands_here(owner, sign_in, inside):
    soon = ("LP gas dealer permit | LP-1 |  | 2026-12-01", "Later permit | LP-2 |  | 2027-06-30")
    business.answer(actor=actor_of(owner), answers={"business.licences": soon}, at=NOON)
    text = home(sign_in(owner))
    assert "License or registration ends: LP gas dealer permit" in text
    assert "Later permit" not in text


@pytest.mark.slow
def test_a_worker_that_stands_still_is_seen_by_the_owner(owner, colleague, sign_in):
    assert "The worker ran never" in home(sign_in(owner))
    assert "The worker ran never" not in home(sign_in(colleague("manager")))
    beat_file().write_text(clock.stamp(NOON - timedelta(seconds=5)))
    text = home(sign_in(owner))
    assert "The worker ran" not in text
    assert "Reminders last ran Tue, Nov 24, 11:59 AM." in text


# The parts


STANDS = list(itertools.product([None, 3], [False, True], [False, True], [False, True], [False, True], [False, True]))


@pytest.mark.parametrize("rest", STANDS)
def test_exactly_one_step_is_in_hand_until_the_needed_ones_are_done(rest):
    question, tickets, drafted, adopted, ran, invited = rest
    found = steps(Stands(question, True, tickets, drafted, adopted, ran, invited))
    needed = [step for step in found if not step.optional]
    assert sum(step.state == "now" for step in found) == any(step.state != "done" for step in needed)
    assert all(step.state == "done" for step in itertools.takewhile(lambda step: step.state != "now", needed))


def test_a_long_section_says_how_many_more():
    rows = [Waiting("first", str(n), "/x/", "", "Open") for n in range(MOST + 3)]
    first, last = sections([Waiting("handbook", "h", "/", "", ""), *rows])
    assert (first.name, len(first.rows), first.more, last.name) == ("first", MOST, 3, "handbook")


@pytest.mark.parametrize(("size", "names"), [
    (3, ["home", "procedures", "desk", "records", "people"]),
    (LARGE, ["home", "inquiries", "procedures", "desk", "records", "measures", "reviews", "people"]),
])  # fmt: skip
def test_a_small_business_has_five_places_in_the_bar_and_the_rest_under_menu(size, names):
    bar, more = places([(place, False) for place in MENU], size)
    assert [place.name for place, _ in bar] == names
    assert {place.name for place, _ in bar + more} == {place.name for place in MENU}


def test_where_one_is_stands_in_the_bar():
    bar, more = places([(place, place.name == "law") for place in MENU], 3)
    assert "law" in [place.name for place, _ in bar]
    assert "law" not in [place.name for place, _ in more]
