"""What the clock says of a contact: by the wall of the business, in its hours, over the changes of clocks."""

from datetime import UTC, datetime

import pytest

from handrail.facts.of_the_clock import facts_at, opening_hours

CHICAGO = "America/Chicago"
WEEK = {"business.hours": ("mon 08:00-17:00", "tue 08:00-17:00", "fri 20:00-24:00", "sat 00:00-02:00")}


@pytest.mark.parametrize(
    ("moment", "hour", "outside"),
    [
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), 8, False),  # the minute it opens
        (datetime(2026, 11, 24, 13, 59, tzinfo=UTC), 7, True),
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), 16, False),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), 17, True),  # the minute it closes
        (datetime(2026, 11, 25, 18, 0, tzinfo=UTC), 12, True),  # a Wednesday: not open at all
        (datetime(2026, 11, 28, 7, 59, tzinfo=UTC), 1, False),  # Friday's evening goes on past midnight
        (datetime(2026, 11, 28, 8, 0, tzinfo=UTC), 2, True),
        (datetime(2026, 7, 21, 13, 0, tzinfo=UTC), 8, False),  # in summer eight o'clock is an hour earlier
    ],
)
def test_it_is_told_by_the_clock_of_the_business(moment, hour, outside):
    assert facts_at(moment, opening_hours(WEEK, CHICAGO)) == {"case.hour": hour, "case.outside_hours": outside}


def test_without_hours_it_is_always_open():
    night = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert facts_at(night, opening_hours({}, CHICAGO)) == {"case.hour": 3, "case.outside_hours": False}


def test_a_day_on_which_it_is_closed_is_outside():
    noon = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    closed = opening_hours({**WEEK, "business.closed_days": ("2026-11-24 | inventory",)}, CHICAGO)
    assert facts_at(noon, closed) == {"case.hour": 12, "case.outside_hours": True}
