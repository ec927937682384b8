"""Deeds of the reviews."""

from datetime import datetime

from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures.models import Revision
from handrail.reviews.models import LookedAgain

LONGEST = 500


class ReviewError(Exception):
    """A review that can't be kept; the message says why and what to do next."""


def stays(*, actor: Actor, row: Revision, note: str, at: datetime) -> LookedAgain:
    """The version in force was read again and stays as it is. Who, when and what was looked at stand in its record."""
    require(actor, Right.APPROVE)
    note = note.strip()
    if row.state != "published":
        raise ReviewError(
            "This version is not in force, so there is nothing to keep as it is. Look at the one that is."
        )
    if not note:
        raise ReviewError("Write what you looked at, like: read it with Dwayne, the amounts still hold.")
    if len(note) > LONGEST:
        raise ReviewError(f"The note is {len(note)} characters long; {LONGEST} is the most.")
    with deed(actor, at) as record:
        made: LookedAgain = LookedAgain.objects.create(
            entry=row.entry, number=row.number, by=actor.name, note=note, looked_at=at
        )
        record.event("reviews", "looked-again", "procedure", row.entry_id, {"version": row.number}, {"note": note})
    return made
