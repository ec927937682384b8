"""The first answer to a customer: what counts as one, and how its clock reads. Pure.

A message that says only that something arrived is no answer. One by a person is, and so is a reply with something in
it that a step sends by itself. On the phone, at the counter and in a chat a person is heard at the first step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handrail.calendars.open_hours import OpenHours
from handrail.desk.clocks.counting import open_time
from handrail.desk.clocks.told import SOON, Event
from handrail.desk.law import WE_CALLED
from handrail.ledger.canonical import JSON
from handrail.procedures.language.engine import Turn

ANSWER = "answer"  # the kind of the open item
WHAT = "The first answer to the customer"
LIVE = ("phone", "counter", "chat")
BUSINESS = "business"  # whose aim it is, where the procedure has none
CLOCK, FIRST, SETTLED = "clock", "first_response", "settled"
_HEARD = ("answered", "deviated")


@dataclass(frozen=True, slots=True)
class First:
    """`at`: when it was given; `ended`: the case ended without one; `ours`: the business aims at it."""

    aim: str
    due: datetime
    at: datetime | None = None
    late: bool = False
    minutes: int = 0
    ended: bool = False
    ours: bool = False


def is_waited_for(turn: Turn) -> bool:
    """Nobody waits for a first answer where it is we who called."""
    return turn.facts.get(WE_CALLED) is not True


def no_later(aim: str, settled: str | None, since: datetime, hours: OpenHours) -> str:
    """The shorter of the two: nobody is answered after it is to be settled."""
    return min((each for each in (aim, settled) if each), key=lambda each: open_time(since, each, hours))


def answers(turn: Turn, kind: str, channel: str, *, by_person: bool) -> bool:
    """Whether the customer is answered by this turn."""
    words = {effect.kind for effect in turn.effects if effect.text.strip()}
    if "send" in words:
        return True
    return by_person and kind in _HEARD and ("say" in words or channel in LIVE)


def first_of(told: Iterable[Event]) -> First | None:
    """From the events of a case; None where its procedure aimed at none when it began."""
    found: First | None = None
    for event in told:
        row = _row(event.data.get(CLOCK))
        if "aim" in row:
            found = First(
                str(row["aim"]), datetime.fromisoformat(str(row["due"])), ours=row.get("of") == BUSINESS
            )  # fmt: skip
        elif row and found:
            ended = row.get("answered") is False
            at = datetime.fromisoformat(str(row["at"]))
            late, minutes = bool(row["late"]), int(str(row["minutes"]))
            found = replace(found, at=at, late=late, minutes=minutes, ended=ended)
    return found


def _row(kept: JSON) -> Mapping[str, JSON]:
    row = kept.get(FIRST) if isinstance(kept, dict) else None
    return row if isinstance(row, dict) else {}


def tone(first: First, at: datetime) -> tuple[str, str]:
    """How it is marked, and the word."""
    if first.ended:
        return ("danger", "No answer in time") if first.late else ("plain", "Ended without one")
    if first.at:
        return ("danger", "Later than aimed at") if first.late else ("ok", "In time")
    if at > first.due:
        return "danger", "Late"
    return ("due", "Soon") if first.due - at <= SOON else ("plain", "")
