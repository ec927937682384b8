"""Deeds on what a business keeps of the law for itself. No update of a pack touches any of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from handrail.law.actions import recompose
from handrail.law.mine.local import LocalDutyError, read_local
from handrail.law.models import Checked, DutyNote, Filed, LocalDuty, OfDuty, SetAside
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.people.rights import Right, require

ROOM, SUBJECT = "law", "duty"


class OwnLawError(Exception):
    """What can't be kept; the message says why and what to write instead."""


def subject_id(organization: UUID, duty: str) -> UUID:
    """The chain of a duty in the record of one business: a duty is no row, its id makes the chain's."""
    return uuid5(organization, f"duty {duty}")


# Checked, filed, noted, set aside


def check(
    *, actor: Actor, duty: str, part: str = "", who: str, asked: str, whom: str = "", on: date, until: date,
    note: str = "", at: datetime,
) -> Checked:  # fmt: skip
    """Keep that somebody verified a duty: with whom, when, until when. The pack's own status stays what it is."""
    require(actor, Right.LAW)
    who, whom = _said(who, "Write who checked it."), whom.strip()
    if asked not in ("agency", "adviser", "text"):
        raise OwnLawError("Choose whom you asked: the agency, an adviser, or the text itself.")
    if asked != "text" and not whom:
        raise OwnLawError("Write the name of the agency or the adviser you asked.")
    _past(on, at, "it was checked")
    if until < on:
        raise OwnLawError(f"It can’t hold until {until:%b %-d, %Y}, before the day on which it was checked.")
    with deed(actor, at) as record:
        row: Checked = Checked.objects.create(
            duty=duty, part=part, who=who[:120], asked=asked, whom=whom[:200], on=on, until=until,
            note=note.strip()[:1000], by=actor.name, at=at,
        )  # fmt: skip
        data: dict[str, JSON] = {"asked": asked, "on": on.isoformat(), "until": until.isoformat()}
        _record(record, row, "checked", data, {"who": row.who, "whom": row.whom, "note": row.note})
    return row


def file(*, actor: Actor, duty: str, part: str = "", on: date, number: str = "", note: str = "", at: datetime) -> Filed:
    """Keep the proof that something was filed or renewed: the day, its number, a note."""
    require(actor, Right.LAW)
    _past(on, at, "it was filed")
    if not (number.strip() or note.strip()):
        raise OwnLawError("Write the number of the filing, or a note that says how it can be shown.")
    with deed(actor, at) as record:
        row: Filed = Filed.objects.create(
            duty=duty, part=part, on=on, number=number.strip()[:120], note=note.strip()[:1000], by=actor.name, at=at
        )
        _record(record, row, "filed", {"on": on.isoformat(), "number": row.number}, {"note": row.note})
    return row


def note(*, actor: Actor, duty: str, part: str = "", words: str, at: datetime) -> DutyNote:
    """Keep a note of our own on a duty."""
    require(actor, Right.LAW)
    words = _said(words, "Write the note.")
    with deed(actor, at) as record:
        row: DutyNote = DutyNote.objects.create(duty=duty, part=part, note=words[:1000], by=actor.name, at=at)
        _record(record, row, "noted", {}, {"note": row.note})
    return row


def set_aside(*, actor: Actor, duty: str, why: str, who: str, until: date | None, at: datetime) -> SetAside:
    """A duty does not bind us, as somebody says. It is shown struck, and every check names it."""
    require(actor, Right.APPROVE)
    why = _said(why, "Write why it does not bind you.")
    who = _said(who, "Write who says so: an adviser, the agency.")
    if until is not None and until < at.date():
        raise OwnLawError(f"{until:%b %-d, %Y} is past. Write the day until which it stays set aside.")
    with deed(actor, at) as record:
        row: SetAside = SetAside.objects.create(
            duty=duty, note=why[:1000], who=who[:200], until=until, by=actor.name, at=at
        )
        data: dict[str, JSON] = {"until": until.isoformat() if until else None}
        _record(record, row, "set-aside", data, {"why": row.note, "who": row.who})
        recompose(record)
    return row


def take_back(*, actor: Actor, row: OfDuty, why: str, at: datetime) -> OfDuty:
    """Undo an entry by a newer one of the same kind. What was written stays on record."""
    require(actor, Right.APPROVE if isinstance(row, SetAside) else Right.LAW)
    why = _said(why, "Write why it is taken back.")
    if not row.holds:  # type: ignore[attr-defined]
        raise OwnLawError("This entry takes one back already.")
    kept: dict[str, Any] = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "organization_id")
    }
    with deed(actor, at) as record:
        newer: OfDuty = type(row).objects.create(
            **{**kept, "note": why[:1000], "by": actor.name, "at": at, "holds": False}
        )
        data: dict[str, JSON] = {"what": type(row).__name__.lower(), "entry": str(row.pk)}
        _record(record, newer, "taken-back", data, {"why": newer.note})
        if isinstance(row, SetAside):
            recompose(record)
    return newer


def _record(record: Deed, row: OfDuty, kind: str, data: dict[str, JSON], personal: dict[str, JSON]) -> None:
    about = subject_id(record.actor.organization, row.duty)
    record.event(ROOM, kind, SUBJECT, about, {"duty": row.duty, "part": row.part, **data}, personal)


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise OwnLawError(otherwise)
    return text.strip()


def _past(on: date, at: datetime, what: str) -> None:
    if (on - at.date()).days > 1:  # a day ahead of UTC it may be already, further ahead nowhere
        raise OwnLawError(f"{on:%b %-d, %Y} is still to come. Write the day on which {what}.")


# Duties of our own


def keep_local(*, actor: Actor, text: str, at: datetime) -> LocalDuty:
    """Keep a duty of our own, written as YAML; one of the same id is written over, with its earlier words on record.

    Raises LocalDutyError with every problem by line."""
    require(actor, Right.LAW)
    duty = read_local(text).duty
    with deed(actor, at) as record:
        row = LocalDuty.objects.filter(name=duty.id).first()
        number = row.number + 1 if row else 1
        row = row or LocalDuty(name=duty.id)
        row.title, row.text, row.number, row.by, row.at = duty.title[:200], text, number, actor.name, at
        row.ended_at, row.ended_by, row.ended_why = None, "", ""
        row.save()
        data: dict[str, JSON] = {"duty": duty.id, "number": number, "text": text}
        record.event(ROOM, "local-duty-kept", SUBJECT, subject_id(actor.organization, duty.id), data)
        recompose(record)
    return row


def end_local(*, actor: Actor, row: LocalDuty, why: str, at: datetime) -> None:
    """A duty of our own no longer binds us. It stays on record."""
    require(actor, Right.LAW)
    why = _said(why, "Write why it ends.")
    if row.ended_at:
        raise OwnLawError("This duty has ended already.")
    with deed(actor, at) as record:
        row.ended_at, row.ended_by, row.ended_why = at, actor.name, why[:500]
        row.save(update_fields=["ended_at", "ended_by", "ended_why"])
        data: dict[str, JSON] = {"duty": row.name, "why": why}
        record.event(ROOM, "local-duty-ended", SUBJECT, subject_id(actor.organization, row.name), data)
        recompose(record)


__all__ = [
    "LocalDutyError", "OwnLawError", "check", "end_local", "file", "keep_local", "note", "set_aside", "subject_id",
    "take_back",
]  # fmt: skip
