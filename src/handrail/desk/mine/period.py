"""The days a person looks at: a week, a month, or from one day to another, by the clock of the business. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PERIODS = {"week": "This week", "last-week": "Last week", "month": "This month", "days": "From day to day"}
LONGEST = 366  # days


class PeriodError(Exception):
    """Days that can't be looked at; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of its first day to the end of its last."""

    first: date
    last: date

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        place = ZoneInfo(zone)
        return datetime.combine(self.first, time(), place), datetime.combine(self.last + timedelta(1), time(), place)


def period(name: str, today: date, first: str = "", last: str = "") -> Period:
    """Weeks begin on Monday. Raises PeriodError."""
    monday = today - timedelta(today.weekday())
    if name == "last-week":
        return Period(monday - timedelta(7), monday - timedelta(1))
    if name == "month":
        return Period(today.replace(day=1), today)
    return _between(first, last) if name == "days" else Period(monday, today)


def _between(first: str, last: str) -> Period:
    try:
        found = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise PeriodError("Write both days, as 2026-11-24. This week is shown instead.") from None
    if found.first > found.last:
        raise PeriodError("The first day comes after the last. Look at them again. This week is shown instead.")
    if (found.last - found.first).days >= LONGEST or found.last == date.max:
        raise PeriodError("That is more than a year. Choose fewer days. This week is shown instead.")
    return found
