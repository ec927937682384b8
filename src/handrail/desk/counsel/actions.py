"""A question to counsel and what is thought about it. An event tells that it was asked, by whom and when, and no word
of it; the only text that reaches the case is a new one, which counsel releases."""

from datetime import datetime

from django.conf import settings

from handrail.desk.actions import DeskError, may_be_kept
from handrail.desk.counsel.access import require_named
from handrail.desk.counsel.queries import words_of
from handrail.desk.models import Case, CounselTask, CounselWord
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.ledger.locked_text import lock
from handrail.people.models import Member
from handrail.people.rights import RefusedError, Right, require

ROOM, SUBJECT = "desk", "counsel"
LONGEST = 10_000


def ask(*, actor: Actor, case: Case, counsel: Member | None, question: str, at: datetime) -> CounselTask:
    """Raises DeskError."""
    require(actor, Right.RUN)
    if counsel is None or not counsel.active or counsel.pk == actor.id:
        raise DeskError("Choose whom you ask: somebody else who works here.")
    _fit(question, "Write the question.")
    with deed(actor, at) as record:
        row: CounselTask = CounselTask.objects.create(case=case, asker_id=actor.id, counsel=counsel, asked_at=at)
        _word(row, actor, question, at)
        record.event(ROOM, "counsel-asked", SUBJECT, row.pk)
    return row


def write(*, actor: Actor, row: CounselTask, words: str, at: datetime) -> None:
    """Go on talking about it. Raises DeskError."""
    require_named(actor, row)
    _still(row)
    _fit(words, "Write something first.")
    with deed(actor, at) as record:
        _word(row, actor, words, at)
        record.event(ROOM, "counsel-written", SUBJECT, row.pk)


def release(*, actor: Actor, row: CounselTask, words: str, at: datetime) -> None:
    """A text that counsel wrote for the case becomes a note in it, and the question is over. What stood between the two
    is not copied: the text is a new one. Raises DeskError."""
    require_named(actor, row)
    if actor.id != row.counsel_id:
        raise RefusedError(Right.READ)
    _still(row)
    _fit(words, "Write the text that is to stand in the case.")
    if any(_bare(kept.words) in _bare(words) for kept in words_of(row) if kept.words):
        raise DeskError("This holds words that were written here. Only a new text goes into the case: write it anew.")
    with deed(actor, at) as record:
        record.event(ROOM, "noted", "case", row.case_id, {}, {"note": words.strip()})
        _over(row, "released", at)
        record.event(ROOM, "counsel-released", SUBJECT, row.pk)


def end(*, actor: Actor, row: CounselTask, at: datetime) -> None:
    """Nothing of it goes into the case. Raises DeskError."""
    require_named(actor, row)
    _still(row)
    with deed(actor, at) as record:
        _over(row, "ended", at)
        record.event(ROOM, "counsel-ended", SUBJECT, row.pk)


def _word(row: CounselTask, actor: Actor, words: str, at: datetime) -> None:
    CounselWord.objects.create(task=row, member_id=actor.id, locked=lock(words.strip(), settings.SECRET_KEY), at=at)


def _over(row: CounselTask, state: str, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])


def _still(row: CounselTask) -> None:
    if row.state != "open":
        raise DeskError("This question is over. Ask a new one.")


def _fit(words: str, wanted: str) -> None:
    if not words.strip():
        raise DeskError(wanted)
    if len(words) > LONGEST:
        raise DeskError(f"This is too long: {LONGEST:,} characters at most. Shorten it, or send it in two parts.")
    may_be_kept(words)


def _bare(words: str) -> str:
    return " ".join(words.split()).casefold()
