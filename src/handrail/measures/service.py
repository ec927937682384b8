"""From cases to the figures of the page: in all, by procedure, over time. Pure. No figure is about one person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handrail.measures.first_answers import FirstAnswers, count
from handrail.measures.handling import Spread, spread
from handrail.measures.ratings import Rating, rating

PERIODS = {7: 1, 30: 3, 90: 7}
"""The periods one can choose, in days, and how many days one point of the drawing holds."""
SHOWN_FROM = 5  # ended cases; fewer say nothing about how long such a case takes


@dataclass(frozen=True, slots=True)
class Seen:
    """What the measures know of one case. `seconds` in hand, once it ended; `answer`: what became of the first answer,
    where one was aimed at."""

    procedure: str
    title: str
    opened_on: date
    outcome: str
    seconds: int | None
    score: int | None
    escalated: bool
    skipped: bool
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some cases."""

    title: str
    cases: int
    ended: int
    handling: Spread | None
    rating: Rating
    escalated: int
    skipped: int
    answers: FirstAnswers

    @property
    def can_tell(self) -> bool:
        return self.ended >= SHOWN_FROM

    @property
    def escalated_share(self) -> int:
        return _share(self.escalated, self.cases)

    @property
    def skipped_share(self) -> int:
        return _share(self.skipped, self.cases)


def _share(part: int, of: int) -> int:
    """In a hundred, rounded half up."""
    return (200 * part + of) // (2 * of) if of else 0


def figures(title: str, rows: Sequence[Seen], days: int) -> Figures:
    times = [row.seconds for row in rows if row.seconds is not None]
    scores = [row.score for row in rows if row.score is not None]
    return Figures(
        title,
        len(rows),
        len(times),
        spread(times),
        rating(scores, len(times), days),
        sum(row.escalated for row in rows),
        sum(row.skipped for row in rows),
        count(row.answer for row in rows),
    )


def by_procedure(rows: Iterable[Seen], days: int) -> dict[str, Figures]:
    """Figures of each procedure, the most used first."""
    grouped: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        grouped[row.procedure].append(row)
    found = {slug: figures(cases[0].title, cases, days) for slug, cases in grouped.items()}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].cases, pair[1].title)))


def outcomes(rows: Iterable[Seen]) -> list[tuple[str, int, int]]:
    """Each outcome with its cases and their share in a hundred; cases still open stand last."""
    number = Counter(row.outcome for row in rows)
    still_open = number.pop("", 0)
    ordered = [*number.most_common(), *([("still open", still_open)] if still_open else [])]
    total = sum(count for _, count in ordered)
    return [(name, count, _share(count, total)) for name, count in ordered]


@dataclass(frozen=True, slots=True)
class Point:
    """Some days in a row: what was opened then, and how long those cases took."""

    first: date
    last: date
    cases: int
    handling: Spread | None


def over_time(rows: Iterable[Seen], days: int, today: date) -> list[Point]:
    """The period cut into equal runs of days that end today, the oldest first; a run without a case is there too."""
    step = PERIODS[days]
    runs = -(-days // step)
    grouped: Mapping[int, list[Seen]] = defaultdict(list)
    for row in rows:
        grouped[(today - row.opened_on).days // step].append(row)
    return [_point(grouped[back], today - timedelta(days=back * step), step) for back in reversed(range(runs))]


def _point(rows: Sequence[Seen], last: date, step: int) -> Point:
    times = [row.seconds for row in rows if row.seconds is not None]
    return Point(last - timedelta(days=step - 1), last, len(rows), spread(times))


def first_day(days: int, today: date) -> date:
    """The first day of a period: its runs of days are whole."""
    step = PERIODS[days]
    return today - timedelta(days=-(-days // step) * step - 1)
