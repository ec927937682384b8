"""The clock of a case: what its procedure aims at, in open hours, and what stops it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cast import NOON
from handrail.business import actions as business
from handrail.calendars.open_hours import NO_TIME, after, between, is_open, of_rows
from handrail.desk import actions, queries
from handrail.desk.clocks.counting import clock, open_time, stood_still
from handrail.desk.clocks.queries import told_of
from handrail.desk.clocks.told import span_words, stops
from handrail.desk.records import Kept
from handrail.ledger import scope
from handrail.people.actions import actor_of

ZONE = "America/Chicago"
WEEK = of_rows([(day, "08:00", "17:00") for day in range(5)], ZONE)
ALWAYS = of_rows([], ZONE)
HOUR = timedelta(hours=1)
STEPS = "  - id: first\n    do: Look at it.\n    end: resolved\n"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("start", "aim", "due"),
    [
        ("2026-11-25T16:00", "2h", "2026-11-26T09:00"),
        ("2026-11-25T16:00", "1d", "2026-11-26T16:00"),
        ("2026-11-27T16:00", "1d", "2026-11-30T16:00"),  # Friday to Monday
        ("2026-11-28T12:00", "1d", "2026-11-30T17:00"),  # asked on Saturday: all of Monday
        ("2026-11-25T16:00", "1w", "2026-12-02T16:00"),
        ("2026-10-30T16:00", "2d", "2026-11-03T16:00"),  # over the night on which clocks go back
    ],
)
def test_hours_pass_while_open_and_days_are_open_days(start, aim, due):
    assert clock(local(start), aim, [], local(start), WEEK).due == local(due)


def test_a_week_in_which_nothing_opens_runs_to_the_end_of_the_next_opening():
    closed = frozenset(date(2026, 12, 19) + timedelta(days=n) for n in range(16))
    hours = of_rows([(day, "08:00", "17:00") for day in range(5)], ZONE, closed)
    start = local("2026-12-19T10:00")
    assert clock(start, "1w", [], start, hours).due == local("2027-01-04T17:00")


def test_a_day_without_hours_is_the_same_time_tomorrow_over_the_change_of_clocks():
    assert open_time(local("2026-03-07T12:00"), "1d", ALWAYS) == 23 * HOUR
    assert clock(local("2026-10-31T12:00"), "1d", [], NOON, ALWAYS).due == local("2026-11-01T12:00")


def test_it_is_late_only_after_its_time():
    start, due = local("2026-11-25T10:00"), local("2026-11-25T12:00")
    assert [clock(start, "2h", [], at, WEEK).late for at in (due, due + timedelta(seconds=1))] == [False, True]


instants = st.integers(0, 365 * 24 * 60).map(lambda count: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=count))
spans = st.integers(0, 60 * 24 * 6).map(lambda count: timedelta(minutes=count))
aims = st.sampled_from(["30m", "5h", "1d", "10d", "1w"])


@given(instants, aims, spans, spans, st.sampled_from([WEEK, ALWAYS]))
def test_a_stop_moves_the_end_by_just_the_open_time_that_it_took(start, aim, before, long, hours):
    begun, end = start + before, start + before + long
    plain = clock(start, aim, [], end, hours)
    assume(begun <= plain.due)
    stopped = clock(start, aim, [(begun, end)], end, hours)
    assert between(plain.due, stopped.due, hours) == between(begun, end, hours) == stopped.stood
    assert stopped.due == after(plain.due, stopped.stood, hours) or stopped.stood == NO_TIME


@given(instants, spans, spans, spans)
def test_while_it_stands_still_what_is_left_stays(start, before, first, more):
    begun = start + before
    one, two = (clock(start, "10d", [(begun, None)], begun + each, WEEK) for each in (first, first + more))
    assert one.stands
    assert one.left == two.left


@given(instants, spans, spans)
def test_two_stops_that_meet_are_one(start, first, second):
    middle, end = start + first, start + first + second
    assert stood_still([(start, middle), (middle, end)], end, WEEK) == stood_still([(start, end)], end, WEEK)


a_day = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda day: day[0] < day[1])
closed_days = st.frozensets(st.integers(0, 400).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC).date() + timedelta(n)))
ZONES = st.sampled_from([ZONE, "America/New_York", "America/Phoenix", "Australia/Lord_Howe", "America/St_Johns"])


@st.composite
def any_hours(draw):
    """Of any days, with days that are closed, on a clock that changes or not."""
    week = draw(st.dictionaries(st.integers(0, 6), a_day, min_size=1))
    rows = [(day, f"{opens:02d}:00", f"{closes:02d}:00") for day, (opens, closes) in week.items()]
    return of_rows(rows, draw(ZONES), draw(closed_days))


@given(instants, aims, any_hours())
def test_the_end_lies_in_open_time_after_as_much_of_it_as_is_aimed_at(start, aim, hours):
    due = clock(start, aim, [], start, hours).due
    assert between(start, due, hours) == open_time(start, aim, hours)
    assert is_open(due - timedelta(microseconds=1), hours)
    wall = (due - timedelta(microseconds=1)).astimezone(ZoneInfo(hours.zone))
    assert wall.date() not in hours.closed


@given(instants, st.integers(1, 10), any_hours())
def test_so_many_days_hold_so_many_openings_whatever_the_clocks_do(start, count, hours):
    """Openings after the moment at which it begins to count; the last is the day of the end, and not gone past."""
    clock_of, due = ZoneInfo(hours.zone), clock(start, f"{count}d", [], start, hours).due
    first = after(start, timedelta(microseconds=1), hours).astimezone(clock_of).date()
    last = (due - timedelta(microseconds=1)).astimezone(clock_of).date()
    days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    opened = [day for day in days if day not in hours.closed and day.weekday() in hours.week]
    assert len(opened) in (count, count - 1)  # one fewer: the last day it opened closed before that time of day


@given(instants, spans, st.sampled_from(["30m", "5h", "10d"]), any_hours())
def test_who_comes_later_is_not_answered_earlier(start, later, aim, hours):
    one, two = (clock(at, aim, [], at, hours).due for at in (start, start + later))
    assert one <= two


def event(kind: str, minute: int, **data: str) -> Kept:
    return Kept(kind, NOON + timedelta(minutes=minute), "Anna", data)


def test_only_a_pause_for_the_customer_stops_it_until_the_case_goes_on():
    told = [
        event("started", 0, status="open"), event("paused", 5, status="paused"), event("resumed", 9, status="open"),
        event("paused", 10, status="paused", waits_for="customer"), event("noted", 11),
        event("escalated", 12, status="paused"), event("resumed", 20, status="open"),
        event("paused", 30, status="paused", waits_for="customer"),
    ]  # fmt: skip
    minutes = [(begun - NOON, end and end - NOON) for begun, end in stops(told)]
    assert minutes == [(timedelta(minutes=10), timedelta(minutes=20)), (timedelta(minutes=30), None)]


def test_a_length_of_time_in_words():
    assert [span_words(timedelta(minutes=each)) for each in (0, 1, 125)] == [
        "less than a minute", "1 minute", "2 hours 5 minutes",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_case_shows_its_clock_and_a_pause_for_the_customer_stops_it(owner, in_force, begun, sign_in):
    case = begun(in_force(STEPS, head="targets: {resolution_time: 30d}\n"))
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        business.answer(actor=actor, answers={"business.hours": ("mon 08:00-17:00", "tue 08:00-17:00")}, at=NOON)
    page = sign_in(owner).get(f"/desk/{case.pk}/").content.decode()
    assert "To be settled" in page
    sent = {"why": "asks at home", "waits_for": "customer"}
    sign_in(owner).post(f"/desk/{case.pk}/pause/", sent)
    with scope.organization(owner.organization_id):
        case.refresh_from_db()
        told = told_of(case, queries.events(case.pk), NOON + timedelta(days=200))
    assert told is not None
    assert (told.word, told.now.stands, told.now.late) == ("Stands still", True, False)
    assert "our own clock" in sign_in(owner).get(f"/desk/{case.pk}/").content.decode()


def test_after_another_pause_the_clock_runs_on(owner, in_force, begun):
    case = begun(in_force(STEPS, head="targets: {resolution_time: 2h}\n"))
    with scope.organization(owner.organization_id):
        actions.pause(actor=actor_of(owner), case=case, at=NOON, reason="lunch")
        told = told_of(case, queries.events(case.pk), NOON + timedelta(days=2))
    assert told is not None
    assert (told.word, told.stood) == ("Late", "")


def test_a_pause_of_years_is_counted_to_its_end():
    start, stop = local("2023-03-01T10:00"), (local("2023-03-01T11:00"), local("2026-03-02T11:00"))
    stopped = clock(start, "3h", [stop], stop[1], WEEK)
    assert stopped.stood == between(*stop, WEEK)
    assert stopped.stood > 3 * 250 * 9 * HOUR
    assert (stopped.due, stopped.left) == (local("2026-03-02T13:00"), 2 * HOUR)
