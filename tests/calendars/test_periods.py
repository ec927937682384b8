"""Workweeks and billing cycles."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.calendars.deadlines import DeadlineError
from handrail.calendars.holidays import WEEKDAYS
from handrail.calendars.periods import Workweek, end_of_cycle

ZONES = st.sampled_from(["America/Chicago", "America/New_York", "UTC"])
MOMENTS = st.builds(
    lambda day, hour: datetime.combine(day, hour, UTC), st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.times()
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_moment_lies_in_the_week_that_began_last() -> None:
    week = Workweek("sunday", time(6)).of(at("2026-11-22T05:59-06:00"), "America/Chicago")
    assert week.begins.isoformat() == "2026-11-15T06:00:00-06:00"
    assert week.ends.isoformat() == "2026-11-22T06:00:00-06:00"
    assert Workweek("sunday", time(6)).of(week.ends, "America/Chicago").begins == week.ends


@pytest.mark.parametrize(
    ("moment", "hours"),
    [("2026-03-10T12:00-05:00", 167), ("2026-11-03T12:00-06:00", 169), ("2026-06-10T12:00-05:00", 168)],
)
def test_a_week_over_a_clock_change_is_counted_as_it_passes(moment: str, hours: int) -> None:
    week = Workweek("sunday").of(at(moment), "America/Chicago")
    assert week.minutes_of([(week.begins - timedelta(days=1), week.ends + timedelta(days=1))]) == hours * 60


def test_a_shift_over_the_edge_belongs_to_both_weeks() -> None:
    shift = (at("2026-11-21T20:00-06:00"), at("2026-11-22T04:00-06:00"))
    week = Workweek("sunday").of(shift[0], "America/Chicago")
    after = Workweek("sunday").of(shift[1], "America/Chicago")
    assert (week.minutes_of([shift]), after.minutes_of([shift])) == (240, 240)


def test_forty_hours_and_a_minute() -> None:
    days = [(at(f"2026-11-{day}T08:00-06:00"), at(f"2026-11-{day}T16:00-06:00")) for day in (23, 24, 25, 26, 27)]
    week = Workweek("monday").of(days[0][0], "America/Chicago")
    assert week.minutes_of(days) == 2400
    assert week.minutes_of([*days[:4], (days[4][0], days[4][1] + timedelta(minutes=1))]) == 2401


def test_a_week_begins_on_a_weekday() -> None:
    with pytest.raises(DeadlineError, match="sunnday is no weekday"):
        Workweek("sunnday")


@given(MOMENTS, st.sampled_from(WEEKDAYS), st.times(), ZONES)
def test_weeks_neither_overlap_nor_leave_a_gap(moment: datetime, weekday: str, starts: time, zone: str) -> None:
    week = Workweek(weekday, starts.replace(fold=0)).of(moment, zone)
    assert week.begins.astimezone(UTC) <= moment < week.ends.astimezone(UTC)
    assert Workweek(weekday, starts.replace(fold=0)).of(week.ends.astimezone(UTC), zone).begins == week.ends


ENDS = [date(2026, month, 20) for month in range(1, 13)]


def test_a_cycle_that_already_runs_is_not_complete() -> None:
    assert end_of_cycle(date(2026, 3, 21), 1, ENDS).day == date(2026, 5, 20)
    assert end_of_cycle(date(2026, 3, 20), 1, ENDS).day == date(2026, 4, 20)
    assert end_of_cycle(date(2026, 3, 20), 2, ENDS).day == date(2026, 5, 20)
    assert (
        end_of_cycle(date(2026, 3, 20), 2, list(reversed(ENDS))).steps[-1] == "2 billing cycles after: Wed 2026-05-20"
    )


def test_the_end_of_a_cycle_is_never_guessed() -> None:
    with pytest.raises(DeadlineError, match="2 complete billing cycles after 2026-11-21 are needed, 0 are known"):
        end_of_cycle(date(2026, 11, 21), 2, ENDS)


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(1, 12),
    st.sets(st.dates(date(2025, 1, 1), date(2028, 1, 1))),
)
def test_cycles_end_after_they_start(start: date, count: int, ends: set[date]) -> None:
    try:
        found = end_of_cycle(start, count, list(ends)).day
    except DeadlineError:
        return
    assert found > start
    assert sum(start < day <= found for day in ends) >= count
