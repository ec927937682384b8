"""One kind of duty asked about one case: the facts it turns on, and the answer put together. Pure.

The page and the command ask the engine's questions one by one; this says which facts to ask a person for first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from handrail.calendars.business_days import calendar
from handrail.calendars.deadlines import Deadline, DeadlineError, day_of
from handrail.calendars.holidays import CalendarError
from handrail.facts.answers import dollars
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.answers import Due, Facts, Kept, May, Meeting, Settled
from handrail.law.duties import Duty, Part
from handrail.law.engine import Law
from handrail.law.loader import conditions_of
from handrail.law.plain import Step, Teller, day_words, order
from handrail.law.words import Said, said

CAN_NOT_COUNT = (CalendarError, DeadlineError, OverflowError)
"""What counting raises for a day too far from ours."""
TOO_FAR = "One of these days is too far away to count from. Write days from 1902 to 2100."
_STATES = {
    "open": "Stays open: the clock has not begun",
    "unknown": "Can’t tell yet",
    "no-number": "No day: the law sets no number",
    "no-end": "Has no end",
}
_MAY = {
    "yes": "Nothing in these law files stands against it",
    "no": "No",
    "unknown": "Can’t tell yet: a person decides",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of counting a deadline; `used` marks the one that holds."""

    by: str
    day: str
    used: bool


@dataclass(frozen=True, slots=True)
class DueTold:
    """A deadline for a page. `when`: the last day or moment, or why there is none; `missing`: labels."""

    due: Due
    said: Said
    when: str
    opens: str
    readings: tuple[Reading, ...]
    why: str
    missing: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class KeptTold:
    """A record to keep, for a page."""

    kept: Kept
    said: Said
    until: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """A part that applies to the case, or may on `missing`."""

    meeting: Meeting
    said: Said
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MayTold:
    """Whether it may be done, for a page. `most`: the bound in dollars, or empty."""

    may: May
    words: str
    reasons: tuple[Said, ...]
    next: str
    most: str
    missing: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """All that the law says on one kind in one case. `may` None: nothing of this kind forbids or bounds anything."""

    kind: str
    title: str
    applies: tuple[MeetingTold, ...]
    may: MayTold | None
    settled: Settled | None
    settled_words: str
    due: tuple[DueTold, ...]
    kept: tuple[KeptTold, ...]
    steps: tuple[Step, ...]


def kinds_in_use(law: Law) -> dict[str, str]:
    """The kinds for which some pack has a part, with their titles, in the catalogue's order."""
    used = {part.kind for duty in law.duties.values() for part in duty.parts}
    return {name: kind.title for name, kind in law.kinds.items() if name in used}


def wanted_facts(law: Law, kind: str, known: Facts, at: datetime, zone: str) -> list[str]:
    """The facts a kind turns on that are not known yet, in the vocabulary's order.

    Duties that what is known rules out ask for nothing. Raises UnknownLawError."""
    rows = law.duties_meeting(kind, known, day_of(at, zone))
    names = {name for row in rows for name in turns_on(row.duty, row.part)}
    return sorted((name for name in names - set(known) if name in VOCABULARY), key=order)


@lru_cache(maxsize=8)
def every_fact(law: Law) -> frozenset[str]:
    """All that answers of this law rest on: the same values of these give the same answers on a day."""
    duties = (duty for id_ in law.duties for duty in law.versions(id_))
    return frozenset(name for duty in duties for part in duty.parts for name in turns_on(duty, part))


def turns_on(duty: Duty, part: Part) -> Iterator[str]:
    """Every fact a part's answers rest on."""
    for text in conditions_of(duty, part):
        yield from compile_condition(text).facts
    if part.deadline:
        yield from (*part.deadline.starts, *part.deadline.or_later, *part.deadline.no_later_than)
    yield from (span.from_ for span in (part.keep, part.destroy) if span)
    if part.keep and part.keep.until:
        yield part.keep.until
    if part.amount:
        yield part.amount
    yield from (bound.fact for bound in part.at_most)


