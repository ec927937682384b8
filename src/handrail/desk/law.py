"""The law as it answers in one case at one instant: which deadlines follow, what stands against a step, and what of it
is pinned in the record. Pure.

Whatever is asked of the law while a turn is worked out is remembered (`Asked`), so that the record can say on which law
a branch rested, and a branch that rests on law nobody has checked lately can be taken to a person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.calendars.clock import stamp
from handrail.facts.conditions import Functions, Outcome
from handrail.facts.plain import JSON
from handrail.facts.vocabulary import Value
from handrail.law.answers import Due, May, Meeting, Settled
from handrail.law.asking import DueTold, MayTold, ask, due_words, settled_words, told_due, wanted_facts
from handrail.law.duties import Pack
from handrail.law.engine import Law
from handrail.law.plain import Teller, day_words, order
from handrail.ledger.canonical import Spelled

CALLS_WE_MAKE = ("call.hours", "call.do-not-call", "call.consent", "call.frequency", "collection.hours")
WE_CALLED = "case.we_called"
NO_CALL = frozenset({"email", "chat", "counter", "mail"})  # a text we sent counts as a call, so it is asked there
A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Moment:
    """A case before the law: its facts, the instant, the civil day, and the place whose clock counts."""

    law: Law
    facts: Mapping[str, Value]
    at: datetime
    on: date
    zone: str

    @property
    def looked_at(self) -> frozenset[tuple[str, Value]]:
        """The facts the law can turn on at all: the same ones give the same deadlines, so these are remembered."""
        names = _turns_on(self.law, self.on)
        return frozenset((name, value) for name, value in self.facts.items() if name in names)


@lru_cache(maxsize=8)
def _turns_on(law: Law, on: date) -> frozenset[str]:
    midnight = datetime.combine(on, time(), UTC)
    return frozenset(name for kind in law.kinds for name in wanted_facts(law, kind, {}, midnight, "UTC"))


# Asked while a turn is worked out


@dataclass(slots=True)
class Asked:
    """The functions of law for conditions. Remembers each question; `doubtful` are those behind which stands law that
    is unverified or due for a fresh check."""

    law: Law
    at: datetime
    on: date
    zone: str
    kinds: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def functions(self, facts: Mapping[str, Value]) -> Functions:
        inner = self.law.functions(facts, self.on, self.zone, self.at)

        def answer(name: str, args: tuple[Outcome, ...]) -> Outcome:
            found = inner(name, args)
            self._note(name, str(args[0]), facts)
            return found

        return answer

    def _note(self, name: str, subject: str, facts: Mapping[str, Value]) -> None:
        if name == "law_value":
            firm = self.law.value(subject, self.on).status == "verified"
        else:
            self.kinds.add(subject)
            firm = is_firm(self.law.duties_meeting(subject, facts, self.on), name)
        if not firm:
            self.doubtful.add(subject)


def is_firm(rows: Collection[Meeting], question: str) -> bool:
    """Whether an answer stands on checked law alone. One checked duty that surely applies is enough for `applies`."""
    if question == "applies" and any(row.verdict == "yes" and row.status == "verified" for row in rows):
        return True
    return all(row.status == "verified" for row in rows)


# Deadlines


@dataclass(frozen=True, slots=True)
class Ends:
    """The one date a kind of duty comes to in this case. `right`: it is the customer's, and the later date counts."""

    kind: str
    title: str
    settled: Settled
    right: bool

    @property
    def at(self) -> datetime | None:
        return self.settled.at

    @property
    def basis(self) -> str:
        """Citation and status of the duty that gives the date."""
        row = _decisive(self.settled)
        return f"{row.citation}; {row.stated.status_words}"


def last_moment(ends: Ends, zone: str) -> datetime | None:
    """The last moment in which it is kept, for lists: the midnight that ends a day is read as the day after."""
    if ends.at is None or ends.at.astimezone(ZoneInfo(zone)).time() != time():
        return ends.at
    return ends.at - timedelta(seconds=1)


def _decisive(settled: Settled) -> Due:
    return next((row for row in settled.of if row.at == settled.at), settled.of[0])


def deadlines(moment: Moment, kinds: Collection[str]) -> list[Ends]:
    """The deadlines that follow, soonest first. One without a date is told only for `kinds`: those this case's
    procedures meet. A duty that only may apply counts, and says on what it depends."""
    every = _ends(moment.law, moment.looked_at, moment.on, moment.zone)
    return [row for row in every if row.kind in kinds or row.at is not None or row.settled.state == "open"]


