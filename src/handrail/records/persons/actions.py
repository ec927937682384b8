"""Erase what a customer gave, to their record and in their cases, and leave every chain whole.

No page calls this yet. What a law obliges the business to keep, and what a legal hold stops, is for the caller to ask
first: this deed does not know it. Words about this person elsewhere (another customer’s case, a ticket brought in, a
review) hang on no customer and stay. Backups made before stay as they are, and nothing applies an erasure to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from handrail.customers import actions as customers
from handrail.customers import queries as known
from handrail.customers.models import Customer
from handrail.desk.models import Case, Open
from handrail.ledger import attachments
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.ledger.models import Attachment, PersonalValue
from handrail.people.rights import Right, require
from handrail.records.search.actions import leave_nothing_behind
from handrail.records.sets import actions as sets

SUBJECT = "erasure"


class PersonsError(Exception):
    """What was asked can't be done; the message says why, and what next."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went."""

    values: int
    cases: int
    files: int


def erase(*, actor: Actor, customer: Customer, why: str, at: datetime) -> Erased:
    """Delete all that this person gave: their record, what was written in their cases, the files kept with these, and
    the copies made of them. Backups made before still hold it. Raises PersonsError while a case of theirs is open."""
    require(actor, Right.SETTINGS)
    customer = known.root(customer)
    with deed(actor, at) as record:
        cases = {row.id: row for row in Case.objects.filter(Q(customer=customer) | Q(customer__into=customer))}
        _must_be_ended(cases.values())
        gone = [*customers.erase(actor=actor, customer=customer, why=why, at=at)]
        values = PersonalValue.objects.filter(event__chain__subject="case", event__chain__subject_id__in=cases)
        gone += values.values_list("id", flat=True)
        values.delete()
        Open.objects.filter(case__in=cases, kind="escalation").update(what="Erased")
        files = Attachment.objects.filter(subject="case", subject_id__in=cases)
        digests = set(files.values_list("sha256", flat=True))
        files.delete()
        told: dict[str, JSON] = {
            "customer": customer.number, "cases": sorted(row.number for row in cases.values()),
            "values": [str(id_) for id_ in gone], "files": sorted(digests),
        }  # fmt: skip
        record.event("records", "person-erased", SUBJECT, new_id(), told)
    _remove_files(digests)
    sets.remove_with(actor=actor, cases=set(cases), at=at)
    leave_nothing_behind()
    return Erased(len(gone), len(cases), len(digests))


def _must_be_ended(cases: Iterable[Case]) -> None:
    opened = sorted(row.number for row in cases if row.status != "ended")
    if opened:
        raise PersonsError(f"Still open: {', '.join(opened)}. End each first; then erase.")


def _remove_files(digests: Iterable[str]) -> None:
    """The bytes go unless another object keeps the same file."""
    for digest in digests:
        if not Attachment.everywhere.filter(sha256=digest).exists():
            attachments.path(digest).unlink(missing_ok=True)
