"""The clock of one case, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.desk import queries
from handrail.desk.clocks.counting import Clock, clock
from handrail.desk.clocks.first import ANSWER, First, first_of
from handrail.desk.clocks.first import tone as first_tone
from handrail.desk.clocks.told import span_words, stops, tone, when
from handrail.desk.escalating.queue.queries import open_hours
from handrail.desk.models import Case, Open
from handrail.desk.records import Kept
from handrail.ledger import direct
from handrail.procedures.language.parts import in_words


@dataclass(frozen=True, slots=True)
class ClockTold:
    now: Clock
    aim: str
    tone: str
    word: str
    left: str
    stood: str
    over: bool


@dataclass(frozen=True, slots=True)
class FirstTold:
    first: First
    aim: str
    tone: str
    word: str
    by: str


def for_page(case: Case, told: Sequence[Kept], at: datetime) -> dict[str, ClockTold | FirstTold | None]:
    return {"clock": told_of(case, told, at), "first": first_told(told, at)}


def waited_for(case: Case, at: datetime) -> datetime | None:
    """Until when this customer is answered first, where that is still to come."""
    rows = direct.read(Open, ["due_at"], case=case.id, kind=ANSWER, closed_at=None)
    return next((due for (due,) in rows if due > at), None)


def told_of(case: Case, told: Sequence[Kept], at: datetime) -> ClockTold | None:
    """None: its procedure aims at no time, or nothing happened yet."""
    procedure = queries.procedures(case).get(case.entry.slug)
    aim = procedure.targets.resolution_time if procedure else None
    if not aim or not told:
        return None
    over = case.status == "ended" and case.ended_at is not None
    found = stops(told)
    now = clock(when(told[0]), aim, found, (case.ended_at or at) if over else at, open_hours())
    shade, word = tone(now, over=over)
    stood = span_words(now.stood) if found else ""
    return ClockTold(now, in_words(aim), shade, word, span_words(now.left), stood, over)


def first_told(told: Sequence[Kept], at: datetime) -> FirstTold | None:
    """The clock of the first answer; None where the case began without one."""
    first = first_of(told)
    if first is None:
        return None
    by = span_words(timedelta(minutes=first.minutes)) if first.at else ""
    return FirstTold(first, in_words(first.aim), *first_tone(first, at), by)