@lru_cache(maxsize=512)
def _ends(law: Law, looked_at: frozenset[tuple[str, Value]], on: date, zone: str) -> tuple[Ends, ...]:
    facts = dict(looked_at)
    found: dict[str, list[Due]] = {}
    for row in law.due_in_case(facts, on, zone):
        found.setdefault(row.part.kind, []).append(row)
    told = [
        Ends(kind, law.kinds[kind].title, law.settle(kind, facts, on, zone), _is_right(rows))
        for kind, rows in found.items()
    ]
    return tuple(sorted(told, key=lambda row: (row.at is None, row.at.timestamp() if row.at else 0.0, row.kind)))


def _is_right(rows: Iterable[Due]) -> bool:
    return all(row.part.deadline is not None and row.part.deadline.whose == "customer" for row in rows)


@dataclass(frozen=True, slots=True)
class EndsTold:
    """A deadline for the screen. `tone`: plain, due (near), danger (over) or ok (met); `missing`: names of facts."""

    ends: Ends
    when: str
    tone: str
    state: str
    why: str
    rows: tuple[DueTold, ...]
    missing: tuple[str, ...]


def told(moment: Moment, rows: Iterable[Ends], met: Collection[str]) -> list[EndsTold]:
    teller = Teller(moment.law, moment.on)
    return [_told(moment, teller, row, row.kind in met) for row in rows]


def _told(moment: Moment, teller: Teller, row: Ends, met: bool) -> EndsTold:
    tone, state = _tone(row, moment.at, met)
    due = tuple(told_due(each, teller, moment.facts) for each in row.settled.of)
    missing = {name for each in row.settled.of for name in each.missing}
    several = len({each.at for each in row.settled.of}) > 1
    why = settled_words(row.settled, teller) if several else due[0].why
    return EndsTold(row, _when(row), tone, state, why, due, tuple(sorted(missing, key=order)))


class Item(Protocol):
    """A promise, an escalation or a deadline of law as the lists keep it."""

    kind: str
    duty: str
    due_at: datetime | None
    pk: UUID


@dataclass(frozen=True, slots=True)
class DueRow:
    """One line of what is due: a deadline of law (`law`), something of our own (`item`), or the first with its item."""

    law: EndsTold | None
    item: Item | None

    @property
    def at(self) -> datetime | None:
        return self.law.ends.at if self.law else self.item.due_at if self.item else None


def in_order(ends: Iterable[EndsTold], items: Iterable[Item]) -> list[DueRow]:
    """What waits for a person first, then by time; what has no date last. An item of a deadline stands with it."""
    mine = {item.duty: item for item in items if item.kind == "law"}
    rows = [DueRow(row, mine.pop(row.ends.kind, None)) for row in ends]
    others = [DueRow(None, item) for item in [*mine.values(), *(item for item in items if item.kind != "law")]]
    return sorted([*rows, *others], key=_rank)


def _rank(row: DueRow) -> tuple[int, float]:
    if row.law is None and row.item is not None and row.item.kind == "escalation":
        return 0, 0.0
    is_met = row.law is not None and row.law.tone == "ok"
    return (3 if is_met else 1 if row.at else 2), row.at.timestamp() if row.at else 0.0


def _when(row: Ends) -> str:
    """The day, or the moment where the law counts hours."""
    found = due_words(_decisive(row.settled))
    if row.settled.day is None or row.settled.state != "unknown" or found.endswith("earliest"):
        return found
    return f"{day_words(row.settled.day)} at the earliest"


def _tone(row: Ends, at: datetime, met: bool) -> tuple[str, str]:
    if met:
        return "ok", "Used in this case" if row.right else "Met in this case"
    if row.at is None:
        return "plain", ""
    left = (row.at - at).total_seconds()
    if row.right:
        return "plain", "Over" if left < 0 else "The customer’s right until"
    if left < 0:
        return "danger", "Late"
    return ("due", "Soon") if left <= A_DAY else ("plain", "")


# What stands against a step


@dataclass(frozen=True, slots=True)
class Limit:
    """What the law says to an act before it is done. `holds`: the step claims to keep to this, so it is not done unless
    a person decides; what is said of the call as a whole is shown, and the procedure asks it where it matters."""

    kind: str
    title: str
    told: MayTold
    holds: bool

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(sorted(self.told.may.missing, key=order))


