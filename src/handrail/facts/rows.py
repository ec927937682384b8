"""Facts that are rows: licences with number, holder and last day; opening hours by weekday. Pure.

A row is kept as one line of text, so that a fact stays a plain value: `LP gas dealer permit | LP-00-0155 | Red Dirt |
2026-12-31` and `mon 08:00-17:00`. Here those lines are read, written and told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
NO_END = "no end"
UNKNOWN = "unknown"
_DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y", "%B %d, %Y")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_HOURS = re.compile(r"(\w{3}) (\d\d:\d\d)-(\d\d:\d\d)")
_COLUMNS = {"licence": ("what", "number", "holder", "until"), "hours": ("day", "opens", "closes")}


class RowError(ValueError):
    """A row that can't be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence, permit or registration. `until` is its last day, `no end` or `unknown`."""

    what: str
    number: str
    holder: str
    until: str

    @property
    def last_day(self) -> date | None:
        return None if self.until in (NO_END, UNKNOWN) else date.fromisoformat(self.until)

    @property
    def words(self) -> str:
        ends = {NO_END: "without an end", UNKNOWN: "until when is not known"}
        last = self.last_day
        told = f"until {last:%b} {last.day}, {last.year}" if last else ends[self.until]
        held = f", held by {self.holder}" if self.holder else ""
        return f"{self.what} {self.number}".strip() + f"{held}, {told}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on a weekday (`mon`) from one time to another, as `08:00`."""

    day: str
    opens: str
    closes: str

    @property
    def words(self) -> str:
        return f"{DAYS[self.day]} {_told(self.opens)} to {_told(self.closes)}"


def columns(shape: str) -> tuple[str, ...]:
    return _COLUMNS[shape]


def read(shape: str, line: str) -> Licence | Hours:
    """The row of a kept line. Raises RowError for one that was never kept."""
    if shape == "hours":
        found = _HOURS.fullmatch(line.strip())
        if not found:
            raise RowError(f"“{line}” is no opening time. Write a row like mon 08:00-17:00.")
        return _hours({"day": found[1], "opens": found[2], "closes": found[3]})
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != len(_COLUMNS["licence"]):
        raise RowError(f"“{line}” has {len(parts)} parts. Write what | number | holder | last day.")
    return _licence(dict(zip(_COLUMNS["licence"], parts, strict=True)))


def lines(shape: str, rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The kept lines of rows as a form or file gives them; a row of blanks is left out. Raises RowError."""
    filled = [row for row in rows if any(_clean(row, name) for name in _COLUMNS[shape] if name != "day")]
    if shape == "hours":
        made = sorted((_hours(row) for row in filled), key=lambda row: (list(DAYS).index(row.day), row.opens))
        return tuple(f"{row.day} {row.opens}-{row.closes}" for row in made)
    return tuple(f"{r.what} | {r.number} | {r.holder} | {r.until}" for r in map(_licence, filled))


def as_row(shape: str, line: str) -> dict[str, str]:
    """A kept line as the cells of a form or file."""
    row = read(shape, line)
    return {name: str(getattr(row, name)) for name in _COLUMNS[shape]}


def _clean(row: Mapping[str, str], name: str) -> str:
    return " ".join(row.get(name, "").replace("|", "/").split())


def _licence(row: Mapping[str, str]) -> Licence:
    what = _clean(row, "what")
    if not what:
        raise RowError("Write what the license is for, like LP gas dealer permit.")
    until = _clean(row, "until").lower()
    if not until:
        raise RowError(f"{what}: write its last day like Dec 31, 2026, or “no end”, or “unknown”.")
    last = until if until in (NO_END, UNKNOWN) else _day(what, _clean(row, "until")).isoformat()
    return Licence(what, _clean(row, "number"), _clean(row, "holder"), last)


def _day(what: str, text: str) -> date:
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise RowError(f"{what}: “{text}” is no day we know. Write a day like Dec 31, 2026, or “no end”, or “unknown”.")


def _hours(row: Mapping[str, str]) -> Hours:
    day = _clean(row, "day").lower()[:3]
    if day not in DAYS:
        raise RowError(f"“{row.get('day', '')}” is no day of the week. Write mon, tue, wed, thu, fri, sat or sun.")
    opens, closes = _clock(day, _clean(row, "opens")), _clock(day, _clean(row, "closes"))
    if opens >= closes:
        raise RowError(
            f"{DAYS[day]}: it closes before it opens. For the afternoon write 5 pm or 17:00; past midnight, 24:00 and "
            "open the next day at 0:00."
        )
    return Hours(day, opens, closes)


def _clock(day: str, text: str) -> str:
    found = _CLOCK.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if found and found[3]:
        hour = (hour % 12 if hour in range(1, 13) else 99) + (12 if found[3].lower() == "pm" else 0)
    if hour * 60 + minute > 24 * 60 or minute > 59:
        raise RowError(
            f"{DAYS[day]}: “{text}” is no time. Write it like 8:00 or 5:30 pm, or leave the day blank when closed."
        )
    return f"{hour:02d}:{minute:02d}"


def _told(clock: str) -> str:
    hour, minute = map(int, clock.split(":"))
    if hour in (0, 24) and not minute:
        return "midnight"
    return f"{hour % 12 or 12}:{minute:02d} {'AM' if hour % 24 < 12 else 'PM'}"
