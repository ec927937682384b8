"""Time counted in the hours in which a business is open. Pure.

A day's hours are by the clock on its wall; between two of them time runs as it does, so the night on which clocks
change is counted right: what lies between 1:00 and 3:00 is one hour in spring and three in autumn."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

A_YEAR = 366
NO_TIME = timedelta()
MIDNIGHT = time()  # as a closing: the end of that day, since nothing closes before it opens


@dataclass(frozen=True, slots=True)
class OpenHours:
    """On each weekday (0: Monday) the times between which it is open. None at all: always open."""

    week: Mapping[int, tuple[tuple[time, time], ...]]
    zone: str
    closed: Container[date] = field(default=frozenset())

    def spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """From a day on, each opening and its close, as instants in UTC; over once nothing opened for a year."""
        clock, day, last = ZoneInfo(self.zone), first, first
        while (day - last).days <= A_YEAR:
            last = day if day.weekday() in self.week and day not in self.closed else last
            for opens, closes in () if day in self.closed else self.week.get(day.weekday(), ()):
                over = day + timedelta(days=1) if closes <= opens else day
                begins = datetime.combine(day, opens, clock).astimezone(UTC)
                ends = datetime.combine(over, closes, clock).astimezone(UTC)
                if begins < ends:  # an opening that lies wholly in the hour that spring leaves out is none
                    yield begins, ends
            day += timedelta(days=1)


def of_rows(rows: Iterable[tuple[int, str, str]], zone: str, closed: Container[date] = ()) -> OpenHours:
    """From weekday, `08:00` and `17:00` (`24:00` at the latest). Openings of a day that touch or overlap count once."""
    week: dict[int, list[tuple[time, time]]] = {}
    for day, opens, closes in rows:
        until = MIDNIGHT if closes == "24:00" else time.fromisoformat(closes)
        week.setdefault(day, []).append((time.fromisoformat(opens), until))
    return OpenHours({day: _joined(found) for day, found in week.items()}, zone, closed)


def _joined(found: list[tuple[time, time]]) -> tuple[tuple[time, time], ...]:
    joined: list[tuple[time, time]] = []
    for opens, closes in sorted(found):
        if joined and joined[-1][0] < joined[-1][1] and opens <= joined[-1][1] and opens < closes:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def is_open(at: datetime, hours: OpenHours) -> bool:
    """Whether a moment lies in an opening: from its first minute on, up to the one in which it closes."""
    if not hours.week:
        return True
    return any(begins <= at < ends for begins, ends in islice(_from(at, hours), 1))


def after(start: datetime, count: timedelta, hours: OpenHours) -> datetime:
    """The instant at which so much open time has passed. Where it does not open for a year, by the clock."""
    by_the_clock = start.astimezone(UTC) + count
    if not hours.week:
        return by_the_clock
    left = count
    for begins, ends in _from(start, hours):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    return by_the_clock


def between(start: datetime, end: datetime, hours: OpenHours) -> timedelta:
    """How much open time lies between two instants; none where the end is before the start."""
    if not hours.week:
        return max(end.astimezone(UTC) - start.astimezone(UTC), NO_TIME)
    total = NO_TIME
    for begins, ends in _from(start, hours):
        if begins >= end:
            break
        total += min(ends, end) - begins
    return total


def next_opening(start: datetime, hours: OpenHours) -> timedelta:
    """How much is left of the opening that comes first from an instant on; none where none comes for a year."""
    return next((ends - begins for begins, ends in _from(start, hours)), NO_TIME)


def _from(start: datetime, hours: OpenHours) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the openings from an instant on; no moment twice, where one day runs into the next."""
    at = start.astimezone(UTC)
    for begins, ends in hours.spans(at.astimezone(ZoneInfo(hours.zone)).date() - timedelta(days=1)):
        if ends > at:
            yield max(begins, at), ends
            at = ends
