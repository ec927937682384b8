"""What the clock says of a contact when it comes in: the hour, and whether the business was open. Pure.

A condition on the time of day reads these two. They are taken once, when the case begins, so a case read again years
later takes the same way, and the check tries them like any other fact."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handrail.calendars.open_hours import OpenHours, is_open, of_rows
from handrail.facts.rows import DAYS, Hours, read
from handrail.facts.vocabulary import Value

HOUR, OUTSIDE = "case.hour", "case.outside_hours"
OF_THE_CLOCK = (HOUR, OUTSIDE)


def opening_hours(business: Mapping[str, Value], zone: str, closed: Iterable[date] = ()) -> OpenHours:
    """When a business is open, as it says of itself; without a word about it, always."""
    told = business.get("business.hours", ())
    rows = [read("hours", str(line)) for line in told] if isinstance(told, tuple) else []
    days = list(DAYS)
    return of_rows(
        [(days.index(row.day), row.opens, row.closes) for row in rows if isinstance(row, Hours)], zone, closed
    )


def facts_at(moment: datetime, hours: OpenHours) -> dict[str, Value]:
    """The hour (0 to 23, by the clock of the business) and whether the moment lies outside its hours."""
    return {HOUR: moment.astimezone(ZoneInfo(hours.zone)).hour, OUTSIDE: not is_open(moment, hours)}
