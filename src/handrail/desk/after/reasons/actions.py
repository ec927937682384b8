"""Deeds about reason codes: the list, and which one a case gets at its end."""

from collections.abc import Sequence
from datetime import datetime

from handrail.desk.actions import ROOM, DeskError, may_be_kept
from handrail.desk.after.reasons import queries
from handrail.desk.models import Case, ReasonCode
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.ledger.queries import as_it_stands
from handrail.people.rights import Right, require
from handrail.procedures.models import Entry

SUBJECT = "reason-code"
LONGEST = 60
MOST = 9  # in one case's choice: each has a digit for its key
STARTERS = (
    "Question answered", "Order, booking or account changed", "Money given back", "Fault or repair", "Complaint",
    "Wrong number or spam",
)  # fmt: skip


def add(*, actor: Actor, names: Sequence[str], entry: Entry | None = None, at: datetime) -> list[ReasonCode]:
    """For every case, or for those of one procedure. Raises DeskError."""
    require(actor, Right.WRITE)
    wanted = [" ".join(name.split()) for name in names]
    for name in wanted:
        _fits(name)
    with deed(actor, at) as record:
        made = []
        for name in wanted:
            _has_room(name, entry)
            row: ReasonCode = ReasonCode.objects.create(name=name, entry=entry)
            told: dict[str, JSON] = {"name": name, "procedure": entry.slug if entry else None}
            record.event(ROOM, "reason-added", SUBJECT, row.pk, told)
            made.append(row)
    return made


def _fits(name: str) -> None:
    if not name:
        raise DeskError("Write what the reason is called.")
    if len(name) > LONGEST:
        raise DeskError(f"The name is too long: {LONGEST} characters at most.")
    may_be_kept(name)


def _has_room(name: str, entry: Entry | None) -> None:
    """Inside a deed. Raises DeskError."""
    there = queries.beside(entry)
    if name.casefold() in (row.name.casefold() for row in there):
        raise DeskError(f"“{name}” is in the list already.")
    if queries.longest(there) >= MOST:
        raise DeskError(f"{MOST} are the most an agent chooses from with one key. Retire one first.")


def retire(*, actor: Actor, row: ReasonCode, at: datetime) -> None:
    """No case gets it any more; those that have it keep it. Raises DeskError."""
    require(actor, Right.WRITE)
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.retired_at is not None:
            raise DeskError("It is retired already.")
        _switch(record, row, at, "reason-retired")


def put_back(*, actor: Actor, row: ReasonCode, at: datetime) -> None:
    """Raises DeskError."""
    require(actor, Right.WRITE)
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.retired_at is None:
            raise DeskError("It is in the list already.")
        _has_room(row.name, row.entry)
        _switch(record, row, None, "reason-put-back")


def _switch(record: Deed, row: ReasonCode, retired_at: datetime | None, kind: str) -> None:
    row.retired_at = retired_at
    row.save(update_fields=["retired_at"])
    record.event(ROOM, kind, SUBJECT, row.pk, {"name": row.name})


def code(*, actor: Actor, case: Case, row: ReasonCode, at: datetime) -> None:
    """Why this customer contacted us, said at the end; another may be said later, and the record shows both. Raises
    DeskError."""
    require(actor, Right.RUN)
    if case.status != "ended":
        raise DeskError("The reason is chosen at the end of a case.")
    if row.retired_at is not None or row.entry_id not in (None, case.entry_id):
        raise DeskError("This reason is not one for this case. Choose one of the list.")
    if case.reason_id == row.pk:
        raise DeskError(f"Its reason is “{row.name}” already.")
    with deed(actor, at) as record:
        case.reason = row
        case.save(update_fields=["reason"])
        record.event(ROOM, "reason-chosen", "case", case.id, {"code": row.name, "code_id": str(row.pk)})
