"""From what a person did to the lines of their own record, a case each, and the sums above them. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from handrail.desk.timing.handling import clock
from handrail.desk.watching.coaching.told import Note
from handrail.desk.watching.following.lease import Followed
from handrail.desk.watching.scoring.steps import Scored

DONE = "done"
OTHER_WAY = "branched"  # the procedure's own: a no, an answer nobody has, a check that is not met
NOT_AS_WRITTEN = {"skipped": "Skipped", "deviated": "Done otherwise", "overridden": "Gone on against its check"}
_FIRST = (*NOT_AS_WRITTEN, OTHER_WAY)  # what says most of a step that moved more than once
SORTS = {"new": "Last worked first", "old": "First worked first", "long": "Longest first", "procedure": "Procedure"}


_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step this person was at: `how` it went, and the reason where it was not done as written."""

    name: str
    how: str
    why: str = ""

    @property
    def words(self) -> str:
        return f"{NOT_AS_WRITTEN[self.how]}: “{self.name}”" + (f". Reason: {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class Taken:
    """An escalation this person took."""

    what: str
    at: datetime
    until: datetime | None

    @property
    def in_time(self) -> bool:
        return self.until is None or self.at <= self.until


@dataclass(frozen=True, slots=True)
class Line:
    """A case in which this person worked, or which is theirs and was rated. `seconds` in hand, once it ended: the
    whole case, whoever had it."""

    case: UUID
    number: str
    procedure: str
    outcome: str
    seconds: int | None
    last_at: datetime
    steps: tuple[Step, ...] = ()
    taken: tuple[Taken, ...] = ()
    rating: int | None = None
    outside: tuple[datetime, ...] = ()
    followed: tuple[Followed, ...] = ()
    notes: tuple[Note, ...] = ()
    scores: tuple[Scored, ...] = ()
    worked: bool = True  # else they only followed, wrote a note or scored: no case of theirs

    @property
    def done(self) -> int:
        return sum(row.how == DONE for row in self.steps)

    @property
    def other_way(self) -> int:
        return sum(row.how == OTHER_WAY for row in self.steps)

    @property
    def otherwise(self) -> list[Step]:
        return [row for row in self.steps if row.how in NOT_AS_WRITTEN]

    @property
    def handled(self) -> str:
        return clock(self.seconds) if self.seconds is not None else ""


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures above the lines."""

    cases: int
    ended: int
    done: int
    other_way: int
    skipped: int
    otherwise: int
    taken: int
    in_time: int
    ratings: tuple[int, ...]
    outside: int
    outside_days: int

    @property
    def ratings_told(self) -> str:
        """`twice 5, once 3`: no mean, which says little of so few."""
        rows = sorted(Counter(self.ratings).items(), reverse=True)
        return ", ".join(f"{_TIMES.get(times, f'{times} times')} {score}" for score, times in rows)


def how_it_went(step: str, moves: Iterable[Sequence[str]]) -> str:
    """What became of the step of an event; nothing where it stands still, as when it was only chosen."""
    found = {how for name, how in moves if name == step}
    return next((how for how in (*_FIRST, DONE) if how in found), "")


def sums(lines: Sequence[Line], zone: tzinfo) -> Sums:
    departures = [row for line in lines for row in line.otherwise]
    taken = [row for line in lines for row in line.taken]
    outside = [at for line in lines for at in line.outside]
    skipped = sum(row.how == "skipped" for row in departures)
    return Sums(
        cases=sum(line.worked for line in lines),
        ended=sum(line.seconds is not None for line in lines if line.worked),
        done=sum(line.done for line in lines),
        other_way=sum(line.other_way for line in lines),
        skipped=skipped,
        otherwise=len(departures) - skipped,
        taken=len(taken),
        in_time=sum(row.in_time for row in taken),
        ratings=tuple(line.rating for line in lines if line.rating is not None),
        outside=len(outside),
        outside_days=len({at.astimezone(zone).date() for at in outside}),
    )


def fits(lines: Iterable[Line], words: str) -> list[Line]:
    """Those in which every word stands somewhere."""
    wanted = words.casefold().split()
    return [line for line in lines if all(word in _text(line) for word in wanted)]


def _text(line: Line) -> str:
    parts = [line.number, line.procedure, line.outcome or "open", *(row.words for row in line.otherwise)]
    told = [*(row.what for row in line.taken), *(row.words for row in line.followed), *(row.line for row in line.notes)]
    return " ".join([*parts, *told, *(row.line for row in line.scores)]).casefold()


def ordered(lines: Iterable[Line], sort: str) -> list[Line]:
    newest = sorted(lines, key=lambda line: (line.last_at, line.number), reverse=True)
    match sort:
        case "old":
            return newest[::-1]
        case "long":
            return sorted(newest, key=lambda line: -(line.seconds or 0))
        case "procedure":
            return sorted(newest, key=lambda line: line.procedure.casefold())
        case _:
            return newest
