"""How long a case was in hand: from its first event to its last, without the time it was paused or waited. Pure.

Counted in whole seconds from the instants of the case's own events. A case that lay open without being paused counts:
nobody can tell from the record whether somebody worked on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

OFF = ("paused", "waiting")  # the states of a case in which its clock stands


@dataclass(frozen=True, slots=True)
class Change:
    """An event of a case, and the state the case was in after it."""

    at: datetime
    status: str


def seconds(opened: datetime, ended: datetime, changes: Iterable[Change]) -> int:
    """Whole seconds in hand between two instants. `changes` may hold more than pauses; their order does not matter."""
    away, since = 0, None
    for change in sorted(changes, key=lambda row: row.at):
        if change.status in OFF:
            since = since or change.at
        elif since:
            away, since = away + _whole(since, change.at), None
    if since:
        away += _whole(since, ended)
    return max(_whole(opened, ended) - away, 0)


def _whole(start: datetime, end: datetime) -> int:
    gone = end - start
    return gone.days * 86_400 + gone.seconds


def clock(total: int) -> str:
    """`8:03`, or `1:02:40` from an hour on."""
    minutes, rest = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
