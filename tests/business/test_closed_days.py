"""The days on which a business is closed: said once, read by every clock of its own, shown as said by a date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cast import NOON
from handrail.business import actions, queries
from handrail.business.interview import GROUPS, page_of, read_file, write_file
from handrail.calendars.closed import ClosedDays, between, known, offered
from handrail.calendars.open_hours import after, is_open
from handrail.desk.clocks.counting import clock
from handrail.facts.of_the_clock import closed_days, opening_hours
from handrail.facts.rows import RowError, lines, read
from handrail.ledger import scope
from handrail.people.actions import actor_of

ZONE = "America/Chicago"
HOURS = tuple(f"{day} 08:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri"))
SAID = ("2026-12-24 | inventory", "12-31 | we count", "federal: Thanksgiving | ", "federal: Independence Day, kept | ")
TOLD = {"business.hours": HOURS, "business.closed_days": SAID}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_once_each_year_and_on_holidays_as_they_fall():
    found = between(date(2026, 1, 1), date(2027, 12, 31), closed_days(TOLD))
    assert found == [
        (date(2026, 7, 3), "Independence Day, kept"), (date(2026, 11, 26), "Thanksgiving"),
        (date(2026, 12, 24), "inventory"), (date(2026, 12, 31), "we count"),
        (date(2027, 7, 5), "Independence Day, kept"), (date(2027, 11, 25), "Thanksgiving"),
        (date(2027, 12, 31), "we count"),
    ]  # fmt: skip


def test_our_clocks_pass_over_them():
    hours = opening_hours(TOLD, ZONE)
    evening = at("2026-11-25T16:00-06:00")
    assert after(evening, timedelta(hours=2), hours) == at("2026-11-27T09:00-06:00")
    assert clock(evening, "1d", [], evening, hours).due == at("2026-11-27T16:00-06:00")
    assert not is_open(at("2026-11-26T10:00-06:00"), hours)


def test_a_long_closure_is_passed_over_too():
    days = tuple(f"{date(2026, 12, 1) + timedelta(days=count)} | rebuilding" for count in range(60))
    hours = opening_hours({**TOLD, "business.closed_days": days}, ZONE)
    start = at("2026-11-30T16:00-06:00")
    assert clock(start, "1d", [], start, hours).due == at("2027-02-01T16:00-06:00")


def test_one_that_keeps_no_hours_is_closed_on_its_days_only():
    hours = opening_hours({"business.closed_days": SAID}, ZONE)
    assert after(at("2026-11-25T23:00-06:00"), timedelta(hours=2), hours) == at("2026-11-27T01:00-06:00")
    assert is_open(at("2026-11-28T03:00-06:00"), hours)


def test_holidays_are_offered_for_the_states_there_are_lists_for():
    assert [table.id for table, _ in offered(["OK", "TX"])] == ["federal", "us-ok"]
    names = {name for _, names in offered(["OK", "VT"]) for name in names}
    assert {"Town Meeting Day", "Day after Thanksgiving", "Christmas", "Christmas, kept"} <= names
    assert "Day beside Christmas" not in names  # which day it is, an order settles each year
    assert known("Federal", "thanksgiving") == ("federal", "Thanksgiving")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"on": "Dec 24, 2026", "why": ""}, "write why"),
        ({"on": "", "why": "inventory"}, "write the day"),
        ({"on": "soon", "why": "inventory"}, "is no day we know"),
        ({"on": "federal: Easter", "why": ""}, "is no holiday we have a list of"),
        ({"on": "Feb 30", "why": "inventory"}, "is no day we know"),
    ],
)
def test_a_row_that_can_t_be_read_says_what_to_write(row, says):
    with pytest.raises(RowError, match=says):
        lines("closed", [row])


def test_rows_as_they_are_written_and_told():
    rows = [
        {"on": "Dec 31", "why": "we count"},
        {"on": "Dec 24, 2026", "why": "inventory"},
        {"on": "feb 29", "why": "x"},
    ]
    assert lines("closed", rows) == ("2026-12-24 | inventory", "02-29 | x", "12-31 | we count")
    assert [read("closed", line).words for line in SAID] == [
        "Dec 24, 2026: inventory", "each year on Dec 31: we count", "Thanksgiving", "Independence Day, kept",
    ]  # fmt: skip
    with pytest.raises(RowError, match="twice"):
        lines("closed", [{"on": "12-24", "why": "a"}, {"on": "Dec 24", "why": "b"}])


def test_the_file_brings_them_back():
    assert read_file(write_file(TOLD)) == TOLD


def test_no_day_at_all_is_falsy():
    assert not ClosedDays({}, {})


def test_holidays_are_ticked_in_the_interview_and_the_page_shows_the_year(owner, sign_in, at_noon):
    client, number = sign_in(owner), page_of("business.closed_days")
    with scope.organization(owner.organization_id):
        actions.answer(actor=actor_of(owner), answers={"business.states": ("OK",), "business.hours": HOURS}, at=NOON)
    page = client.get(f"/business/{number}/").content.decode()
    assert "Federal holidays" in page
    assert "Oklahoma" in page
    sent = {name: ["08:00"] for name in ("business.hours:opens",)} | {
        "business.hours:day": ["mon"], "business.hours:closes": ["17:00"],
        "business.closed_days:on": ["Dec 24", ""], "business.closed_days:why": ["inventory", ""],
        "business.closed_days:tick": ["us-ok: Thanksgiving"],
    }  # fmt: skip
    client.post(f"/business/{number}/", sent)
    with scope.organization(owner.organization_id):
        assert queries.known()["business.closed_days"] == ("12-24 | inventory", "us-ok: Thanksgiving | ")
    assert 'value="us-ok: Thanksgiving" checked' in client.get(f"/business/{number}/").content.decode()
    shown = client.get("/business/days/?on=2030-01-01").content.decode()
    assert "Thu, Nov 28, 2030" in shown
    assert "25 O.S. 82.1" in shown
    assert "inventory" in shown
    assert GROUPS[number - 1].title == "Opening hours"


def test_a_past_day_shows_what_was_said_by_then(owner, inside_business):
    for day, said in ((0, SAID[:1]), (3, SAID[2:3])):
        moment = NOON + timedelta(days=day)
        actions.answer(actor=actor_of(owner), answers={"business.closed_days": said}, at=moment)
    on = NOON.date()
    told = [queries.told_on(on + timedelta(days=day), ZONE).get("business.closed_days") for day in (-1, 0, 2, 3)]
    assert told == [None, SAID[:1], SAID[:1], SAID[2:3]]


@pytest.fixture
def inside_business(owner):
    with scope.organization(owner.organization_id):
        yield
