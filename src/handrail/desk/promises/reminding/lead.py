"""How long before its end one is told that a time runs out. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

PROMISE, ESCALATION = "promise", "escalation"
KINDS: Mapping[str, str] = {PROMISE: "Promises to customers and first answers", ESCALATION: "Escalations"}
PART = 3  # of the time: when that is left, where nobody set anything else
LONGEST = 60 * 24 * 14  # minutes: two weeks


def lead(whole: timedelta, minutes: int | None) -> timedelta:
    """How much of a time is left when one hears of it. One that is no longer than what was set has a third left then:
    nobody is reminded of something that they were just told."""
    span = timedelta(minutes=minutes) if minutes else None
    return span if span and span < whole else whole / PART


def remind_at(begun: datetime, ends: datetime, minutes: int | None) -> datetime:
    """One that is over already is told at once: this lies before `begun`."""
    return ends - lead(ends - begun, minutes)
