"""Open time: what passes while a business is open, over nights, weekends and the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.calendars.open_hours import NO_TIME, OpenHours, after, between, is_open, of_rows

ZONE = "America/Chicago"
WEEK = of_rows([(day, "08:00", "17:00") for day in range(5)] + [(5, "09:00", "12:00")], ZONE)
HOUR = timedelta(hours=1)


def local(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-25T10:00", 2, "2026-11-25T12:00"),
        ("2026-11-25T16:00", 2, "2026-11-26T09:00"),  # over the night
        ("2026-11-27T16:00", 2, "2026-11-28T10:00"),  # Friday into the short Saturday
        ("2026-11-28T11:00", 2, "2026-11-30T09:00"),  # over Sunday
        ("2026-11-29T03:00", 1, "2026-11-30T09:00"),  # asked while closed
        ("2026-11-25T16:00", 1, "2026-11-25T17:00"),  # to the very close, not to the next opening
    ],
)
def test_open_time_passes_only_while_open(start, hours, end):
    assert after(local(start), hours * HOUR, WEEK) == local(end)


def test_a_closed_day_is_left_out():
    closed = OpenHours(WEEK.week, ZONE, frozenset({date(2026, 11, 26)}))
    assert after(local("2026-11-25T16:00"), 2 * HOUR, closed) == local("2026-11-27T09:00")


def test_the_night_on_which_clocks_change_has_the_hours_it_has():
    through = of_rows([(day, "00:00", "00:00") for day in range(7)], ZONE)
    spring, autumn = local("2026-03-08T00:00"), local("2026-11-01T00:00")
    assert between(spring, local("2026-03-09T00:00"), through) == 23 * HOUR
    assert between(autumn, local("2026-11-02T00:00"), through) == 25 * HOUR
    assert after(spring, 3 * HOUR, through) == local("2026-03-08T04:00")
    assert between(local("2026-03-08T01:00"), local("2026-03-08T03:00"), through) == HOUR


def test_an_opening_past_midnight_runs_into_the_next_day_and_counts_no_moment_twice():
    bar = of_rows([(4, "20:00", "02:00"), (5, "01:00", "03:00")], ZONE)
    assert between(local("2026-11-27T20:00"), local("2026-11-28T04:00"), bar) == 7 * HOUR


def test_rows_of_one_day_that_overlap_are_one():
    assert of_rows([(0, "13:00", "17:00"), (0, "08:00", "14:00")], ZONE).week == {0: ((time(8), time(17)),)}


def test_without_hours_time_runs_by_the_clock():
    always = of_rows([], ZONE)
    start = local("2026-11-28T23:00")
    assert after(start, 5 * HOUR, always) == start + 5 * HOUR
    assert between(start, start + 5 * HOUR, always) == 5 * HOUR
    assert between(start, start - HOUR, always) == NO_TIME
    eve = local("2026-10-31T12:00")
    assert after(eve, 25 * HOUR, always) == local("2026-11-01T12:00")
    assert between(eve, local("2026-11-01T12:00"), always) == 25 * HOUR


times = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
weeks = st.lists(st.tuples(st.integers(0, 6), times, times), min_size=1, max_size=9).map(
    lambda rows: of_rows([(day, f"{one:%H:%M}", f"{two:%H:%M}") for day, one, two in rows], ZONE)
)
instants = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda count: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=count)
)
spans = st.timedeltas(NO_TIME, timedelta(days=3))


@given(weeks, instants, spans)
def test_what_is_counted_on_is_measured_back(hours, start, count):
    end = after(start, count, hours)
    if any(hours.spans(start.date())) and end - start < timedelta(days=300):
        assert between(start, end, hours) == count


@given(weeks, instants, spans, spans)
def test_two_parts_are_the_whole(hours, start, first, second):
    middle, end = start + first, start + first + second
    assert between(start, middle, hours) + between(middle, end, hours) == between(start, end, hours)


def test_it_may_close_at_the_end_of_the_day():
    late = of_rows([(4, "20:00", "24:00"), (5, "00:00", "02:00")], ZONE)
    assert between(local("2026-11-27T12:00"), local("2026-11-28T12:00"), late) == 6 * HOUR
    assert is_open(local("2026-11-28T00:00"), late)
    assert not is_open(local("2026-11-28T02:00"), late)


@given(weeks, instants)
def test_it_is_open_where_the_next_minute_is_counted(hours, at):
    assert is_open(at, hours) == (between(at, at + timedelta(minutes=1), hours) > NO_TIME)
