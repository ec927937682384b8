"""How an open case stands, in words. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

STATES = {
    "": "All that are open", "open": "At work", "paused": "Paused", "waiting": "Waiting", "escalated": "Escalated",
}  # fmt: skip
SORTS = {
    "breaks": "What breaks first", "since": "Longest in its step", "new": "Newest first", "agent": "By agent",
    "procedure": "By procedure",
}  # fmt: skip
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Next:
    """What breaks next in a case, and when."""

    what: str
    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """An open case in the list. `why`: what it is paused for; `asked`: who has its escalation, or is asked."""

    case: UUID
    number: str
    agent: str
    agent_id: UUID
    procedure: str
    step: str
    since: datetime
    status: str
    why: str = ""
    escalated: bool = False
    asked: str = ""
    next: Next | None = None

    @property
    def states(self) -> list[str]:
        """Each in a sentence of its own."""
        paused = f"Paused: {self.why}" if self.why else "Paused"
        first = {"open": "At work", "paused": paused, "waiting": "Waiting"}.get(self.status, self.status)
        escalated = f"Escalated to {self.asked}" if self.asked else "Escalated, and nobody has it"
        return [first, *([escalated] if self.escalated else [])]


def lasted(since: datetime, at: datetime) -> str:
    """How long, as one says it: `40 s`, `12 min`, `3 h 5 min`, `4 days`."""
    gone = max(at - since, timedelta())
    if gone < _MINUTE:
        return f"{gone // timedelta(seconds=1)} s"
    if gone < _HOUR:
        return f"{gone // _MINUTE} min"
    if gone < _DAY:
        return f"{gone // _HOUR} h {gone % _HOUR // _MINUTE} min"
    days = gone // _DAY
    return f"{days} day{'' if days == 1 else 's'}"
