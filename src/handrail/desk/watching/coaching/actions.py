"""A note to an agent, that it was read, and the answer. An event tells who and when, and no word of it, in a chain of
its own: a note is about how somebody works, not about what was done for the customer; it is no part of the case
file."""

from datetime import datetime

from django.conf import settings

from handrail.desk.actions import ROOM, DeskError, fitting
from handrail.desk.models import Case, CoachNote
from handrail.desk.watching.between import actions as between
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.ledger.locked_text import lock
from handrail.ledger.queries import as_it_stands
from handrail.people.models import Member
from handrail.people.notice.queries import kept_naming
from handrail.people.notice.words import COACHING
from handrail.people.rights import Right, require

SUBJECT = "coaching"


def write(*, actor: Actor, member: Member, case: Case, step: str, words: str, at: datetime) -> CoachNote:
    """To whoever has the case now. `step`: its name, or "" for the whole case. Raises DeskError."""
    require(actor, Right.TAKE)
    said = fitting(words, "Write the note first.", between.LONGEST)
    with deed(actor, at) as record:
        as_it_stands(case)  # it may have gone to somebody else in the moment between
        _may(member, case)
        row: CoachNote = CoachNote.objects.create(
            case=case, step=step[:200], writer=member, agent_id=case.agent_id, at=at,
            locked=lock(said, settings.SECRET_KEY),
        )  # fmt: skip
        record.event(ROOM, "coached", SUBJECT, row.pk)
    return row


def _may(member: Member, case: Case) -> None:
    if case.agent_id == member.pk:
        raise DeskError("This case is yours. A note to yourself belongs into the case.")
    if not kept_naming(case.agent_id, COACHING):
        name = case.agent.user.name
        raise DeskError(f"{name} has not kept the notice that names such notes. Until they did, tell them in person.")


def read(*, actor: Actor, note: CoachNote, at: datetime) -> None:
    """By one key; a second time changes nothing."""
    between.read(actor=actor, row=note, subject=SUBJECT, at=at)


def answer(*, actor: Actor, note: CoachNote, words: str, at: datetime) -> None:
    """Whoever answers has read it. Raises DeskError."""
    between.answer(actor=actor, row=note, subject=SUBJECT, words=words, at=at)
