"""From a start and a count to a moment, with the steps it took; and what to do when two counts disagree. Pure.

A deadline of days lasts to the end of its day: `at` is the first moment that is too late, at the place `zone`.
A deadline of hours or minutes lasts to the moment itself, counted in elapsed time, so a clock change never moves it;
with a calendar only the hours of its business days count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from handrail.calendars import business_days as days

Unit = Literal["minutes", "hours", "calendar-days", "business-days", "weeks", "months", "years"]
Whose = Literal["customer", "business"]
Ends = Literal["midnight", "close"]
UNITS: tuple[str, ...] = get_args(Unit)
CLOSE = time(17)
"""When `close` is, unless the business says otherwise: ours, no law's."""


class DeadlineError(ValueError):
    """A deadline that cannot be counted; the message says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at`: the instant it ends (for days: the first instant that is too late). `day`: its last civil day at the place.

    `steps`: how it was counted, a line each. `calendar`: the one used, empty for plain days and hours."""

    at: datetime
    day: date
    steps: tuple[str, ...]
    calendar: str = ""


def due(
    start: date | datetime,
    count: int,
    unit: Unit,
    calendar: str | None = None,
    zone: str = "UTC",
    ends: Ends = "midnight",
    *,
    roll: str | None = None,
    closes: time = CLOSE,
) -> Deadline:
    """The deadline `count` units after `start` (before it, when negative); the starting day is not counted.

    An instant's day is its civil day at `zone`. `roll` names a calendar onto whose next business day a last day moves.
    Raises DeadlineError: business days without a calendar, hours from a day without a time, a time without a zone."""
    if unit in ("hours", "minutes"):
        return _elapsed(start, count, unit, zone) if calendar is None else _on_days(start, count, calendar, zone)
    first = day_of(start, zone)
    last = _last_day(first, count, unit, calendar)
    steps = [
        f"starts {_words(first)}",
        f"{_counted(count, unit)}: {_words(last)}",
        *_skipped(first, last, unit, calendar),
    ]
    if roll and days.roll_forward(last, roll) != last:
        steps.append(f"{_words(last)} is {days.why_not(last, roll)}; moves to {_words(days.roll_forward(last, roll))}")
        last = days.roll_forward(last, roll)
    return Deadline(end_of(last, zone, ends, closes), last, tuple(steps), calendar or "")


def _elapsed(start: date | datetime, count: int, unit: Unit, zone: str) -> Deadline:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise DeadlineError(f"{unit} are counted from a moment; {start.isoformat()} has no time with a zone.")
    at = (start.astimezone(UTC) + timedelta(**{unit: count})).astimezone(ZoneInfo(zone))
    begun = start.astimezone(ZoneInfo(zone))
    steps = (f"starts {begun:%a %Y-%m-%d %H:%M}", f"{_counted(count, unit)}: {at:%a %Y-%m-%d %H:%M}")
    return Deadline(at, at.date(), steps)


def _on_days(start: date | datetime, count: int, calendar: str, zone: str) -> Deadline:
    """Hours of business days only: those of every other day pass without being counted."""
    begun = _elapsed(start, 0, "hours", zone).at
    at, left, step = begun, timedelta(hours=abs(count)), 1 if count >= 0 else -1
    while left:
        edge = _edge(at, step, zone)
        room = abs(edge.astimezone(UTC) - at.astimezone(UTC))
        counts = days.is_business_day(_within(at, step), calendar)
        if counts and room >= left:
            at = (at.astimezone(UTC) + step * left).astimezone(ZoneInfo(zone))
            break
        at, left = edge, left - room if counts else left
    first, last = sorted((begun.date(), at.date()))
    steps = [
        f"starts {begun:%a %Y-%m-%d %H:%M}",
        f"{_counted(count, 'hours')}, counted days only: {at:%a %Y-%m-%d %H:%M}",
        *_skipped(first, last, "business-days", calendar),
    ]
    return Deadline(at, at.date(), tuple(steps), calendar)


def _within(at: datetime, step: int) -> date:
    """The day in which counting goes on from a moment: going back from midnight, the day before."""
    return at.date() if step > 0 or at.time() != time() else at.date() - timedelta(days=1)


def _edge(at: datetime, step: int, zone: str) -> datetime:
    """The midnight at which the day being counted ends, going on or going back."""
    day = _within(at, step)
    return datetime.combine(day + timedelta(days=1) if step > 0 else day, time(), ZoneInfo(zone))


def day_of(start: date | datetime, zone: str) -> date:
    """The civil day of a day or an instant at `zone`. Raises DeadlineError for a time without a zone."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise DeadlineError(f"{start.isoformat()} has no time zone.")
    return start.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str, ends: Ends = "midnight", closes: time = CLOSE) -> datetime:
    """The moment a last day ends at `zone`: the following midnight, or its hour of closing."""
    if ends == "close":
        return datetime.combine(day, closes, ZoneInfo(zone))
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def _last_day(first: date, count: int, unit: Unit, calendar: str | None) -> date:
    match unit:
        case "business-days":
            if calendar is None:
                raise DeadlineError("Business days need a calendar: the law that says what one is.")
            return days.add_business_days(first, count, calendar)
        case "calendar-days":
            return days.add_calendar_days(first, count)
        case "weeks":
            return days.add_calendar_days(first, 7 * count)
        case "months":
            return days.add_months(first, count)
        case "years":
            return days.add_years(first, count)
        case _:
            raise DeadlineError(f"{unit} is no unit of days; there are: {', '.join(UNITS)}.")


def _skipped(first: date, last: date, unit: Unit, calendar: str | None) -> list[str]:
    if unit != "business-days" or calendar is None or abs((last - first).days) > 60:
        return []
    start, end = sorted((first, last))
    out = days.left_out(start + _DAY, end - _DAY, calendar)
    told = [f"{_words(day)} ({why})" for day, why in (out if last >= first else reversed(out))]
    return [f"not counted: {', '.join(told)}"] if told else []


_DAY = timedelta(days=1)


def _counted(count: int, unit: str) -> str:
    word = unit.replace("-", " ")
    return f"{abs(count)} {word.removesuffix('s') if abs(count) == 1 else word} {'before' if count < 0 else 'after'}"


def _words(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several readings, all of them kept to be shown. `why` is empty when they agree."""

    deadline: Deadline
    readings: tuple[Deadline, ...]
    why: str = ""


def choose(readings: Sequence[Deadline], whose: Whose) -> Chosen:
    """Design section 4: the customer's right gets the later date, the business's duty the earlier one; both are shown.

    Raises DeadlineError without a reading."""
    if not readings:
        raise DeadlineError("There is no reading to choose from.")
    pick = max if whose == "customer" else min
    best = pick(readings, key=lambda row: row.at)
    if len({row.at for row in readings}) == 1:
        return Chosen(best, tuple(readings))
    side = (
        "the later counts, as it is the customer's right"
        if whose == "customer"
        else "the earlier counts, as it is our duty"
    )
    dates = " or ".join(dict.fromkeys(_words(row.day) for row in readings))
    return Chosen(best, tuple(readings), f"{dates}: {side}")
