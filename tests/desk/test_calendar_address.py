"""One's own dues at a secret address that a calendar reads: shown once, taken back, over when they leave."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from cast import NOON
from handrail.desk.models import CalendarAddress
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
