"""Usual paid hours and what lies outside them. Pure.

Hours worked are paid whether or not they were asked for: 29 CFR 785.11. So nothing here forbids; it tells and
records."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NON_EXEMPT = "non-exempt"


@dataclass(frozen=True, slots=True)
class PaidHours:
    """On these weekdays (0: Monday), from one time to another by the clock of the business; past midnight where the
    end is not after the beginning."""

    days: frozenset[int]
    begins: time
    ends: time

    def hold(self, at: datetime, zone: str) -> bool:
        local = at.astimezone(ZoneInfo(zone))
        clock = local.time()
        if self.begins < self.ends:
            return local.weekday() in self.days and self.begins <= clock < self.ends
        yesterday = (local.date() - timedelta(days=1)).weekday()
        return (local.weekday() in self.days and clock >= self.begins) or (yesterday in self.days and clock < self.ends)

    @property
    def in_words(self) -> str:
        return f"{_days(sorted(self.days))}, {_clock(self.begins)} to {_clock(self.ends)}"


def outside(overtime: str, hours: PaidHours | None, at: datetime, zone: str) -> bool:
    """Whether a person who is paid for overtime works outside the usual paid hours."""
    return overtime == NON_EXEMPT and hours is not None and not hours.hold(at, zone)


@dataclass(frozen=True, slots=True)
class Determined:
    """That a person is exempt from overtime or not: since when somebody says so, and who or what."""

    overtime: str
    on: date
    by: str = ""

    @property
    def in_words(self) -> str:
        by = f" by {self.by}" if self.by else ""
        return f"{self.overtime}, determined on {self.on:%b} {self.on.day}, {self.on.year}{by}"


def in_words(people: Iterable[Determined | None]) -> str:
    """The class of those who share a role; where they differ, how many each. Nothing where nobody was determined."""
    rows = list(people)
    counted = Counter(row for row in rows if row)
    if not counted:
        return ""
    if len(counted) == 1 and None not in rows:
        return next(iter(counted)).in_words
    told = [f"{count} {row.in_words}" for row, count in counted.items()]
    return ", ".join([*told, *([f"{rows.count(None)} not determined yet"] if None in rows else [])])


def _days(days: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = [DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]} to {DAYS[run[-1]]}" for run in runs]
    return ", ".join(named)


def _clock(at: time) -> str:
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02} {half}"
