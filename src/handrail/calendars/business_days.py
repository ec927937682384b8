"""What counts as a business day, by named calendar (`calendars.yaml`), and counting in days, months and years. Pure.

Civil days, no zone. A count leaves out the day it starts on: one business day after a Monday is Tuesday."""

import calendar as month_lengths
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from handrail.calendars import quick_yaml
from handrail.calendars.holidays import WEEKDAYS, CalendarError, Holiday, holidays, table

FILE = Path(__file__).with_name("calendars.yaml")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A named meaning of "business day". `doubtful`: holidays on which readings differ count as holidays."""

    id: str
    title: str
    citation: str
    weekend: frozenset[int]
    holidays: str
    doubtful: bool = False


@cache
def calendars() -> Mapping[str, Calendar]:
    """Every calendar by id. Raises CalendarError when one names a holiday list that is not there."""
    rows = quick_yaml.load(FILE.read_text("utf-8"))
    made = {}
    for name, row in rows.items():
        weekend = frozenset(WEEKDAYS.index(day) for day in row.pop("weekend"))
        made[name] = Calendar(id=name, weekend=weekend, **row)
        table(made[name].holidays)
    return MappingProxyType(made)


def calendar(name: str) -> Calendar:
    """The calendar of this id. Raises CalendarError."""
    try:
        return calendars()[name]
    except KeyError:
        raise CalendarError(f"There is no calendar {name}; there are: {', '.join(calendars())}.") from None


@cache
def holidays_of(name: str, year: int) -> Mapping[date, Holiday]:
    """The holidays that count in calendar `name` in `year`, by day."""
    row = calendar(name)
    return {day.day: day for day in holidays(row.holidays, year) if day.certain or row.doubtful}


@cache
def _left_out(name: str, year: int) -> Mapping[date, str]:
    """Every day of `year` that calendar `name` leaves out, with its reason: looked up, as deadlines ask day by day."""
    row, first = calendar(name), date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    weekend = {day: WEEKDAYS[day.weekday()].capitalize() for day in days if day.weekday() in row.weekend}
    return {**weekend, **{day: holiday.name for day, holiday in holidays_of(name, year).items()}}


@cache
def _counted(name: str, year: int) -> tuple[date, ...]:
    """The business days of `year` in calendar `name`, in order: counting is then a step in this row."""
    first, out = date(year, 1, 1), _left_out(name, year)
    days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    return tuple(day for day in days if day not in out)


@cache
def _passed_over(name: str, year: int) -> tuple[tuple[date, ...], tuple[str, ...]]:
    out = sorted(_left_out(name, year).items())
    return tuple(day for day, _ in out), tuple(why for _, why in out)


def left_out(first: date, last: date, name: str) -> list[tuple[date, str]]:
    """The days from `first` to `last`, both included, that calendar `name` leaves out, each with its reason."""
    found: list[tuple[date, str]] = []
    for year in range(first.year, last.year + 1):
        days, why = _passed_over(name, year)
        start, end = bisect_left(days, first), bisect_right(days, last)
        found += zip(days[start:end], why[start:end], strict=True)
    return found


def is_business_day(day: date, name: str) -> bool:
    """Whether `day` is a business day of calendar `name`. Raises CalendarError."""
    return day not in _left_out(name, day.year)


def why_not(day: date, name: str) -> str:
    """The reason `day` is left out in calendar `name`: a weekday's or a holiday's name, or nothing."""
    return _left_out(name, day.year).get(day, "")


def add_business_days(start: date, count: int, name: str) -> date:
    """The `count`-th business day after `start` (before it, when negative). `start` itself is never counted.

    A count of 0 is `start`, business day or not. Raises CalendarError."""
    if count == 0:
        return start
    year, days = start.year, _counted(name, start.year)
    at = bisect_right(days, start) + count - 1 if count > 0 else bisect_left(days, start) + count
    while at >= len(days):
        at -= len(days)
        year += 1
        days = _counted(name, year)
    while at < 0:
        year -= 1
        days = _counted(name, year)
        at += len(days)
    return days[at]


def roll_forward(day: date, name: str) -> date:
    """`day`, or the next business day when it is none."""
    while not is_business_day(day, name):
        day += timedelta(days=1)
    return day


def roll_back(day: date, name: str) -> date:
    """`day`, or the business day before it when it is none."""
    while not is_business_day(day, name):
        day -= timedelta(days=1)
    return day


def add_calendar_days(start: date, count: int, roll: str | None = None) -> date:
    """`count` days after `start`, rolled forward to a business day of calendar `roll` when one is named."""
    day = start + timedelta(days=count)
    return roll_forward(day, roll) if roll else day


def add_months(start: date, count: int) -> date:
    """The same day of the month `count` months on, or the month's last day when it is shorter."""
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def add_years(start: date, count: int) -> date:
    """The same day `count` years on; 29 February becomes the 28th in a common year."""
    return add_months(start, 12 * count)
