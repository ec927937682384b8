"""How old the law in use is: the one place that decides what is out of date, and since when. Pure.

A pack is out of date from the day after it is kept until; a duty from the day after it was to be looked at again."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from handrail.facts.spoken import listed
from handrail.law.duties import Duty
from handrail.law.engine import Law
from handrail.law.ours import LOCAL, OurLaw
from handrail.law.words import short_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OutOfDate:
    """Something of the law that nobody has looked through since its day. `duty` is empty for a whole pack."""

    title: str
    since: date
    duty: str = ""

    @property
    def words(self) -> str:
        """`Zeta: out of date since May 23, 2027`"""
        return f"{self.title}: out of date since {short_day(self.since)}"


def old_packs(kept: Iterable[tuple[str, str, date]], on: date) -> tuple[OutOfDate, ...]:
    """The packs that are past their day. `kept`: name, title and last day of each in use."""
    return tuple(OutOfDate(title, until + ONE_DAY) for name, title, until in kept if on > until and name != LOCAL)


def kept_of(law: Law) -> list[tuple[str, str, date]]:
    return [(name, pack.title, pack.kept_until) for name, pack in law.packs.items()]


def out_of_date(law: Law, on: date) -> tuple[OutOfDate, ...]:
    """The packs of a law that are past their day."""
    return old_packs(kept_of(law), on)


def old_duties(law: Law, kinds: Container[str], on: date) -> tuple[OutOfDate, ...]:
    """The duties with a part of these kinds that are past the day by which to look again; what is unverified was never
    firm, and is no older than it was."""
    rows = [duty for duty in law.duties.values() if any(part.kind in kinds for part in duty.parts)]
    return tuple(OutOfDate(duty.title, duty.recheck_by + ONE_DAY, duty.id) for duty in rows if _is_old(duty, on))


def _is_old(duty: Duty, on: date) -> bool:
    return duty.in_force.holds(on) and duty.status(on) == "due"


def stand_ins(law: Law) -> tuple[str, ...]:
    """Titles of packs whose approved version can't be read by this release; the one it came with answers."""
    return tuple(law.packs[name].title for name in law.stand_ins) if isinstance(law, OurLaw) else ()


def in_words(rows: Iterable[OutOfDate]) -> str:
    """All of them in sentences, those of one day together; "" when there is none."""
    named: dict[tuple[date, bool], list[str]] = {}
    for row in rows:
        named.setdefault((row.since, bool(row.duty)), []).append(f"“{row.title}”" if row.duty else row.title)
    return " ".join(_sentence(titles, since, of_duty=of_duty) for (since, of_duty), titles in named.items())


def _sentence(titles: list[str], since: date, *, of_duty: bool) -> str:
    told = listed(list(dict.fromkeys(titles)), "and")
    verb = "are" if of_duty and len(titles) > 1 else "is"
    return f"{told if of_duty else f'The law of {told}'} {verb} out of date since {short_day(since)}."
