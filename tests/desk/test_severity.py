"""How soon somebody answers for an escalation, in the hours in which a business is open."""

from datetime import UTC, datetime, timedelta

from handrail.calendars.open_hours import of_rows
from handrail.desk.escalating.severity import due, warn

HOURS = of_rows([(day, "09:00", "17:00") for day in range(5)], "America/Chicago")


def test_a_time_runs_on_over_the_weekend_on_which_clocks_go_back():
    """Friday 4 pm: one hour is left that day, the other passes on Monday, whose mornings come an hour later in UTC."""
    friday = datetime(2026, 10, 30, 21, tzinfo=UTC)
    by = due("soon", friday, HOURS, {})
    assert by == datetime(2026, 11, 2, 16, tzinfo=UTC)
    assert warn("soon", friday, by, HOURS) == datetime(2026, 11, 2, 15, 20, tzinfo=UTC)


def test_and_over_the_one_on_which_they_go_forward():
    friday = datetime(2027, 3, 12, 22, tzinfo=UTC)
    assert due("soon", friday, HOURS, {}) == datetime(2027, 3, 15, 15, tzinfo=UTC)


def test_urgent_runs_by_the_clock_and_the_owners_minutes_come_before_ours():
    night = datetime(2026, 11, 1, 6, 55, tzinfo=UTC)  # five minutes before clocks go back
    assert due("urgent", night, HOURS, {}) == night + timedelta(minutes=15)
    assert due("urgent", night, HOURS, {"urgent": 5}) == night + timedelta(minutes=5)
