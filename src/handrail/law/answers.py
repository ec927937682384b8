"""What the law answers: values, each with its trace and what was missing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Literal, NamedTuple, TypeAlias

from handrail.calendars.deadlines import Deadline
from handrail.facts.conditions import TODAY
from handrail.facts.vocabulary import Value
from handrail.law.duties import Duty, Part, Stated, Status

Facts: TypeAlias = Mapping[str, Value]
Verdict = Literal["yes", "no", "depends"]
State = Literal["dated", "open", "unknown", "no-number", "no-end"]
OPEN_END = date(9999, 12, 31)
"""The day `deadline()` gives in a condition while a right stays open."""


class Answer(NamedTuple):
    """Yes, no, or depends on `missing`; and how it came about, a line each."""

    verdict: Verdict
    missing: frozenset[str] = frozenset()
    trace: tuple[str, ...] = ()


class Applicability(NamedTuple):
    """Whether a duty binds this business. `status`: how firm the law stands on that day."""

    duty: Duty
    verdict: Verdict
    missing: frozenset[str]
    trace: tuple[str, ...]
    status: Status
    stated: Stated


@dataclass(frozen=True, slots=True)
class Meeting:
    """A part of a duty that a step of this kind has to meet; `depends` counts as applying, on `missing`."""

    duty: Duty
    part: Part
    verdict: Verdict
    missing: frozenset[str]
    trace: tuple[str, ...]
    status: Status
    stated: Stated


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that follows. `dated`: `day` is the last day, `at` the end; `opens` the first day of a window.

    `open`: a right that stays open, as its clock has not begun. `unknown`: `missing` decides; a day given is the
    earliest it can end. `no-number`: the law sets no count. `no-end`: a licence without an end. `readings` and `why`
    show what differing counts give."""

    duty: Duty
    part: Part
    verdict: Verdict
    state: State
    day: date | None
    at: datetime | None
    opens: date | None
    readings: tuple[Deadline, ...]
    why: str
    missing: frozenset[str]
    trace: tuple[str, ...]
    status: Status
    stated: Stated

    @property
    def citation(self) -> str:
        return self.stated.citation


@dataclass(frozen=True, slots=True)
class Settled:
    """One date for a kind, out of all duties that set one: a customer's latest, a business's earliest. `of`: all."""

    kind: str
    state: State
    day: date | None
    at: datetime | None
    why: str
    of: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class May:
    """Whether something may be done. `next`: when, if hours alone stand against it. `most`: the bound in cents.

    `unknown` also when only unverified law is against it: a person decides. `reasons`: what is against it. `zones`:
    whose clocks were asked."""

    verdict: Literal["yes", "no", "unknown"]
    next: datetime | None
    most: int | None
    reasons: tuple[Stated, ...]
    missing: frozenset[str]
    trace: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number of law on a day. `value` is None when `state` says why: not published yet, or before what is known."""

    id: str
    value: int | None
    state: Literal["known", "not-published", "before-knowledge", "ended"]
    unit: str
    reference: str
    note: str
    status: Status


@dataclass(frozen=True, slots=True)
class Kept:
    """A record to keep, or to destroy. `until`: the last day it must be there; `gone_by`: the last day it may. Each is
    None while `missing` is not known, or where the law sets no such day."""

    duty: Duty
    part: Part
    verdict: Verdict
    until: date | None
    gone_by: date | None
    basis: str
    missing: frozenset[str]
    trace: tuple[str, ...]
    status: Status
    stated: Stated


@dataclass(frozen=True, slots=True)
class Explained:
    """A duty told whole. Every line carries its citation and status."""

    duty: Duty
    status: Status
    lines: tuple[Stated, ...]
    agency: str
    sources: tuple[str, ...]


class UnknownLawError(KeyError):
    """An id or kind that no pack has; the message proposes the nearest."""

    def __init__(self, what: str, name: str, names: Iterable[str]) -> None:
        near = get_close_matches(name, list(names), n=1)
        super().__init__(f"There is no {what} {name}.{f' Did you mean {near[0]}?' if near else ''}")

    def __str__(self) -> str:
        return str(self.args[0])


def with_today(facts: Facts, on: date) -> Facts:
    return facts if TODAY in facts else {**facts, TODAY: on}
