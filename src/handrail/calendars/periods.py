"""Stretches of time that are the business's own: its workweek, and its billing cycles as they are given. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from handrail.calendars.deadlines import Deadline, DeadlineError, day_of, end_of
from handrail.calendars.holidays import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Week:
    """One workweek: from its first moment to the first that is no longer in it."""

    begins: datetime
    ends: datetime

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def minutes_of(self, shifts: Iterable[tuple[datetime, datetime]]) -> int:
        """Whole minutes of these shifts that lie in this week, in elapsed time; the rest belongs to its neighbours."""
        inside = ((max(start, self.begins), min(end, self.ends)) for start, end in shifts)
        spent = (end.astimezone(UTC) - start.astimezone(UTC) for start, end in inside)
        return sum((row for row in spent if row > timedelta()), timedelta()) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Workweek:
    """The fixed and recurring seven days that a business sets once: the weekday and hour on which each begins, by the
    clock of the place (29 CFR 778.105). Over a clock change such a week is an hour shorter or longer."""

    weekday: str
    starts: time = time()

    def __post_init__(self) -> None:
        if self.weekday not in WEEKDAYS:
            raise DeadlineError(f"{self.weekday} is no weekday; there are: {', '.join(WEEKDAYS)}.")

    def of(self, at: datetime, zone: str) -> Week:
        """The workweek a moment lies in. Raises DeadlineError for a time without a zone."""
        day = day_of(at, zone)
        first = day - timedelta(days=(day.weekday() - WEEKDAYS.index(self.weekday)) % 7)
        week = self._from(first, zone)
        return week if at >= week.begins else self._from(first - timedelta(days=7), zone)

    def _from(self, first: date, zone: str) -> Week:
        place = ZoneInfo(zone)
        return Week(
            datetime.combine(first, self.starts, place), datetime.combine(first + timedelta(days=7), self.starts, place)
        )


def end_of_cycle(start: date | datetime, count: int, ends: Sequence[date], zone: str = "UTC") -> Deadline:
    """The end of the `count`-th complete billing cycle after a moment: a cycle that already runs is not complete.

    `ends`: last days of cycles, as the business gives them, in any order; the first day of a cycle follows the last of
    the one before. Raises DeadlineError while too few are given: the end of a cycle is never guessed."""
    begun, known = day_of(start, zone), sorted(set(ends))
    complete = [last for before, last in pairwise(known) if before >= begun]
    if count < 1 or len(complete) < count:
        raise DeadlineError(
            f"{count} complete billing cycles after {begun.isoformat()} are needed, {len(complete)} are known; give "
            "the last day of each, and of the cycle before the first."
        )
    last = complete[count - 1]
    steps = (
        f"starts {begun:%a} {begun.isoformat()}",
        f"complete billing cycles end on {', '.join(day.isoformat() for day in complete[:count])}",
        f"{count} billing {'cycle' if count == 1 else 'cycles'} after: {last:%a} {last.isoformat()}",
    )
    return Deadline(end_of(last, zone), last, steps)
