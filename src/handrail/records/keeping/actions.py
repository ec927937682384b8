"""Periods, legal holds, and the way from a proposal to a certificate."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Max

from handrail.calendars.clock import stamp
from handrail.customers.models import Customer
from handrail.desk.models import Case
from handrail.facts.never import never_kept
from handrail.ledger.actor import Actor, system
from handrail.ledger.canonical import JSON, dumps
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.ledger.queries import as_it_stands
from handrail.ledger.retained import Retained
from handrail.ledger.signing import public_bytes, signing_key
from handrail.ledger.verify_certificate import FORMAT
from handrail.people.models import Organization
from handrail.people.queries import one_at_a_time
from handrail.people.rights import Right, require
from handrail.records.checkpoints.actions import know_key
from handrail.records.checkpoints.queries import handovers
from handrail.records.keeping import queries, rule
from handrail.records.keeping.gone.actions import After, finish, forget
from handrail.records.keeping.queries import Judge, Judged
from handrail.records.keeping.rule import LOOK_FIRST
from handrail.records.models import Disposal, DisposalLine, Hold, RetentionPeriod
from handrail.records.sets import actions as sets

CHAIN = "keeping"
A_PROPOSAL = 500  # things in one: what a person can look through
A_LOOK = 300  # things looked at in one go: three seconds
A_BATCH = 20  # things that go in one deed, so that nobody waits long
A_DAY = timedelta(hours=20)
MOST_YEARS = 100


class KeepingError(Exception):
    """What was asked can't be done; the message says why, and what next."""


# Periods


def set_period(*, actor: Actor, of: str, count: int | None, unit: str, at: datetime) -> None:
    """How long a class of things is kept; without a count nobody asks for its end. Raises KeepingError."""
    require(actor, Right.SETTINGS)
    kept = queries.class_of(of)
    if kept is None:
        raise KeepingError("There is no such class of records.")
    if count is not None and (unit not in queries.UNITS or count < 1 or _years(count, unit) > MOST_YEARS):
        raise KeepingError(f"Write a number, and days, months or years: at most {MOST_YEARS} years.")
    with deed(actor, at) as record:
        one_at_a_time()
        row = RetentionPeriod.objects.filter(of=of).first()
        if count is None:
            RetentionPeriod.objects.filter(of=of).delete()
        else:
            row = row or RetentionPeriod(of=of)
            row.count, row.unit, row.set_by, row.set_at = count, unit, actor.name, at
            row.save()
        told: dict[str, JSON] = {"of": of, "count": count, "unit": unit if count is not None else None}
        record.event("records", "period-set", CHAIN, actor.organization, told)


def _years(count: int, unit: str) -> float:
    return count / {"days": 365, "months": 12, "years": 1}[unit]


# Holds


@dataclass(frozen=True, slots=True)
class HeldOn:
    """What a hold is on: exactly one of a person, a case, a topic or a period."""

    customer: Customer | None = None
    case: Case | None = None
    topic: str = ""
    since: date | None = None
    until: date | None = None


