"""What stands against an act at a moment: what is forbidden, hours, bounds on an amount. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

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


def judge(law: "Law", row: Meeting, facts: Facts, local: datetime, on: date) -> Judged:
    facts = with_today(facts, on)
    against: list[Stated] = []
    trace = list(row.trace)
    missing = set[str]()
    for forbid in row.part.forbids:
        result = compile_condition(forbid.when).evaluate(facts, law.functions(facts, on, str(local.tzinfo)))
        trace += result.trace
        missing |= result.missing
        if result.is_true:
            against.append(law.state(row.duty, forbid.says, on, row.part))
    hours = row.part.hours
    outside = hours is not None and not _within(hours, local)
    if hours and outside:
        trace.append(f"{local:%H:%M} is outside {hours.from_} to {hours.to} there")
        against.append(row.stated)
    most, over, unknown = _bound(law, row.part, facts, on)
    if over:
        against.append(row.stated)
    if most is not None:
        trace.append(f"at most {most} cents")
    missing |= unknown
    if against:
        missing = set()
    if (missing or against) and row.verdict == "depends":
        missing |= row.missing
    return Judged(row, tuple(against), frozenset(missing), bool(missing), most, outside, tuple(trace))


def _bound(law: "Law", part: Part, facts: Facts, on: date) -> tuple[int | None, bool, frozenset[str]]:
    """The bound in whole cents as far as it is known, whether the amount is over it, and what is missing."""
    if part.amount is None:
        return None, False, frozenset()
    known: list[int] = []
    missing = set[str]()
    for row in part.at_most:
        base = facts.get(row.fact)
        rate = law.value(row.rate, on).value if row.rate else 10_000
        if not isinstance(base, int) or rate is None:
            missing.add(row.fact)
        else:
            known.append(base * rate // 10_000)
    amount = facts.get(part.amount)
    most = min(known, default=None)
    if not isinstance(amount, int):
        return most, False, frozenset(missing | {part.amount})
    over = most is not None and amount > most
    return most, over, frozenset() if over or amount == 0 else frozenset(missing)


def _within(hours: Hours, local: datetime) -> bool:
    return _clock(hours.from_) <= local.time() < _clock(hours.to)


@cache
def _clock(text: str) -> time:
    return time.fromisoformat(text)


def next_opening(rows: Sequence[Judged], local: datetime) -> datetime | None:
    """When all hours allow it, if hours are all that stands against it."""
    if any(len(row.against) > int(row.outside) for row in rows) or not any(row.outside for row in rows):
        return None
    windows = [row.meeting.part.hours for row in rows if row.meeting.part.hours]
    opens = max(_clock(hours.from_) for hours in windows)
    closes = min(_clock(hours.to) for hours in windows)
    if opens >= closes:
        return None
    today = datetime.combine(local.date(), opens, local.tzinfo)
    return today if local < today else datetime.combine(local.date() + timedelta(days=1), opens, local.tzinfo)
