"""The product as of another date: said on every page, asked of that date, and nothing can be written meanwhile."""

import json
import re
from datetime import date

import pytest
from django.apps import apps

from cast import NOON
from handrail.law.as_of import NoSuchDayError, moved, read_day
from handrail.ledger import scope
from handrail.ledger.deed import deed
from handrail.people.actions import actor_of
from people.test_rights import ALL, ALLAUTH_OPEN

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
WRITING = ("post", "put", "patch", "delete")


@pytest.fixture
def looking(owner, sign_in, monkeypatch):
    """The owner, looking at the first day of 2027."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    client = sign_in(owner)
    assert client.post("/as-of/", {"on": "2027-01-01", "next": "/law/"}).url == "/law/"
    return client


def kept() -> dict[str, int]:
    """How many rows there are of everything, sessions aside."""
    return {m.__name__: m._base_manager.using("default").count() for m in apps.get_models() if m.__name__ != "Session"}


def counts(owner) -> dict[str, int]:
    with scope.organization(owner.organization_id):
        return kept()


def test_a_bar_says_so_on_every_page_and_leads_back(looking) -> None:
    for address in ("/", "/law/", "/procedures/", "/desk/", "/reviews/", "/people/", "/business/", "/records/"):
        page = looking.get(address).content.decode()
        assert "As of Fri, Jan 1, 2027." in page, address
        assert 'action="/as-of/leave/"' in page, address
    assert looking.post("/as-of/leave/", {"next": "/law/"}).url == "/law/"
    assert "As of Fri, Jan 1, 2027." not in looking.get("/law/").content.decode()


def test_law_is_asked_at_that_date(looking) -> None:
    page = looking.get("/law/values/?q=us-vt.minimum-wage").content.decode()
    assert "Not published yet when last looked for" in page
    assert "As of Fri, Jan 1, 2027" in page


def test_every_address_refuses_every_write_but_leaving_and_signing_out(looking, owner) -> None:
    before, took = counts(owner), []
    for address, entry in ALL:
        for method in WRITING:
            if entry.name in ("as-of-leave", "account_logout"):
                continue
            answer = getattr(looking, method)(address)
            took += [f"{method} {address}: {answer.status_code}"] if answer.status_code != 409 else []
    assert took == []
    assert counts(owner) == before
    assert len(ALL) > len(ALLAUTH_OPEN) + 60


def test_reading_writes_nothing_either(looking, owner) -> None:
    before = counts(owner)
    looking.raise_request_exception = True
    for address, entry in ALL:
        if entry.callback.__module__.startswith("handrail."):
            assert looking.get(address).status_code < 500, address
    assert counts(owner) == before


def test_no_deed_begins_while_one_only_looks(owner) -> None:
    with scope.looking_only(), pytest.raises(scope.LookingOnlyError), deed(actor_of(owner), NOON):
        pass


def test_signing_out_is_taken_and_ends_it(looking, owner, sign_in) -> None:
    assert looking.post("/account/logout/").status_code == 302
    assert "As of" not in sign_in(owner).get("/law/").content.decode().split("<main")[0].split("Look at another")[0]


def test_a_program_is_refused_in_its_own_words(looking) -> None:
    told = json.loads(looking.post("/api/anything/").content)
    assert told["error"] == "as_of"
    assert "Jan 1, 2027" in told["says"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-11-31", "“2026-11-31” is no day we know."),
        ("soon", "“soon” is no day we know."),
        ("", "Write the day to look at"),
        ("9999-12-31", "Write a day from 1902 to 2100; 9999 is beyond that."),
    ],
)
def test_a_day_that_is_none_keeps_what_was_typed(owner, sign_in, typed, says) -> None:
    answer = sign_in(owner).post("/as-of/", {"on": typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    with pytest.raises(NoSuchDayError):
        read_day(typed)


def test_it_leads_to_no_other_place(owner, sign_in) -> None:
    client = sign_in(owner)
    assert client.post("/as-of/", {"on": "2027-01-01", "next": "https://example.com/"}).url == "/"
    assert client.post("/as-of/leave/", {"next": "//example.com/"}).url == "/"


def test_the_hour_stays_by_the_clock_of_the_place() -> None:
    """Noon in November is noon in July too, though summer time lies between."""
    assert moved(NOON, date(2027, 7, 1), "America/Chicago").isoformat() == "2027-07-01T17:00:00+00:00"


def test_who_reads_the_bar_hears_what_it_is(looking) -> None:
    assert re.search(r'role="region" aria-label="As of another date"', looking.get("/").content.decode())