def ask(law: Law, kind: str, facts: Mapping[str, Value], at: datetime, zone: str) -> Reply:
    """The answer on one kind. `at` has a zone; `zone` is the place that counts. Raises UnknownLawError."""
    on = day_of(at, zone)
    teller = Teller(law, on)
    meetings = law.duties_meeting(kind, facts, on)
    due = law.due_of_kind(kind, facts, on, zone)
    settled = law.settle(kind, facts, on, zone) if due else None
    return Reply(
        kind=kind,
        title=law.kinds[kind].title,
        applies=tuple(MeetingTold(row, said(row.stated), _labels(teller, row.missing)) for row in meetings),
        may=_may(law.may(kind, facts, at, zone), teller, facts) if any(map(_bounds, meetings)) else None,
        settled=settled if settled and len(settled.of) > 1 else None,
        settled_words=settled_words(settled, teller) if settled else "",
        due=tuple(told_due(row, teller, facts) for row in due),
        kept=tuple(_kept(row, teller) for row in law.keep(facts, on, kind)),
        steps=_unique(step for row in meetings for step in teller.trace(row.trace, facts)),
    )


def _bounds(row: Meeting) -> bool:
    return bool(row.part.forbids or row.part.hours or row.part.amount)


def _unique(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(dict.fromkeys(steps))


def _labels(teller: Teller, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(teller.labels(names))


def settled_words(row: Settled, teller: Teller) -> str:
    """The one day several duties come to, and why."""
    when = day_words(row.day) if row.day else _STATES.get(row.state, "Can’t tell yet")
    if row.day and row.state == "unknown":
        when = f"{when} at the earliest, and later if what is not known turns out so"
    return f"{when}. {teller.sentence(row.why)}.".replace("..", ".") if row.why else f"{when}."


def told_due(row: Due, teller: Teller, facts: Facts) -> DueTold:
    """A deadline in words: both readings of it when they differ."""
    return DueTold(
        due=row,
        said=said(row.stated),
        when=due_words(row),
        opens=day_words(row.opens) if row.opens else "",
        readings=_readings(row) if len({reading.at for reading in row.readings}) > 1 else (),
        why=teller.sentence(row.why) if row.why else "",
        missing=_labels(teller, row.missing),
        steps=_unique(teller.trace(row.trace, facts)),
    )


def due_words(row: Due) -> str:
    """The last day, or the moment for a count of hours; otherwise why there is none."""
    if row.day is None or row.at is None:
        return _STATES.get(row.state, "Can’t tell yet")
    by_hour = row.part.deadline is not None and row.part.deadline.unit in ("hours", "minutes")
    when = day_words(row.at if by_hour else row.day)
    return f"{when} at the earliest" if row.state == "unknown" else when


def _readings(row: Due) -> tuple[Reading, ...]:
    def told(reading: Deadline) -> Reading:
        by = calendar(reading.calendar).title if reading.calendar else "Every day counted"
        return Reading(by, day_words(reading.day), reading.day == row.day)

    return tuple(map(told, row.readings))


def _may(row: May, teller: Teller, facts: Facts) -> MayTold:
    return MayTold(
        may=row,
        words=_MAY[row.verdict],
        reasons=tuple(dict.fromkeys(map(said, row.reasons))),
        next=day_words(row.next) if row.next else "",
        most="" if row.most is None else dollars(row.most),
        missing=_labels(teller, row.missing),
        steps=_unique(teller.trace(row.trace, facts)),
    )


def _kept(row: Kept, teller: Teller) -> KeptTold:
    return KeptTold(row, said(row.stated), kept_words(row), _labels(teller, row.missing))


def kept_words(row: Kept) -> str:
    """Until when a record must be there, and by when it must be gone; a day of each, where the law sets one."""
    told = []
    if row.part.keep:
        most = " at most" if row.part.keep.until else ""
        told.append(f"until {day_words(row.until)}{most}" if row.until else "can’t tell yet until when")
    if row.part.destroy:
        told.append(f"gone by {day_words(row.gone_by)}" if row.gone_by else "can’t tell yet by when it must be gone")
    words = ", ".join(told)
    return words[:1].upper() + words[1:]
