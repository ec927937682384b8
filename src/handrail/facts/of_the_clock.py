"""What the clock says of a contact when it comes in: the hour, and whether the business was open. Pure.

A condition on the time of day reads these two. They are taken once, when the case begins, so a case read again years
later takes the same way, and the check tries them like any other fact."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from handrail.calendars.closed import ClosedDays
from handrail.calendars.open_hours import OpenHours, is_open, of_rows
from handrail.facts.rows import DAYS, ClosedDay, Hours, read
from handrail.facts.vocabulary import Value

HOUR, OUTSIDE = "case.hour", "case.outside_hours"
OF_THE_CLOCK = (HOUR, OUTSIDE)


HOURS, CLOSED = "business.hours", "business.closed_days"
ROUND_THE_CLOCK = [(day, "00:00", "24:00") for day in range(7)]


def opening_hours(business: Mapping[str, Value], zone: str) -> OpenHours:
    """When a business is open, as it says of itself; without a word about it, always. One that keeps no hours and names
    days on which it is closed is open all of the others."""
    days, closed = list(DAYS), closed_days(business)
    rows = [
        (days.index(row.day), row.opens, row.closes)
        for row in _rows("hours", business, HOURS)
        if isinstance(row, Hours)
    ]
    return of_rows(rows or (ROUND_THE_CLOCK if closed else []), zone, closed)


def closed_days(business: Mapping[str, Value]) -> ClosedDays:
    """The days on which a business says that it is closed."""
    rows = [row for row in _rows("closed", business, CLOSED) if isinstance(row, ClosedDay)]
    holidays = tuple((row.holiday, row.reason) for row in rows if row.holiday)
    yearly = {row.yearly: row.reason for row in rows if row.yearly}
    return ClosedDays({row.once: row.reason for row in rows if row.once}, yearly, holidays)


def _rows(shape: str, business: Mapping[str, Value], name: str) -> list[object]:
    told = business.get(name, ())
    return [read(shape, str(line)) for line in told] if isinstance(told, tuple) else []


def facts_at(moment: datetime, hours: OpenHours) -> dict[str, Value]:
    """The hour (0 to 23, by the clock of the business) and whether the moment lies outside its hours."""
    return {HOUR: moment.astimezone(ZoneInfo(hours.zone)).hour, OUTSIDE: not is_open(moment, hours)}
