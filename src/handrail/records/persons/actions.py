"""Erase what a customer gave, hand it out, put it right; and leave every chain whole.

A duty to keep binds only the pieces it needs; a legal hold stops all. What a duty keeps goes by itself to the list of
what is proposed once its time is over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.customers import queries as known
from handrail.customers.models import Customer
from handrail.desk import actions as desk
from handrail.desk.models import Case
from handrail.facts.never import never_kept
from handrail.inquiries.kept import queries as tickets_kept
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.ledger.retained import by_kind, key
from handrail.ledger.signing import signing_key
from handrail.people.queries import one_at_a_time
from handrail.people.rights import Right, require
from handrail.records.checkpoints.actions import know_key
from handrail.records.keeping import queries as keeping
from handrail.records.keeping.gone.actions import finish, forget
from handrail.records.keeping.queries import Judged
from handrail.records.keeping.rule import HoldOn
from handrail.records.models import ErasureAsked
from handrail.records.persons import queries
from handrail.records.sets import actions as sets

SUBJECT = "erasure"
FORMS = ("page", "file", "whole")


class PersonsError(Exception):
    """What was asked can't be done; the message says why, and what next."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went, and what a duty keeps."""

    values: int
    cases: int
    files: int
    tickets: int
    kept: tuple[str, ...]


def erase(
    *,
    actor: Actor,
    customer: Customer,
    why: str,
    at: datetime,
    tickets: Collection[str] = (),
    aside: frozenset[str] = frozenset(),
    request: Case | None = None,
) -> Erased:
    """Delete what this person gave and no duty needs: of their record, of their cases, the files, the copies, and
    `tickets` (keys of those somebody said are theirs). `aside`: duties somebody said are not about this person; why
    they are not belongs into `why`. `request`: the open case in which they asked. Raises PersonsError, KeyLostError."""
    require(actor, Right.SETTINGS)
    _check_why(why)
    key = signing_key()
    with deed(actor, at) as record:
        one_at_a_time()  # a hold of this moment counts
        customer = _today(customer)
        _is_theirs(customer, request)
        know_key(record, key, at)
        found = queries.judged(customer, at, aside, request)
        _may_go(found)
        keys = [*(key_ for row in found for key_ in row.decision.keys), *_only_tickets(tickets)]
        kept = tuple(dict.fromkeys(line for row in found for line in row.stays))
        if kept:
            _note_wish(record.actor, customer, request, at)
        cases = [row.thing for row in found if row.of.name == "cases"]
        told: dict[str, JSON] = {
            "customer": customer.number, "cases": list[JSON](sorted(_number(row.says) for row in cases)),
            "gone": list[JSON](keys), "kept": len(kept), "aside": list[JSON](sorted(aside)),
            "request": request.number if request else None,
        }  # fmt: skip
        record.event("records", "person-erased", SUBJECT, new_id(), told, {"why": why.strip()})
        after = forget(record, keys, key) if keys else []
    sets.remove_with(actor=actor, cases={row.id for row in cases}, at=at)
    finish(after)
    return _counted(keys, len(cases), kept)


def _today(customer: Customer) -> Customer:
    """Inside a deed: the record they stand in by now."""
    customer.refresh_from_db()
    return known.root(customer)


def _is_theirs(customer: Customer, case: Case | None) -> None:
    """Raises PersonsError."""
    if case is not None and (case.customer is None or known.root(case.customer).pk != customer.pk):
        raise PersonsError(f"Case {case.number} is not one of customer {customer.number}. Nothing was done.")


def _check_why(why: str) -> None:
    if not why.strip():
        raise PersonsError("Write why: who asked, when and how, and why each duty left aside is not about them.")
    if found := never_kept(why):
        raise PersonsError(f"This looks like {found}. It never stands in a record. Take it out.")


def _may_go(found: Sequence[Judged]) -> None:
    """A hold stops all of it; a case that is open must end first; where two laws pull apart, nothing goes by itself."""
    holds = dict.fromkeys(hold for row in found for hold in row.decision.holds)
    if holds:
        raise PersonsError(f"{'; '.join(holds)}. Nothing of it goes while a hold stands.")
    opened = sorted(_number(row.thing.says) for row in found if row.thing.open)
    if opened:
        raise PersonsError(f"Still open: {', '.join(opened)}. End each first; then erase.")


def _number(says: str) -> str:
    return says.partition(",")[0].removeprefix("Case ")


def _only_tickets(keys: Collection[str]) -> list[str]:
    """Each by itself: a hold on its day or its topic, or on somebody who is named with it, stops it. Raises
    PersonsError."""
    ids = [UUID(id_) for id_ in by_kind(keys).get("ticket", ())]
    standing = keeping.standing_holds()
    holds = dict.fromkeys(hold for id_ in ids for hold in _holds_on_ticket(id_, standing))
    if holds:
        raise PersonsError(f"{'; '.join(holds)}. No ticket that it is on goes while it stands: leave these unticked.")
    return [key("ticket", id_) for id_ in ids]


def _holds_on_ticket(id_: UUID, standing: Sequence[HoldOn]) -> list[str]:
    found = tickets_kept.one(id_)
    named = [row.says for row in standing if row.names and tickets_kept.is_named(id_, row.names)]
    return [*named, *(keeping.stopped_by(found, standing) if found else ())]


def _note_wish(actor: Actor, customer: Customer, request: Case | None, at: datetime) -> None:
    """What stays is proposed when its time is over."""
    ErasureAsked.objects.create(
        customer=customer, request=request, asked_on=keeping.today(at), asked_at=at, by=actor.name
    )


def _counted(keys: Sequence[str], cases: int, kept: tuple[str, ...]) -> Erased:
    def number(kind: str) -> int:
        return sum(key.startswith(f"{kind}:") for key in keys)

    return Erased(number("value"), cases, number("file"), number("ticket"), kept)


def hand_out(*, actor: Actor, customer: Customer, form: str, at: datetime) -> None:
    """What is kept of a person leaves the house: that is on record."""
    require(actor, Right.RECORDS)
    with deed(actor, at) as record:
        told: dict[str, JSON] = {"form": form if form in FORMS else "page"}
        record.event("records", "person-handed-out", "customer", _today(customer).id, told)


def put_right(*, actor: Actor, customer: Customer, words: str, cases: Sequence[Case], at: datetime) -> int:
    """Something in their ended cases is wrong: no event is changed, a note beside it says what is right. Their own
    record is changed on its page. Returns in how many cases."""
    require(actor, Right.RUN)
    if not words.strip():
        raise PersonsError("Write what is wrong, and what is right.")
    if found := never_kept(words):
        raise PersonsError(f"This looks like {found}. It never stands in a record. Take it out.")
    if not cases:
        raise PersonsError("Choose the cases in which it is wrong. Their own record is changed on its page.")
    with deed(actor, at):
        customer = _today(customer)
        for case in cases:
            _is_theirs(customer, case)
            desk.note(actor=actor, case=case, at=at, text=f"Correction asked for by the customer: {words.strip()}")
    return len(cases)