def hold(*, actor: Actor, on: HeldOn, why: str, at: datetime) -> Hold:
    """From now on nothing of it goes. Raises KeepingError."""
    require(actor, Right.LAW)
    _check_hold(on, why)
    with deed(actor, at) as record:
        one_at_a_time()
        number = (Hold.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        row = Hold(
            id=new_id(), number=number, customer=on.customer, case=on.case, topic=on.topic, since=on.since,
            until=on.until, set_by=actor.name, set_at=at,
        )  # fmt: skip
        told: dict[str, JSON] = {"number": number, "on": queries.hold_on(row, queries.topics())}
        event = record.event("records", "hold-set", "hold", row.id, told, {"why": why.strip()})
        row.sealed = event.personal.first()
        row.save(force_insert=True)
    return row


def _check_hold(on: HeldOn, why: str) -> None:
    named = [bool(on.customer), bool(on.case), bool(on.topic), bool(on.since or on.until)]
    if sum(named) != 1:
        raise KeepingError("A hold is on one thing: a customer, a case, a topic or a period. Fill in one of them.")
    if on.since and on.until and on.until < on.since:
        raise KeepingError("The period ends before it begins.")
    if not why.strip():
        raise KeepingError("Write why, and who asked for it: a letter, a suit, an agency.")
    if found := never_kept(why):
        raise KeepingError(f"This looks like {found}. It never stands in a record. Take it out.")


def lift(*, actor: Actor, row: Hold, why: str, at: datetime) -> None:
    """The hold is over; what is past its time is proposed again."""
    require(actor, Right.LAW)
    if not why.strip():
        raise KeepingError("Write why it is over, and who said so.")
    if found := never_kept(why):
        raise KeepingError(f"This looks like {found}. It never stands in a record. Take it out.")
    with deed(actor, at) as record:
        one_at_a_time()
        as_it_stands(row)
        if row.lifted_at:
            raise KeepingError(f"This hold was lifted already, by {row.lifted_by}.")
        row.lifted_by, row.lifted_at = actor.name, at
        row.save(update_fields=["lifted_by", "lifted_at"])
        record.event("records", "hold-lifted", "hold", row.id, {"number": row.number}, {"why": why.strip()})


# Proposals


@dataclass(slots=True)
class _Walk:
    """How far one day's look is."""

    left: list[tuple[Retained, UUID]]
    found: list[Judged]


class Daily:
    """Of one process: once a day all that may be past its time is looked through, some of it at each call so that what
    is due meanwhile is done too, and proposed. Nothing goes by itself; while one proposal waits there is no other."""

    def __init__(self) -> None:
        self._looked: dict[UUID, datetime] = {}
        self._walks: dict[UUID, _Walk] = {}

    def __call__(self, *, organization: Organization, at: datetime) -> Disposal | None:
        if organization.id not in self._walks and not self._is_time(organization, at):
            return None
        judge = Judge(at)
        walk = self._walks.setdefault(organization.id, _Walk(list(judge.candidates()), []))
        now, walk.left = walk.left[:A_LOOK], walk.left[A_LOOK:]
        walk.found += judge.due(now)
        if walk.left and len(walk.found) < A_PROPOSAL:
            return None
        self._looked[organization.id] = at
        del self._walks[organization.id]
        actor = system(organization.id, "Daily look at what is kept")
        with suppress(KeepingError):  # somebody asked for one meanwhile
            return _propose(actor, walk.found, at)
        return None

    def _is_time(self, organization: Organization, at: datetime) -> bool:
        last = self._looked.get(organization.id)
        if (last and at - last < A_DAY) or queries.waiting_disposal():
            return False
        before = Disposal.objects.aggregate(at=Max("proposed_at"))["at"]
        return not before or at - before >= A_DAY


def propose(*, actor: Actor, at: datetime) -> Disposal | None:
    """A list of what may go now, and why; None when nothing may. It looks at the first of what is past its period; the
    worker looks at all. Raises KeepingError while another waits."""
    require(actor, Right.RECORDS)
    _none_waits()  # before all is looked through; and again once it is written
    judge = Judge(at)
    return _propose(actor, list(judge.due(islice(judge.candidates(), A_LOOK))), at)


def _none_waits() -> None:
    if queries.waiting_disposal():
        raise KeepingError("A proposal waits for a decision already. Decide that one first.")


def _propose(actor: Actor, found: Sequence[Judged], at: datetime) -> Disposal | None:
    """Raises KeepingError while another waits."""
    if not found:
        return None
    with deed(actor, at) as record:
        one_at_a_time()
        _none_waits()
        number = (Disposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        row: Disposal = Disposal.objects.create(number=number, state="waiting", proposed_at=at)
        for judged in found[:A_PROPOSAL]:
            _line(row, judged).save(force_insert=True)
        told: dict[str, JSON] = {"number": number, "things": min(len(found), A_PROPOSAL)}
        record.event("records", "disposal-proposed", "disposal", row.id, told)
    return row


def _line(row: Disposal, judged: Judged) -> DisposalLine:
    state = "torn" if judged.decision.state == "torn" else "proposed"
    stays = [*judged.stays, *(f"{LOOK_FIRST}{each}" for each in judged.asks)]
    return DisposalLine(
        disposal=row, of=judged.of.name, thing=judged.thing.id, says=judged.thing.says[:300],
        pieces=len(judged.decision.keys), why=judged.why, stays=stays,
        due_on=judged.decision.on or judged.thing.since, state=state,
    )  # fmt: skip


def keep(*, actor: Actor, row: Disposal, why: str, at: datetime) -> None:
    """Nothing of a proposal goes; it is proposed again another day, unless a hold or a period says otherwise."""
    require(actor, Right.APPROVE)
    if not why.strip():
        raise KeepingError("Write why nothing goes.")
    if found := never_kept(why):
        raise KeepingError(f"This looks like {found}. It never stands in a record. Take it out.")
    with deed(actor, at) as record:
        _must_wait(row)
        if DisposalLine.objects.filter(disposal=row, state="gone").exists():
            raise KeepingError(
                "Some of it is gone already. Approve it, and leave out what is to stay: the certificate tells both."
            )
        row.state, row.decided_by, row.decided_at = "kept", actor.name, at
        row.save(update_fields=["state", "decided_by", "decided_at"])
        DisposalLine.objects.filter(disposal=row, state="proposed").update(state="left")
        record.event("records", "disposal-declined", "disposal", row.id, {"number": row.number}, {"why": why.strip()})


def approve(*, actor: Actor, row: Disposal, leave: Collection[UUID] = (), at: datetime) -> Disposal:
    """What is still due goes, but the lines left out. Each is judged anew: a hold of this morning counts. Cut short, it
    can be approved again and goes on. Raises KeepingError, KeyLostError."""
    require(actor, Right.APPROVE)
    key = signing_key()
    waiting = list(DisposalLine.objects.filter(disposal=row, state="proposed").order_by("due_on", "pk"))
    _leave(actor, row, set(leave), at)
    after: list[After] = []
    try:
        for start in range(0, len(waiting), A_BATCH):
            after += _some_go(actor, row, waiting[start : start + A_BATCH], key, at)
        _certify(actor, row, key, at)
    finally:  # what went by then goes whole, though somebody else decided the rest meanwhile
        finish(after)
        sets.remove_with(actor=actor, cases=_cases(waiting), at=at)
    return row


def _must_wait(row: Disposal) -> None:
    """Inside a deed: two may decide in the same moment. Raises KeepingError."""
    one_at_a_time()
    as_it_stands(row)
    if row.state != "waiting":
        raise KeepingError(f"This proposal was decided already, by {row.decided_by}.")


def _leave(actor: Actor, row: Disposal, leave: Collection[UUID], at: datetime) -> None:
    """First of all the lines left out are marked, so that they stay whoever else approves in the same moment."""
    with deed(actor, at) as record:
        _must_wait(row)
        count = DisposalLine.objects.filter(disposal=row, state="proposed", pk__in=leave).update(state="left", pieces=0)
        told: dict[str, JSON] = {"number": row.number, "left": count}
        record.event("records", "disposal-approved", "disposal", row.id, told)


def _some_go(
    actor: Actor, row: Disposal, lines: Sequence[DisposalLine], key: Ed25519PrivateKey, at: datetime
) -> list[After]:
    judge = Judge(at)  # before the deed: nobody's writing waits for the law to be asked
    judged = [(line, _still_due(judge, line)) for line in lines]
    with deed(actor, at) as record:
        _must_wait(row)
        standing, keys, same = queries.standing_holds(), list[str](), judge.judges_as_before()
        proposed = set(DisposalLine.objects.filter(disposal=row, state="proposed").values_list("pk", flat=True))
        for line, found in judged:
            if line.pk not in proposed:  # left out, or let go by somebody else this moment
                line.refresh_from_db()
                continue
            goes = found if found and same and _as_judged(found, standing) else None
            line.state = "gone" if goes else "stopped"
            line.pieces, line.why = (len(goes.decision.keys), goes.why) if goes else (0, line.why)
            line.save(update_fields=["state", "pieces", "why"])
            keys += goes.decision.keys if goes else ()
        told: dict[str, JSON] = {"number": row.number, "pieces": len(keys)}
        record.event("records", "disposal-went", "disposal", row.id, told)
        return forget(record, keys, key) if keys else []


def _as_judged(found: Judged, standing: Sequence[rule.HoldOn]) -> bool:
    """Inside a deed: whether a thing is what was judged before it, and nobody holds it. A case may have been reopened
    or written to in the moment between; then it stays, and is proposed another day."""
    return found.of.open(found.thing.id) == found.thing and not queries.stopped_by(found.thing, standing)


def _still_due(judge: Judge, line: DisposalLine) -> Judged | None:
    of = queries.class_of(line.of)
    thing = of.open(line.thing) if of else None
    if of is None or thing is None or thing.open:
        return None
    found = judge.judged(of, thing)
    return found if found.decision.state == "due" else None


def _cases(lines: Iterable[DisposalLine]) -> set[UUID]:
    return {line.thing for line in lines if line.of == "cases" and line.state == "gone"}


def _certify(actor: Actor, row: Disposal, key: Ed25519PrivateKey, at: datetime) -> None:
    with deed(actor, at) as record:
        _must_wait(row)
        know_key(record, key, at)
        row.state, row.decided_by, row.decided_at = "done", actor.name, at
        body = _certificate(row, at)
        signature: JSON = {"key": public_bytes(key).hex(), "value": key.sign(dumps(body)).hex()}
        row.certificate = {"certificate": body, "signature": signature}
        row.save(update_fields=["state", "decided_by", "decided_at", "certificate"])
        record.event("records", "disposal-certified", "disposal", row.id, {"number": row.number})


def _certificate(row: Disposal, at: datetime) -> dict[str, JSON]:
    """What went, why, when and on whose word. It names records and no words that stood in them."""
    lines: list[JSON] = [
        {
            "what": line.says, "of": line.of, "pieces": line.pieces, "why": line.why, "stays": line.stays,
            "due_on": line.due_on.isoformat(), "state": line.state,
        }
        for line in DisposalLine.objects.filter(disposal=row).order_by("due_on", "pk")
    ]  # fmt: skip
    return {
        "format": FORMAT, "business": Organization.objects.get(pk=row.organization_id).name,
        "number": row.number, "proposed_at": stamp(row.proposed_at), "decided_at": stamp(at),
        "decided_by": row.decided_by, "lines": lines, "keys": handovers(),
        "how": "Deleted from the database, its log and the index of words, overwritten there; files removed; named in "
        "the list of disposals beside the backups. Copies made before still hold it until they are put back, "
        "when it is taken out of them first, or destroyed.",
    }  # fmt: skip
