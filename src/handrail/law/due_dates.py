"""What is due, gathered for a page: which events can be told, which facts then matter, the days in a row. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handrail.calendars import ical
from handrail.calendars.deadlines import day_of
from handrail.facts.vocabulary import VOCABULARY, Fact
from handrail.law.answers import Due, Facts
from handrail.law.asking import due_words, turns_on
from handrail.law.duties import DeadlineRule
from handrail.law.engine import Law
from handrail.law.plain import order

_ABOUT = {"case": "The case", "sale": "The sale", "customer": "The customer", "employee": "People who work for us"}


def _starts(rule: DeadlineRule) -> tuple[str, ...]:
    return (*rule.starts, *rule.or_later, *rule.no_later_than)


def events(law: Law, known: Facts, on: date) -> list[tuple[str, list[Fact]]]:
    """The dates that start a clock for this business, or may: grouped by what they are about."""
    rules = (row.part.deadline for row in law.meetings(known, on) if row.part.deadline)
    names = {name for rule in rules for name in _starts(rule) if name in VOCABULARY and name not in known}
    facts = [VOCABULARY[name] for name in sorted(names, key=order)]
    abouts = dict.fromkeys(row.about for row in facts)
    return [(_ABOUT.get(about, about.capitalize()), [row for row in facts if row.about == about]) for about in abouts]


def wanted(law: Law, told: Sequence[str], known: Facts, on: date) -> list[str]:
    """The facts to ask for once these events are named: the events first, then what else their deadlines turn on."""
    names = set(told)
    for row in law.meetings(known, on):
        if row.part.deadline and not names.isdisjoint(_starts(row.part.deadline)):
            names |= set(turns_on(row.duty, row.part))
    rest = sorted((name for name in names - set(known) - set(told) if name in VOCABULARY), key=order)
    return [*told, *rest]


def of_events(law: Law, told: Sequence[str], facts: Facts, on: date, zone: str) -> list[Due]:
    """The deadlines that these events start or end, the first to come first."""
    rows = law.due(facts, on, zone)
    return [row for row in rows if row.part.deadline and not set(told).isdisjoint(_starts(row.part.deadline))]


def standing(law: Law, known: Facts, on: date, zone: str) -> list[Due]:
    """What is due without any case: filings of every year, licences, what must be gone by a day."""
    return [row for row in law.due(known, on, zone) if row.verdict == "yes" or row.day]


def _began(row: Due, facts: Facts, zone: str) -> date | None:
    rule = row.part.deadline
    days = [day_of(value, zone) for name in (rule.starts if rule else ()) if isinstance(value := facts.get(name), date)]
    return min(days, default=None)


def stretch(row: Due, facts: Facts, on: date, zone: str) -> tuple[date, date] | None:
    """From when to when a deadline runs, for a drawing; None without a last day."""
    if row.day is None:
        return None
    began = row.opens or _began(row, facts, zone) or on
    return min(began, row.day), row.day


def entries(rows: Iterable[Due], facts: Facts, host: str, zone: str) -> list[ical.Entry]:
    """The dated ones for a calendar. The same deadline of the same events keeps its identifier."""
    return [_entry(row, facts, host, zone) for row in rows if row.day and row.at]


def _entry(row: Due, facts: Facts, host: str, zone: str) -> ical.Entry:
    rule = row.part.deadline
    started = [str(facts[name]) for name in (rule.starts if rule else ()) if name in facts]
    assert row.day
    names = started or [row.day.isoformat()]
    by_hour = rule is not None and rule.unit in ("hours", "minutes")
    when: date = row.at.astimezone(ZoneInfo(zone)) if by_hour and isinstance(row.at, datetime) else row.day
    about = f"{row.stated} Last day: {due_words(row)}. General information, not legal advice."
    name = ical.uid("law-due", row.duty.id, row.part.id, *names, host=host)
    return ical.Entry(name, when, f"{row.duty.title}: {due_words(row)}", about)


HEAD = ("Last day", "Duty", "Part", "In short", "Citation", "Status", "Depends on", "Id")


def cells(row: Due, labels: Mapping[str, str]) -> list[str]:
    depends = ", ".join(labels[name] for name in sorted(row.missing))
    stated = row.stated
    return [
        row.day.isoformat() if row.day else due_words(row), row.duty.title, row.part.id, stated.text, stated.citation,
        stated.status_words, depends, row.duty.id,
    ]  # fmt: skip


def chosen(rows: Iterable[Due], words: str, sort: str) -> list[Due]:
    """The rows that share every word, in the order asked for; as they come, the first to end stands first."""
    found = [row for row in rows if _has(row, words)]
    return sorted(found, key=lambda row: row.duty.title.lower()) if sort == "title" else found


def _has(row: Due, words: str) -> bool:
    text = f"{row.duty.id} {row.duty.title} {row.stated.text} {row.stated.citation}".lower()
    return all(word in text for word in words.lower().split())


def labels(facts: Iterable[str]) -> dict[str, str]:
    return {name: VOCABULARY[name].label if name in VOCABULARY else name for name in facts}
