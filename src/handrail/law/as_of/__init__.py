"""The product as of another date: law, effective dates, ages and due lists judged at that date, over the facts kept
today. Every page reads its moment from the door (`request.at`), so the door is the one place where it is moved. Pure.

It is not a view of rows as they once were. Nothing can be written meanwhile: only leaving and signing out are taken."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

KEY = "as_of"
EARLIEST, LATEST = date(1902, 1, 1), date(2100, 12, 31)
WRITES = frozenset({"as-of-leave", "account_logout"})
"""The addresses, by name, that take a form while one looks at another date."""


class NoSuchDayError(ValueError):
    """What was written is no day one can look at; the message says what to write."""


def read_day(typed: str) -> date:
    """The day that was written. Raises NoSuchDayError."""
    words = typed.strip()
    if not words:
        raise NoSuchDayError("Write the day to look at, like 2027-01-01.")
    try:
        found = date.fromisoformat(words)
    except ValueError:
        raise NoSuchDayError(f"“{words}” is no day we know. Write a day like 2027-01-01.") from None
    if not EARLIEST <= found <= LATEST:
        raise NoSuchDayError(f"Write a day from {EARLIEST.year} to {LATEST.year}; {found.year} is beyond that.")
    return found


def moved(now: datetime, on: date, zone: str) -> datetime:
    """The same time of the day on another day, by the clock of the place."""
    place = ZoneInfo(zone)
    return datetime.combine(on, now.astimezone(place).time(), place).astimezone(UTC)
