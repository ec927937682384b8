"""Facts that are rows: licences with number, holder and last day; opening hours by weekday; days on which a business is
closed; roles of one's own. Pure.

A row is kept as one line of text, so that a fact stays a plain value: `LP gas dealer permit | LP-00-0155 | Red Dirt |
2026-12-31` and `mon 08:00-17:00`. Here those lines are read, written and told."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from handrail.calendars import closed

DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
NO_END = "no end"
UNKNOWN = "unknown"
_DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y", "%B %d, %Y")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_HOURS = re.compile(r"(\w{3}) (\d\d:\d\d)-(\d\d:\d\d)")
_COLUMNS = {
    "licence": ("what", "number", "holder", "until"), "hours": ("day", "opens", "closes"), "closed": ("on", "why"),
    "role": ("role", "title", "filled_by", "overtime", "basis", "since"),
}  # fmt: skip
STANDING = ("agent", "supervisor", "legal", "manager", "owner")  # the roles that every business has
OVERTIME = {"non-exempt": "Non-exempt", "exempt": "Exempt"}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "filled_by": {name: name.capitalize() for name in STANDING}, "overtime": {"": "Not determined yet", **OVERTIME},
}  # fmt: skip
"""What a cell may be, where it is one of a few."""
_ROLE_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")


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


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role of this business beside the five. `filled_by`: which of them stands for it; `overtime`: `exempt`,
    `non-exempt` or "" while nobody determined it; `basis`: what that rests on; `since`: the day, as `2026-11-01`."""

    role: str
    title: str
    filled_by: str
    overtime: str = ""
    basis: str = ""
    since: str = ""

    @property
    def paid_as(self) -> str:
        """`non-exempt, determined on Nov 1, 2026 by our adviser's letter`; nothing while nobody determined it."""
        if not self.overtime:
            return ""
        day = date.fromisoformat(self.since)
        by = f" by {self.basis}" if self.basis else ""
        return f"{self.overtime}, determined on {day:%b} {day.day}, {day.year}{by}"

    @property
    def words(self) -> str:
        return f"{self.role} ({self.title}), filled by the {self.filled_by}, {self.paid_as or 'not determined yet'}"


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which the business is closed: `2026-12-24` once, `12-24` each year, or `federal: Thanksgiving`."""

    on: str
    why: str

    @property
    def once(self) -> date | None:
        return date.fromisoformat(self.on) if len(self.on) == 10 and self.on[:4].isdigit() else None

    @property
    def yearly(self) -> tuple[int, int] | None:
        return (int(self.on[:2]), int(self.on[3:])) if len(self.on) == 5 else None

    @property
    def holiday(self) -> closed.Names | None:
        of, _, name = self.on.partition(":")
        return closed.known(of, name) if name else None

    @property
    def reason(self) -> str:
        return self.why or (self.holiday or ("", ""))[1]

    @property
    def words(self) -> str:
        """`Dec 24, 2026: inventory`, `each year on Dec 24: we are with our families`, `Thanksgiving`."""
        day, each = self.once, self.yearly
        if self.holiday:
            return f"{self.holiday[1]}: {self.why}" if self.why else self.holiday[1]
        if day:
            return f"{day:%b} {day.day}, {day.year}: {self.why}"
        assert each is not None
        return f"each year on {date(2000, *each):%b} {each[1]}: {self.why}"


def columns(shape: str) -> tuple[str, ...]:
    return _COLUMNS[shape]


def read(shape: str, line: str) -> Licence | Hours | OwnRole | ClosedDay:
    """The row of a kept line. Raises RowError for one that was never kept."""
    if shape == "hours":
        found = _HOURS.fullmatch(line.strip())
        if not found:
            raise RowError(f"“{line}” is no opening time. Write a row like mon 08:00-17:00.")
        return _hours({"day": found[1], "opens": found[2], "closes": found[3]})
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != len(_COLUMNS[shape]):
        raise RowError(f"“{line}” has {len(parts)} parts. Write {_WRITTEN[shape]}.")
    cells = dict(zip(_COLUMNS[shape], parts, strict=True))
    made: Mapping[str, Callable[[Mapping[str, str]], Licence | OwnRole | ClosedDay]] = {
        "role": _role, "closed": _closed_day, "licence": _licence,
    }  # fmt: skip
    return made[shape](cells)


_WRITTEN = {
    "licence": "what | number | holder | last day",
    "closed": "day | why",
    "role": "role | what it is called | filled by | exempt or non-exempt | what that rests on | day",
}


def roles(lines_: object) -> tuple[OwnRole, ...]:
    """The roles of a kept answer; none where there is none."""
    found = [read("role", line) for line in lines_] if isinstance(lines_, tuple) else []
    return tuple(row for row in found if isinstance(row, OwnRole))


def lines(shape: str, rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The kept lines of rows as a form or file gives them; a row of blanks is left out. Raises RowError."""
    filled = [row for row in rows if any(_clean(row, name) for name in _COLUMNS[shape] if name != "day")]
    if shape == "hours":
        made = sorted((_hours(row) for row in filled), key=lambda row: (list(DAYS).index(row.day), row.opens))
        return tuple(f"{row.day} {row.opens}-{row.closes}" for row in made)
    if shape == "role":
        return _role_lines(filled)
    if shape == "closed":
        return _closed_lines(filled)
    return tuple(f"{r.what} | {r.number} | {r.holder} | {r.until}" for r in map(_licence, filled))


