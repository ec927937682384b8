"""How much it hurts to wait, and how soon somebody answers for that. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.calendars.open_hours import OpenHours, after, between
from handrail.desk.promises.reminding.lead import lead

URGENT, SOON, ROUTINE = "urgent", "soon", "routine"
ORDER = (URGENT, SOON, ROUTINE)


@dataclass(frozen=True, slots=True)
class Severity:
    """`minutes`: how soon, where the business set nothing else; `by_the_clock`: whether they pass at night too."""

    words: str
    about: str
    minutes: int
    by_the_clock: bool = False


SEVERITIES: Mapping[str, Severity] = {
    URGENT: Severity("Urgent", "The customer is waiting on the line, or somebody may come to harm", 15, True),
    SOON: Severity("Soon", "It can’t wait until tomorrow", 120),
    ROUTINE: Severity("Routine", "It can wait its turn", 480),
}
LONGEST = 60 * 24 * 14  # minutes: two weeks


def due(severity: str, at: datetime, hours: OpenHours, minutes: Mapping[str, int]) -> datetime:
    """By when somebody says that they have it. Urgent ones count by the clock, the others in opening hours."""
    row = SEVERITIES[severity]
    count = timedelta(minutes=minutes.get(severity, row.minutes))
    return at + count if row.by_the_clock else after(at, count, hours)


def warn(severity: str, at: datetime, by: datetime, hours: OpenHours, minutes: int | None = None) -> datetime:
    """When so much of the time is left as the owner set, else a third."""
    if SEVERITIES[severity].by_the_clock or not hours.week:
        return by - lead(by - at, minutes)
    whole = between(at, by, hours)
    return after(at, whole - lead(whole, minutes), hours)
