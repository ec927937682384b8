"""The clock of one case, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.desk import queries
from handrail.desk.clocks.counting import Clock, clock
from handrail.desk.clocks.told import span_words, stops, tone, when
from handrail.desk.escalating.queue.queries import open_hours
from handrail.desk.models import Case
from handrail.desk.records import Kept
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
