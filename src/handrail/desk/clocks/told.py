"""The stops of a case from its events, and its clock in words. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from handrail.desk.clocks.counting import Clock, Stop
from handrail.ledger.canonical import JSON

SOON = timedelta(hours=2)
STOPS = "customer"  # what a pause waits for that stops a clock of ours


class Event(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> Mapping[str, JSON]: ...


def stops(told: Iterable[Event]) -> list[Stop]:
    """Each time in which the case stood paused because we waited for the customer."""
    found: list[Stop] = []
    begun: datetime | None = None
    for event in told:
        status = event.data.get("status")
        if event.kind == "paused" and event.data.get("waits_for") == STOPS:
            begun = begun or when(event)
        elif begun and status is not None and status != "paused":
            found.append((begun, when(event)))
            begun = None
    return [*found, (begun, None)] if begun else found


def when(event: Event) -> datetime:
    """When it happened; for what was entered from a paper, the time that stands on it."""
    on_paper = event.data.get("on_paper")
    return datetime.fromisoformat(str(on_paper)) if on_paper else event.at


def span_words(span: timedelta) -> str:
    """`2 hours 5 minutes`; less than a minute is none of either."""
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    told = [
        f"{count} {word}{'s' if count != 1 else ''}" for count, word in ((hours, "hour"), (minutes, "minute")) if count
    ]
    return " ".join(told) or "less than a minute"


def tone(clock: Clock, *, over: bool) -> tuple[str, str]:
    """How it is marked, and the word. `over`: the case has ended, and the clock with it."""
    if clock.late:
        return "danger", "Later than aimed at" if over else "Late"
    if over:
        return "ok", "In time"
    if clock.stands:
        return "plain", "Stands still"
    return ("due", "Soon") if clock.left <= SOON else ("plain", "")