def _role_lines(filled: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    made = [_role(row) for row in filled]
    names = [row.role for row in made]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise RowError(f"The role {twice} stands here twice. Keep one of the two.")
    return tuple(" | ".join(getattr(row, name) for name in _COLUMNS["role"]) for row in made)


def _place_of(row: ClosedDay) -> tuple[bool, bool, str]:
    """Days first; holidays stay in the order in which they were named."""
    return bool(row.holiday), row.once is None, "" if row.holiday else row.on


def _closed_lines(filled: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    made = sorted((_closed_day(row) for row in filled), key=_place_of)
    days = [row.on for row in made]
    twice = next((row for row in made if days.count(row.on) > 1), None)
    if twice:
        raise RowError(f"“{twice.words}” stands here twice. Keep one of the two.")
    return tuple(f"{row.on} | {row.why}" for row in made)


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


def _role(row: Mapping[str, str]) -> OwnRole:
    typed = _clean(row, "role")
    name = "-".join(re.findall(r"[a-z0-9]+", typed.lower()))
    if not _ROLE_NAME.fullmatch(name):
        raise RowError(f"“{typed}” is no name of a role. Write up to 20 letters, like dispatcher.")
    if name in STANDING:
        raise RowError(f"Every business has the role {name}. Take the row away, or call yours otherwise.")
    filled_by = _clean(row, "filled_by").lower()
    if filled_by not in STANDING:
        raise RowError(f"{typed}: choose which of {', '.join(STANDING)} stands for it.")
    overtime = _clean(row, "overtime").lower()
    if overtime not in ("", *OVERTIME):
        raise RowError(
            f"{typed}: “{overtime}” is neither exempt nor non-exempt. Leave it blank while it is not determined."
        )
    since = _clean(row, "since")
    if bool(overtime) != bool(since):
        wants = "write the day it was determined" if overtime else "a day stands here, and no exempt or non-exempt"
        raise RowError(f"{typed}: {wants}.")
    day = _day(typed, since, "").isoformat() if since else ""
    return OwnRole(name, _clean(row, "title") or typed, filled_by, overtime, _clean(row, "basis"), day)


def _closed_day(row: Mapping[str, str]) -> ClosedDay:
    typed, why = _clean(row, "on"), _clean(row, "why")
    of, _, name = typed.partition(":")
    if name:
        holiday = closed.known(of, name)
        if holiday is None:
            raise RowError(f"“{typed}” is no holiday we have a list of. Write its day, like Nov 26, 2026, and why.")
        return ClosedDay(": ".join(holiday), why)
    if not typed:
        raise RowError(f"{why}: write the day, like Dec 24, 2026 for once, or Dec 24 for each year.")
    if not why:
        raise RowError(f"{typed}: write why you are closed then. Customers are told by it.")
    return ClosedDay(_each_year(typed) or _day(why, typed, " for once, or like Dec 31 for each year").isoformat(), why)


def _each_year(text: str) -> str:
    """A day without a year as `12-24`; nothing where it is none."""
    for form in ("%m-%d", "%m/%d", "%b %d", "%B %d"):
        try:
            return f"{datetime.strptime(f'2000 {text}', f'%Y {form}').replace(tzinfo=UTC):%m-%d}"
        except ValueError:
            continue
    return ""


def _day(what: str, text: str, or_: str = ", or “no end”, or “unknown”") -> date:
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise RowError(f"{what}: “{text}” is no day we know. Write a day like Dec 31, 2026{or_}.")


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
