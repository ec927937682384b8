"""The law's parts as the check needs them: what steps have to meet, for one business on one day. Pure.

A part that arises in every case is judged only where a step says that it meets it: how long a file is kept says nothing
about the steps of a phone call. Limits and prohibitions are asked when the step is run (`Law.may`)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from handrail.calendars.deadlines import Unit, due
from handrail.facts.conditions import Facts, compile_condition
from handrail.facts.vocabulary import Value
from handrail.law.duties import NO_COUNT, Duty, Part
from handrail.law.engine import Law
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.findings import EXCUSED, DutyToMeet, InTime, LawStatus, MustCome
from handrail.procedures.proof.ready import written

MET_BY_STEPS = frozenset({"act", "disclosure", "deadline", "form", "escalation", "record"})
_ARISES = re.compile(r"""applies\((['"])([^'"]+)\1\)""")
_NUMBER = re.compile(r"""law_value\((['"])([^'"]+)\1\)""")


def kinds_met(procedures: Iterable[Procedure]) -> frozenset[str]:
    """Every kind of duty that some step says it meets."""
    return frozenset(kind for procedure in procedures for kind in _met_in(procedure))


def _met_in(procedure: Procedure) -> Iterator[str]:
    """By its steps as they stand, and as variants have them."""
    yield from (kind for step in procedure.steps for kind in step.meets)
    for row in procedure.variants:
        yield from (kind for raw in row.change.values() for kind in raw.get("meets", ()))
        yield from (kind for more in row.add for step in more.steps for kind in step.meets)


def kinds_claimed(procedures: Iterable[Procedure]) -> frozenset[str]:
    """Every kind of duty that some step says it meets, or asks the law about: who asks if it arises has to meet it."""
    procedures = tuple(procedures)
    texts = (text for procedure in procedures for step in procedure.steps for text in written(step))
    return kinds_met(procedures) | {found[2] for text in texts for found in _ARISES.finditer(text)}


def to_meet(law: Law, business: Facts, on: date, claimed: Iterable[str]) -> tuple[DutyToMeet, ...]:
    """What steps have to meet for this business on a day. `claimed`: the kinds that the procedures name in `meets`.

    A duty that may apply counts as applying; one that does not apply to the business is left out."""
    binding = _binding(law, _Given(business), on)
    rows = list(binding.unclaimed)
    for name in frozenset(claimed):
        for number in binding.of_kind.get(name, ()):
            rows[number] = binding.claimed[number]
    return tuple(rows)


class _Binding(NamedTuple):
    """What may apply to a business: as it is where some step says that it meets it, and as it is where none does; and
    the numbers of those of a kind."""

    claimed: tuple[DutyToMeet, ...]
    unclaimed: tuple[DutyToMeet, ...]
    of_kind: Mapping[str, tuple[int, ...]]


class _Given(dict[str, Value]):
    """Facts as they were when asked about, as a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


@lru_cache(maxsize=8)  # a handbook is examined procedure by procedure, for one business on one day
def _binding(law: Law, business: _Given, on: date) -> _Binding:
    rows = [(row.duty, part) for row in law.applies(business, on) if row.verdict != "no" for part in row.duty.parts]
    claimed, unclaimed = [], []
    of_kind: dict[str, tuple[int, ...]] = {}
    for number, (duty, part) in enumerate(rows):
        row = _to_meet(law, duty, part, on)
        # What is the customer's own right (a day until which to cancel) is no act of ours: judged where a step says so.
        right = part.deadline is not None and part.deadline.whose == "customer"
        claimed.append(row)
        unclaimed.append(row if row.arises and not right else replace(row, judged=False))
        of_kind[row.kind] = (*of_kind.get(row.kind, ()), number)
    return _Binding(tuple(claimed), tuple(unclaimed), of_kind)


def _to_meet(law: Law, duty: Duty, part: Part, on: date) -> DutyToMeet:
    arises = _condition(law, (duty.arises, part.arises), on)
    # Whether the duty applies may itself hang on a fact of the case; the check splits on it like on any other.
    applies = _condition(law, (duty.applies, duty.arises, part.arises), on) if arises else None
    stated = law.state(duty, part.says, on, part)
    return DutyToMeet(
        id=f"{duty.id}/{part.id}",
        kind=part.kind,
        title=law.kinds[part.kind].title,
        citation=stated.citation,
        status=_status(stated.status),
        arises=compile_condition(applies) if applies else None,
        must_come=_order(part),
        in_time=_in_time(part, on),
        excused_by=frozenset() if part.stands else EXCUSED,
        judged=part.type in MET_BY_STEPS,
    )


def _condition(law: Law, texts: Iterable[str | None], on: date) -> str | None:
    """All conditions together, with the law's numbers of the day written in, so that they bound like any constant."""
    parts = [f"({_NUMBER.sub(lambda found: _number(law, found, on), text)})" for text in texts if text]
    return " && ".join(parts) or None


def _number(law: Law, found: "re.Match[str]", on: date) -> str:
    value = law.value(found[2], on).value
    return found[0] if value is None else str(value)


def _status(status: str) -> LawStatus:
    return "verified" if status == "verified" else "due" if status == "due" else "unverified"


def _order(part: Part) -> MustCome | None:
    """`never_after` a kind is the same to a step as before it: where the other was done first, this comes too late."""
    if part.must_come is None:
        return None
    return MustCome("after" if part.must_come.after else "before", (part.must_come.kind,))


def _in_time(part: Part, on: date) -> InTime | None:
    """How long the law leaves for it at least. A day that the law names itself may lie ahead, or be today."""
    rule = part.deadline
    if rule is None or not rule.starts or (rule.whose, rule.means, rule.direction) != ("business", "by", "after"):
        return None
    if rule.unit in NO_COUNT:
        return InTime(rule.starts, None, "the law sets no number")
    if not rule.count:
        return InTime(rule.starts, None, "the law names the day itself")
    unit = cast(Unit, rule.unit)
    shortest = min(_shortest(rule.count, unit, calendar, on) for calendar in rule.calendars or (None,))
    return InTime(rule.starts, shortest, f"{rule.count} {rule.unit.replace('-', ' ')}", rule.pick == "earliest")


@lru_cache(maxsize=256)
def _shortest(count: int, unit: Unit, calendar: str | None, on: date) -> int:
    """The minutes from a moment to the end, the day it starts not counted, whichever day of four weeks that is. Where
    a holiday falls in there is more."""
    if unit in ("hours", "minutes"):
        return count * (60 if unit == "hours" else 1)
    days = (on + timedelta(days=n) for n in range(28))
    return min((due(day, count, unit, calendar).day - day).days for day in days) * 1440


def met_where(procedures: Mapping[str, Procedure], kind: str) -> list[tuple[str, str]]:
    """(procedure, step) of every step that says it meets this kind."""
    return [(slug, step.id) for slug, row in procedures.items() for step in row.steps if kind in step.meets]
