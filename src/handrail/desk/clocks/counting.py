"""A clock of our own that runs in opening hours and may stand still. Pure.

Minutes and hours pass while the business is open. A day is a day on which it is open, to the same time on the wall, or
to the last close before it; weeks and longer go by the calendar, and where nothing opens in them, to the end of the
next opening. A deadline of law is none of these: it never stands still and is counted elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handrail.calendars.open_hours import A_YEAR, NO_TIME, OpenHours, after, between, next_opening
from handrail.procedures.language.parts import length

A_DAY = timedelta(days=1)
Stop = tuple[datetime, datetime | None]  # from, and to where it is over


@dataclass(frozen=True, slots=True)
class Clock:
    """`left`: open time until it is late, none once it is; `stands`: it stands still now, so `due` moves on."""

    due: datetime
    left: timedelta
    stands: bool
    stood: timedelta
    late: bool


def clock(start: datetime, aim: str, stops: Sequence[Stop], at: datetime, hours: OpenHours) -> Clock:
    """Where the clock stands at an instant. `aim`: a length of time as a procedure writes it; `at`: now, or the end."""
    stood = stood_still(stops, at, hours)
    due = after(start, open_time(start, aim, hours) + stood, hours)
    return Clock(due, between(at, due, hours), any(end is None for _, end in stops), stood, at > due)


def stood_still(stops: Iterable[Stop], at: datetime, hours: OpenHours) -> timedelta:
    """The open time in which it stood still. Stops follow each other and none overlaps another."""
    return sum((between(begun, min(end or at, at), hours) for begun, end in stops), NO_TIME)


def open_time(start: datetime, aim: str, hours: OpenHours) -> timedelta:
    """How much open time an aim is, from an instant on."""
    if aim[-1] in "mh" and not aim.endswith("mo"):
        return length(aim)
    wall = start.astimezone(ZoneInfo(hours.zone))
    days = length(aim) // A_DAY
    if aim.endswith("d") and hours.week:
        wall, days = _open_days_on(start, days, hours)
    found = between(start, (wall + timedelta(days=days)).astimezone(UTC), hours)
    return found or next_opening(start, hours) or length(aim)


def _open_days_on(start: datetime, count: int, hours: OpenHours) -> tuple[datetime, int]:
    """From when it counts (the next opening), on the wall, and how many days of the calendar hold so many open ones."""
    wall = after(start, timedelta(microseconds=1), hours).astimezone(ZoneInfo(hours.zone))
    days, found = 0, 0
    while found < count and days < A_YEAR + 7 * count:
        days += 1
        day = (wall + timedelta(days=days)).date()
        found += day not in hours.closed and day.weekday() in hours.week
    return wall.replace(microsecond=0), days
