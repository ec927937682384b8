"""Holidays as dated, cited rules (`holidays.yaml`), worked out for a year. Pure; days are civil days without a zone.

The tables are our own: public libraries mix legal, federal and office-closed days and are wrong for some states."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handrail.calendars import quick_yaml

FILE = Path(__file__).with_name("holidays.yaml")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CalendarError(ValueError):
    """A calendar or holiday list that does not exist or cannot be read."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of one year. `certain`: no reading of the law doubts it. `moved`: it is kept for another day."""

    day: date
    name: str
    certain: bool = True
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list of holidays with its source. `days` and `moved` are the rules as the file has them."""

    id: str
    title: str
    citation: str
    source: str
    days: tuple[Mapping[str, Any], ...]
    moved: Mapping[str, Any]
    verified: Mapping[str, Any]
    note: str = ""


@cache
def tables() -> Mapping[str, Table]:
    """Every list by id."""
    rows = quick_yaml.load(FILE.read_text("utf-8"))
    made = {name: Table(id=name, **{**row, "days": tuple(row["days"])}) for name, row in rows.items()}
    return MappingProxyType(made)


def table(name: str) -> Table:
    """The list of this id. Raises CalendarError."""
    try:
        return tables()[name]
    except KeyError:
        raise CalendarError(f"There is no holiday list {name}; there are: {', '.join(tables())}.") from None


@cache
def holidays(name: str, year: int) -> tuple[Holiday, ...]:
    """The holidays of list `name` that fall in `year`, in order, days moved in from a neighbouring year included.

    Raises CalendarError for an unknown list or a year outside 1901 to 9998."""
    if not 1900 < year < 9999:
        raise CalendarError(f"Holidays are known from 1901 to 9998, not for {year}.")
    found = [day for near in (year - 1, year, year + 1) for day in _kept(table(name), near)]
    return tuple(sorted((day for day in found if day.day.year == year), key=lambda row: row.day))


def _kept(rules: Table, year: int) -> Iterator[Holiday]:
    for rule in rules.days:
        if year < rule.get("from", 0):
            continue
        certain = not rule.get("doubt", False)
        for day, sure in _days(rules, rule, year):
            yield Holiday(day, rule["name"], certain and sure)
            moved = None if "fixed" not in rule or rule.get("stays") else _moved(rules, day)
            if moved:
                yield Holiday(moved, f"{rule['name']}, kept", certain and not rules.moved.get("doubt"), moved=True)


def _moved(rules: Table, day: date) -> date | None:
    shift = rules.moved.get(WEEKDAYS[day.weekday()])
    return day + timedelta(days=shift) if shift else None


def _days(rules: Table, rule: Mapping[str, Any], year: int) -> list[tuple[date, bool]]:
    if "fixed" in rule:
        return [(_fixed(rule["fixed"], year), True)]
    if "nth" in rule:
        which, weekday, month = rule["nth"]
        return [(nth_weekday(year, month, WEEKDAYS.index(weekday), which), True)]
    if "after" in rule:
        other, count = rule["after"]
        base = next(row for row in rules.days if row["id"] == other)
        return [(day + timedelta(days=count), sure) for day, sure in _days(rules, base, year)]
    return _beside(rule, year)


def _beside(rule: Mapping[str, Any], year: int) -> list[tuple[date, bool]]:
    day = _fixed(rule["beside"]["day"], year)
    weekday = WEEKDAYS[day.weekday()]
    sure = [(day + timedelta(days=n), True) for n in rule["beside"].get(weekday, ())]
    return sure + [(day + timedelta(days=n), False) for n in rule.get("either", {}).get(weekday, ())]


def _fixed(text: str, year: int) -> date:
    month, day = str(text).split("-")
    return date(year, int(month), int(day))


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`-th weekday (0 is Monday) of a month; -1 is the last."""
    if which < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
