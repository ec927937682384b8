"""A note to an agent, that it was read, and the answer. An event tells who and when, and no word of it, in a chain of
its own: a note is about how somebody works, not about what was done for the customer; it is no part of the case
file."""

from datetime import datetime

from django.conf import settings

from handrail.desk.actions import ROOM, DeskError, may_be_kept
from handrail.desk.models import Case, CoachNote
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.ledger.locked_text import lock
from handrail.people.models import Member
from handrail.people.notice.queries import kept_naming
from handrail.people.notice.words import COACHING
from handrail.people.rights import RefusedError, Right, require

SUBJECT = "coaching"
LONGEST = 2000


def write(*, actor: Actor, member: Member, case: Case, step: str, words: str, at: datetime) -> CoachNote:
    """To whoever has the case now. `step`: its name, or "" for the whole case. Raises DeskError."""
    require(actor, Right.TAKE)
    if case.agent_id == member.pk:
        raise DeskError("This case is yours. A note to yourself belongs into the case.")
    if not kept_naming(case.agent_id, COACHING):
        name = case.agent.user.name
        raise DeskError(f"{name} has not kept the notice that names such notes. Until they did, tell them in person.")
    said = _fit(words, "Write the note first.")
    with deed(actor, at) as record:
        row: CoachNote = CoachNote.objects.create(
            case=case, step=step[:200], writer=member, agent_id=case.agent_id, at=at,
            locked=lock(said, settings.SECRET_KEY),
        )  # fmt: skip
        record.event(ROOM, "coached", SUBJECT, row.pk)
    return row


def read(*, actor: Actor, note: CoachNote, at: datetime) -> None:
    """By one key; a second time changes nothing."""
    _theirs(actor, note)
    if note.read_at is not None:
        return
    with deed(actor, at) as record:
        note.read_at = at
        note.save(update_fields=["read_at"])
        record.event(ROOM, "coaching-read", SUBJECT, note.pk)


def answer(*, actor: Actor, note: CoachNote, words: str, at: datetime) -> None:
    """Whoever answers has read it. Raises DeskError."""
    _theirs(actor, note)
    if note.answered_at is not None:
        raise DeskError("You answered this note already.")
    said = _fit(words, "Write your answer first.")
    with deed(actor, at) as record:
        read(actor=actor, note=note, at=at)
        note.answer_locked, note.answered_at = lock(said, settings.SECRET_KEY), at
        note.save(update_fields=["answer_locked", "answered_at"])
        record.event(ROOM, "coaching-answered", SUBJECT, note.pk)


def _theirs(actor: Actor, note: CoachNote) -> None:
    if actor.id != note.agent_id:
        raise RefusedError(Right.READ)


def _fit(words: str, wanted: str) -> str:
    said = words.replace("\0", "").replace("\r\n", "\n").strip()
    if not said:
        raise DeskError(wanted)
    if len(said) > LONGEST:
        raise DeskError(f"This is too long: {LONGEST:,} characters at most. Shorten it, or send it in two parts.")
    may_be_kept(said)
    return said