def limits(moment: Moment, meets: Collection[str]) -> list[Limit]:
    """For the kinds a step claims and, on a call that we make, for the call itself: what is said against it, what
    can't be told yet, and a bound where there is one."""
    calls = [kind for kind in CALLS_WE_MAKE if moment.facts.get(WE_CALLED) is True and kind in moment.law.kinds]
    wanted = [kind for kind in dict.fromkeys([*meets, *calls]) if kind in moment.law.kinds]
    found = [_limit(moment, kind, claimed=kind in meets) for kind in wanted]
    return [row for row in found if row is not None and (row.told.may.verdict != "yes" or row.told.most)]


def _limit(moment: Moment, kind: str, *, claimed: bool) -> Limit | None:
    reply = ask(moment.law, kind, moment.facts, moment.at, moment.zone)
    if reply.may is None:
        return None
    return Limit(kind, reply.title, reply.may, claimed and _holds(reply.may.may))


def _holds(may: May) -> bool:
    """A sure no; or a no that rests on unchecked law, or a fee whose bound is not known: each goes to a person."""
    is_fee = any(row.part.amount for row in may.meetings)
    return may.verdict == "no" or (may.verdict == "unknown" and (is_fee or bool(may.reasons)))


# What is pinned


@lru_cache(maxsize=8)
def _packs(law: Law) -> Mapping[str, Pack]:
    return {duty.id: pack for pack in law.packs.values() for duty in pack.duties}


def pinned(moment: Moment, why: Mapping[str, Collection[str]]) -> Spelled:
    """The law that answered, for the record: `why` names each kind and what it was asked for (deadline, step, branch).
    One row a part of a duty, with the version of its pack and its status that day."""
    wanted = tuple((kind, tuple(sorted(why[kind]))) for kind in sorted(why))
    return _pinned(moment.law, moment.looked_at, moment.on, moment.zone, wanted)


@lru_cache(maxsize=512)
def _pinned(
    law: Law,
    looked_at: frozenset[tuple[str, Value]],
    on: date,
    zone: str,
    wanted: tuple[tuple[str, tuple[str, ...]], ...],
) -> Spelled:
    """From one step of a case to the next it is mostly the same."""
    return Spelled(
        {**row, "for": list[JSON](parts)} for kind, parts in wanted for row in _answers(law, looked_at, on, zone, kind)
    )


@lru_cache(maxsize=2048)
def _answers(
    law: Law, looked_at: frozenset[tuple[str, Value]], on: date, zone: str, kind: str
) -> tuple[dict[str, JSON], ...]:
    facts = dict(looked_at)
    due = {(row.duty.id, row.part.id): row for row in law.due_of_kind(kind, facts, on, zone)}
    rows = law.duties_meeting(kind, facts, on)
    return tuple(_answer(_packs(law)[row.duty.id], row, due.get((row.duty.id, row.part.id))) for row in rows)


def _answer(pack: Pack, row: Meeting, last: Due | None) -> dict[str, JSON]:
    return {
        "kind": row.part.kind,
        "duty": row.duty.id,
        "part": row.part.id,
        "says": row.stated.text,
        "citation": row.stated.citation,
        "status": row.status,
        "checked_on": row.stated.verified_on.isoformat(),
        "pack": pack.pack,
        "version": pack.version,
        "applies": row.verdict,
        "depends_on": list[JSON](sorted(row.missing)),
        **({"deadline": _deadline(last)} if last else {}),
    }


def _deadline(row: Due) -> JSON:
    rule = row.part.deadline
    assert rule is not None
    return {
        "state": row.state,
        "whose": rule.whose,
        "unit": rule.unit,
        "day": row.day.isoformat() if row.day else None,
        "at": stamp(row.at) if row.at else None,
    }


def reasons(
    ends: Iterable[Ends], meets: Iterable[str], asked: Iterable[str], limited: Iterable[str]
) -> dict[str, set[str]]:
    """Each kind that played a part, and which part."""
    found: dict[str, set[str]] = {}
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("deadline", (row.kind for row in ends)), ("step", meets), ("branch", asked), ("limit", limited),
    )  # fmt: skip
    for part, kinds in named:
        for kind in kinds:
            found.setdefault(kind, set()).add(part)
    return found
