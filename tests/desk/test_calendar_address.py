"""One's own dues at a secret address that a calendar reads: shown once, taken back, over when they leave."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from cast import NOON
from handrail.desk.models import CalendarAddress, Open
from handrail.desk.promises import actions as promises
from handrail.desk.promises.subscribing import actions
from handrail.ledger.models import Event
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.codes import hashed
from handrail.people.rights import RefusedError

PAGE = "/desk/due/calendar/"


@pytest.fixture
def agent(colleague):
    cache.clear()
    return colleague("agent")


@pytest.fixture
def address(begin, inside, owner, agent, sign_in):
    """Of an agent who has one thing to keep."""
    by = NOON + timedelta(hours=3)
    promises.promise(actor=actor_of(owner), case=begin(), what="Call Dolores", by=by, person=agent, at=NOON)
    client = sign_in(agent)
    assert "You have no calendar address" in client.get(PAGE).content.decode()
    shown = client.post(PAGE, {"do": "make"}).content.decode()
    return re.search(r'value="http://testserver(/desk/due/calendar/[^"]+\.ics)"', shown)[1]


@pytest.mark.slow
def test_a_calendar_reads_it_without_signing_in_and_sees_no_customer(address, agent, sign_in):
    answer = Client().get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "SUMMARY:Promise: case" in text
    assert "Dolores" not in text
    page = sign_in(agent).get(PAGE).content.decode()
    assert "Last read" in page
    assert address not in page  # shown once


def test_it_holds_what_its_person_keeps_and_leads_to_the_case(address, owner):
    """And is left in no memory on the way."""
    item = Open.objects.get(kind="due")
    promises.promise(
        actor=actor_of(owner), case=item.case, what="Mine", by=NOON + timedelta(hours=4), person=owner, at=NOON
    )
    answer = Client().get(address)
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    assert f"/desk/{item.case_id}/" in text
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")


def test_each_has_their_own_and_ends_their_own(address, agent, owner, colleague, inside):
    theirs = actions.business_of(actions.make(actor=actor_of(owner), member=owner, at=NOON))[1]
    actions.make(actor=actor_of(agent), member=agent, at=NOON)
    assert actions.opened(theirs, NOON) == owner
    auditor = colleague("auditor")
    with pytest.raises(RefusedError):
        actions.take_back(actor=actor_of(auditor), member=owner, at=NOON)
    actions.take_back(actor=actor_of(agent), member=agent, at=NOON)
    assert actions.opened(theirs, NOON) == owner


def test_it_is_over_for_who_works_at_the_desk_no_more(address, owner, agent):
    made = CalendarAddress.objects.get().made_at
    people.change_role(actor=actor_of(owner), member=agent, role="auditor", at=made + timedelta(hours=1))
    assert Client().get(address).status_code == 410


def test_that_it_was_read_is_noted_every_five_minutes(address, inside):
    secret = actions.business_of(address.removeprefix(PAGE).removesuffix(".ics"))[1]
    noted = []
    for minute in (0, 4, 5):
        actions.opened(secret, NOON + timedelta(minutes=minute))
        noted.append((CalendarAddress.objects.get().read_at - NOON) // timedelta(minutes=1))
    assert noted == [0, 0, 5]


def test_only_a_hash_of_it_is_kept(address):
    secret = actions.business_of(address.removeprefix(PAGE).removesuffix(".ics"))[1]
    assert CalendarAddress.objects.get().secret_hash == hashed(secret)
    assert all(secret not in str(event.data) for event in Event.objects.all())


@pytest.mark.slow
def test_a_new_one_ends_the_old_and_taking_back_ends_it(address, agent, sign_in):
    client = sign_in(agent)
    client.post(PAGE, {"do": "make"})
    assert Client().get(address).status_code == 410
    client.post(PAGE, {"do": "end"})
    assert "You have no calendar address" in client.get(PAGE).content.decode()
    assert not CalendarAddress.objects.filter(ended_at=None).exists()
    kinds = list(Event.objects.filter(kind__startswith="calendar-address").values_list("kind", flat=True))
    assert sorted(kinds) == ["calendar-address-ended", "calendar-address-made", "calendar-address-made"]


def test_it_is_over_when_they_leave_also_where_they_come_back(address, owner, agent):
    row = CalendarAddress.objects.get()
    for active in (False, True):
        agent.refresh_from_db()
        people.switch_member(actor=actor_of(owner), member=agent, active=active, at=row.made_at + timedelta(hours=1))
        assert Client().get(address).status_code == 410


@pytest.mark.slow
def test_one_that_nobody_made_is_nothing_and_asking_too_often_is_refused(address):
    assert Client().get(f"{PAGE}made-up.ics").status_code == 410
    assert [Client().get(address).status_code for _ in range(31)][-1] == 429


def test_who_does_not_work_at_the_desk_has_none(colleague, inside):
    auditor = colleague("auditor")
    with pytest.raises(RefusedError):
        actions.make(actor=actor_of(auditor), member=auditor, at=NOON)
