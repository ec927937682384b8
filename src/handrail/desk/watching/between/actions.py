"""Read, and answered once, by the one it is about. Events tell who and when, and no word of it."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings

from handrail.desk.actions import ROOM, DeskError, fitting
from handrail.desk.models import CoachNote, Score
from handrail.ledger.actor import Actor
from handrail.ledger.deed import Deed, NothingToWriteError, deed
from handrail.ledger.locked_text import lock
from handrail.ledger.queries import as_it_stands
from handrail.people.rights import RefusedError, Right

LONGEST = 2000


def read(*, actor: Actor, row: CoachNote | Score, subject: str, at: datetime) -> None:
    """A second time changes nothing. `subject`: of its chain."""
    _theirs(actor, row)
    with suppress(NothingToWriteError), deed(actor, at) as record:
        as_it_stands(row)
        if row.read_at is not None:
            raise NothingToWriteError
        _read(record, row, subject)


def _read(record: Deed, row: CoachNote | Score, subject: str) -> None:
    row.read_at = record.at
    row.save(update_fields=["read_at"])
    record.event(ROOM, f"{subject}-read", subject, row.pk)


def answer(*, actor: Actor, row: CoachNote | Score, subject: str, words: str, at: datetime) -> None:
    """Whoever answers has read it. Raises DeskError."""
    _theirs(actor, row)
    said = fitting(words, "Write your answer first.", LONGEST, instead="")
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.answered_at is not None:
            raise DeskError("You answered this already.")
        if row.read_at is None:
            _read(record, row, subject)
        row.answer_locked, row.answered_at = lock(said, settings.SECRET_KEY), at
        row.save(update_fields=["answer_locked", "answered_at"])
        record.event(ROOM, f"{subject}-answered", subject, row.pk)


def _theirs(actor: Actor, row: CoachNote | Score) -> None:
    if actor.id != row.agent_id:
        raise RefusedError(Right.READ)
