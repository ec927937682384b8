"""Whose clock counts when we call: the customer's own, else that of their place."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handrail.facts.vocabulary import clocks, fact, places
from handrail.law.engine import load_law

CHICAGO = "America/Chicago"
EARLY = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)  # 8:30 in Chicago, 7:30 in Denver


@pytest.mark.parametrize(
    ("facts", "zones"),
    [
        ({}, (CHICAGO,)), ({"customer.state": "OK"}, (CHICAGO,)), ({"customer.state": "VT"}, ("America/New_York",)),
        ({"customer.state": "CA"}, ("America/Los_Angeles",)), ({"customer.state": "other"}, (CHICAGO,)),
        ({"customer.state": "TX"}, (CHICAGO,)), ({"customer.state": "ID"}, ("America/Boise", "America/Los_Angeles")),
        ({"customer.state": "OK", "customer.time_zone": "America/Denver"}, ("America/Denver",)),
    ],
)  # fmt: skip
def test_the_clock_of_a_customer(facts, zones):
    assert load_law().zones_of(facts, CHICAGO) == zones


def test_a_sales_call_is_held_back_by_the_clock_that_was_noted():
    facts = {"case.we_called": True, "call.purpose": "sales", "customer.state": "OK"}
    law = load_law()
    there = law.may("call.hours", {**facts, "customer.time_zone": "America/Denver"}, EARLY, CHICAGO)
    assert there.zones == ("America/Denver",)
    assert there.verdict != "yes"
    assert any("07:30" in str(line) for line in there.trace)
    assert not any("07:30" in str(line) for line in law.may("call.hours", facts, EARLY, CHICAGO).trace)


def test_every_place_has_clocks_that_exist():
    assert set(clocks()) == set(places())
    assert all(ZoneInfo(zone) for zones in clocks().values() for zone in zones)
    assert all(ZoneInfo(zone) for zone in fact("customer.time_zone").values)
