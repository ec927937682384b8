"""The rules on counting time, as their page tells them, and the days each calendar leaves out in a year. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handrail.calendars.business_days import Calendar, calendar, calendars, holidays_of
from handrail.calendars.holidays import table
from handrail.law.applying import has
from handrail.law.duties import A_DAY, CountingRule, LawText, Pack, Stated, Status, Verified
from handrail.law.engine import Law
from handrail.law.plain import day_words
from handrail.law.words import STATUSES, TONES, Said, said, short_day


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule with its status on a day."""

    row: CountingRule
    pack: Pack
    status: Status
    said: Said
    notes: tuple[Said, ...]

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        return tuple(calendar(name) for name in self.row.calendars)


def rules(law: Law, on: date) -> list[Rule]:
    """Every counting rule of every pack."""
    return [_rule(row, pack, on) for pack in law.packs.values() for row in pack.counting]


def _rule(row: CountingRule, pack: Pack, on: date) -> Rule:
    late = on > row.recheck_by or on > pack.kept_until
    status: Status = "unverified" if not row.verified.is_firm else "due" if late else "verified"

    since = min(row.recheck_by, pack.kept_until) + A_DAY if status == "due" else None

    def state(text: LawText) -> Said:
        return said(Stated(text, status, row.citation, row.verified.on, since))

    return Rule(row, pack, status, state(row.says), tuple(map(state, row.notes)))


SORTS: Mapping[str, tuple[str, Callable[[Rule], Any]]] = {
    "place": ("Place", lambda row: (row.pack.title, row.row.title)),
    "title": ("Title", lambda row: row.row.title.lower()),
    "recheck": ("Day to check again by", lambda row: (row.row.recheck_by, row.row.title)),
}
HEAD = ("Id", "Title", "Place", "Rule", "Calendars", "Citation", "Status", "Check again by")


def chosen(rows: Sequence[Rule], words: str, sort: str) -> list[Rule]:
    found = [row for row in rows if has(words, row.row.id, row.row.title, row.said.text, row.row.citation, _named(row))]
    return sorted(found, key=SORTS.get(sort, SORTS["place"])[1])


def _named(row: Rule) -> str:
    return "; ".join(each.title for each in row.calendars)


def cells(row: Rule) -> list[str]:
    return [
        row.row.id, row.row.title, row.pack.title, row.said.text, _named(row), row.row.citation, row.said.status,
        row.row.recheck_by.isoformat(),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A calendar with the days it leaves out in one year, beside its weekend."""

    calendar: Calendar
    weekend: str
    days: tuple[tuple[str, str], ...]
    citation: str
    status: str
    tone: str


_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def kept(year: int) -> list[Kept]:
    """Every calendar in a year."""
    return [_kept(row, year) for row in calendars().values()]


def _kept(row: Calendar, year: int) -> Kept:
    found = table(row.holidays)
    seen = Verified.model_validate(dict(found.verified))
    name = "verified" if seen.is_firm and seen.how != "remembered" else "unverified"
    return Kept(
        row,
        " and ".join(_WEEK[day] for day in sorted(row.weekend)) or "no weekday",
        tuple((day_words(day), holiday.name) for day, holiday in sorted(holidays_of(row.id, year).items())),
        "; ".join(dict.fromkeys((row.citation, found.citation))),
        f"{STATUSES[name]}, looked at {short_day(seen.on)}",
        TONES[name],
    )
