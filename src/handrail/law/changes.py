"""What changes when: duties that begin, end or read otherwise from a day on, numbers that change, and what to watch.

Pure. A list over all law files; every row carries the status of what it tells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handrail.calendars import ical
from handrail.law.answers import Facts, Number
from handrail.law.duties import Duty, Entry, Pack, ValueByDate
from handrail.law.engine import Law
from handrail.law.plain import told_number
from handrail.law.words import STATUSES, TONES, VERDICTS, short_day

WHATS = {
    "begins": "Begins", "changes": "Reads otherwise from here", "ends": "Last day", "number": "Number changes",
    "watch": "To watch",
}  # fmt: skip
PERIODS = {"ahead": "From this day on", "past": "Before this day", "": "All"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `day`: when; for something to watch, the day by which to look again. `applies`: to us, as of then."""

    day: date
    what: str
    id: str
    title: str
    told: str
    citation: str
    status: str
    tone: str
    pack: Pack
    applies: str = ""

    @property
    def what_words(self) -> str:
        return WHATS[self.what]

    @property
    def applies_words(self) -> str:
        return VERDICTS.get(self.applies, "")

    @property
    def is_number(self) -> bool:
        return self.what == "number"

    @property
    def month(self) -> str:
        return f"{self.day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for; empty means all. `ours`: only what binds us, or may."""

    words: str = ""
    what: str = ""
    pack: str = ""
    period: str = "ahead"
    ours: bool = False
    sort: str = "day"

    def takes(self, row: Change, on: date) -> bool:
        in_time = {"ahead": row.day >= on, "past": row.day < on}.get(self.period, True)
        exact = self.what in ("", row.what) and self.pack in ("", row.pack.pack)
        return exact and in_time and (not self.ours or row.applies != "no") and _has(self.words, row)


def _has(words: str, row: Change) -> bool:
    text = f"{row.id} {row.title} {row.told} {row.citation} {row.pack.title}".lower()
    return all(word in text for word in words.lower().split())


def changes(law: Law, facts: Facts, on: date) -> list[Change]:
    """Every change of every law file, in no order. Whether a duty applies is judged on the day of its change."""
    found: list[Change] = []
    for pack in law.packs.values():
        for name in dict.fromkeys(duty.id for duty in pack.duties):
            found += _of_duty(law, pack, law.versions(name), facts, on)
        found += (row for value in pack.values for row in _of_number(law, pack, value, on))
    return found


def _of_duty(law: Law, pack: Pack, versions: Sequence[Duty], facts: Facts, on: date) -> Iterator[Change]:
    last = len(versions) - 1
    for number, duty in enumerate(versions):
        if duty.in_force.from_:
            what = "changes" if number else "begins"
            yield _duty(law, pack, duty, (duty.in_force.from_, what), duty.in_force.from_, facts)
        if duty.in_force.to and number == last:
            yield _duty(law, pack, duty, (duty.in_force.to, "ends"), duty.in_force.to, facts)
        if duty.watch and number == last:
            yield _duty(law, pack, duty, (duty.recheck_by, "watch"), on, facts)


def _duty(law: Law, pack: Pack, duty: Duty, at: tuple[date, str], judged: date, facts: Facts) -> Change:
    day, what = at
    text = duty.watch if what == "watch" and duty.watch else duty.plain
    stated = law.state(duty, text, judged)
    verdict = law.answer([duty.applies], duty, facts, judged).verdict
    words = f"{STATUSES[stated.status]}, looked at {short_day(stated.verified_on)}"
    return Change(
        day, what, duty.id, duty.title, stated.text, stated.citation, words, TONES[stated.status], pack, verdict
    )


def _of_number(law: Law, pack: Pack, row: ValueByDate, on: date) -> Iterator[Change]:
    """A number from its second stretch on: the first is what was, not a change."""
    status = law.value(row.id, on).status
    words = f"{STATUSES[status]}, looked at {short_day(row.verified.on)}"
    for before, after in zip(row.entries, row.entries[1:], strict=False):
        told = f"{_number(row, before)}, then {_number(row, after, begins=False)}."
        yield Change(after.from_, "number", row.id, row.title, told, after.reference, words, TONES[status], pack)
    ends = row.entries[-1].to
    if ends:
        told = f"{_number(row, row.entries[-1])}, then nothing is known."
        day = ends + timedelta(days=1)
        yield Change(day, "number", row.id, row.title, told, row.entries[-1].reference, words, TONES[status], pack)


def _number(row: ValueByDate, entry: Entry, *, begins: bool = True) -> str:
    state: Any = "known" if entry.value is not None else "not-published"
    told = told_number(Number(row.id, entry.value, state, row.unit, "", "", "due"))
    return told if begins else told[:1].lower() + told[1:]


SORTS: Mapping[str, tuple[str, Callable[[Change], Any]]] = {
    "day": ("Day", lambda row: (row.day, row.title)),
    "what": ("What changes", lambda row: (list(WHATS).index(row.what), row.day, row.title)),
    "title": ("Title", lambda row: (row.title.lower(), row.day)),
    "place": ("Place", lambda row: (row.pack.title, row.day, row.title)),
}


def chosen(rows: Iterable[Change], wanted: Wanted, on: date) -> list[Change]:
    """The rows asked for, in the order asked for."""
    found = (row for row in rows if wanted.takes(row, on))
    return sorted(found, key=SORTS.get(wanted.sort, SORTS["day"])[1])


HEAD = ("Day", "What", "Title", "Place", "In short", "To us", "Status", "Citation", "Id")


def cells(row: Change) -> list[str]:
    return [
        row.day.isoformat(), row.what_words, row.title, row.pack.title, row.told, row.applies_words, row.status,
        row.citation, row.id,
    ]  # fmt: skip


def entry(row: Change, host: str) -> ical.Entry:
    """The change as a date for a calendar."""
    about = f"{row.told} [{row.citation}; {row.status}]"
    name = ical.uid("law-change", row.what, row.id, row.day.isoformat(), host=host)
    return ical.Entry(name, row.day, f"{row.what_words}: {row.title}", about)
