"""Deeds of control: withdraw at once or on a day, name approvers, comment."""

from collections.abc import Collection
from datetime import date, datetime

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.models import Member
from handrail.people.rights import Right, may, require
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import queries
from handrail.procedures.language.reader import read
from handrail.procedures.models import (
    STANDS,
    Approver,
    ApproverList,
    Entry,
    Remark,
    Revision,
    Withdrawal,
    text_hash,
)

LONGEST = 2000


# Out of force


def withdraw(*, actor: Actor, entry: Entry, why: str, at: datetime, urgent: bool = False) -> None:
    """Take a procedure out of force now: no new cases; running ones finish on their bundle and say so. An urgent
    withdrawal also stops new cases of whatever runs it as a part, until a new version of it is in force."""
    require(actor, Right.APPROVE)
    if not why.strip():
        raise ProcedureError("Write why it is withdrawn.")
    rows = list(Revision.objects.filter(entry=entry, state="published"))
    if not rows:
        raise ProcedureError("Nothing of it is in force, so there is nothing to withdraw.")
    with deed(actor, at) as record:
        for row in rows:
            row.state = "retired"
            row.save(update_fields=["state"])
            Withdrawal.objects.create(
                entry=entry, hash=text_hash(row.text), urgent=urgent, why=why.strip()[:1000], by=actor.name, at=at
            )
        kind, versions = "withdrawn-urgently" if urgent else "retired", list[JSON]([row.number for row in rows])
        record.event("procedures", kind, "procedure", entry.id, {"why": why, "versions": versions})


def end_on(*, actor: Actor, entry: Entry, on: date, why: str, at: datetime) -> None:
    """From this day on nothing of it is in force. Until then it goes on as it is."""
    require(actor, Right.APPROVE)
    if not why.strip():
        raise ProcedureError("Write why it ends.")
    today = queries.business_day(actor.organization, at)
    if on <= today:
        raise ProcedureError(f"{on:%b %-d, %Y} is not ahead. Choose a later day, or withdraw it now.")
    with deed(actor, at) as record:
        entry.retires_on, entry.retires_why = on, why.strip()[:300]
        entry.save(update_fields=["retires_on", "retires_why"])
        record.event("procedures", "ends-on", "procedure", entry.id, {"on": on.isoformat(), "why": why})


def do_not_end(*, actor: Actor, entry: Entry, why: str, at: datetime) -> None:
    """The day on which it was to end is taken back. Once that day has come, only what is approved anew comes back."""
    require(actor, Right.APPROVE)
    if entry.retires_on is None:
        raise ProcedureError("It has no day on which it ends.")
    if not why.strip():
        raise ProcedureError("Write why it goes on.")
    with deed(actor, at) as record:
        if entry.retires_on <= queries.business_day(actor.organization, at):
            for row in Revision.objects.filter(entry=entry, state="published"):
                row.state = "retired"
                row.save(update_fields=["state"])
        data: dict[str, JSON] = {"was": entry.retires_on.isoformat(), "why": why}
        entry.retires_on, entry.retires_why = None, ""
        entry.save(update_fields=["retires_on", "retires_why"])
        record.event("procedures", "goes-on", "procedure", entry.id, data)


def remove(*, actor: Actor, row: Revision, at: datetime) -> None:
    """Put a draft away. Whatever went further is refused: the record says what people followed. The row of the draft
    stays as declined, so that no number is given twice."""
    require(actor, Right.WRITE)
    if row.effective_on is not None:
        raise ProcedureError(STANDS)
    if row.state != "draft":
        state = row.get_state_display().lower()
        raise ProcedureError(
            f"This version is {state}, so it can’t be put away. Somebody who may approve can decline it."
        )
    with deed(actor, at) as record:
        row.state = "declined"
        row.save(update_fields=["state"])
        record.event("procedures", "draft-put-away", "procedure", row.entry_id, {"version": row.number})


# Approvers


