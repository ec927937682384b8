"""Holidays, business days and deadlines: the days the statutes name, and properties of counting."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.calendars import business_days as days
from handrail.calendars.deadlines import Deadline, DeadlineError, choose, due, end_of
from handrail.calendars.holidays import CalendarError, holidays, nth_weekday, table, tables

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
CALENDARS = st.sampled_from(sorted(days.calendars()))
ZONES = st.sampled_from(["America/Chicago", "America/New_York", "America/Denver", "UTC"])
DAY_UNITS = st.sampled_from(["calendar-days", "business-days", "weeks", "months", "years"])


def listed(name: str, year: int, *, certain: bool = True) -> set[str]:
    return {row.day.isoformat()[5:] for row in holidays(name, year) if row.certain or not certain}


@pytest.mark.parametrize(
    ("year", "december"),
    [
        (2021, {"12-23", "12-24", "12-25", "12-31"}),  # Christmas on Saturday; New Year 2022 too, kept on Friday
        (2022, {"12-25", "12-26", "12-27"}),  # Sunday
        (2023, {"12-25", "12-26"}),  # Monday: only the day after is a weekday
        (2026, {"12-24", "12-25"}),  # Friday
        (2027, {"12-23", "12-24", "12-25", "12-31"}),
    ],
)
def test_oklahoma_day_beside_christmas(year: int, december: set[str]) -> None:
    assert {day for day in listed("us-ok", year) if day.startswith("12")} == december


def test_oklahoma_midweek_christmas_leaves_a_choice() -> None:
    rows = [row for row in holidays("us-ok", 2029) if row.day.month == 12]  # Christmas on a Tuesday
    assert [(row.day.day, row.certain) for row in rows] == [(24, False), (25, True), (26, False)]
    assert days.is_business_day(date(2029, 12, 24), "us-ok")
    assert not days.is_business_day(date(2029, 12, 24), "us-ok-wide")


def test_oklahoma_list() -> None:
    assert {"07-03", "11-27", "02-16"} <= listed("us-ok", 2026)
    assert "07-05" in listed("us-ok", 2027)
    assert not {"06-19", "10-12"} & listed("us-ok", 2026, certain=False)


def test_vermont_list() -> None:
    assert {"03-03", "08-16", "10-12"} <= listed("us-vt", 2026)
    assert not {"06-19", "08-17", "11-27"} & listed("us-vt", 2026)
    assert {"06-19", "08-17"} <= listed("us-vt", 2026, certain=False)
    assert "06-19" not in listed("us-vt", 2024, certain=False)


def test_banks_do_not_move_a_saturday_holiday() -> None:
    assert days.is_business_day(date(2026, 7, 3), "bank-days")
    assert not days.is_business_day(date(2026, 7, 3), "mon-fri-federal")
    assert not days.is_business_day(date(2027, 7, 5), "bank-days")


def test_saturday_counts_for_the_cooling_off_rule_only() -> None:
    assert days.is_business_day(date(2026, 11, 28), "cooling-off")
    assert not days.is_business_day(date(2026, 11, 28), "mon-fri-federal")
    assert days.why_not(date(2026, 11, 29), "cooling-off") == "Sunday"
    assert days.why_not(date(2026, 11, 26), "cooling-off") == "Thanksgiving"


def test_every_list_and_calendar_is_cited() -> None:
    assert all(row.citation and row.source.startswith("http") for row in tables().values())
    assert all(row.citation and table(row.holidays) for row in days.calendars().values())


def test_unknown_names_say_what_there_is() -> None:
    with pytest.raises(CalendarError, match="there are: mon-fri-federal"):
        days.calendar("mon-fry")
    with pytest.raises(CalendarError, match="there are: federal"):
        table("federalist")
    with pytest.raises(CalendarError, match="1901 to 9998"):
        holidays("federal", 1800)


@pytest.mark.parametrize(
    ("start", "count", "calendar", "last"),
    [
        (date(2026, 11, 24), 3, "us-vt-consumer", date(2026, 11, 30)),  # vermont.md T6
        (date(2026, 8, 3), 3, "us-ok", date(2026, 8, 6)),  # oklahoma.md 15
        (date(2026, 11, 21), 3, "us-ok-mon-sat", date(2026, 11, 25)),  # oklahoma.md 16, both readings
        (date(2026, 11, 21), 3, "us-ok", date(2026, 11, 25)),
        (date(2026, 12, 17), 7, "working-days", date(2026, 12, 29)),  # federal.md D3c
        (date(2026, 12, 14), 10, "mon-fri-federal", date(2026, 12, 29)),  # D5
        (date(2026, 11, 23), 5, "mon-fri-federal", date(2026, 12, 1)),  # D12
        (date(2026, 11, 23), 10, "mon-fri-federal", date(2026, 12, 8)),
        (date(2026, 12, 4), 10, "us-vt-working", date(2026, 12, 18)),  # a wrong construction invoice
        (date(2026, 6, 18), 1, "us-vt-working", date(2026, 6, 19)),  # Juneteenth counts in one reading only
        (date(2026, 6, 18), 1, "us-vt-working-wide", date(2026, 6, 22)),
        (date(2026, 11, 23), 15, "working-days", date(2026, 12, 15)),  # a gas test form, both readings
        (date(2026, 11, 23), 15, "us-ok", date(2026, 12, 16)),
        (date(2026, 3, 2), 1, "us-vt-consumer", date(2026, 3, 4)),  # Town Meeting Day
        (date(2026, 12, 24), 1, "bank-days", date(2026, 12, 28)),
    ],
)
def test_business_days_of_the_dossiers(start: date, count: int, calendar: str, last: date) -> None:
    assert due(start, count, "business-days", calendar, "America/Chicago").day == last


@pytest.mark.parametrize(
    ("start", "count", "unit", "last"),
    [
        (date(2026, 11, 18), 30, "calendar-days", date(2026, 12, 18)),  # federal.md D8
        (date(2026, 9, 15), 60, "calendar-days", date(2026, 11, 14)),  # D7
        (date(2026, 11, 10), 90, "calendar-days", date(2027, 2, 8)),
        (date(2026, 11, 16), 45, "calendar-days", date(2026, 12, 31)),  # D11
        (date(2026, 11, 22), 60, "months", date(2031, 11, 22)),  # oklahoma.md 13
        (date(2026, 11, 22), 18, "months", date(2028, 5, 22)),  # vermont.md T14
        (date(2026, 11, 22), 3, "months", date(2027, 2, 22)),
        (date(2026, 11, 22), 3, "years", date(2029, 11, 22)),
        (date(2027, 1, 4), -14, "calendar-days", date(2026, 12, 21)),  # T16
        (date(2027, 1, 4), -20, "calendar-days", date(2026, 12, 15)),
        (date(2027, 1, 31), 1, "months", date(2027, 2, 28)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2026, 11, 24), 2, "weeks", date(2026, 12, 8)),
    ],
)
def test_calendar_counts(start: date, count: int, unit, last: date) -> None:
    assert due(start, count, unit).day == last


def test_new_hire_report_both_ways() -> None:
    """oklahoma.md 21: twenty days end on a Sunday; the act may be done on Monday."""
    plain = due(date(2026, 11, 2), 20, "calendar-days", zone="America/Chicago")
    rolled = due(date(2026, 11, 2), 20, "calendar-days", zone="America/Chicago", roll="us-ok")
    assert (plain.day, rolled.day) == (date(2026, 11, 22), date(2026, 11, 23))
    assert choose([plain, rolled], "business").deadline is plain
    assert days.roll_back(plain.day, "us-ok") == date(2026, 11, 20)
    assert "is Sunday; moves to Mon 2026-11-23" in rolled.steps[-1]


def test_hours_do_not_rest_over_a_weekend_or_a_clock_change() -> None:
    fired = datetime(2026, 11, 20, 16, tzinfo=ZoneInfo("America/New_York"))  # vermont.md T18
    assert due(fired, 72, "hours", zone="America/New_York").at.isoformat() == "2026-11-23T16:00:00-05:00"
    before = datetime(2026, 10, 31, 16, tzinfo=ZoneInfo("America/New_York"))  # clocks go back on 1 November
    assert due(before, 24, "hours", zone="America/New_York").at.isoformat() == "2026-11-01T15:00:00-05:00"


@pytest.mark.parametrize(
    ("start", "count", "at"),
    [
        ("2026-12-08T10:00:00-05:00", -48, "2026-12-04T10:00:00-05:00"),  # Tuesday: back over the weekend
        ("2026-12-06T12:00:00-05:00", -48, "2026-12-03T00:00:00-05:00"),  # a Sunday has no hours that count
        ("2026-11-27T09:00:00-05:00", -48, "2026-11-24T09:00:00-05:00"),  # Thanksgiving
        ("2026-12-10T00:00:00-05:00", -48, "2026-12-08T00:00:00-05:00"),
        ("2026-12-04T15:00:00-05:00", 48, "2026-12-08T15:00:00-05:00"),
        ("2026-12-05T15:00:00-05:00", 0, "2026-12-05T15:00:00-05:00"),
        ("2027-03-15T08:00:00-04:00", -24, "2027-03-12T08:00:00-05:00"),  # the clocks changed on Sunday
    ],
)
def test_hours_of_counted_days_only(start: str, count: int, at: str) -> None:
    found = due(datetime.fromisoformat(start), count, "hours", "us-vt-consumer", "America/New_York")
    assert found.at.isoformat() == at


def test_a_day_ends_at_midnight_there_or_at_closing() -> None:
    last = due(date(2026, 11, 24), 3, "business-days", "us-vt-consumer", "America/New_York")
    assert last.at.isoformat() == "2026-12-01T00:00:00-05:00"
    closing = due(date(2026, 11, 24), 0, "calendar-days", zone="America/Chicago", ends="close")
    assert closing.at.isoformat() == "2026-11-24T17:00:00-06:00"


def test_an_instant_counts_from_its_day_at_the_place() -> None:
    late = datetime(2026, 11, 25, 3, tzinfo=UTC)  # still the 24th in Chicago
    assert due(late, 1, "calendar-days", zone="America/Chicago").day == date(2026, 11, 25)
    assert due(late, 1, "calendar-days", zone="UTC").day == date(2026, 11, 26)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(DeadlineError, match="need a calendar"):
        due(date(2026, 1, 1), 3, "business-days")
    with pytest.raises(DeadlineError, match="counted from a moment"):
        due(date(2026, 1, 1), 3, "hours")
    with pytest.raises(DeadlineError, match="no time zone"):
        due(datetime(2026, 1, 1), 3, "calendar-days")  # noqa: DTZ001
    with pytest.raises(DeadlineError, match="no unit of days"):
        due(date(2026, 1, 1), 3, "fortnights")  # type: ignore[arg-type]
    with pytest.raises(DeadlineError, match="no reading"):
        choose([], "customer")


def test_two_readings_are_both_shown() -> None:
    readings = [due(date(2026, 6, 16), 3, "business-days", name) for name in ("cooling-off", "cooling-off-wide")]
    for whose, day in (("customer", 20), ("business", 19)):
        chosen = choose(readings, whose)  # type: ignore[arg-type]
        assert chosen.deadline.day.day == day
        assert "2026-06-19" in chosen.why
        assert "2026-06-20" in chosen.why
    assert choose(readings[:1], "customer").why == ""


def test_the_skipped_days_are_named() -> None:
    steps = due(date(2026, 11, 24), 3, "business-days", "us-vt-consumer").steps
    assert "Thu 2026-11-26 (Thanksgiving)" in steps[-1]


@given(DAYS, st.integers(0, 400), DAY_UNITS, CALENDARS, ZONES)
def test_a_forward_deadline_never_precedes_its_anchor(start: date, count: int, unit, calendar: str, zone: str) -> None:
    count = min(count, 40) if unit == "years" else count
    found = due(start, count, unit, calendar if unit == "business-days" else None, zone)
    assert found.day >= start
    assert found.at == end_of(found.day, zone) > datetime.combine(start, datetime.min.time(), ZoneInfo(zone))
    if unit == "business-days" and count:
        assert days.is_business_day(found.day, calendar)


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_a_notice_before_never_follows_its_anchor(start: date, count: int, calendar: str) -> None:
    assert days.add_business_days(start, -count, calendar) < start


@given(DAYS, st.integers(0, 60), st.integers(0, 60), CALENDARS)
def test_business_days_add_up(start: date, first: int, second: int, calendar: str) -> None:
    once = days.add_business_days(start, first + second, calendar)
    assert days.add_business_days(days.add_business_days(start, first, calendar), second, calendar) == once


@given(DAYS, st.integers(0, 30))
def test_the_wide_reading_never_ends_sooner(start: date, count: int) -> None:
    for name in ("cooling-off", "us-ok", "us-vt-consumer"):
        assert days.add_business_days(start, count, f"{name}-wide") >= days.add_business_days(start, count, name)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)), st.integers(0, 2000), ZONES)  # noqa: DTZ001 - a time without a zone is what is refused
def test_hours_are_elapsed_time(start: datetime, count: int, zone: str) -> None:
    found = due(start, count, "hours", zone=zone)
    assert found.at.astimezone(UTC) - start == timedelta(hours=count)


@given(st.lists(DAYS, min_size=1, max_size=5))
def test_the_customer_never_gets_less_than_any_reading(last: list[date]) -> None:
    readings = [Deadline(end_of(day, "UTC"), day, ()) for day in last]
    assert choose(readings, "customer").deadline.day == max(last)
    assert choose(readings, "business").deadline.day == min(last)


@given(st.integers(1901, 2100), st.integers(1, 12), st.integers(0, 6), st.sampled_from([-1, 1, 2, 3, 4]))
def test_nth_weekday(year: int, month: int, weekday: int, which: int) -> None:
    day = nth_weekday(year, month, weekday, which)
    assert (day.month, day.weekday()) == (month, weekday)
    assert (day + timedelta(7)).month != month if which == -1 else (day.day - 1) // 7 == which - 1
