"""The days on which a business itself is closed: once, each year on a date, or on a holiday of one of our lists. Pure.

Its own word, for its own clocks and promises. A deadline of law has a calendar of its own and reads none of this."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from handrail.calendars.holidays import Table, holidays, tables

LISTS = ("federal",)
KEPT = ", kept"
Names = tuple[str, str]  # the list, and a holiday's name in it


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Each with its reason: by day, by month and day, and by holiday."""

    once: Mapping[date, str]
    yearly: Mapping[tuple[int, int], str]
    on_holidays: tuple[tuple[Names, str], ...] = ()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.why(day) is not None

    def __bool__(self) -> bool:
        return bool(self.once or self.yearly or self.on_holidays)

    def why(self, day: date) -> str | None:
        """The reason for which it is closed on a day; None where it is not."""
        if day in self.once:
            return self.once[day]
        if (day.month, day.day) in self.yearly:
            return self.yearly[day.month, day.day]
        return _of_holidays(self.on_holidays, day.year).get(day) if self.on_holidays else None


@cache
def _of_holidays(rows: tuple[tuple[Names, str], ...], year: int) -> Mapping[date, str]:
    """That readings of the law differ on a day changes nothing: the business says that it is closed."""
    return {day.day: why for (of, name), why in rows for day in holidays(of, year) if day.name == name}


def offered(states: Iterable[str]) -> list[tuple[Table, list[str]]]:
    """The lists of holidays for a business in these states, each with its names: the day itself, and for one that may
    fall on a weekend the day that is kept for it. A day that another settles each year is none to be offered."""
    ids = (*LISTS, *(f"us-{state.lower()}" for state in states))
    return [(table, _names(table)) for id_ in ids if (table := tables().get(id_))]


def _names(table: Table) -> list[str]:
    found = []
    for rule in table.days:
        if "beside" in rule:
            continue
        found.append(str(rule["name"]))
        if "fixed" in rule and not rule.get("stays"):
            found.append(f"{rule['name']}{KEPT}")
    return found


def known(of: str, name: str) -> Names | None:
    """A holiday as somebody writes it, in small letters or large."""
    table = tables().get(of.strip().lower())
    names = {each.lower(): each for each in _names(table)} if table else {}
    found = names.get(name.strip().lower())
    return (table.id, found) if table and found else None


def between(first: date, last: date, closed: ClosedDays) -> list[tuple[date, str]]:
    """Each closed day from one to another, both included, with its reason."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [(day, why) for day in days if (why := closed.why(day)) is not None]