def name_approvers(
    *, actor: Actor, entry: Entry, chosen: Collection[Member], at: datetime, listed: bool = True
) -> None:
    """Who has to approve a procedure, all of them; with `listed` false, whoever may approve does. A list without a name
    is kept as it is, and then nothing of it can be approved or put in force."""
    require(actor, Right.APPROVE)
    _must_be_able(chosen)
    with deed(actor, at) as record:
        Approver.objects.filter(entry=entry).delete()
        for member in chosen if listed else ():
            Approver.objects.create(entry=entry, member=member)
        entry.names_approvers = listed
        entry.save(update_fields=["names_approvers"])
        names = list[JSON](sorted(member.user.name for member in chosen)) if listed else None
        record.event("procedures", "approvers-named", "procedure", entry.id, {"approvers": names})


def name_approvers_for_all(*, actor: Actor, chosen: Collection[Member], at: datetime, listed: bool = True) -> None:
    """Who has to approve every procedure that names nobody itself, all of them; with `listed` false, whoever may
    approve does. A list without a name is kept as it is, and then nothing can be approved or put in force."""
    require(actor, Right.PEOPLE)
    _must_be_able(chosen)
    with deed(actor, at) as record:
        ApproverList.objects.all().delete()
        if listed:
            ApproverList.objects.create(members=sorted(str(member.pk) for member in chosen))
        names = list[JSON](sorted(member.user.name for member in chosen)) if listed else None
        record.event("procedures", "approvers-named-for-all", "approvers", actor.organization, {"approvers": names})


def _must_be_able(chosen: Collection[Member]) -> None:
    unable = [member.user.name for member in chosen if not (member.active and may(member.role, Right.APPROVE))]
    if unable:
        raise ProcedureError(f"{unable[0]} may not approve. An owner gives that right, under People.")


# Comments


def remark(*, actor: Actor, row: Revision, step: str, text: str, at: datetime) -> Remark:
    """Say something of a version, or of one of its steps."""
    require(actor, Right.READ)
    if step and step not in {each.id for each in read(row.text).steps}:
        raise ProcedureError("This version has no such step any more. Write it to the version as a whole.")
    with deed(actor, at) as record:
        made: Remark = Remark.objects.create(
            revision=row, step=step, kind="comment", text=_said(text), by=actor.name, at=at
        )
        data: dict[str, JSON] = {"version": row.number, "step": step, "comment": str(made.id)}
        record.event("procedures", "commented", "procedure", row.entry_id, data, {"text": made.text})
    return made


def answer(*, actor: Actor, to: Remark, text: str, at: datetime) -> Remark:
    require(actor, Right.READ)
    first = to.answers or to
    with deed(actor, at) as record:
        made: Remark = Remark.objects.create(
            revision=first.revision, step=first.step, kind="comment", text=_said(text), by=actor.name, at=at,
            answers=first,
        )  # fmt: skip
        data: dict[str, JSON] = {"to": str(first.id), "comment": str(made.id)}
        record.event("procedures", "answered", "procedure", first.revision.entry_id, data, {"text": made.text})
    return made


def resolve(*, actor: Actor, row: Remark, at: datetime) -> None:
    """What was said is taken care of; it stays, folded."""
    require(actor, Right.READ)
    if not (may(actor.role, Right.WRITE) or may(actor.role, Right.APPROVE)):
        require(actor, Right.WRITE)
    if row.resolved_at:
        raise ProcedureError(f"{row.resolved_by} marked it as settled already.")
    with deed(actor, at) as record:
        row.resolved_by, row.resolved_at = actor.name, at
        row.save(update_fields=["resolved_by", "resolved_at"])
        record.event("procedures", "comment-settled", "procedure", row.revision.entry_id, {"comment": str(row.id)})


def _said(text: str) -> str:
    text = text.strip()
    if not text:
        raise ProcedureError("Write the comment first.")
    if len(text) > LONGEST:
        raise ProcedureError(f"The comment is {len(text):,} characters long; {LONGEST:,} is the most.")
    return text


def took_copy(*, actor: Actor, row: Revision, sha256: str, at: datetime) -> None:
    """Somebody downloaded the approved paper: a copy was given."""
    require(actor, Right.READ)
    with deed(actor, at) as record:
        data: dict[str, JSON] = {"version": row.number, "sha256": sha256}
        record.event("procedures", "copy-taken", "procedure", row.entry_id, data)
