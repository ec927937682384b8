"""What stands against an act at a moment: what is forbidden, hours, bounds on an amount. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from handrail.calendars.holidays import WEEKDAYS
from handrail.facts.conditions import compile_condition
from handrail.law.answers import Facts, Meeting, with_today
from handrail.law.duties import Hours, Part, Stated

if TYPE_CHECKING:
    from handrail.law.engine import Law


@dataclass(frozen=True, slots=True)
class Judged:
    """What one part says to an act."""

    meeting: Meeting
    against: tuple[Stated, ...]
    missing: frozenset[str]
    unclear: bool
    most: int | None
    outside: bool
    trace: tuple[str, ...]


def judge(law: "Law", row: Meeting, facts: Facts, clocks: Sequence[datetime], on: date) -> Judged:
    """What a part says to an act at a moment, by every clock that may be that of the person called."""
    facts = with_today(facts, on)
    against: list[Stated] = []
    trace = list(row.trace)
    missing, unclear = set[str](), False
    for forbid in row.part.forbids:
        result = compile_condition(forbid.when).evaluate(facts, law.functions(facts, on, str(clocks[0].tzinfo)))
        trace += result.trace
        missing |= result.missing
        unclear |= result.is_unknown
        if result.is_true:
            against.append(law.state(row.duty, forbid.says, on, row.part))
    closed = [why for local in clocks if (why := _closed(row.part, local))]
    if closed:
        trace += closed
        against.append(row.stated)
    bound = _bound(law, row.part, facts, on)
    if bound.over:
        against.append(row.stated)
    trace += bound.trace
    missing |= bound.missing
    unclear |= bound.unclear
    if against:
        missing, unclear = set(), False
    if (unclear or missing or against) and row.verdict == "depends":
        missing |= row.missing
    unclear = unclear or bool(missing)
    return Judged(row, tuple(against), frozenset(missing), unclear, bound.most, bool(closed), tuple(trace))


@dataclass(frozen=True, slots=True)
class _Bound:
    """The bound in whole cents as far as it is known, whether the amount is over it, and what is missing. `unclear`:
    something is, be it a fact or a number of law not published yet."""

    most: int | None = None
    over: bool = False
    missing: frozenset[str] = frozenset()
    unclear: bool = False
    trace: tuple[str, ...] = ()


def _bound(law: "Law", part: Part, facts: Facts, on: date) -> _Bound:
    if part.amount is None:
        return _Bound()
    known: list[int] = []
    missing, trace, unpublished = set[str](), [], False
    for row in part.at_most:
        base, rate = facts.get(row.fact), law.value(row.rate, on).value if row.rate else 10_000
        if row.rate and rate is None:
            unpublished = True
            trace.append(f"law_value({row.rate}) = not known")
        if not isinstance(base, int):
            missing.add(row.fact)
        elif rate is not None:
            known.append(base * rate // 10_000)
    amount, most = facts.get(part.amount), min(known, default=None)
    trace += [f"at most {most} cents"] if most is not None else []
    if not isinstance(amount, int):
        return _Bound(most, False, frozenset(missing | {part.amount}), True, tuple(trace))
    over = most is not None and amount > most
    free = over or amount == 0
    return _Bound(most, over, frozenset() if free else frozenset(missing), not free and (bool(missing) or unpublished),
                  tuple(trace))  # fmt: skip


def _closed(part: Part, local: datetime) -> str:
    """Why the moment is outside the hours and days in which it is allowed, or nothing."""
    if part.days and WEEKDAYS[local.weekday()] not in part.days:
        return f"{WEEKDAYS[local.weekday()]} is not among {', '.join(part.days)}"
    if part.hours and not _within(part.hours, local):
        return f"{local:%H:%M} is outside {part.hours.from_} to {part.hours.to} there"
    return ""


def _within(hours: Hours, local: datetime) -> bool:
    return _clock(hours.from_) <= local.time() < _clock(hours.to)


@cache
def _clock(text: str) -> time:
    return time.fromisoformat(text)


def next_opening(rows: Sequence[Judged], clocks: Sequence[datetime]) -> datetime | None:
    """When all hours and days allow it by every clock, if they are all that stands against it."""
    if any(len(row.against) > int(row.outside) for row in rows) or not any(row.outside for row in rows):
        return None
    parts = [row.meeting.part for row in rows]
    opens = max((_clock(part.hours.from_) for part in parts if part.hours), default=time())
    for ahead in range(8):
        first = max(datetime.combine(row.date() + timedelta(days=ahead), opens, row.tzinfo) for row in clocks)
        there = [first.astimezone(row.tzinfo) for row in clocks]
        if first > clocks[0] and not any(_closed(part, local) for part in parts for local in there):
            return there[0]
    return None
